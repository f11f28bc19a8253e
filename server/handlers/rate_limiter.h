// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// In front of the routes: a request that a limit is for takes a token of its client's bucket, which the session store
// has, or is answered 429 (RFC 6585 4). Where the store does not answer, requests pass: a limit must never be the
// reason why nothing is served, and the store's silence is told by itself.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/config/rate_limit.h"
#include "server/http/request_handler.h"
#include "server/net/event_loop.h"
#include "server/sessions/session_store.h"

namespace handlers {

/// As which client of that limit the request counts: by its address, an IPv6 one by its network (/64), or by a field's
/// value, which nobody can read from it. A request without that field counts by its address.
std::string bucketOf(const http::Request& request, const config::RateLimit& limit);

class RateLimiter final : public http::RequestHandler {
 public:
  /// Told of each request that is answered 429.
  using Limited = std::function<void(const http::Request& request, const config::RateLimit& limit)>;

  /// `limits` and what is given by reference outlive it; answers of the store that come when it is gone must not come.
  RateLimiter(net::EventLoop& loop, sessions::SessionStore& store, const std::vector<config::RateLimit>& limits,
              std::unique_ptr<http::RequestHandler> routes, Limited limited);
  ~RateLimiter() override;

  void handle(http::Request& request, http::ResponseWriter& writer) override;

 private:
  struct Limit {
    const config::RateLimit& rules;
    std::string prefix;  ///< of its buckets' names
  };
  class Waiting;
  /// The first limit from `index` on that is for the request, by its path as sent or as a handler may read it.
  [[nodiscard]] std::size_t nextLimit(const http::Request& request, std::size_t index) const;
  void ask(std::unique_ptr<Waiting> waiting);
  void handleAnswer(std::uint64_t number, const sessions::Answer& answer);
  void refuse(const Waiting& waiting, std::chrono::microseconds wait) const;
  void forget(std::uint64_t number);

  net::EventLoop& m_loop;
  sessions::SessionStore& m_store;
  std::vector<Limit> m_limits;
  std::unique_ptr<http::RequestHandler> m_routes;
  Limited m_limited;
  std::unordered_map<std::uint64_t, std::unique_ptr<Waiting>> m_waiting;  ///< for the store
  std::uint64_t m_lastNumber = 0;
};

}  // namespace handlers
