// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/serving_loop.h"

#include <fmt/format.h>

#include "server/cluster/hang_watch.h"
#include "server/net/plain_stream.h"
#include "server/net/tls_stream.h"

namespace cluster {

bool holdsBack(std::int64_t connections, double mean) {
  const auto own = static_cast<double>(connections);
  return own > mean + 8 && own > mean * 1.125;
}

base::Result<std::unique_ptr<ServingLoop>> ServingLoop::create(const handlers::WorkerContext& context,
                                                               const Generation& generation,
                                                               const Scoreboard& scoreboard, ScoreboardEntry& entry,
                                                               const net::TicketKeys& ticketKeys) {
  auto contexts = makeTlsContexts(generation.config, *generation.identities, ticketKeys);
  if (!contexts) return base::failure(std::move(contexts.error()));
  return std::unique_ptr<ServingLoop>(new ServingLoop(context, generation, scoreboard, entry, std::move(*contexts)));
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
      m_shared(context.loop, generation.config, *m_router, entry.counters) {
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
  return own > 8 && holdsBack(own, m_scoreboard.meanConnections(m_loop.now(), m_freshHeart));
}

void ServingLoop::serve(base::UniqueFd fd, std::size_t listener, const net::SocketAddress& client) {
  // Closed rather than left in the queue: there it would wait for nobody knows how long.
  if (m_connections.size() >= static_cast<std::size_t>(m_generation.config.limits.connectionsPerWorker)) return;

  std::unique_ptr<net::ByteStream> stream;
  if (const net::TlsContext* context = m_tlsContexts[listener].get()) {
    stream = std::make_unique<net::TlsStream>(std::move(fd), *context, m_sendBuffers);
  } else {
    stream = std::make_unique<net::PlainStream>(std::move(fd), m_sendBuffers);
  }
  http::Client facts;
  facts.address = client.address;
  facts.port = client.port;
  facts.listener = static_cast<int>(listener);
  facts.localPort = m_localPorts[listener];
  facts.strictTransport = m_strictTransport[listener];
  auto connection = std::make_unique<http::Connection>(m_shared, std::move(stream), std::move(facts),
                                                       m_generation.config.listeners[listener].protocol,
                                                       [this](http::Connection& closed) { handleClosed(closed); });
  http::Connection& started = *connection;
  m_connections.emplace(&started, std::move(connection));
  if (!started.start()) {
    m_connections.erase(&started);
    return;
  }
  if (m_draining) started.drain();
}

void ServingLoop::handleClosed(http::Connection& connection) {
  const auto found = m_connections.find(&connection);
  if (found == m_connections.end()) return;
  m_loop.destroyLater(std::move(found->second));
  m_connections.erase(found);
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
