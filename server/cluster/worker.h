// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The child: one process that serves with its own event loop until its master says drain, or is gone. Serving itself is
// ServingLoop's; this is the process around it: channel, heartbeat, signals, rights.

#pragma once

#include <signal.h>
#include <sys/types.h>

#include <memory>
#include <optional>

#include "server/cluster/generation.h"
#include "server/cluster/scoreboard.h"
#include "server/cluster/serving_loop.h"
#include "server/control/message.h"
#include "server/net/message_channel.h"
#include "server/net/signal_watch.h"

namespace cluster {

struct WorkerSetup {
  int slot = 0;
  int workers = 1;  ///< wanted in all
  GenerationPointer generation;
  const Scoreboard& scoreboard;
  ScoreboardEntry& entry;
  base::UniqueFd channel;
  net::TicketKeys ticketKeys;
  pid_t master = 0;
};

class Worker {
 public:
  explicit Worker(WorkerSetup setup);
  /// Serves until the end. The exit code: 0 after a drain; exitConfiguration where it cannot serve what it was given.
  int run();

 private:
  base::Result<void> start();
  void handleMessage(std::string_view json, base::UniqueFd descriptor);
  void take(const control::ConnectionPassed& passed, base::UniqueFd connection);
  void handleTerminate();
  void drain();
  void beat();
  int fail(const base::Error& error) const;

  WorkerSetup m_setup;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<net::SignalWatch> m_signals;
  std::unique_ptr<net::MessageChannel> m_channel;
  std::unique_ptr<ServingLoop> m_serving;
  std::optional<net::Timer> m_heartbeat;
  std::optional<net::Timer> m_drainTimer;
  bool m_draining = false;
};

}  // namespace cluster
