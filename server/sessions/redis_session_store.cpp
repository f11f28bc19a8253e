// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redis_session_store.h.

#include "server/sessions/redis_session_store.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace sessions {

namespace {

using namespace std::chrono_literals;

constexpr base::Milliseconds firstDelay = 50ms;
constexpr base::Milliseconds longestDelay = 500ms;
/// A connection that lived this long was a good one: the next is tried at once.
constexpr base::Milliseconds goodLife = 1s;
/// Bytes of commands that wait to be sent; one more question is Unavailable at once.
constexpr std::size_t mostUnsent = 8 * 1024 * 1024;
/// Redis may be shared with others.
constexpr std::string_view keyPrefix = "forkyard:";

// KEYS[1]; ARGV: value or addend, lifetime in milliseconds, "1" for When::IfPresent, "2" for IfAbsent, else "0". Each
// is one step for Redis.
constexpr std::string_view putScript =
    "local was = redis.call('EXISTS', KEYS[1]) "
    "if ARGV[3] == '0' or ARGV[3] == tostring(2 - was) then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end "
    "return was";
// The sum as a text: a number in Lua has 53 bits.
constexpr std::string_view incrementScript =
    "local was = redis.call('EXISTS', KEYS[1]) "
    "if was == 0 and ARGV[3] == '1' or was == 1 and ARGV[3] == '2' then return {was, '0'} end "
    "redis.call('INCRBY', KEYS[1], ARGV[1]) "
    "redis.call('PEXPIRE', KEYS[1], ARGV[2]) "
    "return {was, redis.call('GET', KEYS[1])}";

// KEYS[1]; ARGV: interval in microseconds, tokens. As TokenBuckets::take, by Redis's own clock. What is no time there,
// or none that this bucket can have, counts as a full bucket, and so does what is no text at all.
constexpr std::string_view takeScript =
    "local time = redis.call('TIME') "
    "local now = time[1] * 1000000 + time[2] "
    "local interval = tonumber(ARGV[1]) "
    "local most = interval * ARGV[2] "
    "local kept = redis.pcall('GET', KEYS[1]) "
    "local full = type(kept) == 'string' and tonumber(kept) or now "
    "if not (full >= now and full <= now + most) then full = now end "
    "local wait = full + interval - most - now "
    "if wait > 0 then return wait end "
    "full = full + interval "
    "redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000)) "
    "return 0";

std::string commandFor(const Question& question) {
  using Words = std::array<std::string_view, 3>;
  const std::string key = std::string(keyPrefix) + question.key;
  const std::string lifetime = std::to_string(question.lifetime.count());
  const std::string by = std::to_string(question.by);
  const std::string interval = std::to_string(question.interval.count());
  const std::string condition = std::to_string(static_cast<int>(question.when));
  const auto script = [&](std::string_view text, std::string_view argument) {
    return redisCommand(std::array<std::string_view, 7>{"EVAL", text, "1", key, argument, lifetime, condition});
  };
  switch (question.operation) {
    case Operation::Get:
      return redisCommand(std::array<std::string_view, 2>{"GET", key});
    case Operation::Put:
      return script(putScript, question.value);
    case Operation::Touch:
      return redisCommand(Words{"PEXPIRE", key, lifetime});
    case Operation::Remove:
      return redisCommand(std::array<std::string_view, 2>{"DEL", key});
    case Operation::Increment:
      return script(incrementScript, by);
    case Operation::Take:
      return redisCommand(std::array<std::string_view, 6>{"EVAL", takeScript, "1", key, interval, by});
  }
  return {};
}

bool isNotANumber(Operation operation, const RedisReply& reply) {
  constexpr std::string_view signs[] = {"is not an integer", "would overflow", "WRONGTYPE"};
  return operation == Operation::Increment && reply.kind == RedisReply::Kind::Error &&
         std::ranges::any_of(signs, [&](std::string_view sign) { return reply.text.find(sign) != std::string::npos; });
}

/// Empty: Redis does not answer this so.
std::optional<Reply> readReply(Operation operation, const RedisReply& reply) {
  using Kind = RedisReply::Kind;
  if (operation == Operation::Get) {
    if (reply.kind != Kind::Text && reply.kind != Kind::Nothing) return {};
    return Reply{.found = reply.kind == Kind::Text, .value = reply.text};
  }
  if (operation != Operation::Increment) {
    if (reply.kind != Kind::Number) return {};
    if (operation == Operation::Take && reply.number < 0) return {};
    return Reply{.found = reply.number > 0, .number = operation == Operation::Take ? reply.number : 0};
  }
  if (reply.elements.size() != 2 || reply.elements[0].kind != Kind::Number) return {};
  const std::string& sum = reply.elements[1].text;
  Reply read{.found = reply.elements[0].number > 0};
  const auto [end, error] = std::from_chars(sum.data(), sum.data() + sum.size(), read.number);
  if (error != std::errc() || end != sum.data() + sum.size()) return {};
  return read;
}

}  // namespace

