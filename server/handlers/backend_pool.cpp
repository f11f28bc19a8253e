// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See backend_pool.h.

#include "server/handlers/backend_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace handlers {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostIdle = 32;  ///< a backend
constexpr base::Milliseconds longestIdle = 4s;
constexpr base::Milliseconds firstRest = 1s;
constexpr base::Milliseconds longestRest = 30s;

}  // namespace

/// A connection that nobody uses: whatever happens on it, an end or bytes that nobody asked for, is its end.
class BackendPool::Idle final : public net::Destroyable, private BackendConnection::User {
 public:
  Idle(BackendPool& pool, std::unique_ptr<BackendConnection> connection)
      : m_pool(pool), m_connection(std::move(connection)), m_since(pool.m_loop.now()) {
    m_connection->setUser(this);
  }
  [[nodiscard]] std::size_t backend() const { return m_connection->backend(); }
  [[nodiscard]] base::MonotonicTime since() const { return m_since; }
  std::unique_ptr<BackendConnection> take() {
    m_connection->setUser(nullptr);
    return std::move(m_connection);
  }

 private:
  void backendChanged() override {
    // Readiness may be no more than room to write.
    if (m_connection->fill() != net::ReadOutcome::WouldBlock) m_pool.drop(*this);
  }

  BackendPool& m_pool;
  std::unique_ptr<BackendConnection> m_connection;
  base::MonotonicTime m_since;
};

BackendPool::BackendPool(net::EventLoop& loop, const config::ProxyRoute& route)
    : m_loop(loop), m_route(route), m_backends(route.to.size()), m_timer(loop, [this] { dropOld(); }) {
  const bool secure = std::ranges::any_of(
      route.to, [](const auto& address) { return address.kind == config::BackendAddress::Kind::Https; });
  if (!secure) return;
  auto tls = net::TlsClientContext::create({.authorities = route.ca});
  if (tls)
    m_tls = std::move(*tls);
  else
    fmt::print(stderr, "{}\n", tls.error().sentence);
}

BackendPool::~BackendPool() = default;

bool BackendPool::rests(const Backend& backend) const {
  return backend.failures != 0 && backend.restsUntil > m_loop.now();
}

std::optional<std::size_t> BackendPool::choose(const std::vector<bool>& tried) {
  std::optional<std::size_t> best;
  for (std::size_t step = 0; step < m_backends.size(); ++step) {
    const std::size_t index = (m_next + step) % m_backends.size();
    if (tried[index]) continue;
    if (!rests(m_backends[index])) {
      m_next = index + 1;
      return index;
    }
    if (!best || m_backends[index].restsUntil < m_backends[*best].restsUntil) best = index;
  }
  return best;
}

std::unique_ptr<BackendConnection> BackendPool::connection(std::size_t backend, Wanted wanted) {
  auto& idle = m_backends[backend].idle;
  while (wanted == Wanted::Any && !idle.empty()) {
    std::unique_ptr<BackendConnection> kept = idle.back()->take();
    m_loop.destroyLater(std::move(idle.back()));
    idle.pop_back();
    // What came since then, unasked, would be taken for the answer.
    if (kept->isQuiet()) return kept;
    m_loop.destroyLater(std::move(kept));
  }
  if (m_resolver == nullptr) {
    if (auto resolver = net::Resolver::create(m_loop)) m_resolver = std::move(*resolver);
  }
  auto fresh = std::make_unique<BackendConnection>(m_loop, m_route.to[backend], backend);
  fresh->connect(m_resolver.get(), m_tls.get());
  return fresh;
}

void BackendPool::keep(std::unique_ptr<BackendConnection> connection) {
  auto& idle = m_backends[connection->backend()].idle;
  if (idle.size() >= mostIdle) {
    m_loop.destroyLater(std::move(idle.front()));
    idle.erase(idle.begin());
  }
  connection->markReused();
  idle.push_back(std::make_unique<Idle>(*this, std::move(connection)));
  if (!m_timer.isRunning()) m_timer.startIn(longestIdle);
}

void BackendPool::drop(Idle& idle) {
  auto& list = m_backends[idle.backend()].idle;
  const auto found = std::ranges::find(list, &idle, &std::unique_ptr<Idle>::get);
  m_loop.destroyLater(std::move(*found));
  list.erase(found);
}

void BackendPool::dropOld() {
  std::optional<base::MonotonicTime> oldest;
  for (Backend& backend : m_backends) {
    std::erase_if(backend.idle, [this](const auto& idle) { return idle->since() + longestIdle <= m_loop.now(); });
    if (!backend.idle.empty() && (!oldest || backend.idle.front()->since() < *oldest))
      oldest = backend.idle.front()->since();
  }
  if (oldest) m_timer.startAt(*oldest + longestIdle);
}

void BackendPool::noteFailure(std::size_t backend) {
  Backend& failed = m_backends[backend];
  const int doublings = std::min(failed.failures++, 5);
  failed.restsUntil = m_loop.now() + std::min<base::Milliseconds>(firstRest * (1 << doublings), longestRest);
}

}  // namespace handlers
