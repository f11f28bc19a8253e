// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An event as one English sentence, or two, from its fields alone. For terminals and logs; the panel makes its own.

#include <fmt/format.h>

#include "server/control/event.h"

namespace control {

namespace {

constexpr std::size_t longestQuote = 500;

/// What came from outside, safe for a terminal: no control character (C1 too, as UTF-8) gets through, no endless line.
std::string printable(std::string_view text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size() && safe.size() < longestQuote; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool isC1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte < 0x20 || byte == 0x7f || isC1) {
      safe += fmt::format("\\x{:02x}", isC1 ? static_cast<unsigned char>(text[++i]) : byte);
    } else {
      safe += text[i];
    }
  }
  return text.size() > longestQuote ? safe + " ..." : safe;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string workerOf(const Event& event) {
  std::string text = event.slot ? fmt::format("Worker {}", *event.slot) : std::string("A worker");
  if (event.slotCount() > 1) text = fmt::format("The worker process with {} threads", event.slotCount());
  if (event.pid && *event.pid > 0) text += fmt::format(" (PID {})", *event.pid);
  return text;
}

std::string duration(std::int64_t milliseconds) {
  return base::durationWords(base::Milliseconds(milliseconds));
}

/// "asked by the panel"; empty where nobody asked.
std::string asked(const std::string& by) {
  if (by == "panel" || by == "command line" || by == "master") return "asked by the " + by;
  return by.empty() || by == "none" ? std::string() : "asked by " + printable(by);
}

std::string problemsOf(const Event& event) {
  if (event.problems.empty()) return "no reason was given";
  std::string text = printable(base::sentence(event.problems.front()));
  if (event.problems.size() > 1)
    text += fmt::format(", and {}",
                        counted(static_cast<std::int64_t>(event.problems.size()) - 1, "more problem", "more problems"));
  return text;
}

std::string namesOf(const Event& event) {
  const auto found = event.fields.find("names");
  const auto* names = found == event.fields.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
  if (names == nullptr || names->empty()) return "no name";
  std::string text = printable(names->front());
  for (std::size_t i = 1; i < names->size() && i < 3; ++i) text += ", " + printable((*names)[i]);
  if (names->size() > 3) text += ", ...";
  return text;
}

std::string protocolWords(const std::string& protocol) {
  if (protocol == "http2") return "HTTP/2";
  return protocol == "https" ? "HTTPS" : "HTTP";
}

std::string endOf(const WorkerExit& exit) {
  return exit.signal.empty() ? fmt::format("exited with code {}", exit.code.value_or(0))
                             : "was killed by " + exit.signal;
}

std::string exitClause(const WorkerExit& exit) {
  const std::string after = " after " + duration(exit.uptime.count());
  const std::string by = asked(exit.askedBy);
  const std::string askedBy = by.empty() ? "" : ", " + by;
  const std::string served = ", having answered " + counted(exit.requests, "request", "requests");
  switch (exit.reason) {
    case ExitReason::Stopped:
      return (exit.signal.empty() ? "stopped" : "was stopped by " + exit.signal) + after + askedBy + served;
    case ExitReason::Recycled:
      return "ended" + after + " to be started again" + askedBy + served;
    case ExitReason::Replaced:
      return "ended" + after + ", replaced by a newer one" + served;
    case ExitReason::BootFailed:
      return endOf(exit) + after + ", before it was ready";
    case ExitReason::Exited:
      return endOf(exit) + after + served;
    case ExitReason::Crashed:
      return "crashed with " + exit.signal + after + askedBy + (exit.coreDumped ? ", core dumped" : "");
    case ExitReason::Killed:
      if (exit.outOfMemory) return endOf(exit) + after + ", as memory ran out";
      return endOf(exit) + after + (by.empty() ? ", from outside Forkyard" : askedBy);
    case ExitReason::Hung:
      return endOf(exit) + after + ", as its event loop stood still";
    case ExitReason::LostMaster:
      return "ended" + after + ", as its master was gone";
  }
  return endOf(exit) + after;
}

std::string exitText(const Event& event) {
  const WorkerExit exit = workerExitFrom(event);
  std::string text = workerOf(event) + " " + exitClause(exit) + ".";
  if (exit.connections > 0)
    text += fmt::format(" {} cut.", counted(exit.connections, "open connection was", "open connections were"));
  if (exit.next == "at once") text += " Restarting at once.";
  if (exit.next == "delayed") text += " Restarting in " + duration(exit.delayMs) + ".";
  if (exit.next == "abandoned") text += " It is not started again.";
  return text;
}

std::string unresponsiveText(const Event& event) {
  const std::string action = event.string("action");
  std::string text = workerOf(event) + " has not answered for " + duration(event.integer("silent_ms")) + ".";
  return action == "SIGABRT" || action == "SIGKILL" ? text + " It gets " + action + "." : text;
}

std::string reloadStartedText(const Event& event) {
  const std::string reason = event.string("reason");
  const std::string_view start = reason == "restart"       ? "Restart started"
                                 : reason == "certificate" ? "A certificate changed"
                                 : reason == "config"      ? "The configuration file changed"
                                                           : "Reload started";
  return fmt::format("{}: the workers are replaced one by one.", start);
}

std::string upgradeFinishedText(const Event& event) {
  const std::string after = duration(event.integer("duration_ms"));
  if (event.string("outcome") != "done")
    return fmt::format("Upgrade given up after {}, the old server serves on: {}.", after, problemsOf(event));
  return fmt::format("Forkyard {} took over after {}; the old workers finish what is open.",
                     printable(event.string("version")), after);
}

std::string expiringText(const Event& event) {
  const std::int64_t days = event.integer("days_left");
  if (days < 0) return fmt::format("The certificate for {} has expired.", namesOf(event));
  const std::string text =
      fmt::format("The certificate for {} expires in {}", namesOf(event), counted(days, "day", "days"));
  return event.problems.empty() ? text + "." : text + "; it was not renewed: " + problemsOf(event) + ".";
}

std::string stoppingText(const Event& event) {
  const std::string signal = event.string("signal");
  if (!signal.empty()) return fmt::format("Stopping, as {} arrived.", printable(signal));
  const std::string by = asked(event.string("asked_by"));
  return by.empty() ? "Stopping." : "Stopping, " + by + ".";
}

std::string listeningText(const Event& event) {
  const std::string address = printable(event.string("address"));
  const bool isIpv6 = address.find(':') != std::string::npos;
  return fmt::format("Listening on {}:{} for {}.", isIpv6 ? "[" + address + "]" : address, event.integer("port"),
                     protocolWords(event.string("protocol")));
}

/// A sentence behind that of an exit, with its space; empty where none follows.
std::string nextForkText(const Event& event) {
  const std::string next = event.string("next");
  if (next == "at once") return " It is forked again at once.";
  if (next == "delayed") return " It is forked again in " + duration(event.integer("delay_ms")) + ".";
  return {};
}

std::string keeperOf(const Event& event) {
  return fmt::format("The keeper of the sessions (PID {})", event.pid.value_or(0));
}

std::string keeperExitedText(const Event& event) {
  if (const std::string reason = event.string("reason"); !reason.empty())
    return "The keeper of the sessions could not be made (" + printable(reason) + ")." + nextForkText(event);
  const std::string keeper = keeperOf(event);
  const std::string lived = duration(event.integer("uptime_ms"));
  if (event.string("next") == "none") return fmt::format("{} ended after {}, its workers being gone.", keeper, lived);
  const std::string signal = event.string("signal");
  const std::string how =
      signal.empty() ? fmt::format("exited with code {}", event.integer("code")) : "was killed by " + printable(signal);
  return fmt::format("{} {} after {}{}; what it held is lost.{}", keeper, how, lived,
                     event.flag("hung") ? ", as it stood still" : "", nextForkText(event));
}

std::string requestServed(const Event& event) {
  const std::string request = printable(event.string("method")) + " " + printable(event.string("target"));
  const double lasted = static_cast<double>(event.integer("duration_us")) / 1000.0;
  std::string text;
  if (event.integer("status") == 0) {
    text = fmt::format("{} was not answered, the client was gone after {:.1f} ms.", request, lasted);
  } else {
    text = fmt::format("{} was answered with {}, {} in {:.1f} ms.", request, event.integer("status"),
                       counted(event.integer("bytes"), "byte", "bytes"), lasted);
  }
  if (const std::int64_t more = event.integer("left_out"); more > 0)
    text += fmt::format(" {} not shown.", counted(more, "more is", "more are"));
  return text;
}

std::string accessLogFailed(const Event& event) {
  const std::string reason = fmt::format("The access log {} cannot be written: {}.", printable(event.string("file")),
                                         printable(event.string("reason")));
  const std::int64_t lost = event.integer("lost");
  return lost == 0 ? reason : fmt::format("{} {} lost.", reason, counted(lost, "line was", "lines were"));
}

std::string masterText(const Event& event) {
  const std::string file = printable(event.string("file"));
  switch (event.kind) {
    case EventKind::MasterStarted:
      return fmt::format("Forkyard {} started with {}.", printable(event.string("version")),
                         counted(event.integer("workers"), "worker", "workers"));
    case EventKind::MasterStopping:
      return stoppingText(event);
    case EventKind::MasterStopped:
      return "Stopped after " + duration(event.integer("uptime_ms")) + ".";
    case EventKind::ListenerBound:
      return listeningText(event);
    case EventKind::ListenerFailed:
      return "Cannot listen: " + problemsOf(event) + ".";
    case EventKind::ConfigAccepted:
      return file.empty() ? "The built-in demo configuration is in use." : "Configuration " + file + " accepted.";
    case EventKind::ConfigRejected:
      return "Configuration refused: " + problemsOf(event) + ".";
    case EventKind::ScaleChanged:
      return fmt::format("Scaling from {} to {}.", event.integer("from"),
                         counted(event.integer("to"), "worker", "workers"));
    case EventKind::ReloadStarted:
      return reloadStartedText(event);
    case EventKind::ReloadFinished:
      return event.string("outcome") == "done"
                 ? "Reload finished after " + duration(event.integer("duration_ms")) + "."
                 : "Reload given up after " + duration(event.integer("duration_ms")) + "; the old workers serve on.";
    case EventKind::UpgradeStarted:
      return fmt::format("Upgrade started: {} is to take over (PID {}).", printable(event.string("program")),
                         event.integer("successor"));
    case EventKind::UpgradeFinished:
      return upgradeFinishedText(event);
    case EventKind::CertificateLoaded:
      return fmt::format("Certificate for {} loaded, {} left.", namesOf(event),
                         counted(event.integer("days_left"), "day", "days"));
    case EventKind::CertificateExpiring:
      return expiringText(event);
    case EventKind::KeeperForked:
      return fmt::format("The keeper of the sessions was forked as PID {}.", event.pid.value_or(0));
    case EventKind::KeeperExited:
      return keeperExitedText(event);
    case EventKind::SessionStoreDown:
      return "The session store does not answer: " + printable(event.string("reason")) + ".";
    case EventKind::SessionStoreUp:
      return "The session store answers again.";
    case EventKind::TicketsShared:
      return "TLS sessions resume at every machine that shares the ticket keys.";
    case EventKind::TicketsAlone:
      return "TLS sessions resume here only, ticket keys are not shared by Redis: " +
             printable(event.string("reason")) + ".";
    case EventKind::AccessLogFailed:
      return accessLogFailed(event);
    case EventKind::EventsLost:
      return counted(event.integer("count"), "event was", "events were") + " lost, not having been read in time.";
    default:
      return std::string(name(event.kind)) + ".";
  }
}

}  // namespace

