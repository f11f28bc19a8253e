// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A status may be newer than events that are still on their way: a life closed for being absent there stays open for
// its exit event, and a life first seen there is joined by its fork event.

#include "gui/workers/life_history.h"

#include <algorithm>

using base::UnixMilliseconds;
using control::Event;
using control::EventKind;

namespace {

constexpr UnixMilliseconds never = std::numeric_limits<UnixMilliseconds>::max();

UnixMilliseconds endOf(const WorkerLife& life) {
  return life.exited == 0 ? never : life.exited;
}

}  // namespace

void LifeHistory::take(const Event& event) {
  if (event.kind == EventKind::MasterStarted || event.kind == EventKind::MasterStopped) endOpenLives(event.time);
  // A process of several threads lives in all their lanes.
  for (int i = 0; i < event.slotCount(); ++i) take(*event.slot + i, event);
}

void LifeHistory::take(int slot, const Event& event) {
  const pid_t pid = event.pid.value_or(0);
  switch (event.kind) {
    case EventKind::WorkerForked: {
      WorkerLife* known = find(slot, pid);
      WorkerLife& life = known != nullptr ? *known : add(slot, pid, event.time);
      life.generation = event.generation.value_or(life.generation);
      life.restarts = static_cast<int>(event.integer("restarts"));
      break;
    }
    case EventKind::WorkerReady:
      if (WorkerLife* life = find(slot, pid)) life->ready = event.time;
      break;
    case EventKind::WorkerUnresponsive:
      if (WorkerLife* life = find(slot, pid); life != nullptr && life->silentSince == 0)
        life->silentSince = event.time - event.integer("silent_ms");
      break;
    case EventKind::WorkerDraining:
      if (WorkerLife* life = find(slot, pid)) life->draining = event.time;
      break;
    case EventKind::WorkerExited:
      takeExit(slot, event);
      break;
    case EventKind::RestartDelayed:
      if (Lives& lives = m_lives[slot]; !lives.empty()) lives.back().retryAt = event.time + event.integer("delay_ms");
      break;
    case EventKind::RestartAbandoned:
      if (Lives& lives = m_lives[slot]; !lives.empty()) lives.back().abandoned = true;
      break;
    default:
      break;
  }
}

void LifeHistory::takeExit(int slot, const Event& event) {
  const control::WorkerExit exit = workerExitFrom(event);
  WorkerLife* known = find(slot, event.pid.value_or(0));
  // Its beginning is no longer in the master's ring, but the exit says how long it lived.
  WorkerLife& life = known != nullptr ? *known : add(slot, event.pid.value_or(0), event.time - exit.uptime.count());
  if (known == nullptr && exit.reason != control::ExitReason::BootFailed) life.ready = life.forked;
  life.generation = event.generation.value_or(life.generation);
  life.exit = exit;
  if (exit.next == "delayed") life.retryAt = event.time + exit.delayMs;
  if (exit.next == "abandoned") life.abandoned = true;
  end(slot, life, event.time);
}

void LifeHistory::take(const control::Status& status, UnixMilliseconds now) {
  for (const control::WorkerStatus& worker : status.workers) {
    if (worker.pid == 0) continue;
    WorkerLife* known = find(worker.slot, worker.pid);
    WorkerLife& life = known != nullptr ? *known : add(worker.slot, worker.pid, now - worker.uptimeMs);
    life.generation = worker.generation;
    life.restarts = worker.restarts;
    life.requests = worker.requests;
    if (!worker.fingerprint.empty()) life.fingerprint = worker.fingerprint;
    if (life.exited != 0) continue;
    const bool ready = worker.state == control::WorkerState::Ready;
    if (life.ready == 0 && (ready || worker.state == control::WorkerState::Draining)) life.ready = life.forked;
    if (life.draining == 0 && worker.state == control::WorkerState::Draining) life.draining = now;
    if (ready) life.silentSince = 0;
  }
  for (auto& [slot, lives] : m_lives) {
    for (std::size_t i = lives.size(); i-- > 0 && lives[i].reach == never;) {
      const auto listed = [&](const control::WorkerStatus& worker) { return worker.pid == lives[i].pid; };
      if (lives[i].exited == 0 && std::none_of(status.workers.begin(), status.workers.end(), listed))
        end(slot, lives[i], now);
    }
  }
}

