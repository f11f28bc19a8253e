// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Asks Redis Sentinels, one after the other, which server is the master now. Whether it is one is for its user to find
// out: a sentinel may be behind the times.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "server/base/error.h"
#include "server/sessions/redis_connection.h"

namespace sessions {

class SentinelSearch final : private RedisConnection::User {
 public:
  struct Master {
    std::string host;  ///< a name or an address, without brackets; of characters that such have
    int port = 0;      ///< 1..65535
  };
  /// Called once, never from inside the constructor; may doom this, not destroy it.
  using Found = std::function<void(const base::Result<Master>& master)>;

  /// All outlive it. Each sentinel has half a second.
  SentinelSearch(net::EventLoop& loop, const config::RedisAddress& address, net::Resolver* resolver,
                 const net::TlsClientContext* tls, Found found);
  ~SentinelSearch();

  /// Why there is no master yet: "no sentinel answers (connection refused)".
  [[nodiscard]] std::string trouble() const;

 private:
  void redisOpened() override;
  void redisReplied(const RedisReply& reply) override;
  void redisClosed(const std::string& reason) override;
  void askNext();
  void leave();

  net::EventLoop& m_loop;
  const config::RedisAddress& m_address;
  net::Resolver* m_resolver;
  const net::TlsClientContext* m_tls;
  Found m_found;
  net::Timer m_patience;
  std::size_t m_next = 0;          ///< of the sentinels
  config::RedisAddress m_current;  ///< where the one that is asked listens
  std::unique_ptr<RedisConnection> m_connection;
  std::string m_refusal;  ///< what the last that answered said; empty: none did
  std::string m_silence;  ///< why the last that did not answer did not
};

}  // namespace sessions
