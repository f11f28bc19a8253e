// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The one process that forks, watches, replaces and stops the workers. Has one thread, never touches a client's bytes.
// Binds, loads and forks through its parts: slots hold the workers' lives, a roll swaps generations.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/cluster/control_server.h"
#include "server/cluster/event_history.h"
#include "server/cluster/predecessor.h"
#include "server/config/config.h"
#include "server/net/event_loop.h"

namespace cluster {

struct MasterOptions {
  /// Runs first in every forked child: close what is not the child's (ControlServer::abandonInChild). Whatever else is
  /// open is closed after it.
  std::function<void()> inChild;
  /// Once, after start(): success when the first worker is ready and every other one is ready or has failed once; an
  /// error when every worker's first start failed. The master goes on trying after an error, unless `finished` follows.
  std::function<void(const base::Result<void>&)> booted;
  /// Once, when all children are gone: end the loop and exit with this code (0; 78 where a worker's first start failed
  /// for its configuration).
  std::function<void(int exitCode)> finished;
  /// SIGUSR1, and when this master takes over: open the log files again.
  std::function<void()> reopenLogs;
  /// The command line's words, without the program, that make a new master of the same server (see Successor).
  std::vector<std::string> successorArguments;
  /// The master to take over from, borrowed; nullptr where the server just starts. Then `booted` tells success when it
  /// has handed over, and an error ends this master, which leaves everything to the old one.
  Predecessor* predecessor = nullptr;
};

class Master : public ControlHost {
 public:
  /// Loads and checks what the config names; binds nothing and forks nothing. An error has the problems (exit 78).
  static base::Result<std::unique_ptr<Master>> create(net::EventLoop& loop, config::Config config,
                                                      MasterOptions options);
  virtual ~Master() = default;

  [[nodiscard]] virtual EventHistory& history() = 0;
  /// Before start(): its clients ask this master. Outlives it, or at least its last turn.
  virtual void setControlServer(ControlServer& server) = 0;
  /// Binds or takes over every listener, watches CHLD, TERM, INT, HUP and USR1, and forks the workers. On an error
  /// (exit 78) nothing was forked and nothing is bound.
  virtual base::Result<void> start() = 0;
  /// Graceful stop; a second call ends the workers at once. `signal` is empty or "SIGTERM", `askedBy` as in WorkerExit.
  virtual void requestStop(const std::string& askedBy, const std::string& signal) = 0;
};

}  // namespace cluster
