// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/status_text.h"

#include <fmt/format.h>

#include "server/command_line/server_run.h"
#include "server/control/latency.h"

namespace command_line {

namespace {

Colour colourOf(control::MasterState state) {
  if (state == control::MasterState::Running) return Colour::Green;
  return state == control::MasterState::Failed || state == control::MasterState::CrashLooping ? Colour::Red
                                                                                              : Colour::Yellow;
}

std::string stateOf(const control::WorkerStatus& worker) {
  if (worker.state != control::WorkerState::Delayed) return std::string(control::name(worker.state));
  return "retry in " + base::durationWords(base::Milliseconds(worker.retryInMs));
}

std::string lineOf(const control::WorkerStatus& worker) {
  const std::string pid = worker.pid > 0 ? std::to_string(worker.pid) : "-";
  const std::string uptime = worker.pid > 0 ? base::durationWords(base::Milliseconds(worker.uptimeMs)) : "-";
  return fmt::format("{:>4} {:>8}  {:<16} {:>14} {:>8} {:>10} {:>11} {:>6.1f}  {}", worker.slot, pid, stateOf(worker),
                     uptime, worker.restarts, worker.requests, worker.connections,
                     static_cast<double>(worker.rss) / (1024.0 * 1024.0), worker.lastExit);
}

/// Empty: nothing was answered yet.
std::string latencyLine(const control::Status& status) {
  const auto half = control::latencyQuantile(status.latency, 0.5);
  const auto most = control::latencyQuantile(status.latency, 0.99);
  return half && most ? fmt::format("answers   p50 {:.2f} ms, p99 {:.2f} ms\n", *half, *most) : std::string();
}

/// Empty: nothing is kept.
std::string sessionsLine(const control::SessionsStatus& sessions, const Paint& paint) {
  if (sessions.store.empty()) return {};
  const std::string line = "sessions  " + sessions.store;
  if (sessions.downSince == 0) return line + "\n";
  return line +
         paint.with(Colour::Yellow, fmt::format(", which does not answer since {}: {}",
                                                base::isoTime(sessions.downSince), sessions.reason)) +
         "\n";
}

}  // namespace

std::string statusText(const control::Status& status, const Paint& paint) {
  std::string text =
      fmt::format("{}  {}  PID {}, up {}, generation {}, Forkyard {}\n", paint.with(Colour::Bold, status.name),
                  paint.with(colourOf(status.state), control::name(status.state)), status.pid,
                  base::durationWords(base::Milliseconds(status.uptimeMs)), status.generation, status.version);
  text += fmt::format("config    {}\n", status.config.empty() ? "the built-in demo" : status.config);
  for (const control::ListenerStatus& listener : status.listeners)
    text += fmt::format("listening {} ({} {})\n", urlOf(listener), listener.protocol, listener.address);
  text += sessionsLine(status.sessions, paint) + latencyLine(status);
  for (const base::Problem& problem : status.problems)
    text += paint.with(Colour::Yellow, "problem  ") + " " + base::sentence(problem) + "\n";
  text +=
      paint.with(Colour::Dim, fmt::format("{:>4} {:>8}  {:<16} {:>14} {:>8} {:>10} {:>11} {:>6}  {}", "slot", "pid",
                                          "state", "up", "restarts", "requests", "connections", "MiB", "last exit"));
  for (const control::WorkerStatus& worker : status.workers) text += "\n" + lineOf(worker);
  return text;
}

}  // namespace command_line
