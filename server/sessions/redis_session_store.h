// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sessions in a Redis, which workers of any number of machines share. One connection a worker, on which questions
// follow each other without waiting. While it is down, questions are refused at once; it comes back by itself.

#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "server/config/config_sessions.h"
#include "server/sessions/late_refusals.h"
#include "server/sessions/redis_connection.h"

namespace sessions {

class RedisSessionStore final : public SessionStore, private RedisConnection::User {
 public:
  /// Told why Redis does not answer, and with an empty reason when it does; first at the first sign of either.
  using StateChanged = std::function<void(const std::string& reason)>;
  using Tls = base::Result<std::shared_ptr<const net::TlsClientContext>>;

  /// Reads the TLS files. Null: the connection is to have none.
  static Tls makeTls(const config::Sessions& sessions);

  /// Connects from now on, for as long as it lives. `loop` outlives it. Is down for good where the TLS files are of no
  /// use.
  RedisSessionStore(net::EventLoop& loop, config::RedisAddress address, const Tls& tls, StateChanged changed);
  RedisSessionStore(net::EventLoop& loop, const config::Sessions& sessions, StateChanged changed)
      : RedisSessionStore(loop, sessions.redis, makeTls(sessions), std::move(changed)) {}
  ~RedisSessionStore() override;

  [[nodiscard]] std::string_view name() const override { return "redis"; }
  void ask(Question question, Answered answered) override;

 private:
  struct Pending {
    Operation operation{};
    base::MonotonicTime deadline;
    Answered answered;
    std::string unsent;  ///< the command, while there is no connection
  };
  void redisOpened() override;
  void redisReplied(const RedisReply& reply) override;
  void redisClosed(const std::string& reason) override;
  void handleTime();
  void connect();
  /// Lets go of the connection and of all that was asked on it, and tries again.
  void lose(const std::string& reason);
  void answerFirst(const Answer& answer);
  void setState(const std::string& reason);

  net::EventLoop& m_loop;
  config::RedisAddress m_address;
  StateChanged m_changed;
  std::shared_ptr<const net::TlsClientContext> m_tls;  ///< of several stores of one loop
  std::unique_ptr<net::Resolver> m_resolver;
  std::unique_ptr<RedisConnection> m_connection;
  std::optional<base::MonotonicTime> m_openSince;
  std::deque<Pending> m_pending;  ///< oldest first; replies come in this order
  std::size_t m_unsent = 0;       ///< bytes of commands that wait for a connection
  LateRefusals m_refusals;
  base::Milliseconds m_delay;  ///< before the next attempt
  net::Timer m_retry;
  net::Timer m_timer;
  std::optional<bool> m_isUp;
};

}  // namespace sessions
