// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See keeper_handle.h.

#include "server/cluster/keeper_handle.h"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>

#include "server/cluster/keeper.h"
#include "server/cluster/process_usage.h"
#include "server/cluster/worker_spawner.h"

namespace cluster {

using control::EventKind;

/// One keeper process.
struct KeeperHandle::Life {
  SpawnedWorker process;
  std::unique_ptr<net::MessageChannel> channel;
  std::unique_ptr<WorkerOutput> output;
  ScoreboardEntry* entry = nullptr;
  Scoreboard* scoreboard = nullptr;
  HangWatch hangWatch;
  base::MonotonicTime forkedAt = base::MonotonicClock::now();
  bool isHung = false;

  explicit Life(base::Milliseconds hangTimeout) : hangWatch(hangTimeout) {}
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;
  ~Life() {
    if (entry != nullptr) scoreboard->release(*entry);
  }
};

KeeperHandle::KeeperHandle(Surroundings& surroundings, SlotTable& slots)
    : m_surroundings(surroundings),
      m_slots(slots),
      m_health(surroundings.history),
      m_restartTimer(surroundings.loop, [this] { fork(); }) {}

KeeperHandle::~KeeperHandle() = default;

void KeeperHandle::keepFor(const config::Config& config) {
  if (!config::needsSessions(config) || config.sessions.store != config::SessionStoreKind::Cluster) return;
  const bool isNew = !m_isWanted;
  m_isWanted = true;
  m_config = config;
  if (isNew) return fork();
  if (m_life) {
    const auto bytes = static_cast<std::int64_t>(config.sessions.memory);
    m_life->channel->send(control::toJson(control::SessionsMemory{bytes}));
  }
}

base::Result<std::unique_ptr<KeeperHandle::Life>> KeeperHandle::makeLife() {
  auto life = std::make_unique<Life>(m_config.cluster.hangTimeout);
  life->scoreboard = &m_surroundings.scoreboard;
  life->entry = m_surroundings.scoreboard.claim(base::MonotonicClock::now(), noSlot);
  if (life->entry == nullptr) return base::failure("there are as many processes as there can be");
  auto process = m_surroundings.spawner.spawn({}, [&](base::UniqueFd channel) {
    Keeper keeper({.sessions = m_config.sessions,
                   .user = m_config.cluster.user,
                   .heartbeat = heartbeatInterval(m_config.cluster.hangTimeout),
                   .entry = *life->entry,
                   .channel = std::move(channel),
                   .master = ::getppid()});
    return keeper.run();
  });
  if (!process) return base::failure(std::move(process.error()));
  life->process = std::move(*process);
  const pid_t pid = life->process.pid;
  // It says nothing: what matters of it are its exit and its answers to workers.
  auto channel = net::MessageChannel::create(m_surroundings.loop, std::move(life->process.channel),
                                             {.received = [](std::string_view, base::UniqueFd) {}, .closed = [] {}});
  if (!channel) {
    sendSignal(life->process, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return base::failure(std::move(channel.error()));
  }
  life->channel = std::move(*channel);
  life->output = std::make_unique<WorkerOutput>(m_surroundings.loop, std::move(life->process.output),
                                                [this, pid](const std::string& line) {
                                                  report(EventKind::WorkerOutput, pid, {{"line", line}});
                                                });
  // Unread, its output would only stay in the pipe.
  static_cast<void>(life->output->start());
  return life;
}

void KeeperHandle::fork() {
  auto life = makeLife();
  if (!life) {
    std::map<std::string, control::FieldValue> fields{{"reason", life.error().sentence}};
    forkLater(base::Milliseconds(0), fields);
    return report(EventKind::KeeperExited, std::nullopt, std::move(fields));
  }
  m_life = std::move(*life);
  ++m_restarts;
  report(EventKind::KeeperForked, m_life->process.pid, {{"restarts", std::int64_t{m_restarts}}});
  m_slots.forEachLife([this](WorkerHandle& worker) { connect(worker); });
}

void KeeperHandle::connect(WorkerHandle& worker) {
  if (!m_life) return;
  for (int slot = worker.slot(); slot < worker.slot() + worker.loops(); ++slot) {
    const auto pair = net::MessageChannel::createPair();
    // Too few descriptors: the worker says that its store does not answer.
    if (!pair) return;
    m_life->channel->send(control::toJson(control::SessionsConnected{slot}), pair->first.get());
    worker.send(control::SessionsConnected{slot}, pair->second.get());
  }
}

bool KeeperHandle::handleExit(pid_t pid, int waitStatus) {
  if (!m_life || m_life->process.pid != pid) return false;
  const std::unique_ptr<Life> ended = std::move(m_life);
  ended->output->finish();
  const auto uptime = std::chrono::duration_cast<base::Milliseconds>(base::MonotonicClock::now() - ended->forkedAt);
  std::map<std::string, control::FieldValue> fields{{"uptime_ms", std::int64_t{uptime.count()}},
                                                    {"hung", ended->isHung}};
  if (WIFSIGNALED(waitStatus))
    fields["signal"] = signalName(WTERMSIG(waitStatus));
  else
    fields["code"] = std::int64_t{WEXITSTATUS(waitStatus)};
  forkLater(uptime, fields);
  report(EventKind::KeeperExited, pid, std::move(fields));
  return true;
}

void KeeperHandle::forkLater(base::Milliseconds uptime, std::map<std::string, control::FieldValue>& fields) {
  fields["next"] = std::string("none");
  if (!m_isWanted) return;
  const EndedRun run{.at = base::MonotonicClock::now(), .uptime = uptime, .wasReady = true, .served = uptime};
  const double chance = std::uniform_real_distribution<double>(0, 1)(m_surroundings.chance);
  const RestartDecision decision = decideRestart(m_config.restart, m_history, run, chance);
  m_history = decision.history;
  // It is never given up: every page with sessions needs it, and the delay is bounded.
  const base::Milliseconds delay = decision.next == NextStart::Abandoned ? m_config.restart.maxDelay : decision.delay;
  fields["next"] = std::string(delay.count() == 0 ? "at once" : "delayed");
  fields["delay_ms"] = std::int64_t{delay.count()};
  m_restartTimer.startIn(delay);
}

void KeeperHandle::lookAtHeart(base::MonotonicTime trustedSince) {
  if (!m_life) return;
  const base::MonotonicTime now = base::MonotonicClock::now();
  const base::MonotonicTime heardOf = std::max({m_life->entry->lastBeat(), trustedSince, m_life->forkedAt});
  const auto silence = std::max(base::Milliseconds(0), std::chrono::duration_cast<base::Milliseconds>(now - heardOf));
  if (silence > std::chrono::seconds(1) && !m_life->isHung && isTraced(m_life->process.pid)) return;
  switch (m_life->hangWatch.look(now, silence)) {
    case HangAction::Abort:
      m_life->isHung = true;
      sendSignal(m_life->process, SIGABRT);
      break;
    case HangAction::Kill:
      sendSignal(m_life->process, SIGKILL);
      break;
    default:
      break;
  }
}

void KeeperHandle::stop() {
  m_isWanted = false;
  m_restartTimer.stop();
  // There is nothing in it that a gentler end would save.
  if (m_life) sendSignal(m_life->process, SIGKILL);
}

void KeeperHandle::report(EventKind kind, std::optional<pid_t> pid, std::map<std::string, control::FieldValue> fields) {
  control::Event event;
  event.kind = kind;
  event.pid = pid;
  event.fields = std::move(fields);
  m_surroundings.history.add(std::move(event));
}

}  // namespace cluster