void LifeHistory::endOpenLives(UnixMilliseconds time) {
  for (auto& [slot, lives] : m_lives)
    for (std::size_t i = lives.size(); i-- > 0 && lives[i].reach == never;)
      // A status may have come before the ring of events: what was forked later belongs to another master.
      if (lives[i].exited == 0 && lives[i].forked <= time) end(slot, lives[i], time);
}

void LifeHistory::clear() {
  m_lives.clear();
  m_order.clear();
}

const LifeHistory::Lives& LifeHistory::lives(int slot) const {
  static const Lives none;
  const auto found = m_lives.find(slot);
  return found == m_lives.end() ? none : found->second;
}

LifeHistory::Range LifeHistory::visible(int slot, UnixMilliseconds from, UnixMilliseconds to) const {
  const Lives& all = lives(slot);
  const auto first =
      std::partition_point(all.begin(), all.end(), [from](const WorkerLife& life) { return life.reach < from; });
  const auto last = std::partition_point(first, all.end(), [to](const WorkerLife& life) { return life.forked <= to; });
  return {static_cast<std::size_t>(first - all.begin()), static_cast<std::size_t>(last - all.begin())};
}

const WorkerLife* LifeHistory::life(int slot, pid_t pid, UnixMilliseconds forked) const {
  const Lives& all = lives(slot);
  const auto from = std::lower_bound(all.begin(), all.end(), forked,
                                     [](const WorkerLife& each, auto time) { return each.forked < time; });
  for (auto at = from; at != all.end() && at->forked == forked; ++at)
    if (at->pid == pid) return &*at;
  return nullptr;
}

WorkerLife* LifeHistory::find(int slot, pid_t pid) {
  const auto found = m_lives.find(slot);
  if (found == m_lives.end()) return nullptr;
  // The one meant is open, or among the last. A pid comes back only after thousands of lives.
  constexpr std::size_t recent = 64;
  Lives& lives = found->second;
  for (std::size_t i = lives.size(), steps = 0; i-- > 0 && (steps < recent || lives[i].reach == never); ++steps)
    if (lives[i].pid == pid && !lives[i].exit) return &lives[i];
  return nullptr;
}

WorkerLife& LifeHistory::add(int slot, pid_t pid, UnixMilliseconds forked) {
  if (m_order.size() >= capacity) forgetOldest();
  Lives& lives = m_lives[slot];
  const auto place = std::upper_bound(lives.begin(), lives.end(), forked,
                                      [](UnixMilliseconds time, const WorkerLife& life) { return time < life.forked; });
  WorkerLife life;
  life.pid = pid;
  life.forked = forked;
  const auto added = lives.insert(place, life);
  m_order.push_back(slot);
  const auto index = static_cast<std::size_t>(added - lives.begin());
  updateReach(lives, index);
  return lives[index];
}

void LifeHistory::end(int slot, WorkerLife& life, UnixMilliseconds time) {
  Lives& lives = m_lives[slot];
  life.exited = std::max(time, life.forked);
  const auto at =
      std::find_if(lives.rbegin(), lives.rend(), [&life](const WorkerLife& each) { return &each == &life; });
  updateReach(lives, static_cast<std::size_t>(lives.rend() - at) - 1);
}

void LifeHistory::updateReach(Lives& lives, std::size_t from) {
  for (std::size_t i = from; i < lives.size(); ++i) {
    const UnixMilliseconds before = i == 0 ? 0 : lives[i - 1].reach;
    lives[i].reach = std::max(before, endOf(lives[i]));
  }
}

void LifeHistory::forgetOldest() {
  const int slot = m_order.front();
  m_order.pop_front();
  m_lives[slot].pop_front();
}
