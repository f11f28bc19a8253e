// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One event loop of a worker process with everything that lives on it: it serves, beats its heart, keeps its part of
// the access log and its end of the session store. Built in the process's first thread, then run in a thread of its
// own, which alone touches it from then on; others reach it by its mailbox.

#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "server/cluster/access_writer.h"
#include "server/cluster/limit_reporter.h"
#include "server/cluster/request_reporter.h"
#include "server/cluster/serving_loop.h"
#include "server/cluster/ticket_exchange.h"
#include "server/control/message.h"
#include "server/net/mailbox.h"
#include "server/sessions/keeper_session_store.h"
#include "server/sessions/redis_session_store.h"
#include "server/sessions/shared_session_table.h"

namespace cluster {

struct WorkerLoopSetup {
  int slot = 0;
  int workers = 1;  ///< wanted in all
  GenerationPointer generation;
  const Scoreboard& scoreboard;
  ScoreboardEntry& entry;
  base::UniqueFd accessLog;  ///< with access = a file; none where it could not be opened
  net::TicketKeys ticketKeys;
  sessions::SharedSessionTable& sessions;  ///< of the process, for the store "worker"
  /// Both are called in this loop's thread.
  std::function<void(const control::WorkerMessage&)> tellMaster;
  std::function<void()> crash;
};

class WorkerLoop {
 public:
  static base::Result<std::unique_ptr<WorkerLoop>> create(WorkerLoopSetup setup);
  ~WorkerLoop();

  [[nodiscard]] net::EventLoop& loop() { return *m_loop; }
  [[nodiscard]] net::Mailbox& mailbox() { return *m_mailbox; }

  /// Reads what only root may be able to read. An error has the problems where the configuration is at fault.
  base::Result<void> prepare();
  base::Result<void> startAccepting();
  /// In its thread, until stop().
  void run();
  void stop() { m_loop->stop(); }

  void serve(base::UniqueFd connection, std::size_t listener);
  void connectSessions(base::UniqueFd keeper);
  void reopenAccessLog(base::UniqueFd file);
  void setTicketKeys(const net::TicketKeys& keys, std::uint64_t generation);
  /// Exchanges the ticket keys with other machines, or does so no longer.
  void leadTickets(const control::TicketLead& lead);
  /// Leaves the listeners, which may be closed then; `drained` is called when the last connection is gone, maybe from
  /// here.
  void drain(std::function<void()> drained);
  void cutAll() { m_serving->cutAll(); }
  /// What was logged is written.
  void flush();
  /// Once its thread has ended: takes down what serves, which may tell the master of its last requests.
  void end();

 private:
  explicit WorkerLoop(WorkerLoopSetup setup);
  void makeSessionStore();
  http::AccessObserver* makeAccessObserver();
  void handleLimited(const http::Request& request, const config::RateLimit& limit);
  void beat();

  WorkerLoopSetup m_setup;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<net::Mailbox> m_mailbox;
  std::unique_ptr<sessions::SessionStore> m_sessions;          ///< where a route needs one
  sessions::KeeperSessionStore* m_keeperSessions = nullptr;    ///< the same, where the keeper holds them
  std::optional<sessions::RedisSessionStore::Tls> m_redisTls;  ///< made while its files can be read
  std::unique_ptr<TicketExchange> m_ticketExchange;            ///< while we lead
  std::unique_ptr<sessions::SessionStore> m_ticketStore;       ///< which it asks, so it ends before
  std::unique_ptr<AccessWriter> m_accessWriter;
  std::unique_ptr<RequestReporter> m_requestReporter;
  std::unique_ptr<LimitReporter> m_limitReporter;  ///< where there is a limit
  std::unique_ptr<ServingLoop> m_serving;          ///< tells the three above
  std::optional<net::Timer> m_heartbeat;
};

}  // namespace cluster
