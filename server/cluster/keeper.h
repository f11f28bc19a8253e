// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The child that holds the sessions of all workers: a table, and a socket pair to each of them. It listens to nobody
// else, and outlives workers and reloads. KeeperHandle is the master's end of it.

#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "server/cluster/scoreboard.h"
#include "server/config/config.h"
#include "server/net/message_channel.h"
#include "server/sessions/session_table.h"

namespace cluster {

struct KeeperSetup {
  config::Sessions sessions;
  std::string user;  ///< to drop to; empty: none
  base::Milliseconds heartbeat{};
  ScoreboardEntry& entry;
  base::UniqueFd channel;
  pid_t master = 0;
};

class Keeper {
 public:
  explicit Keeper(KeeperSetup setup);
  ~Keeper();
  /// Answers workers until the master is gone or ends it. The exit code.
  int run();

 private:
  base::Result<void> start();
  void handleMessage(std::string_view json, base::UniqueFd descriptor);
  void connect(base::UniqueFd end);
  void handleQuestion(net::MessageChannel& worker, std::string_view frame);
  void beat();
  void sweep();

  KeeperSetup m_setup;
  sessions::SessionTable m_table;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<net::MessageChannel> m_channel;
  class Client;
  std::unordered_map<Client*, std::unique_ptr<Client>> m_workers;
  std::optional<net::Timer> m_heartbeat;
  std::optional<net::Timer> m_sweeper;
};

}  // namespace cluster
