// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/worker.h"

#include <array>

#include "server/cluster/exit_report.h"
#include "server/cluster/hang_watch.h"
#include "server/cluster/privileges.h"
#include "server/cluster/worker_spawner.h"

namespace cluster {

Worker::Worker(WorkerSetup setup) : m_setup(std::move(setup)) {}

int Worker::run() {
  if (const base::Result<void> started = start(); !started) return fail(started.error());
  m_loop->run();
  return 0;
}

base::Result<void> Worker::start() {
  auto loop = net::EventLoop::create();
  if (!loop) return base::failure(std::move(loop.error()));
  m_loop = std::move(*loop);
  auto channel = net::MessageChannel::create(
      *m_loop, std::move(m_setup.channel),
      {.received = [this](std::string_view message,
                          base::UniqueFd descriptor) { handleMessage(message, std::move(descriptor)); },
       // Without a master nobody would replace or stop us: the port is to be free for the next one.
       .closed = [] { ::_exit(exitLostMaster); }});
  if (!channel) return base::failure(std::move(channel.error()));
  m_channel = std::move(*channel);

  const config::Config& config = m_setup.generation->config;
  const handlers::WorkerContext context{
      .loop = *m_loop, .slot = m_setup.slot, .pid = ::getpid(), .workers = m_setup.workers, .crash = [] {
        ::_exit(1);
      }};
  auto serving =
      ServingLoop::create(context, *m_setup.generation, m_setup.scoreboard, m_setup.entry, m_setup.ticketKeys);
  if (!serving) return base::failure(std::move(serving.error()));
  m_serving = std::move(*serving);

  // After the TLS contexts, which may read files that only root can, and before the first client.
  if (base::Result<void> dropped = dropPrivileges(config.cluster.user); !dropped) return dropped;
  dieWith(m_setup.master);

  static constexpr std::array watched{SIGTERM};
  auto signals = net::SignalWatch::create(*m_loop, watched, [this](const signalfd_siginfo&) { handleTerminate(); });
  if (!signals) return base::failure(std::move(signals.error()));
  m_signals = std::move(*signals);

  if (base::Result<void> accepting = m_serving->startAccepting(); !accepting) return accepting;
  m_heartbeat.emplace(*m_loop, [this] { beat(); });
  beat();
  m_setup.entry.phase.store(LifePhase::Accepting, std::memory_order_release);
  m_channel->send(control::toJson(control::WorkerReady{m_setup.generation->identities->fingerprints()}));
  return {};
}

int Worker::fail(const base::Error& error) const {
  if (m_channel) m_channel->send(control::toJson(control::WorkerFailed{error.problems, error.sentence}));
  // What the configuration is to blame for would fail the next worker as well; anything else may pass.
  return error.problems.empty() ? 1 : exitConfiguration;
}

void Worker::beat() {
  m_setup.entry.beat(base::MonotonicClock::now());
  m_heartbeat->startIn(heartbeatInterval(m_setup.generation->config.cluster.hangTimeout));
}

void Worker::handleMessage(std::string_view json, base::UniqueFd descriptor) {
  const auto message = control::workerMessageFromJson(json);
  if (!message || !*message) return;
  if (std::holds_alternative<control::WorkerDrain>(**message)) {
    // The master keeps the time, and sends TERM when it is over.
    drain();
  } else if (const auto* passed = std::get_if<control::ConnectionPassed>(&**message)) {
    take(*passed, std::move(descriptor));
  } else if (const auto* changed = std::get_if<control::TicketKeysChanged>(&**message)) {
    if (auto keys = net::TicketKeys::fromHex(changed->keys)) m_setup.ticketKeys = *keys;
  }
}

void Worker::take(const control::ConnectionPassed& passed, base::UniqueFd connection) {
  const auto listener = static_cast<std::size_t>(passed.listener);
  sockaddr_storage client{};
  socklen_t length = sizeof client;
  // Fails where the client is gone already.
  if (listener < m_setup.generation->config.listeners.size() &&
      ::getpeername(connection.get(), reinterpret_cast<sockaddr*>(&client), &length) == 0) {
    m_serving->serve(std::move(connection), listener, net::socketAddress(client));
  }
  m_channel->send(control::toJson(control::ConnectionTaken{passed.number}));
}

void Worker::handleTerminate() {
  if (m_draining) {
    m_serving->cutAll();
    return;
  }
  // From outside: nobody else keeps the time.
  m_drainTimer.emplace(*m_loop, [this] { m_serving->cutAll(); });
  m_drainTimer->startIn(m_setup.generation->config.cluster.drainTimeout);
  drain();
}

void Worker::drain() {
  if (m_draining) return;
  m_draining = true;
  m_setup.entry.phase.store(LifePhase::Draining, std::memory_order_release);
  m_serving->drain([this] { m_loop->stop(); });
  // A copy that stayed open would keep the port taken, and its queue filling, until the last connection is gone.
  m_setup.generation->listeners.close();
}

}  // namespace cluster
