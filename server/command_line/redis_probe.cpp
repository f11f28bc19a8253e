// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redis_probe.h.

#include "server/command_line/redis_probe.h"

#include <fmt/format.h>

#include <iostream>
#include <optional>

#include "server/command_line/exit_code.h"
#include "server/config/redis_address.h"
#include "server/control/message.h"
#include "server/sessions/redis_connection.h"

namespace command_line {

namespace {

/// Waits for the one thing that there is to know.
class Trial final : private sessions::RedisConnection::User {
 public:
  explicit Trial(net::EventLoop& loop) : m_loop(loop) {}
  /// Why it could not be used; empty: it can.
  std::string make(const config::RedisAddress& address, net::Resolver* resolver, const net::TlsClientContext* tls) {
    sessions::RedisConnection connection(m_loop, address, resolver, tls, *this);
    while (!m_outcome) m_loop.turn(base::Milliseconds(1000));
    connection.close();
    return *m_outcome;
  }

 private:
  void redisOpened() override { m_outcome.emplace(); }
  void redisReplied(const sessions::RedisReply& /*reply*/) override {}
  void redisClosed(const std::string& reason) override { m_outcome = reason; }

  net::EventLoop& m_loop;
  std::optional<std::string> m_outcome;
};

std::string tryRedis(const config::RedisAddress& address, const RedisTarget& target) {
  auto loop = net::EventLoop::create();
  if (!loop) return loop.error().sentence;
  auto resolver = net::Resolver::create(**loop);
  if (!resolver) return resolver.error().sentence;
  std::unique_ptr<net::TlsClientContext> tls;
  if (address.kind == config::RedisAddress::Kind::Tls) {
    auto made = net::TlsClientContext::create(
        {.authorities = target.ca, .certificate = target.certificate, .key = target.key, .protocol = {}});
    if (!made) return made.error().sentence;
    tls = std::move(*made);
  }
  return Trial(**loop).make(address, resolver->get(), tls.get());
}

}  // namespace

int probeRedis(const RedisTarget& target, bool json) {
  std::string text = target.address;
  if (text == "-") std::getline(std::cin, text);
  config::RedisAddress address;
  if (!config::parseRedisAddress(text, address)) {
    printError(base::Error(config::withoutSecrets(text) + " is not " + config::redisAddressForm));
    return WrongUse;
  }
  control::RedisReport report;
  report.address = config::withoutSecrets(text);
  const base::MonotonicTime began = base::MonotonicClock::now();
  report.error = tryRedis(address, target);
  report.durationMs = std::chrono::duration_cast<base::Milliseconds>(base::MonotonicClock::now() - began).count();
  if (json)
    fmt::print("{}\n", control::toJson(report));
  else if (report.error.empty())
    fmt::print("{} can keep sessions; connected in {} ms\n", report.address, report.durationMs);
  else
    printError(base::Error(report.address + " cannot keep sessions: " + report.error));
  return report.error.empty() ? Done : Failed;
}

}  // namespace command_line
