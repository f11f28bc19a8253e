// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See sentinel_search.h.

#include "server/sessions/sentinel_search.h"

#include <array>
#include <optional>
#include <utility>

#include "server/config/network_location.h"

namespace sessions {

namespace {

using namespace std::chrono_literals;

/// A visitor waits 800 ms: with one sentinel dead, the next can still answer in time.
constexpr base::Milliseconds longestAsking = 500ms;

/// Empty: it is no place where a server could listen. A port of 0, or a path, would lead somewhere else altogether.
std::optional<SentinelSearch::Master> masterIn(const RedisReply& reply) {
  if (reply.kind != RedisReply::Kind::Array || reply.elements.size() != 2) return {};
  for (const RedisReply& each : reply.elements) {
    if (each.kind != RedisReply::Kind::Text) return {};
  }
  const std::string& host = reply.elements[0].text;
  const bool isIpv6 = host.find(':') != std::string::npos;
  SentinelSearch::Master master;
  const std::string text = (isIpv6 ? '[' + host + ']' : host) + ':' + reply.elements[1].text;
  if (!config::parseNetworkLocation(text, master.host, master.port) || master.port == 0) return {};
  return master;
}

std::string refusalIn(const RedisReply& reply) {
  if (reply.kind == RedisReply::Kind::Nothing) return "the sentinels know no master of that name";
  if (reply.kind != RedisReply::Kind::Error) return "what a sentinel says is no address of a master";
  return reply.text.starts_with("NOAUTH") ? "a sentinel wants a password, which is not supported"
                                          : "a sentinel refuses to say where the master is";
}

}  // namespace

SentinelSearch::SentinelSearch(net::EventLoop& loop, const config::RedisAddress& address, net::Resolver* resolver,
                               const net::TlsClientContext* tls, Found found)
    : m_loop(loop),
      m_address(address),
      m_resolver(resolver),
      m_tls(tls),
      m_found(std::move(found)),
      m_patience(loop, [this] { redisClosed("it does not answer in time"); }),
      m_silence("it does not answer in time") {
  askNext();
}

SentinelSearch::~SentinelSearch() = default;

void SentinelSearch::askNext() {
  if (m_next == m_address.sentinels.size()) return m_found(base::failure(trouble()));
  const config::RedisAddress::Sentinel& next = m_address.sentinels[m_next++];
  m_current.kind = m_address.kind;
  m_current.host = next.host;
  m_current.port = next.port;
  RedisConnection::User& user = *this;
  m_connection = std::make_unique<RedisConnection>(m_loop, m_current, m_resolver, m_tls, user,
                                                   RedisConnection::Introduction::None);
  m_patience.startIn(longestAsking);
}

std::string SentinelSearch::trouble() const {
  return m_refusal.empty() ? "no sentinel answers (" + m_silence + ")" : m_refusal;
}

void SentinelSearch::redisOpened() {
  m_connection->send(
      redisCommand(std::array<std::string_view, 3>{"SENTINEL", "get-master-addr-by-name", m_address.masterName}));
}

void SentinelSearch::redisReplied(const RedisReply& reply) {
  leave();
  if (const std::optional<Master> master = masterIn(reply)) return m_found(*master);
  m_refusal = refusalIn(reply);
  askNext();
}

void SentinelSearch::redisClosed(const std::string& reason) {
  leave();
  m_silence = reason;
  askNext();
}

void SentinelSearch::leave() {
  m_patience.stop();
  m_connection->close();
  m_loop.destroyLater(std::move(m_connection));
}

}  // namespace sessions