std::string eventText(const Event& event) {
  switch (event.kind) {
    case EventKind::WorkerForked:
      return event.integer("restarts") > 0
                 ? fmt::format("{} was forked, restart {}.", workerOf(event), event.integer("restarts"))
                 : workerOf(event) + " was forked.";
    case EventKind::WorkerReady:
      return workerOf(event) + " is ready after " + duration(event.integer("boot_ms")) + ".";
    case EventKind::WorkerOutput:
      return fmt::format("{} wrote: \"{}\".", event.slot ? workerOf(event) : keeperOf(event),
                         printable(event.string("line")));
    case EventKind::WorkerDraining:
      return fmt::format("{} takes no new connections and finishes {} ({}).", workerOf(event),
                         counted(event.integer("connections"), "open one", "open ones"),
                         printable(event.string("reason")));
    case EventKind::WorkerExited:
      return exitText(event);
    case EventKind::WorkerUnresponsive:
      return unresponsiveText(event);
    case EventKind::RestartDelayed:
      if (const std::string reason = event.string("reason"); !reason.empty()) {
        return fmt::format("{} could not be made ({}); next attempt in {}.", workerOf(event), printable(reason),
                           duration(event.integer("delay_ms")));
      }
      return fmt::format("{} starts again in {}, after {} in a row.", workerOf(event),
                         duration(event.integer("delay_ms")),
                         counted(event.integer("unstable"), "short run", "short runs"));
    case EventKind::RestartAbandoned:
      return fmt::format("{} is not started again, after {} in a row.", workerOf(event),
                         counted(event.integer("unstable"), "short run", "short runs"));
    case EventKind::RequestServed:
      return requestServed(event);
    case EventKind::RequestsLimited:
      return fmt::format("{} answered 429 to {} over the limit for {}, the last from {}.", workerOf(event),
                         counted(event.integer("count"), "request", "requests"), printable(event.string("path")),
                         printable(event.string("client")));
    default:
      return masterText(event);
  }
}

}  // namespace control
