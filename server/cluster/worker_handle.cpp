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

/// One a loop, from this slot on; empty where there are too few left.
std::vector<ScoreboardEntry*> claimEntries(Scoreboard& scoreboard, int slot, int loops) {
  std::vector<ScoreboardEntry*> entries;
  for (int i = 0; i < loops; ++i) {
    ScoreboardEntry* const entry = scoreboard.claim(base::MonotonicClock::now(), slot + i);
    if (entry != nullptr) {
      entries.push_back(entry);
      continue;
    }
    for (ScoreboardEntry* claimed : entries) scoreboard.release(*claimed);
    return {};
  }
  return entries;
}

base::Milliseconds between(base::MonotonicTime from, base::MonotonicTime to) {
  return std::chrono::duration_cast<base::Milliseconds>(to - from);
}

}  // namespace

base::Result<std::unique_ptr<WorkerHandle>> WorkerHandle::fork(Surroundings& surroundings, WorkerObserver& observer,
                                                               const GenerationPointer& generation, int slot,
                                                               int restarts) {
  const int loops = config::loopsPerProcess(generation->config.cluster, surroundings.workers);
  std::vector<ScoreboardEntry*> entries = claimEntries(surroundings.scoreboard, slot, loops);
  if (entries.empty()) return base::failure("there are as many workers as there can be");
  std::vector<int> kept = generation->listeners.descriptors();
  if (generation->accessFile && generation->accessFile->descriptor() >= 0)
    kept.push_back(generation->accessFile->descriptor());
  base::Result<SpawnedWorker> process = surroundings.spawner.spawn(kept, [&](base::UniqueFd channel) {
    return surroundings.workerMain(std::move(channel), slot, generation, entries);
  });
  if (!process) {
    for (ScoreboardEntry* entry : entries) surroundings.scoreboard.release(*entry);
    return base::failure(process.error());
  }
  std::unique_ptr<WorkerHandle> handle(
      new WorkerHandle(surroundings, observer, generation, slot, restarts, std::move(*process), std::move(entries)));
  control::Event forked;
  forked.kind = EventKind::WorkerForked;
  forked.fields["restarts"] = std::int64_t{restarts};
  handle->report(std::move(forked));
  // A channel that cannot be watched leaves a worker that is never ready: the boot timeout ends it.
  if (const base::Result<void> listening = handle->listen(); !listening) {
    handle->m_failure.push_back(
        {.code = base::ProblemCode::BootFailed, .arguments = {{"reason", listening.error().sentence}}});
  }
  if (surroundings.forked) surroundings.forked(*handle);
  return handle;
}

WorkerHandle::WorkerHandle(Surroundings& surroundings, WorkerObserver& observer, const GenerationPointer& generation,
                           int slot, int restarts, SpawnedWorker process, std::vector<ScoreboardEntry*> entries)
    : m_surroundings(surroundings),
      m_observer(observer),
      m_slot(slot),
      m_generation(generation->number),
      m_restarts(restarts),
      m_bootAllowed(generation->config.cluster.bootTimeout),
      m_listeners(generation->listeners.descriptors()),
      m_accessFile(generation->accessFile),
      m_canShareTickets(generation->ticketSeal != nullptr),
      m_entries(std::move(entries)),
      m_room(loops() * static_cast<std::int64_t>(connectionRoom(generation->config.limits, loops()))),
      m_process(std::move(process)),
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
  if (!event.slot) {
    event.slot = m_slot;
    if (loops() > 1) event.fields["slots"] = std::int64_t{loops()};
  }
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

void WorkerHandle::send(const control::WorkerMessage& message, int descriptor) {
  if (m_channel) m_channel->send(control::toJson(message), descriptor);
}

bool WorkerHandle::hasRoom(int passed) const {
  return counters().connections + passed < m_room;
}

http::CounterSums WorkerHandle::counters() const {
  http::CounterSums sums;
  for (const ScoreboardEntry* entry : m_entries) sums.add(entry->counters);
  return sums;
}

