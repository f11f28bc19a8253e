// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See rate_limiter.h.

#include "server/handlers/rate_limiter.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "server/certificates/address_bytes.h"
#include "server/certificates/digest.h"
#include "server/http/request_rules.h"
#include "server/http/route_match.h"
#include "server/http/status.h"

namespace handlers {

namespace {

/// Half of a digest: nobody finds two clients with the same one.
constexpr std::size_t digestLength = 32;
/// Of an IPv6 address: what follows is the client's to choose (RFC 7421).
constexpr std::size_t networkSize = 8;

/// The same on all machines that have this limit, so that they share its buckets, and another one where it changed.
std::string prefixOf(const config::RateLimit& limit) {
  const std::string rules = fmt::format("{} {} {} {} {}", limit.host, limit.path, limit.header,
                                        config::requestRateText(limit.rate), limit.burst);
  return "limit:" + certificates::sha256Of(rules).substr(0, 16) + ":";
}

std::string addressBucket(const std::string& address) {
  const auto bytes = certificates::addressBytes(address.substr(0, address.find('%')));
  if (!bytes || bytes->size() != certificates::ipv6Size) return address.empty() ? "local" : address;
  std::string network = bytes->substr(0, networkSize);
  network.resize(certificates::ipv6Size, '\0');
  return certificates::addressText(network) + "/64";
}

constexpr std::string_view limitHint =
    "This client has asked for more than it may in so short a time. Nothing is broken: wait for a moment and try "
    "again.";

}  // namespace

/// One request, until all limits that are for it have let it pass.
class RateLimiter::Waiting final : public net::Destroyable, public http::ExchangeObserver {
 public:
  Waiting(RateLimiter& asking, http::Request& asked, http::ResponseWriter& askedWriter, std::size_t limit)
      : limiter(asking), number(++asking.m_lastNumber), request(asked), writer(askedWriter), index(limit) {}
  void abandoned() override { limiter.forget(number); }

  RateLimiter& limiter;
  const std::uint64_t number;
  http::Request& request;
  http::ResponseWriter& writer;
  std::size_t index;
};

std::string bucketOf(const http::Request& request, const config::RateLimit& limit) {
  if (!limit.header.empty()) {
    if (const auto value = request.headers.find(limit.header))
      return certificates::sha256Of(*value).substr(0, digestLength);
  }
  return addressBucket(request.client->address);
}

RateLimiter::RateLimiter(net::EventLoop& loop, sessions::SessionStore& store,
                         const std::vector<config::RateLimit>& limits, std::unique_ptr<http::RequestHandler> routes,
                         Limited limited)
    : m_loop(loop), m_store(store), m_routes(std::move(routes)), m_limited(std::move(limited)) {
  for (const config::RateLimit& limit : limits) m_limits.push_back({limit, prefixOf(limit)});
}

RateLimiter::~RateLimiter() = default;

std::size_t RateLimiter::nextLimit(const http::Request& request, std::size_t index) const {
  const std::string_view host = http::hostOf(request.authority);
  std::optional<std::string> freelyRead;  // the same for all limits
  for (; index < m_limits.size(); ++index) {
    const config::RateLimit& rules = m_limits[index].rules;
    if (!http::hostMatches(rules.host, host)) continue;
    if (http::pathMatches(rules.path, request.path())) break;
    if (!freelyRead) freelyRead = http::freelyReadPath(request.path());
    if (http::pathMatches(rules.path, *freelyRead)) break;
  }
  return index;
}

void RateLimiter::handle(http::Request& request, http::ResponseWriter& writer) {
  const std::size_t first = request.isForServer() ? m_limits.size() : nextLimit(request, 0);
  if (first == m_limits.size()) return m_routes->handle(request, writer);
  auto waiting = std::make_unique<Waiting>(*this, request, writer, first);
  writer.observe(waiting.get());
  ask(std::move(waiting));
}

void RateLimiter::ask(std::unique_ptr<Waiting> waiting) {
  const std::uint64_t number = waiting->number;
  const Limit& limit = m_limits[waiting->index];
  std::string bucket = limit.prefix + bucketOf(waiting->request, limit.rules);
  m_waiting.emplace(number, std::move(waiting));
  m_store.take(std::move(bucket), limit.rules.burst, config::tokenInterval(limit.rules),
               [this, number](const sessions::Answer& answer) { handleAnswer(number, answer); });
}

void RateLimiter::handleAnswer(std::uint64_t number, const sessions::Answer& answer) {
  const auto found = m_waiting.find(number);
  if (found == m_waiting.end()) return;  // the client is gone
  std::unique_ptr<Waiting> waiting = std::move(found->second);
  m_waiting.erase(found);
  const bool isRefused = answer && answer->number > 0;
  waiting->index = isRefused ? waiting->index : nextLimit(waiting->request, waiting->index + 1);
  if (!isRefused && waiting->index < m_limits.size()) return ask(std::move(waiting));
  waiting->writer.observe(nullptr);
  if (isRefused) return refuse(*waiting, std::chrono::microseconds(answer->number));
  m_routes->handle(waiting->request, waiting->writer);
}

void RateLimiter::refuse(const Waiting& waiting, std::chrono::microseconds wait) const {
  const config::RateLimit& rules = m_limits[waiting.index].rules;
  // Also where a store says anything else: no bucket needs longer for its next token.
  const auto longest = std::chrono::ceil<std::chrono::seconds>(config::tokenInterval(rules));
  const auto seconds = std::clamp(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds(1), longest);
  if (m_limited) m_limited(waiting.request, rules);
  http::respondWithError(waiting.writer, 429,
                         {{"retry-after", std::to_string(seconds.count())}, {"cache-control", "no-store"}}, limitHint);
}

void RateLimiter::forget(std::uint64_t number) {
  const auto found = m_waiting.find(number);
  if (found == m_waiting.end()) return;
  m_loop.destroyLater(std::move(found->second));
  m_waiting.erase(found);
}

}  // namespace handlers
