// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/serving_loop.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "server/cluster/hang_watch.h"
#include "server/net/plain_stream.h"
#include "server/net/proxied_stream.h"
#include "server/net/tls_stream.h"

namespace cluster {

namespace {

/// For the listeners, the channel, files and whatever else is open for a moment.
constexpr rlim_t otherDescriptors = 32;

/// Of the first listener with TLS, as bound; 0: there is none.
int httpsPort(const Generation& generation) {
  const std::vector<control::ListenerStatus> statuses = generation.listeners.statuses();
  for (std::size_t i = 0; i < std::min(statuses.size(), generation.config.listeners.size()); ++i) {
    if (generation.config.listeners[i].protocol != config::Protocol::Http) return statuses[i].port;
  }
  return 0;
}

}  // namespace

bool holdsBack(std::int64_t connections, double mean) {
  const auto own = static_cast<double>(connections);
  return own > mean + 8 && own > mean * 1.125;
}

std::size_t connectionRoom(const config::Limits& limits, int loops) {
  rlimit descriptors{};
  rlim_t room = static_cast<rlim_t>(limits.connectionsPerWorker);
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) == 0 && descriptors.rlim_cur != RLIM_INFINITY) {
    const rlim_t part = descriptors.rlim_cur / static_cast<rlim_t>(loops);
    const rlim_t left = part > otherDescriptors ? part - otherDescriptors : 1;
    room = std::min(room, left);
  }
  return static_cast<std::size_t>(room);
}

bool AcceptedShare::isAhead(base::MonotonicTime now, std::int64_t own, const Scoreboard::Accepting& all) {
  // Lives that came or went changed the sum; and what is long ago says nothing about now.
  if (all.lives != m_before.lives || now - m_since > std::chrono::seconds(1)) {
    m_since = now;
    m_ownBefore = own;
    m_before = all;
    return false;
  }
  const auto others = static_cast<double>(all.accepted - m_before.accepted);
  return holdsBack(own - m_ownBefore, others / static_cast<double>(all.lives));
}

base::Result<std::unique_ptr<ServingLoop>> ServingLoop::create(const handlers::WorkerContext& context,
                                                               const Generation& generation,
                                                               const Scoreboard& scoreboard, ScoreboardEntry& entry,
                                                               const net::TicketKeys& ticketKeys) {
  auto contexts = makeTlsContexts(generation.config, *generation.identities, ticketKeys);
  if (!contexts) return base::failure(std::move(contexts.error()));
  handlers::WorkerContext complete = context;
  complete.httpsPort = httpsPort(generation);
  return std::unique_ptr<ServingLoop>(new ServingLoop(complete, generation, scoreboard, entry, std::move(*contexts)));
}

ServingLoop::ServingLoop(const handlers::WorkerContext& context, const Generation& generation,
                         const Scoreboard& scoreboard, ScoreboardEntry& entry,
                         std::vector<std::unique_ptr<net::TlsContext>> tlsContexts)
    : m_loop(context.loop),
      m_generation(generation),
      m_scoreboard(scoreboard),
      m_entry(entry),
      m_freshHeart(3 * heartbeatInterval(generation.config.cluster.hangTimeout)),
      m_tlsContexts(std::move(tlsContexts)),
      m_router(handlers::makeRouter(generation.config, context)),
      m_shared(context.loop, generation.config, *m_router, entry.counters),
      m_metricsPage(scoreboard),
      m_metricsShared(context.loop, generation.config, m_metricsPage, m_metricsCounters),
      m_room(connectionRoom(generation.config.limits,
                            config::loopsPerProcess(generation.config.cluster, context.workers))) {
  for (const control::ListenerStatus& listener : generation.listeners.statuses()) {
    m_localPorts.push_back(listener.port);
  }
  for (const config::Listener& listener : generation.config.listeners) {
    const auto maxAge =
        std::chrono::duration_cast<std::chrono::seconds>(listener.tls.value_or(generation.config.tls).hsts);
    m_strictTransport.push_back(maxAge.count() == 0 ? std::string() : fmt::format("max-age={}", maxAge.count()));
  }
}

