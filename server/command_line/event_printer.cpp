// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/event_printer.h"

#include <fmt/format.h>

#include "server/control/event_severity.h"
#include "server/control/message.h"

namespace command_line {

namespace {

using control::EventKind;

/// Empty: nothing to stress.
std::optional<Colour> colourOf(const control::Event& event) {
  switch (event.kind) {
    case EventKind::WorkerReady:
      return Colour::Green;
    case EventKind::RequestServed:
      return Colour::Dim;
    case EventKind::WorkerExited:
      switch (control::workerExitFrom(event).reason) {
        case control::ExitReason::Stopped:
        case control::ExitReason::Recycled:
        case control::ExitReason::Replaced:
          return std::nullopt;
        default:
          return Colour::Red;
      }
    default:
      break;
  }
  switch (control::severityOf(event.kind)) {
    case control::EventSeverity::Warning:
      return Colour::Yellow;
    case control::EventSeverity::Failure:
      return Colour::Red;
    case control::EventSeverity::Everyday:
      break;
  }
  return std::nullopt;
}

}  // namespace

EventPrinter::EventPrinter(LogFormat format, std::FILE* stream)
    : m_format(format), m_stream(stream), m_paint(::fileno(stream)) {}

std::string EventPrinter::textOf(const control::Event& event) const {
  std::string who = "master";
  std::string pid = event.pid && *event.pid > 0 ? std::to_string(*event.pid) : "";
  std::string_view text = event.text;
  if (event.slot) {
    // The columns say it; the sentence need not say it again.
    who = fmt::format("worker {}", *event.slot);
    const std::string subject =
        pid.empty() ? fmt::format("Worker {} ", *event.slot) : fmt::format("Worker {} (PID {}) ", *event.slot, pid);
    if (text.starts_with(subject)) text.remove_prefix(subject.size());
  }
  const auto colour = colourOf(event);
  return fmt::format("{}  {:<10} {:>7}  {}", m_paint.with(Colour::Dim, base::clockTime(event.time)), who, pid,
                     colour ? m_paint.with(*colour, text) : std::string(text));
}

std::string EventPrinter::line(const control::Event& event) const {
  return (m_format == LogFormat::Json ? control::toJson(event) : textOf(event)) + "\n";
}

void EventPrinter::print(const control::Event& event) const {
  const std::string text = line(event);
  std::fwrite(text.data(), 1, text.size(), m_stream);
  std::fflush(m_stream);
}

}  // namespace command_line
