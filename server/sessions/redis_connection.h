// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One connection to a Redis: asks the sentinels where it is, if there are any, connects, says who we are, chooses the
// database, and proves that it may write there. Then commands go out as they come, and replies come back in their
// order. What they mean is its user's.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/config/redis_address.h"
#include "server/http/buffer.h"
#include "server/net/stream_connector.h"
#include "server/sessions/redis_protocol.h"

namespace sessions {

/// Why a command was refused, in words and without what was sent, which an error may repeat: "it wants a password".
std::string redisRefusal(const RedisReply& error);

class SentinelSearch;

class RedisConnection final : public net::Destroyable, private net::Watcher, private net::Deferred {
 public:
  /// Told as the last thing done; may destroy the connection later.
  class User {
   public:
    virtual void redisOpened() = 0;
    virtual void redisReplied(const RedisReply& reply) = 0;
    /// Nothing comes after it. "connection refused".
    virtual void redisClosed(const std::string& reason) = 0;

   protected:
    ~User() = default;
  };

  /// None: to a sentinel, which has neither users of ours nor data. It is open as soon as it is connected.
  enum class Introduction : std::uint8_t { Full, None };

  /// All outlive it. `resolver` may be null for a Unix socket, `tls` without TLS.
  RedisConnection(net::EventLoop& loop, const config::RedisAddress& address, net::Resolver* resolver,
                  const net::TlsClientContext* tls, User& user, Introduction introduction = Introduction::Full);
  ~RedisConnection() override;

  /// Once it is open.
  void send(std::string_view command);
  /// Bytes that wait to be sent.
  [[nodiscard]] std::size_t unsent() const { return m_output.size(); }
  /// The user hears nothing more of it.
  void close();
  /// What it waits for, as the reason of a failure, before it is open.
  [[nodiscard]] std::string trouble() const;

 private:
  void handleReady(std::uint32_t events) override;
  void runDeferred() override;
  void connectTo(const std::string& host, int port);
  void handleConnected(std::unique_ptr<net::ByteStream> stream, const std::string& failure);
  void introduce();
  void receive();
  void handleReply(const RedisReply& reply);
  void fail(const std::string& reason);

  net::EventLoop& m_loop;
  const config::RedisAddress& m_address;
  net::Resolver* m_resolver;
  const net::TlsClientContext* m_tls;
  User& m_user;
  Introduction m_introduction;
  net::SendBufferPool m_sendBuffers;
  net::Timer m_patience;
  std::unique_ptr<SentinelSearch> m_search;
  std::unique_ptr<net::StreamConnector> m_connector;
  std::unique_ptr<net::ByteStream> m_stream;
  net::Watch m_watch;
  RedisReader m_reader;
  http::Buffer m_output;
  int m_introductions = 0;  ///< replies that are still to come before it is open
  bool m_closed = false;
};

}  // namespace sessions
