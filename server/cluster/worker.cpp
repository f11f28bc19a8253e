// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/worker.h"

#include <fcntl.h>

#include <array>
#include <semaphore>
#include <system_error>

#include "server/cluster/exit_report.h"
#include "server/cluster/privileges.h"
#include "server/cluster/worker_spawner.h"

namespace cluster {

namespace {

/// What the other threads get to write what they logged, when the process has to end.
constexpr base::Milliseconds lastWordsTime{500};

base::UniqueFd copyOf(const base::UniqueFd& descriptor) {
  return base::UniqueFd(descriptor ? ::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 3) : -1);
}

}  // namespace

Worker::Worker(WorkerSetup setup) : m_setup(std::move(setup)), m_sessions(m_setup.generation->config.sessions.memory) {}

int Worker::run() {
  const base::Result<void> started = start();
  if (started) m_loops.front()->run();
  endThreads();
  return started ? 0 : fail(started.error());
}

base::Result<void> Worker::start() {
  if (base::Result<void> made = makeLoops(); !made) return made;
  // After the TLS contexts, which may read files that only root can, and before the first client.
  if (base::Result<void> dropped = dropPrivileges(m_setup.generation->config.cluster.user); !dropped) return dropped;
  dieWith(m_setup.master);

  // Blocks them too, here and in the threads that follow.
  static constexpr std::array watched{SIGTERM};
  net::EventLoop& first = m_loops.front()->loop();
  auto signals = net::SignalWatch::create(first, watched, [this](const signalfd_siginfo&) { handleTerminate(); });
  if (!signals) return base::failure(std::move(signals.error()));
  m_signals = std::move(*signals);

  for (const auto& loop : m_loops) {
    if (base::Result<void> accepting = loop->startAccepting(); !accepting) return accepting;
  }
  if (base::Result<void> running = startThreads(); !running) return running;
  send(control::WorkerReady{m_setup.generation->identities->fingerprints()});
  return {};
}

base::Result<void> Worker::makeLoops() {
  for (std::size_t number = 0; number < m_setup.entries.size(); ++number) {
    auto loop = makeLoop(number);
    if (!loop) return base::failure(std::move(loop.error()));
    m_loops.push_back(std::move(*loop));
  }
  auto channel = hearMaster(
      m_loops.front()->loop(), std::move(m_setup.channel),
      [this](std::string_view message, base::UniqueFd descriptor) { handleMessage(message, std::move(descriptor)); },
      [this](int code) { leave(code); });
  if (!channel) return base::failure(std::move(channel.error()));
  m_channel = std::move(*channel);
  for (const auto& loop : m_loops) {
    if (base::Result<void> prepared = loop->prepare(); !prepared) return prepared;
  }
  return {};
}

base::Result<std::unique_ptr<WorkerLoop>> Worker::makeLoop(std::size_t number) {
  return WorkerLoop::create(
      {.slot = m_setup.slot + static_cast<int>(number),
       .workers = m_setup.workers,
       .generation = m_setup.generation,
       .scoreboard = m_setup.scoreboard,
       .entry = *m_setup.entries[number],
       .accessLog = number + 1 == m_setup.entries.size() ? std::move(m_setup.accessLog) : copyOf(m_setup.accessLog),
       .ticketKeys = m_setup.ticketKeys,
       .sessions = m_sessions,
       .tellMaster =
           [this, number](const control::WorkerMessage& message) {
             onFirst(number, [this, message] { send(message); });
           },
       .crash = [this, number] { onFirst(number, [this] { leave(1); }); }});
}

base::Result<void> Worker::startThreads() {
  try {
    for (std::size_t number = 1; number < m_loops.size(); ++number)
      m_threads.emplace_back([loop = m_loops[number].get()] { loop->run(); });
  } catch (const std::system_error& error) {
    return base::failure("cannot start a thread: " + base::errnoText(error.code().value()));
  }
  return {};
}

void Worker::onLoop(std::size_t number, std::function<void(WorkerLoop&)> work) {
  WorkerLoop& loop = *m_loops[number];
  if (number == 0) return work(loop);
  loop.mailbox().post([&loop, work = std::move(work)] { work(loop); });
}

void Worker::onEveryLoop(const std::function<void(WorkerLoop&)>& work) {
  for (std::size_t number = 0; number < m_loops.size(); ++number) onLoop(number, work);
}

void Worker::onFirst(std::size_t number, std::function<void()> work) {
  if (number == 0 || m_haveThreadsEnded) return work();
  m_loops.front()->mailbox().post(std::move(work));
}

int Worker::fail(const base::Error& error) const {
  if (m_channel) m_channel->send(control::toJson(control::WorkerFailed{error.problems, error.sentence}));
  // What the configuration is to blame for would fail the next worker as well; anything else may pass.
  return error.problems.empty() ? 1 : exitConfiguration;
}

