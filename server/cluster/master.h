// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The one process that forks, watches, replaces and stops the workers. Has one thread, never touches a client's bytes.
// Binds, loads and forks through its parts: slots hold the workers' lives, a roll swaps generations.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/base/error.h"
#include "server/cluster/control_server.h"
#include "server/cluster/event_history.h"
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
  /// SIGUSR1: open the log files again.
  std::function<void()> reopenLogs;
};

class Master : public ControlHost {
 public:
  /// Loads and checks what the config names; binds nothing and forks nothing. An error has the problems (exit 78).
  static base::Result<std::unique_ptr<Master>> create(net::EventLoop& loop, config::Config config,
                                                      MasterOptions options);
  virtual ~Master() = default;

  [[nodiscard]] virtual EventHistory& history() = 0;
  /// ControlServer::instance(), for status().
  virtual void setInstance(std::string instance) = 0;
  /// Binds every listener, watches CHLD, TERM, INT, HUP and USR1, and forks the workers. On an error (exit 78) nothing
  /// was forked and nothing is bound.
  virtual base::Result<void> start() = 0;
  /// Graceful stop; a second call ends the workers at once. `signal` is empty or "SIGTERM", `askedBy` as in WorkerExit.
  virtual void requestStop(const std::string& askedBy, const std::string& signal) = 0;
};

}  // namespace cluster