RedisSessionStore::Tls RedisSessionStore::makeTls(const config::Sessions& sessions) {
  if (sessions.redis.kind != config::RedisAddress::Kind::Tls) return nullptr;
  auto made = net::TlsClientContext::create({.authorities = sessions.redisCa,
                                             .certificate = sessions.redisCertificate,
                                             .key = sessions.redisKey,
                                             .protocol = {}});
  if (!made) return base::failure(std::move(made.error()));
  return std::shared_ptr<const net::TlsClientContext>(std::move(*made));
}

RedisSessionStore::RedisSessionStore(net::EventLoop& loop, config::RedisAddress address, const Tls& tls,
                                     StateChanged changed)
    : m_loop(loop),
      m_address(std::move(address)),
      m_changed(std::move(changed)),
      m_refusals(loop),
      m_delay(firstDelay),
      m_retry(loop, [this] { connect(); }),
      m_timer(loop, [this] { handleTime(); }) {
  if (!tls) {
    setState(tls.error().sentence);
    return;
  }
  m_tls = *tls;
  connect();
}

RedisSessionStore::~RedisSessionStore() = default;

void RedisSessionStore::connect() {
  if (m_resolver == nullptr && m_address.port != 0) {
    if (auto resolver = net::Resolver::create(m_loop)) m_resolver = std::move(*resolver);
  }
  RedisConnection::User& user = *this;
  m_connection = std::make_unique<RedisConnection>(m_loop, m_address, m_resolver.get(), m_tls.get(), user);
}

void RedisSessionStore::ask(Question question, Answered answered) {
  if (isTooLarge(question)) return m_refusals.add(StoreError::TooLarge, std::move(answered));
  // Whoever knows already that nobody answers does not let a visitor wait.
  const bool isHopeless = m_isUp == false || m_pending.size() >= mostPending;
  if (isHopeless || (m_openSince ? m_connection->unsent() : m_unsent) > mostUnsent)
    return m_refusals.add(StoreError::Unavailable, std::move(answered));
  std::string command = commandFor(question);
  if (m_openSince) m_connection->send(std::exchange(command, {}));
  m_unsent += command.size();
  m_pending.push_back({.operation = question.operation,
                       .deadline = m_loop.now() + longestWait,
                       .answered = std::move(answered),
                       .unsent = std::move(command)});
  if (!m_timer.isRunning()) m_timer.startAt(m_pending.front().deadline);
}

void RedisSessionStore::redisOpened() {
  m_openSince = m_loop.now();
  for (Pending& each : m_pending) m_connection->send(std::exchange(each.unsent, {}));
  m_unsent = 0;
  setState({});
}

void RedisSessionStore::redisReplied(const RedisReply& reply) {
  if (m_pending.empty()) return lose("what it says is not Redis");
  const Operation operation = m_pending.front().operation;
  if (isNotANumber(operation, reply)) return answerFirst(tl::unexpected(StoreError::NotANumber));
  // It refuses what it took when we came: it is not what it was, or never will be what we need.
  if (reply.kind == RedisReply::Kind::Error) return lose(redisRefusal(reply));
  const std::optional<Reply> read = readReply(operation, reply);
  if (!read) return lose("what it says is not Redis");
  answerFirst(*read);
}

void RedisSessionStore::redisClosed(const std::string& reason) {
  lose(reason);
}

void RedisSessionStore::lose(const std::string& reason) {
  const bool wasGood = m_openSince && m_loop.now() - *m_openSince >= goodLife;
  // Redis closes connections that are idle: no news before another attempt fails, or somebody waits in vain.
  const bool isQuiet = wasGood && m_pending.empty();
  m_openSince.reset();
  m_connection->close();
  m_loop.destroyLater(std::move(m_connection));
  // A sentinel that knows less than the others does not stand before them for ever.
  if (!m_address.sentinels.empty()) std::ranges::rotate(m_address.sentinels, m_address.sentinels.begin() + 1);
  if (wasGood) m_delay = firstDelay;
  m_retry.startIn(isQuiet ? base::Milliseconds(0) : m_delay);
  m_delay = std::min(m_delay * 2, longestDelay);
  if (!isQuiet) setState(reason);
  m_unsent = 0;
  for (std::size_t left = m_pending.size(); left > 0; --left) answerFirst(tl::unexpected(StoreError::Unavailable));
}

void RedisSessionStore::handleTime() {
  if (m_pending.empty()) return;
  if (m_pending.front().deadline <= m_loop.now()) {
    if (m_openSince) return lose("it does not answer in time");
    setState(m_connection ? m_connection->trouble() : "it cannot be reached");
    m_unsent = 0;
    for (std::size_t left = m_pending.size(); left > 0; --left) answerFirst(tl::unexpected(StoreError::Unavailable));
  }
  if (!m_pending.empty()) m_timer.startAt(m_pending.front().deadline);
}

void RedisSessionStore::answerFirst(const Answer& answer) {
  const Answered answered = std::move(m_pending.front().answered);
  m_pending.pop_front();
  answered(answer);
}

void RedisSessionStore::setState(const std::string& reason) {
  const bool isUp = reason.empty();
  if (m_isUp == isUp) return;
  m_isUp = isUp;
  m_changed(reason);
}

}  // namespace sessions
