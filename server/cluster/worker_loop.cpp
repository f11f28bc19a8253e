// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See worker_loop.h.

#include "server/cluster/worker_loop.h"

#include <unistd.h>

#include "server/cluster/hang_watch.h"
#include "server/sessions/worker_session_store.h"

namespace cluster {

WorkerLoop::WorkerLoop(WorkerLoopSetup setup) : m_setup(std::move(setup)) {}

WorkerLoop::~WorkerLoop() = default;

base::Result<std::unique_ptr<WorkerLoop>> WorkerLoop::create(WorkerLoopSetup setup) {
  std::unique_ptr<WorkerLoop> made(new WorkerLoop(std::move(setup)));
  auto loop = net::EventLoop::create();
  if (!loop) return base::failure(std::move(loop.error()));
  made->m_loop = std::move(*loop);
  auto mailbox = net::Mailbox::create(*made->m_loop);
  if (!mailbox) return base::failure(std::move(mailbox.error()));
  made->m_mailbox = std::move(*mailbox);
  return made;
}

base::Result<void> WorkerLoop::prepare() {
  const config::Sessions& sessions = m_setup.generation->config.sessions;
  if (sessions.store == config::SessionStoreKind::Redis) m_redisTls = sessions::RedisSessionStore::makeTls(sessions);
  makeSessionStore();
  const handlers::WorkerContext context{
      .loop = *m_loop,
      .slot = m_setup.slot,
      .pid = ::getpid(),
      .workers = m_setup.workers,
      .sessions = m_sessions.get(),
      .limited = [this](const auto& request, const auto& limit) { handleLimited(request, limit); },
      .crash = m_setup.crash,
  };
  auto serving =
      ServingLoop::create(context, *m_setup.generation, m_setup.scoreboard, m_setup.entry, m_setup.ticketKeys);
  if (!serving) return base::failure(std::move(serving.error()));
  m_serving = std::move(*serving);
  m_serving->tell(makeAccessObserver());
  return {};
}

base::Result<void> WorkerLoop::startAccepting() {
  if (base::Result<void> accepting = m_serving->startAccepting(); !accepting) return accepting;
  m_heartbeat.emplace(*m_loop, [this] { beat(); });
  beat();
  m_setup.entry.phase.store(LifePhase::Accepting, std::memory_order_release);
  return {};
}

void WorkerLoop::run() {
  m_setup.entry.thread.store(::gettid(), std::memory_order_relaxed);
  m_loop->run();
}

void WorkerLoop::makeSessionStore() {
  const config::Config& config = m_setup.generation->config;
  const auto tell = [this](const std::string& reason) {
    m_setup.tellMaster(control::SessionsState{.reason = reason, .slot = m_setup.slot});
  };
  // Nobody else has to answer. Told at once: those whom we replace may have missed what they asked.
  if (!config::needsSessions(config)) return tell({});
  switch (config.sessions.store) {
    case config::SessionStoreKind::Worker:
      m_sessions = std::make_unique<sessions::WorkerSessionStore>(*m_loop, m_setup.sessions);
      tell({});
      break;
    case config::SessionStoreKind::Redis:
      m_sessions = std::make_unique<sessions::RedisSessionStore>(*m_loop, config.sessions.redis, *m_redisTls, tell);
      break;
    case config::SessionStoreKind::Cluster: {
      auto store = std::make_unique<sessions::KeeperSessionStore>(*m_loop, tell);
      m_keeperSessions = store.get();
      m_sessions = std::move(store);
      break;
    }
  }
}

http::AccessObserver* WorkerLoop::makeAccessObserver() {
  switch (m_setup.generation->config.log.access) {
    case config::AccessLog::Off:
      break;
    case config::AccessLog::Events:
      m_requestReporter =
          std::make_unique<RequestReporter>(*m_loop, m_setup.workers, [this](control::RequestsServed served) {
            served.slot = m_setup.slot;
            m_setup.tellMaster(std::move(served));
          });
      return m_requestReporter.get();
    case config::AccessLog::File:
      m_accessWriter = std::make_unique<AccessWriter>(*m_loop, std::move(m_setup.accessLog), m_setup.entry.counters,
                                                      [this](const std::string& reason, std::int64_t lost) {
                                                        m_setup.tellMaster(control::AccessLogTrouble{reason, lost});
                                                      });
      return m_accessWriter.get();
  }
  return nullptr;
}

void WorkerLoop::handleLimited(const http::Request& request, const config::RateLimit& limit) {
  if (!m_limitReporter) m_limitReporter = std::make_unique<LimitReporter>(*m_loop, m_setup.tellMaster);
  http::add(m_setup.entry.counters.rateLimited, 1);
  m_limitReporter->add(request, limit);
}

void WorkerLoop::beat() {
  m_setup.entry.beat(base::MonotonicClock::now());
  m_heartbeat->startIn(heartbeatInterval(m_setup.generation->config.cluster.hangTimeout));
}

void WorkerLoop::serve(base::UniqueFd connection, std::size_t listener) {
  sockaddr_storage client{};
  socklen_t length = sizeof client;
  // Fails where the client is gone already.
  if (::getpeername(connection.get(), reinterpret_cast<sockaddr*>(&client), &length) != 0) return;
  m_serving->serve(std::move(connection), listener, net::socketAddress(client));
}

void WorkerLoop::connectSessions(base::UniqueFd keeper) {
  if (m_keeperSessions != nullptr) m_keeperSessions->connect(std::move(keeper));
}

void WorkerLoop::setTicketKeys(const net::TicketKeys& keys, std::uint64_t generation) {
  m_setup.ticketKeys = keys;
  if (m_ticketExchange) m_ticketExchange->use(keys, generation);
}

void WorkerLoop::leadTickets(const control::TicketLead& lead) {
  m_ticketStore.reset();
  m_ticketExchange.reset();
  const Generation& generation = *m_setup.generation;
  if (!lead.leads || !generation.ticketSeal || !m_redisTls) return;
  m_ticketExchange =
      std::make_unique<TicketExchange>(*m_loop,
                                       TicketExchangeSetup{.name = generation.config.name,
                                                           .seal = generation.ticketSeal,
                                                           .period = generation.config.tls.ticketRotation,
                                                           .keys = m_setup.ticketKeys,
                                                           .generation = lead.generation},
                                       m_setup.tellMaster);
  // Of its own, also where sessions are kept there: what is told of the one is not told of the other.
  m_ticketStore = std::make_unique<sessions::RedisSessionStore>(
      *m_loop, generation.config.sessions.redis, *m_redisTls,
      [this](const std::string& reason) { m_ticketExchange->handleStoreChanged(reason); });
  m_ticketExchange->begin(*m_ticketStore);
}

void WorkerLoop::reopenAccessLog(base::UniqueFd file) {
  if (m_accessWriter) m_accessWriter->reopen(std::move(file));
}

void WorkerLoop::drain(std::function<void()> drained) {
  m_setup.entry.phase.store(LifePhase::Draining, std::memory_order_release);
  m_serving->drain(std::move(drained));
}

void WorkerLoop::flush() {
  if (m_accessWriter) m_accessWriter->flush();
}

void WorkerLoop::end() {
  m_ticketStore.reset();
  m_ticketExchange.reset();
  m_serving.reset();
  m_limitReporter.reset();
  m_requestReporter.reset();
  m_accessWriter.reset();
}

}  // namespace cluster
