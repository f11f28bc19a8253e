// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/slot.h"

#include <algorithm>

namespace cluster {

using control::EventKind;
using control::ExitReason;

Slot::Slot(Surroundings& surroundings, SlotObserver& observer, int number)
    : m_surroundings(surroundings),
      m_observer(observer),
      m_number(number),
      m_restartTimer(surroundings.loop, [this] { forkAgain(); }) {}

void Slot::forgetPast() {
  m_state = State::Kept;
  m_restartTimer.stop();
  m_history = {};
  m_problems.clear();
}

void Slot::start(GenerationPointer generation) {
  forgetPast();
  m_generation = std::move(generation);
  fork(m_generation);
}

void Slot::replace(GenerationPointer generation, ExitReason reason, const std::string& askedBy) {
  m_replacementGeneration = std::move(generation);
  m_replacementReason = reason;
  m_replacementAskedBy = askedBy;
  m_replacement = fork(m_replacementGeneration);
}

WorkerHandle* Slot::fork(const GenerationPointer& generation) {
  base::Result<std::unique_ptr<WorkerHandle>> worker =
      WorkerHandle::fork(m_surroundings, *this, generation, m_number, m_restarts);
  if (!worker) {
    handleForkFailure(worker.error().sentence);
    return nullptr;
  }
  return m_lives.emplace_back(std::move(*worker)).get();
}

void Slot::forkAgain() {
  ++m_restarts;
  fork(m_generation);
}

void Slot::handleForkFailure(const std::string& reason) {
  m_problems = {{.code = base::ProblemCode::BootFailed, .arguments = {{"reason", reason}}}};
  if (m_replacementGeneration != nullptr && m_replacement == nullptr) {
    m_replacementGeneration.reset();
    m_observer.slotReplacementFailed(*this, std::vector(m_problems));
    return;
  }
  // The machine is short of something, which passes: nothing is given up for that.
  config::Restart policy = m_generation->config.restart;
  policy.giveUpAfter = 0;
  EndedRun run;
  run.at = base::MonotonicClock::now();
  RestartDecision decision =
      decideRestart(policy, m_history, run, std::uniform_real_distribution(0.0, 1.0)(m_surroundings.chance));
  decision.delay = std::max(decision.delay, base::Milliseconds(50));
  decision.next = NextStart::Delayed;
  follow(decision, reason);
}

void Slot::workerReady(WorkerHandle& worker) {
  m_wasReady = true;
  m_configurationAtFault = false;
  m_problems.clear();
  if (&worker == m_replacement) {
    m_replacement = nullptr;
    m_generation = std::move(m_replacementGeneration);
    m_replacementGeneration.reset();
    forgetPast();
    for (const auto& life : m_lives) {
      if (life.get() == &worker) continue;
      life->drain(m_replacementReason, m_replacementAskedBy, m_generation->config.cluster.drainTimeout);
    }
  }
  m_observer.slotReady(*this);
}

void Slot::stop(ExitReason reason, const std::string& askedBy, base::Milliseconds timeout) {
  m_state = State::Stopped;
  m_restartTimer.stop();
  m_replacement = nullptr;
  m_replacementGeneration.reset();
  for (const auto& life : m_lives) life->drain(reason, askedBy, timeout);
}

bool Slot::drain(std::optional<int> generation, const std::string& askedBy) {
  WorkerHandle* life = find(generation);
  if (life == nullptr) return false;
  if (life == m_lives.back().get() && !isReplacing()) m_state = State::Stopped;
  life->drain(ExitReason::Stopped, askedBy, m_generation->config.cluster.drainTimeout);
  return true;
}

bool Slot::signal(std::optional<int> generation, int number, const std::string& askedBy) {
  WorkerHandle* life = find(generation);
  return life != nullptr && life->signal(number, askedBy);
}

WorkerHandle* Slot::find(std::optional<int> generation) const {
  const auto found = std::find_if(m_lives.rbegin(), m_lives.rend(),
                                  [&](const auto& life) { return !generation || life->generation() == *generation; });
  return found == m_lives.rend() ? nullptr : found->get();
}

bool Slot::handleExit(pid_t pid, int waitStatus) {
  const auto found =
      std::find_if(m_lives.begin(), m_lives.end(), [pid](const auto& life) { return life->pid() == pid; });
  if (found == m_lives.end()) return false;
  std::unique_ptr<WorkerHandle> worker = std::move(*found);
  m_lives.erase(found);
  const EndedLife ended = worker->conclude(waitStatus);
  const bool wasReplacement = worker.get() == m_replacement;
  if (wasReplacement) {
    m_replacement = nullptr;
    m_replacementGeneration.reset();
  } else {
    m_configurationAtFault = ended.run.configurationAtFault;
    if (!ended.problems.empty()) m_problems = ended.problems;
  }
  const std::optional<RestartDecision> decision = decideNext(*worker, ended.run, wasReplacement);
  reportExit(*worker, ended, decision);
  m_surroundings.loop.destroyLater(std::move(worker));
  if (decision) follow(*decision);
  m_observer.slotExited(*this, pid);
  if (wasReplacement) m_observer.slotReplacementFailed(*this, ended.problems);
  return true;
}

std::optional<RestartDecision> Slot::decideNext(const WorkerHandle& worker, const EndedRun& run, bool wasReplacement) {
  if (m_state != State::Kept || wasReplacement || worker.intended()) return std::nullopt;
  const double chance = std::uniform_real_distribution(0.0, 1.0)(m_surroundings.chance);
  return decideRestart(m_generation->config.restart, m_history, run, chance);
}

void Slot::follow(const RestartDecision& decision, const std::string& obstacle) {
  m_history = decision.history;
  switch (decision.next) {
    case NextStart::AtOnce:
      forkAgain();
      break;
    case NextStart::Delayed: {
      std::map<std::string, control::FieldValue> fields{{"delay_ms", std::int64_t{decision.delay.count()}},
                                                        {"unstable", std::int64_t{m_history.shortRuns}}};
      if (!obstacle.empty()) fields["reason"] = obstacle;
      report(EventKind::RestartDelayed, std::move(fields));
      m_restartTimer.startIn(decision.delay);
      break;
    }
    case NextStart::Abandoned:
      m_state = State::GivenUp;
      report(EventKind::RestartAbandoned, {{"unstable", std::int64_t{m_history.unstableStarts}}}, m_problems);
      break;
  }
}

void Slot::reportExit(const WorkerHandle& worker, const EndedLife& ended,
                      const std::optional<RestartDecision>& decision) {
  control::WorkerExit exit = ended.exit;
  exit.next = "none";
  if (decision) {
    exit.next = decision->next == NextStart::AtOnce    ? "at once"
                : decision->next == NextStart::Delayed ? "delayed"
                                                       : "abandoned";
    exit.delayMs = decision->delay.count();
  }
  control::Event event;
  event.kind = EventKind::WorkerExited;
  event.slot = m_number;
  event.pid = worker.pid();
  event.generation = worker.generation();
  event.fields = control::fieldsOf(exit);
  if (worker.loops() > 1) event.fields["slots"] = std::int64_t{worker.loops()};
  event.problems = ended.problems;
  m_lastExit = m_surroundings.history.add(std::move(event)).text;
}

void Slot::report(EventKind kind, std::map<std::string, control::FieldValue> fields,
                  std::vector<base::Problem> problems) {
  control::Event event;
  event.kind = kind;
  event.slot = m_number;
  event.generation = m_generation->number;
  event.fields = std::move(fields);
  const int loops = config::loopsPerProcess(m_generation->config.cluster, m_surroundings.workers);
  if (loops > 1) event.fields["slots"] = std::int64_t{loops};
  event.problems = std::move(problems);
  m_surroundings.history.add(std::move(event));
}

void Slot::lookAtHearts(base::MonotonicTime trustedSince) {
  for (const auto& life : m_lives) life->lookAtHeart(trustedSince);
}

void Slot::send(const control::WorkerMessage& message) {
  for (const auto& life : m_lives) life->send(message);
}

bool Slot::isReady() const {
  return readyLoops() > 0;
}

int Slot::readyLoops() const {
  int most = 0;
  for (const auto& life : m_lives) {
    if (life->isReady()) most = std::max(most, life->loops());
  }
  return most;
}

bool Slot::isCrashLooping() const {
  // A new life that outlasted an unstable run is not looping any more, whatever its history says.
  return m_history.crashLooping && std::none_of(m_lives.begin(), m_lives.end(), [](const auto& life) {
           return life->isReady() && life->served() >= unstableUptime;
         });
}

std::vector<control::WorkerStatus> Slot::statuses() const {
  std::vector<control::WorkerStatus> rows;
  for (const auto& life : m_lives) {
    for (control::WorkerStatus& row : life->statuses()) rows.push_back(std::move(row));
  }
  const bool awaitsNext =
      std::all_of(m_lives.begin(), m_lives.end(), [](const auto& life) { return life->intended(); });
  if (rows.empty() || (awaitsNext && m_restartTimer.isRunning())) {
    control::WorkerStatus row;
    row.slot = m_number;
    row.generation = m_generation->number;
    row.restarts = m_restarts;
    row.state = m_state == State::GivenUp    ? control::WorkerState::GivenUp
                : m_restartTimer.isRunning() ? control::WorkerState::Delayed
                                             : control::WorkerState::Exited;
    if (m_restartTimer.isRunning()) {
      const auto wait = m_restartTimer.when() - base::MonotonicClock::now();
      row.retryInMs = std::max<std::int64_t>(0, std::chrono::duration_cast<base::Milliseconds>(wait).count());
    }
    for (int loops = config::loopsPerProcess(m_generation->config.cluster, m_surroundings.workers); loops > 0;
         --loops) {
      rows.push_back(row);
      ++row.slot;
    }
  }
  for (control::WorkerStatus& row : rows) row.lastExit = m_lastExit.value_or("");
  return rows;
}

}  // namespace cluster
