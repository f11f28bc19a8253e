// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See event_look.h.

#include "gui/log/event_look.h"

#include "server/control/event_severity.h"

namespace eventLook {

using control::Event;
using control::EventKind;
using control::ExitReason;
using control::WorkerExit;
using style::Shape;
using style::Tone;

std::optional<style::StateLook> of(const Event& event) {
  switch (event.kind) {
    case EventKind::WorkerExited:
      return ofExit(workerExitFrom(event));
    case EventKind::WorkerReady:
    case EventKind::SessionStoreUp:
    case EventKind::TicketsShared:
      return style::StateLook{Tone::Good, Shape::Disc};
    case EventKind::WorkerForked:
      return style::StateLook{Tone::Busy, Shape::HalfDisc};
    case EventKind::WorkerDraining:
      return style::StateLook{Tone::Quiet, Shape::Square};
    case EventKind::RestartDelayed:
      return style::StateLook{Tone::Warning, Shape::Hourglass};
    default:
      break;
  }
  switch (control::severityOf(event.kind)) {
    case control::EventSeverity::Warning:
      return style::StateLook{Tone::Warning, Shape::Triangle};
    case control::EventSeverity::Failure:
      return style::StateLook{Tone::Bad, Shape::Cross};
    case control::EventSeverity::Everyday:
      break;
  }
  return std::nullopt;
}

style::StateLook ofExit(const WorkerExit& exit) {
  switch (exit.reason) {
    case ExitReason::Stopped:
    case ExitReason::Recycled:
    case ExitReason::Replaced:
      return {Tone::Quiet, Shape::Square};
    case ExitReason::LostMaster:
      return {Tone::Warning, Shape::Square};
    case ExitReason::Exited:
      return {exit.code.value_or(0) == 0 ? Tone::Quiet : Tone::Bad, Shape::Diamond};
    case ExitReason::BootFailed:
      return {Tone::Bad, Shape::Triangle};
    case ExitReason::Hung:
      return {Tone::Bad, Shape::DashedRing};
    case ExitReason::Crashed:
    case ExitReason::Killed:
      break;
  }
  return {Tone::Bad, Shape::Cross};
}

}  // namespace eventLook