/// Without a destructor's help: what was logged is written first.
void Worker::leave(int code) {
  const auto written = std::make_shared<std::counting_semaphore<>>(0);
  onEveryLoop([written](WorkerLoop& loop) {
    loop.flush();
    written->release();
  });
  const auto latest = base::MonotonicClock::now() + lastWordsTime;
  for (std::size_t number = 0; number < m_threads.size() + 1; ++number) {
    if (!written->try_acquire_until(latest)) break;
  }
  ::_exit(code);
}

void Worker::handleMessage(std::string_view json, base::UniqueFd descriptor) {
  const auto message = control::workerMessageFromJson(json);
  if (!message || !*message) return;
  if (std::holds_alternative<control::WorkerDrain>(**message)) {
    // The master keeps the time, and sends TERM when it is over.
    drain();
  } else if (const auto* passed = std::get_if<control::ConnectionPassed>(&**message)) {
    take(*passed, std::move(descriptor));
  } else if (const auto* joined = std::get_if<control::SessionsConnected>(&**message)) {
    const auto number = static_cast<std::size_t>(joined->slot - m_setup.slot);
    if (number >= m_loops.size() || !descriptor) return;
    const auto keeper = std::make_shared<base::UniqueFd>(std::move(descriptor));
    onLoop(number, [keeper](WorkerLoop& loop) { loop.connectSessions(std::move(*keeper)); });
  } else if (std::holds_alternative<control::AccessLogReopened>(**message)) {
    reopenAccessLog(descriptor);
  } else if (const auto* changed = std::get_if<control::TicketKeysChanged>(&**message)) {
    if (const auto keys = net::TicketKeys::fromHex(changed->keys))
      onEveryLoop(
          [made = *keys, generation = changed->generation](WorkerLoop& loop) { loop.setTicketKeys(made, generation); });
  } else if (const auto* lead = std::get_if<control::TicketLead>(&**message)) {
    m_loops.front()->leadTickets(*lead);
  }
}

void Worker::take(const control::ConnectionPassed& passed, base::UniqueFd descriptor) {
  const auto listener = static_cast<std::size_t>(passed.listener);
  m_lastDealt = (m_lastDealt + 1) % m_loops.size();
  // std::function copies what it holds.
  const auto connection = std::make_shared<base::UniqueFd>(std::move(descriptor));
  onLoop(m_lastDealt, [this, number = m_lastDealt, taken = passed.number, listener, connection](WorkerLoop& loop) {
    if (listener < m_setup.generation->listeners.size()) loop.serve(std::move(*connection), listener);
    onFirst(number, [this, taken] { send(control::ConnectionTaken{taken}); });
  });
}

void Worker::reopenAccessLog(const base::UniqueFd& file) {
  for (std::size_t number = 0; number < m_loops.size(); ++number) {
    const auto own = std::make_shared<base::UniqueFd>(copyOf(file));
    onLoop(number, [own](WorkerLoop& loop) { loop.reopenAccessLog(std::move(*own)); });
  }
}

void Worker::handleTerminate() {
  const auto cutAll = [this] { onEveryLoop([](WorkerLoop& loop) { loop.cutAll(); }); };
  if (m_draining) return cutAll();
  // From outside: nobody else keeps the time.
  m_drainTimer.emplace(m_loops.front()->loop(), cutAll);
  m_drainTimer->startIn(m_setup.generation->config.cluster.drainTimeout);
  drain();
}

void Worker::drain() {
  if (m_draining) return;
  m_draining = true;
  for (std::size_t number = 0; number < m_loops.size(); ++number) {
    onLoop(number, [this, number](WorkerLoop& loop) {
      loop.drain([this, number] { onFirst(number, [this] { handleDrained(); }); });
      onFirst(number, [this] { handleLeft(); });
    });
  }
}

void Worker::handleLeft() {
  // A copy that stayed open would keep the port taken, and its queue filling, until the last connection is gone. Not
  // before the last loop has left: it would wait for a descriptor that may be something else by then.
  if (++m_left == m_loops.size()) m_setup.generation->listeners.close();
}

void Worker::handleDrained() {
  // A loop that is done turns on with the others: its heart has to beat.
  if (++m_drained == m_loops.size()) m_loops.front()->stop();
}

void Worker::endThreads() {
  for (std::size_t number = 1; number <= m_threads.size(); ++number)
    onLoop(number, [](WorkerLoop& loop) { loop.stop(); });
  for (std::thread& thread : m_threads) thread.join();
  m_haveThreadsEnded = true;
  // What they said last, and what they say as they are taken down here.
  if (!m_loops.empty()) m_loops.front()->mailbox().deliver();
  for (const auto& loop : m_loops) loop->end();
}

}  // namespace cluster
