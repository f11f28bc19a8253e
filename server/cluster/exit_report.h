// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From the status that waitpid(2) gave, and what the master knows of the life, to the facts of worker.exited. Pure.
// What follows from an exit is the restart policy's business.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/control/event.h"

namespace cluster {

/// How a worker exits by itself; every other code is its handlers' own.
inline constexpr int exitConfiguration = 78;  ///< EX_CONFIG: it cannot serve what it was given
inline constexpr int exitLostMaster = 69;     ///< EX_UNAVAILABLE: the master's end of the channel closed

/// What the master knows of a life when it ends.
struct LifeFacts {
  bool wasReady = false;
  bool hung = false;                              ///< the master ended it because its heart stood still
  std::optional<control::ExitReason> intended{};  ///< Stopped, Recycled or Replaced: it was told to go
  std::optional<int> signalSent{};                ///< the last signal that the master sent it, for whomever
  std::string askedBy = "none";                   ///< who wanted the end or the signal
  base::Milliseconds uptime{0};
  int restarts = 0;
  std::int64_t requests = 0;
  std::int64_t connections = 0;
  bool outOfMemoryKillCounted = false;  ///< the cgroup's oom_kill counter rose since the last exit
};

/// Everything but `next` and `delayMs`.
control::WorkerExit exitReport(int waitStatus, const LifeFacts& life);

/// "SIGKILL"; "SIG34" for a real-time signal.
std::string signalName(int number);
/// Signals that a person may send to a worker by name: those that end, stop or continue a process.
std::optional<int> sendableSignal(std::string_view name);

}  // namespace cluster