base::Result<void> ServingLoop::startAccepting() {
  if (m_generation.config.cluster.distribution == config::Distribution::RoundRobin) return {};
  const std::vector<int> descriptors = m_generation.listeners.descriptors();
  for (std::size_t i = 0; i < descriptors.size(); ++i) {
    net::AcceptorCallbacks callbacks;
    callbacks.accepted = [this, i](base::UniqueFd fd, const net::SocketAddress& client) {
      serve(std::move(fd), i, client);
    };
    callbacks.holdsBack = [this] { return hasEnough(); };
    callbacks.isAhead = [this] { return isAhead(); };
    callbacks.failed = [this](int) { http::add(m_entry.counters.acceptFailures, 1); };
    auto acceptor = std::make_unique<net::Acceptor>(m_loop, descriptors[i], std::move(callbacks));
    if (base::Result<void> started = acceptor->start(); !started) return started;
    m_acceptors.push_back(std::move(acceptor));
  }
  return {};
}

bool ServingLoop::hasEnough() const {
  const std::int64_t own = m_entry.counters.connections.load(std::memory_order_relaxed);
  // Few connections are never worth a look at the others.
  return own > 8 && holdsBack(own, m_scoreboard.accepting(m_loop.now(), m_freshHeart).meanConnections());
}

bool ServingLoop::isAhead() {
  return m_share.isAhead(m_loop.now(), m_entry.counters.accepted.load(std::memory_order_relaxed),
                         m_scoreboard.accepting(m_loop.now(), m_freshHeart));
}

std::unique_ptr<net::ByteStream> ServingLoop::streamOn(base::UniqueFd fd, std::size_t listener,
                                                       const net::SocketAddress& peer) {
  // The metrics have no TLS, and come after the configured listeners.
  if (listener >= m_generation.config.listeners.size())
    return std::make_unique<net::PlainStream>(std::move(fd), m_sendBuffers);
  std::unique_ptr<net::ByteStream> stream;
  if (const net::TlsContext* context = m_tlsContexts[listener].get())
    stream = std::make_unique<net::TlsStream>(std::move(fd), *context, m_sendBuffers);
  else
    stream = std::make_unique<net::PlainStream>(std::move(fd), m_sendBuffers);
  const std::vector<config::AddressRange>& proxies = m_generation.config.listeners[listener].proxyProtocol;
  if (proxies.empty() || !config::isIn(proxies, peer.address)) return stream;
  return std::make_unique<net::ProxiedStream>(std::move(stream));
}

void ServingLoop::serve(base::UniqueFd fd, std::size_t listener, const net::SocketAddress& peer) {
  const bool isMetrics = listener >= m_generation.config.listeners.size();
  http::Client facts;
  facts.address = peer.address;
  facts.port = peer.port;
  facts.listener = static_cast<int>(listener);
  facts.localPort = m_localPorts[listener];
  if (!isMetrics) facts.strictTransport = m_strictTransport[listener];
  auto connection = std::make_unique<http::Connection>(
      isMetrics ? m_metricsShared : m_shared, streamOn(std::move(fd), listener, peer), std::move(facts),
      isMetrics ? config::Protocol::Http : m_generation.config.listeners[listener].protocol,
      [this](http::Connection& closed) { handleClosed(closed); });
  http::Connection& started = *connection;
  m_connections.emplace(&started, std::move(connection));
  if (!started.start()) {
    m_connections.erase(&started);
    return;
  }
  if (m_draining) started.drain();
  if (m_connections.size() < m_room) return;
  for (const auto& acceptor : m_acceptors) acceptor->rest();
}

void ServingLoop::handleClosed(http::Connection& connection) {
  const auto found = m_connections.find(&connection);
  if (found == m_connections.end()) return;
  m_loop.destroyLater(std::move(found->second));
  m_connections.erase(found);
  if (m_connections.size() + 1 == m_room) {
    for (const auto& acceptor : m_acceptors) acceptor->resume();
  }
  if (m_draining && m_connections.empty() && m_drained) std::exchange(m_drained, nullptr)();
}

void ServingLoop::drain(std::function<void()> drained) {
  if (m_draining) return;
  m_draining = true;
  for (const auto& acceptor : m_acceptors) acceptor->stop();
  m_acceptors.clear();
  for (const auto& [connection, owner] : m_connections) connection->drain();
  if (m_connections.empty()) {
    drained();
  } else {
    m_drained = std::move(drained);
  }
}

void ServingLoop::cutAll() {
  while (!m_connections.empty()) m_connections.begin()->first->cut();
}

}  // namespace cluster
