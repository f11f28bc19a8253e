// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What happened, in the person's language: one sentence for each kind of event, built from its fields. The worker and
// its PID are not in the sentence: they stand beside it in columns of their own.

#pragma once

#include <QString>

#include "server/control/event.h"

namespace eventSentences {

/// One or two whole sentences. A kind without words here (a newer server's) gives the event's own English text.
/// Any thread.
QString sentence(const control::Event& event);
/// What a filter lists: "Worker exited".
QString kindName(control::EventKind kind);
/// "250 ms", "1.2 s", "12 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
QString durationWords(std::int64_t milliseconds);

}  // namespace eventSentences
