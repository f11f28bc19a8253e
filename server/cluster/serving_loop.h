// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What serves clients on one event loop: acceptors, TLS contexts, routes and open connections. Knows no process and no
// master, so that a process can hold one or several.

#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "server/cluster/generation.h"
#include "server/cluster/metrics_page.h"
#include "server/cluster/scoreboard.h"
#include "server/handlers/route_table.h"
#include "server/http/connection.h"
#include "server/net/acceptor.h"
#include "server/net/send_buffer.h"

namespace cluster {

/// Whether a loop with so many connections leaves new ones to the others for a moment: an eighth and 8 above the mean.
bool holdsBack(std::int64_t connections, double mean);

/// How many connections one of the `loops` of a process may have open at once: what the configuration says for a
/// worker, and never so many that no descriptor is left for anything else.
std::size_t connectionRoom(const config::Limits& limits, int loops);

/// Whether one loop accepts more than its part, by what all accepted in the last second.
class AcceptedShare {
 public:
  /// True: an eighth and 8 above the mean.
  bool isAhead(base::MonotonicTime now, std::int64_t own, const Scoreboard::Accepting& all);

 private:
  base::MonotonicTime m_since;
  std::int64_t m_ownBefore = 0;
  Scoreboard::Accepting m_before;
};

class ServingLoop {
 public:
  /// Everything given outlives this. An error has the problems where the configuration is at fault.
  static base::Result<std::unique_ptr<ServingLoop>> create(const handlers::WorkerContext& context,
                                                           const Generation& generation, const Scoreboard& scoreboard,
                                                           ScoreboardEntry& entry, const net::TicketKeys& ticketKeys);

  /// Who hears of every request that is over; null: nobody. Before the first connection; outlives this.
  void tell(http::AccessObserver* access) { m_shared.access = access; }
  /// Joins those that accept from the listeners; with round-robin, nothing: the master accepts.
  base::Result<void> startAccepting();
  /// Serves a connection, also one that another process accepted.
  void serve(base::UniqueFd fd, std::size_t listener, const net::SocketAddress& peer);
  /// Leaves the listeners, after taking what is in their queues; open connections finish. `drained` is called once,
  /// when the last one is gone, maybe from here.
  void drain(std::function<void()> drained);
  /// Ends every open connection now.
  void cutAll();

 private:
  ServingLoop(const handlers::WorkerContext& context, const Generation& generation, const Scoreboard& scoreboard,
              ScoreboardEntry& entry, std::vector<std::unique_ptr<net::TlsContext>> tlsContexts);
  std::unique_ptr<net::ByteStream> streamOn(base::UniqueFd fd, std::size_t listener, const net::SocketAddress& peer);
  [[nodiscard]] bool hasEnough() const;
  [[nodiscard]] bool isAhead();
  void handleClosed(http::Connection& connection);

  net::EventLoop& m_loop;
  const Generation& m_generation;
  const Scoreboard& m_scoreboard;
  ScoreboardEntry& m_entry;
  const base::Milliseconds m_freshHeart;
  std::vector<int> m_localPorts;               ///< by listener
  std::vector<std::string> m_strictTransport;  ///< by listener
  std::vector<std::unique_ptr<net::TlsContext>> m_tlsContexts;
  std::unique_ptr<http::RequestHandler> m_router;
  net::SendBufferPool m_sendBuffers;
  http::ConnectionShared m_shared;
  http::Counters m_metricsCounters;  ///< of those who only fetch figures: nobody's
  MetricsPage m_metricsPage;
  http::ConnectionShared m_metricsShared;
  const std::size_t m_room;  ///< for connections
  AcceptedShare m_share;
  std::unordered_map<http::Connection*, std::unique_ptr<http::Connection>> m_connections;
  std::vector<std::unique_ptr<net::Acceptor>> m_acceptors;
  bool m_draining = false;
  std::function<void()> m_drained;
};

}  // namespace cluster