const ScoreboardEntry& WorkerHandle::stillest() const {
  return **std::ranges::min_element(m_entries, {}, [](const ScoreboardEntry* entry) { return entry->lastBeat(); });
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

void WorkerHandle::passAccessLog() {
  if (m_accessFile && m_accessFile->descriptor() >= 0 && m_channel)
    m_channel->send(control::toJson(control::AccessLogReopened{}), m_accessFile->descriptor());
}

void WorkerHandle::handleRequests(const control::RequestsServed& served) {
  for (const control::RequestsServed::Served& each : served.requests) {
    control::Event event;
    event.kind = EventKind::RequestServed;
    event.slot = std::clamp(served.slot, m_slot, m_slot + loops() - 1);
    event.fields = {{"method", each.method},
                    {"target", each.target},
                    {"protocol", each.protocol},
                    {"client", each.client},
                    {"status", std::int64_t{each.status}},
                    {"bytes", each.bytes},
                    {"duration_us", each.durationUs}};
    if (served.leftOut > 0 && &each == &served.requests.back()) event.fields["left_out"] = served.leftOut;
    report(std::move(event));
  }
}

void WorkerHandle::handleMessage(std::string_view json) {
  const auto message = control::workerMessageFromJson(json);
  if (!message || !*message) return;  // of another version
  if (const auto* ready = std::get_if<control::WorkerReady>(&**message)) {
    handleReady(*ready);
  } else if (const auto* taken = std::get_if<control::ConnectionTaken>(&**message)) {
    m_observer.connectionTaken(taken->number);
  } else if (const auto* state = std::get_if<control::SessionsState>(&**message)) {
    if (m_surroundings.sessionsState) m_surroundings.sessionsState(pid(), state->slot, state->reason);
  } else if (const auto* told = std::get_if<control::TicketsTold>(&**message)) {
    if (m_surroundings.ticketsTold) m_surroundings.ticketsTold(pid(), *told);
  } else if (const auto* served = std::get_if<control::RequestsServed>(&**message)) {
    handleRequests(*served);
  } else if (const auto* limited = std::get_if<control::RequestsLimited>(&**message)) {
    control::Event event;
    event.kind = EventKind::RequestsLimited;
    event.fields = {{"count", limited->count}, {"client", limited->client}, {"path", limited->path}};
    report(std::move(event));
  } else if (const auto* trouble = std::get_if<control::AccessLogTrouble>(&**message)) {
    m_observer.accessLogTroubled(trouble->reason, trouble->lost);
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
  event.fields["connections"] = counters().connections;
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
  const ScoreboardEntry& heart = stillest();
  const base::MonotonicTime heardOf = std::max({heart.lastBeat(), trustedSince, *m_readyAt});
  const base::Milliseconds silence = std::max(base::Milliseconds(0), between(heardOf, now));
  if (silence > std::chrono::seconds(1) && !m_hung && isTraced(pid())) return;

  control::Event event;
  event.kind = EventKind::WorkerUnresponsive;
  event.slot = heart.slot.load(std::memory_order_relaxed);
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

  const http::CounterSums sums = counters();
  LifeFacts facts;
  facts.wasReady = m_readyAt.has_value();
  facts.hung = m_hung;
  facts.intended = m_intended;
  facts.signalSent = m_signalSent;
  facts.askedBy = m_askedBy;
  facts.uptime = age();
  facts.restarts = m_restarts;
  facts.requests = sums.requests;
  facts.connections = sums.connections + sums.cut;
  facts.outOfMemoryKillCounted = m_surroundings.oomCounter.hasRisen();

  EndedLife ended;
  ended.exit = exitReport(waitStatus, facts);
  ended.run = {.at = base::MonotonicClock::now(),
               .uptime = facts.uptime,
               .wasReady = facts.wasReady,
               .served = served(),
               .configurationAtFault = !facts.wasReady && ended.exit.code == exitConfiguration};
  ended.problems = bootProblems(ended.exit);
  for (ScoreboardEntry* entry : m_entries) m_surroundings.scoreboard.release(*entry);
  return ended;
}

std::vector<control::WorkerStatus> WorkerHandle::statuses() const {
  std::vector<control::WorkerStatus> rows;
  for (const ScoreboardEntry* entry : m_entries) {
    control::WorkerStatus& row = rows.emplace_back();
    row.slot = entry->slot.load(std::memory_order_relaxed);
    row.pid = pid();
    row.generation = m_generation;
    row.restarts = m_restarts;
    row.uptimeMs = age().count();
    row.accepted = entry->counters.accepted;
    row.connections = entry->counters.connections;
    row.requests = entry->counters.requests;
    // Memory is the process's, in each row; time is the thread's own.
    const ProcessUsage usage = usageOf(pid(), loops() > 1 ? entry->thread.load(std::memory_order_relaxed) : 0);
    row.rss = usage.rss;
    row.cpuMs = usage.cpuMs;
    if (!m_fingerprints.empty()) row.fingerprint = m_fingerprints.front();
    row.state = stateOf(*entry);
  }
  return rows;
}

control::WorkerState WorkerHandle::stateOf(const ScoreboardEntry& entry) const {
  using control::WorkerState;
  if (m_hangWatch.isUnresponsive() && &entry == &stillest()) return WorkerState::Unresponsive;
  if (m_intended || entry.phase == LifePhase::Draining) return WorkerState::Draining;
  return m_readyAt ? WorkerState::Ready : WorkerState::Booting;
}

}  // namespace cluster
