// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The applications behind one route: whose turn it is, which of them rest after a failure, and connections that are
// kept for the next request.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/config/config.h"
#include "server/handlers/backend_connection.h"

namespace handlers {

class BackendPool {
 public:
  /// Reads the route's `ca`. Both outlive it.
  BackendPool(net::EventLoop& loop, const config::ProxyRoute& route);
  ~BackendPool();

  [[nodiscard]] std::size_t size() const { return m_backends.size(); }
  [[nodiscard]] const config::BackendAddress& address(std::size_t backend) const { return m_route.to[backend]; }
  /// The next in turn that does not rest and was not `tried`; if all of those rest, the one whose rest ends first.
  /// Empty: all were tried.
  [[nodiscard]] std::optional<std::size_t> choose(const std::vector<bool>& tried);

  enum class Wanted { Any, Fresh };
  /// A kept connection, or a new one on its way.
  std::unique_ptr<BackendConnection> connection(std::size_t backend, Wanted wanted);
  /// Keeps it for others, for 4 s: applications close idle ones after 5 (Node) or more, and a request that meets that
  /// end could be lost.
  void keep(std::unique_ptr<BackendConnection> connection);

  /// It answered; or it did not, and rests for 1 s, then 2, up to 30, as long as others do not.
  void noteSuccess(std::size_t backend) { m_backends[backend].failures = 0; }
  void noteFailure(std::size_t backend);

 private:
  class Idle;
  struct Backend {
    std::vector<std::unique_ptr<Idle>> idle;  ///< the newest last
    int failures = 0;
    base::MonotonicTime restsUntil;
  };
  [[nodiscard]] bool rests(const Backend& backend) const;
  void drop(Idle& idle);
  void dropOld();

  net::EventLoop& m_loop;
  const config::ProxyRoute& m_route;
  std::unique_ptr<net::Resolver> m_resolver;  ///< made when first needed
  std::unique_ptr<net::TlsClientContext> m_tls;
  std::vector<Backend> m_backends;
  std::size_t m_next = 0;
  net::Timer m_timer;
};

}  // namespace handlers
