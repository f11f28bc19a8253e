// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redis_connection.h.

#include "server/sessions/redis_connection.h"

#include <array>
#include <utility>

#include "server/sessions/sentinel_search.h"
#include "server/sessions/session_store.h"

namespace sessions {

namespace {

using namespace std::chrono_literals;

/// Longer than the second after which the kernel sends a lost SYN again.
constexpr base::Milliseconds longestConnecting = 1500ms;

/// What our questions need: scripts, the time in those that write (Redis 5), writing, and our keys. A server that is
/// full or a replica says so here, and not to a visitor.
constexpr std::string_view trial = "redis.call('TIME') return redis.call('SET', KEYS[1], '1', 'PX', 1000)";
constexpr std::string_view trialKey = "forkyard:trial";

struct Refusal {
  std::string_view code;
  std::string_view words;
};
constexpr Refusal refusals[] = {
    {"NOAUTH", "it wants a password"},
    {"WRONGPASS", "it refuses the user or the password"},
    {"NOPERM", "it does not let this user do what sessions need"},
    {"LOADING", "it is still loading its data"},
    {"READONLY", "it is a replica, which takes no changes"},
    {"OOM", "its memory is full"},
    {"MISCONF", "it takes no changes, as it cannot save them"},
    {"MOVED", "it is a part of a Redis Cluster, which is not supported"},
    {"CLUSTERDOWN", "it is a part of a Redis Cluster, which is not supported"},
    {"MASTERDOWN", "it is a replica that has lost its master"},
};

/// The first word, where it is one that Redis would use.
std::string_view codeOf(std::string_view error) {
  const std::string_view code = error.substr(0, error.find(' '));
  const bool isCode = code.size() <= 32 && code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == code.npos;
  return isCode ? code : std::string_view("ERR");
}

}  // namespace

std::string redisRefusal(const RedisReply& error) {
  const std::string_view code = codeOf(error.text);
  for (const Refusal& each : refusals) {
    // Redis before 7 says of an error in a script only that there was one.
    if (code == each.code || error.text.find(" -" + std::string(each.code) + " ") != std::string::npos)
      return std::string(each.words);
  }
  if (error.text.find("AUTH") != std::string::npos || error.text.find("invalid password") != std::string::npos)
    return "it refuses the user or the password";
  if (error.text.find("DB index") != std::string::npos) return "it has no database of that number";
  return "it refuses with " + std::string(code);
}

RedisConnection::RedisConnection(net::EventLoop& loop, const config::RedisAddress& address, net::Resolver* resolver,
                                 const net::TlsClientContext* tls, User& user, Introduction introduction)
    : m_loop(loop),
      m_address(address),
      m_resolver(resolver),
      m_tls(tls),
      m_user(user),
      m_introduction(introduction),
      m_patience(loop, [this] { fail(trouble()); }) {
  if (address.sentinels.empty()) {
    connectTo(address.host, address.port);
    return;
  }
  const auto found = [this](const base::Result<SentinelSearch::Master>& master) {
    if (m_closed) return;
    if (!master) return fail(master.error().sentence);
    connectTo(master->host, master->port);
  };
  m_search = std::make_unique<SentinelSearch>(loop, address, resolver, tls, found);
}

RedisConnection::~RedisConnection() = default;

void RedisConnection::connectTo(const std::string& host, int port) {
  m_connector = std::make_unique<net::StreamConnector>(
      m_loop, m_sendBuffers, net::StreamTarget{host, port, m_address.kind == config::RedisAddress::Kind::Tls},
      m_resolver, m_tls, [this](std::unique_ptr<net::ByteStream> stream, const std::string& failure) {
        handleConnected(std::move(stream), failure);
      });
  m_patience.startIn(longestConnecting);
}

std::string RedisConnection::trouble() const {
  if (m_stream) return "it does not answer";
  return m_search && !m_connector ? m_search->trouble() : "it cannot be reached";
}

void RedisConnection::handleConnected(std::unique_ptr<net::ByteStream> stream, const std::string& failure) {
  m_connector.reset();
  if (m_closed) return;
  if (stream == nullptr) return fail(failure);
  m_stream = std::move(stream);
  // An edge comes with the registration, whatever came before it.
  auto watch = m_loop.watch(m_stream->fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this);
  if (!watch) return fail(watch.error().sentence);
  m_watch = std::move(*watch);
  if (m_introduction == Introduction::None) {
    m_patience.stop();
    return m_user.redisOpened();
  }
  m_patience.startIn(longestWait);
  introduce();
}

/// All at once: a round trip for each would be three times the wait.
void RedisConnection::introduce() {
  if (!m_address.password.empty()) {
    const std::array<std::string_view, 3> words{"AUTH", m_address.user, m_address.password};
    const std::array<std::string_view, 2> ofDefaultUser{"AUTH", m_address.password};
    send(m_address.user.empty() ? redisCommand(ofDefaultUser) : redisCommand(words));
    ++m_introductions;
  }
  if (m_address.database != 0) {
    const std::string number = std::to_string(m_address.database);
    send(redisCommand(std::array<std::string_view, 2>{"SELECT", number}));
    ++m_introductions;
  }
  if (m_search) {
    send(redisCommand(std::array<std::string_view, 1>{"ROLE"}));
    ++m_introductions;
  }
  send(redisCommand(std::array<std::string_view, 4>{"EVAL", trial, "1", trialKey}));
  ++m_introductions;
}

void RedisConnection::send(std::string_view command) {
  m_output.append(command);
  m_loop.defer(*this);
}

void RedisConnection::close() {
  m_closed = true;
  m_patience.stop();
  m_watch.stop();
}

void RedisConnection::fail(const std::string& reason) {
  if (m_closed) return;
  close();
  m_user.redisClosed(reason);
}

void RedisConnection::runDeferred() {
  while (!m_closed && m_stream) {
    m_output.consume(m_stream->write(m_output.view()));
    const net::FlushOutcome outcome = m_stream->flush();
    if (outcome == net::FlushOutcome::Failed) return fail("the connection broke");
    if (outcome == net::FlushOutcome::WouldBlock || m_output.empty()) return;
  }
}

void RedisConnection::handleReady(std::uint32_t events) {
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) receive();
  if (!m_closed && (events & EPOLLOUT) != 0) m_loop.defer(*this);
}

void RedisConnection::receive() {
  std::array<char, 16 * 1024> bytes;
  while (!m_closed) {
    const net::ReadResult got = m_stream->read(bytes);
    if (got.outcome == net::ReadOutcome::WouldBlock) return;
    if (got.outcome != net::ReadOutcome::Data) return fail("it closed the connection");
    m_reader.feed({bytes.data(), got.bytes});
    RedisReply reply;
    RedisRead read = RedisRead::More;
    while (!m_closed && (read = m_reader.next(reply)) == RedisRead::Reply) handleReply(reply);
    if (read == RedisRead::Broken) return fail("what it says is not Redis");
  }
}

void RedisConnection::handleReply(const RedisReply& reply) {
  if (m_introductions == 0) return m_user.redisReplied(reply);
  if (reply.kind == RedisReply::Kind::Error) return fail(redisRefusal(reply));
  const bool isRole = m_search && m_introductions == 2;
  if (isRole && (reply.elements.empty() || reply.elements.front().text != "master"))
    return fail("the sentinels name a server that is not the master");
  if (--m_introductions > 0) return;
  m_patience.stop();
  m_user.redisOpened();
}

}  // namespace sessions
