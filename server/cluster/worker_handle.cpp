// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/worker_handle.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>

#include "server/cluster/process_usage.h"
#include "server/cluster/serving_loop.h"

namespace cluster {

namespace {

constexpr base::Milliseconds terminateToKill{1'000};

using control::EventKind;

base::Milliseconds between(base::MonotonicTime from, base::MonotonicTime to) {
  return std::chrono::duration_cast<base::Milliseconds>(to - from);
}

}  // namespace

base::Result<std::unique_ptr<WorkerHandle>> WorkerHandle::fork(Surroundings& surroundings, WorkerObserver& observer,
                                                               const GenerationPointer& generation, int slot,
                                                               int restarts) {
  ScoreboardEntry* entry = surroundings.scoreboard.claim(base::MonotonicClock::now());
  if (entry == nullptr) return base::failure("there are as many worker processes as there can be");
  base::Result<SpawnedWorker> process = surroundings.spawner.spawn(
      generation->listeners.descriptors(),
      [&](base::UniqueFd channel) { return surroundings.workerMain(std::move(channel), slot, generation, *entry); });
  if (!process) {
    surroundings.scoreboard.release(*entry);
    return base::failure(process.error());
  }
  std::unique_ptr<WorkerHandle> handle(
      new WorkerHandle(surroundings, observer, generation, slot, restarts, std::move(*process), *entry));
  control::Event forked;
  forked.kind = EventKind::WorkerForked;
  forked.fields["restarts"] = std::int64_t{restarts};
  handle->report(std::move(forked));
  // A channel that cannot be watched leaves a worker that is never ready: the boot timeout ends it.
  if (const base::Result<void> listening = handle->listen(); !listening) {
    handle->m_failure.push_back(
        {.code = base::ProblemCode::BootFailed, .arguments = {{"reason", listening.error().sentence}}});
  }
  return handle;
}

WorkerHandle::WorkerHandle(Surroundings& surroundings, WorkerObserver& observer, const GenerationPointer& generation,
                           int slot, int restarts, SpawnedWorker process, ScoreboardEntry& entry)
    : m_surroundings(surroundings),
      m_observer(observer),
      m_slot(slot),
      m_generation(generation->number),
      m_restarts(restarts),
      m_bootAllowed(generation->config.cluster.bootTimeout),
      m_listeners(generation->listeners.descriptors()),
      m_room(static_cast<std::int64_t>(connectionRoom(generation->config.limits))),
      m_process(std::move(process)),
      m_entry(entry),
      m_output(surroundings.loop, std::move(m_process.output),
               [this](const std::string& line) {
                 control::Event event;
                 event.kind = EventKind::WorkerOutput;
                 event.fields["line"] = line;
                 report(std::move(event));
               }),
      m_forkedAt(base::MonotonicClock::now()),
      m_hangWatch(generation->config.cluster.hangTimeout),
      m_bootTimer(surroundings.loop, [this] { handleBootTimeout(); }),
      m_endTimer(surroundings.loop, [this] { escalate(); }) {
  m_bootTimer.startIn(m_bootAllowed);
}

WorkerHandle::~WorkerHandle() = default;

base::Result<void> WorkerHandle::listen() {
  if (base::Result<void> output = m_output.start(); !output) return output;
  base::Result<std::unique_ptr<net::MessageChannel>> channel = net::MessageChannel::create(
      m_surroundings.loop, std::move(m_process.channel),
      {.received = [this](std::string_view message, base::UniqueFd) { handleMessage(message); },
       .closed = [] {}});  // its end follows, and is reported from its wait status
  if (!channel) return base::failure(channel.error());
  m_channel = std::move(*channel);
  return {};
}

void WorkerHandle::report(control::Event event) {
  event.slot = m_slot;
  event.pid = pid();
  event.generation = m_generation;
  m_surroundings.history.add(std::move(event));
}

base::Milliseconds WorkerHandle::age() const {
  return between(m_forkedAt, base::MonotonicClock::now());
}

base::Milliseconds WorkerHandle::served() const {
  return m_readyAt ? between(*m_readyAt, base::MonotonicClock::now()) : base::Milliseconds(0);
}

void WorkerHandle::send(const control::WorkerMessage& message) {
  if (m_channel) m_channel->send(control::toJson(message));
}

bool WorkerHandle::hasRoom(int passed) const {
  return m_entry.counters.connections.load(std::memory_order_relaxed) + passed < m_room;
}

bool WorkerHandle::serves(int listeningFd) const {
  return std::find(m_listeners.begin(), m_listeners.end(), listeningFd) != m_listeners.end();
}

bool WorkerHandle::pass(std::uint64_t number, int listeningFd, int connectionFd) {
  const auto found = std::find(m_listeners.begin(), m_listeners.end(), listeningFd);
  if (found == m_listeners.end() || !m_channel) return false;
  const control::ConnectionPassed passed{.number = number, .listener = static_cast<int>(found - m_listeners.begin())};
  return m_channel->send(control::toJson(passed), connectionFd);
}

void WorkerHandle::handleMessage(std::string_view json) {
  const auto message = control::workerMessageFromJson(json);
  if (!message || !*message) return;  // of another version
  if (const auto* ready = std::get_if<control::WorkerReady>(&**message)) {
    handleReady(*ready);
  } else if (const auto* taken = std::get_if<control::ConnectionTaken>(&**message)) {
    m_observer.connectionTaken(taken->number);
  } else if (const auto* failed = std::get_if<control::WorkerFailed>(&**message)) {
    m_failure = failed->problems;
    if (m_failure.empty()) {
      m_failure.push_back({.code = base::ProblemCode::BootFailed, .arguments = {{"reason", failed->sentence}}});
    }
  }
}

void WorkerHandle::receiveLastWords() {
  if (!m_channel) return;
  m_channel->receiveWaiting();
  m_channel->close();
}

void WorkerHandle::handleReady(const control::WorkerReady& ready) {
  if (m_readyAt) return;
  m_readyAt = base::MonotonicClock::now();
  m_bootTimer.stop();
  m_fingerprints = ready.fingerprints;
  control::Event event;
  event.kind = EventKind::WorkerReady;
  event.fields["boot_ms"] = std::int64_t{age().count()};
  report(std::move(event));
  if (!m_over) m_observer.workerReady(*this);
}

void WorkerHandle::handleBootTimeout() {
  m_bootTimedOut = true;
  m_askedBy = "master";
  m_signalSent = SIGKILL;
  sendSignal(m_process, SIGKILL);
}

void WorkerHandle::drain(control::ExitReason reason, const std::string& askedBy, base::Milliseconds timeout) {
  const base::MonotonicTime latest = base::MonotonicClock::now() + timeout;
  if (m_intended) {
    if (!m_signalSent && latest < m_endTimer.when()) m_endTimer.startAt(latest);
    return;
  }
  m_intended = reason;
  m_askedBy = askedBy;
  m_bootTimer.stop();
  control::Event event;
  event.kind = EventKind::WorkerDraining;
  event.fields["reason"] = std::string(control::name(reason));
  event.fields["connections"] = m_entry.counters.connections.load(std::memory_order_relaxed);
  report(std::move(event));
  send(control::WorkerDrain{.timeoutMs = timeout.count()});
  m_endTimer.startAt(latest);
}

void WorkerHandle::escalate() {
  // At TERM a draining worker cuts what is left and exits; one that cannot even do that is killed.
  const int next = m_signalSent ? SIGKILL : SIGTERM;
  m_signalSent = next;
  sendSignal(m_process, next);
  if (next == SIGTERM) m_endTimer.startIn(terminateToKill);
}

bool WorkerHandle::signal(int number, const std::string& askedBy) {
  if (!sendSignal(m_process, number)) return false;
  // Stopping and continuing end nothing.
  if (number == SIGSTOP || number == SIGCONT) return true;
  m_signalSent = number;
  if (!m_intended) m_askedBy = askedBy;
  return true;
}

void WorkerHandle::lookAtHeart(base::MonotonicTime trustedSince) {
  if (!m_readyAt) return;  // the boot timeout watches over it
  const base::MonotonicTime now = base::MonotonicClock::now();
  const base::MonotonicTime heardOf = std::max({m_entry.lastBeat(), trustedSince, *m_readyAt});
  const base::Milliseconds silence = std::max(base::Milliseconds(0), between(heardOf, now));
  if (silence > std::chrono::seconds(1) && !m_hung && isTraced(pid())) return;

  control::Event event;
  event.kind = EventKind::WorkerUnresponsive;
  event.fields["silent_ms"] = std::int64_t{silence.count()};
  switch (m_hangWatch.look(now, silence)) {
    case HangAction::None:
    case HangAction::Recovered:
      return;
    case HangAction::Warn:
      event.fields["action"] = std::string("warned");
      break;
    case HangAction::Abort:
      m_hung = true;
      m_signalSent = SIGABRT;
      if (!m_intended) m_askedBy = "master";
      sendSignal(m_process, SIGABRT);
      event.fields["action"] = std::string("SIGABRT");
      break;
    case HangAction::Kill:
      if (m_signalSent == SIGKILL) return;
      m_signalSent = SIGKILL;
      sendSignal(m_process, SIGKILL);
      event.fields["action"] = std::string("SIGKILL");
      break;
  }
  report(std::move(event));
}

std::vector<base::Problem> WorkerHandle::bootProblems(const control::WorkerExit& exit) const {
  if (exit.reason != control::ExitReason::BootFailed) return {};
  if (!m_failure.empty()) return m_failure;
  std::string reason;
  if (m_bootTimedOut) {
    reason = fmt::format("not ready after {}", base::durationWords(m_bootAllowed));
  } else {
    reason = exit.code ? fmt::format("exited with code {}", *exit.code) : fmt::format("ended by {}", exit.signal);
  }
  if (!m_output.lastLines().empty()) reason += fmt::format(": {}", fmt::join(m_output.lastLines(), " / "));
  return {{.code = base::ProblemCode::BootFailed, .arguments = {{"reason", reason}}}};
}

EndedLife WorkerHandle::conclude(int waitStatus) {
  m_over = true;  // it may have been ready before its end, but nobody is to count on it
  m_bootTimer.stop();
  m_endTimer.stop();
  receiveLastWords();
  m_output.finish();

  const http::Counters& counters = m_entry.counters;
  LifeFacts facts;
  facts.wasReady = m_readyAt.has_value();
  facts.hung = m_hung;
  facts.intended = m_intended;
  facts.signalSent = m_signalSent;
  facts.askedBy = m_askedBy;
  facts.uptime = age();
  facts.restarts = m_restarts;
  facts.requests = counters.requests;
  facts.connections = counters.connections + counters.cut;
  facts.outOfMemoryKillCounted = m_surroundings.oomCounter.hasRisen();

  EndedLife ended;
  ended.exit = exitReport(waitStatus, facts);
  ended.run = {.at = base::MonotonicClock::now(),
               .uptime = facts.uptime,
               .wasReady = facts.wasReady,
               .served = served(),
               .configurationAtFault = !facts.wasReady && ended.exit.code == exitConfiguration};
  ended.problems = bootProblems(ended.exit);
  m_surroundings.scoreboard.release(m_entry);
  return ended;
}

control::WorkerStatus WorkerHandle::status() const {
  using control::WorkerState;
  control::WorkerStatus status;
  status.slot = m_slot;
  status.pid = pid();
  status.generation = m_generation;
  status.restarts = m_restarts;
  status.uptimeMs = age().count();
  status.accepted = m_entry.counters.accepted;
  status.connections = m_entry.counters.connections;
  status.requests = m_entry.counters.requests;
  const ProcessUsage usage = usageOf(pid());
  status.rss = usage.rss;
  status.cpuMs = usage.cpuMs;
  if (!m_fingerprints.empty()) status.fingerprint = m_fingerprints.front();
  if (m_hangWatch.isUnresponsive()) {
    status.state = WorkerState::Unresponsive;
  } else if (m_intended || m_entry.phase == LifePhase::Draining) {
    status.state = WorkerState::Draining;
  } else {
    status.state = m_readyAt ? WorkerState::Ready : WorkerState::Booting;
  }
  return status;
}

}  // namespace cluster
