// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See event_severity.h.

#include "server/control/event_severity.h"

namespace control {

EventSeverity severityOf(EventKind kind) {
  switch (kind) {
    case EventKind::RestartDelayed:
    case EventKind::WorkerUnresponsive:
    case EventKind::CertificateExpiring:
    case EventKind::KeeperExited:
    case EventKind::SessionStoreDown:
    case EventKind::TicketsAlone:
    case EventKind::RequestsLimited:
    case EventKind::AccessLogFailed:
    case EventKind::EventsLost:
      return EventSeverity::Warning;
    case EventKind::ListenerFailed:
    case EventKind::ConfigRejected:
    case EventKind::RestartAbandoned:
      return EventSeverity::Failure;
    default:
      return EventSeverity::Everyday;
  }
}

}  // namespace control
