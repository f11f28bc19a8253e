// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words of events about requests: what was answered, what was too much, and a log of them that cannot be written.

#pragma once

#include <QString>

#include "server/control/event.h"

namespace eventSentences {

QString requestServed(const control::Event& event);
QString requestsLimited(const control::Event& event);
QString accessLogFailed(const control::Event& event);

}  // namespace eventSentences
