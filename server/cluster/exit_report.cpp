// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/exit_report.h"

#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstring>

namespace cluster {

namespace {

bool isCrash(int signal) {
  switch (signal) {
    case SIGSEGV:
    case SIGABRT:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGSYS:
    case SIGTRAP:
      return true;
    default:
      return false;
  }
}

control::ExitReason reasonFor(int waitStatus, const LifeFacts& life) {
  using control::ExitReason;
  const bool signalled = WIFSIGNALED(waitStatus);
  const bool byOurSignal = signalled && life.signalSent == WTERMSIG(waitStatus);
  if (life.hung) return ExitReason::Hung;
  // A worker that crashes while it drains has crashed: told to go counts only when it went as told.
  if (life.intended && (byOurSignal || (!signalled && WEXITSTATUS(waitStatus) == 0))) return *life.intended;
  if (!life.wasReady) return ExitReason::BootFailed;
  if (!signalled) {
    return WEXITSTATUS(waitStatus) == exitLostMaster ? ExitReason::LostMaster : ExitReason::Exited;
  }
  // A SIGSEGV that a person sent through us is a kill; one that came otherwise cannot be told from a crash.
  return isCrash(WTERMSIG(waitStatus)) && !byOurSignal ? ExitReason::Crashed : ExitReason::Killed;
}

}  // namespace

control::WorkerExit exitReport(int waitStatus, const LifeFacts& life) {
  control::WorkerExit exit;
  if (WIFSIGNALED(waitStatus)) {
    exit.signal = signalName(WTERMSIG(waitStatus));
    exit.coreDumped = WCOREDUMP(waitStatus);
    exit.outOfMemory = WTERMSIG(waitStatus) == SIGKILL && life.signalSent != SIGKILL && life.outOfMemoryKillCounted;
  } else {
    exit.code = WEXITSTATUS(waitStatus);
  }
  exit.reason = reasonFor(waitStatus, life);
  exit.askedBy = life.askedBy;
  exit.uptime = life.uptime;
  exit.restarts = life.restarts;
  exit.requests = life.requests;
  exit.connections = life.connections;
  return exit;
}

std::string signalName(int number) {
  const char* abbreviation = ::sigabbrev_np(number);
  return "SIG" + (abbreviation != nullptr ? std::string(abbreviation) : std::to_string(number));
}

std::optional<int> sendableSignal(std::string_view name) {
  static constexpr std::array sendable{SIGKILL, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGABRT, SIGSEGV,
                                       SIGBUS,  SIGFPE,  SIGILL, SIGTRAP, SIGSYS, SIGSTOP, SIGCONT};
  for (const int signal : sendable) {
    if (signalName(signal) == name) return signal;
  }
  return std::nullopt;
}

}  // namespace cluster
