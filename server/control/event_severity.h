// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// How much an event wants to be seen, for all that show events. A worker's end is judged by its reason instead.

#pragma once

#include "server/control/event.h"

namespace control {

enum class EventSeverity { Everyday, Warning, Failure };

EventSeverity severityOf(EventKind kind);

}  // namespace control
