// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/slot_table.h"

#include <algorithm>
#include <set>

namespace cluster {

using control::MasterState;

void SlotTable::scaleTo(int wanted, const GenerationPointer& generation, const std::string& askedBy) {
  const config::Cluster& cluster = generation->config.cluster;
  const bool isResized = wanted != std::exchange(m_wanted, wanted);
  m_surroundings.workers = wanted;
  const int before = std::exchange(m_places, wanted / config::loopsPerProcess(cluster, wanted));
  for (int number = m_places; number < before; ++number) {
    Slot& slot = *m_slots[static_cast<std::size_t>(number)];
    slot.stop(isResized ? control::ExitReason::Stopped : control::ExitReason::Replaced, askedBy, cluster.drainTimeout);
  }
  for (int number = before; number < m_places; ++number) {
    const auto place = static_cast<std::size_t>(number);
    if (place == m_slots.size()) {
      m_slots.push_back(std::make_unique<Slot>(m_surroundings, m_observer, number));
    }
    m_slots[place]->start(generation);
  }
  // A process keeps its threads. Where there is none now, the next one gets the new number in any case.
  Slot& first = *m_slots.front();
  if (isResized && before > 0 && cluster.model == config::Model::Threads && !first.lives().empty())
    first.replace(generation, control::ExitReason::Recycled, askedBy);
  forgetEmptied();
}

void SlotTable::stopAll(control::ExitReason reason, const std::string& askedBy, base::Milliseconds timeout) {
  for (const auto& slot : m_slots) slot->stop(reason, askedBy, timeout);
}

bool SlotTable::handleExit(pid_t pid, int waitStatus) {
  for (std::size_t i = 0; i < m_slots.size(); ++i) {
    if (m_slots[i]->handleExit(pid, waitStatus)) return true;
  }
  return false;
}

void SlotTable::forgetEmptied() {
  while (m_slots.size() > static_cast<std::size_t>(m_places) && m_slots.back()->lives().empty()) {
    m_surroundings.loop.destroyLater(std::move(m_slots.back()));
    m_slots.pop_back();
  }
}

void SlotTable::lookAtHearts(base::MonotonicTime trustedSince) {
  for (const auto& slot : m_slots) slot->lookAtHearts(trustedSince);
}

void SlotTable::send(const control::WorkerMessage& message) {
  for (const auto& slot : m_slots) slot->send(message);
}

void SlotTable::forEachLife(const std::function<void(WorkerHandle&)>& act) {
  for (const auto& slot : m_slots) {
    for (const auto& life : slot->lives()) act(*life);
  }
}

void SlotTable::reopenAccessLogs() {
  std::set<AccessFile*> files;
  for (const auto& slot : m_slots) {
    // Also where no life is: what is forked next gets the new one.
    if (slot->generation() && slot->generation()->accessFile) files.insert(slot->generation()->accessFile.get());
    for (const auto& life : slot->lives()) {
      if (life->accessFile() != nullptr) files.insert(life->accessFile());
    }
  }
  for (AccessFile* file : files) file->reopen();
  for (const auto& slot : m_slots) {
    for (const auto& life : slot->lives()) life->passAccessLog();
  }
}

Slot* SlotTable::find(int number) const {
  if (number < 0 || number >= m_wanted) return nullptr;
  return m_slots[static_cast<std::size_t>(std::min(number, m_places - 1))].get();
}

std::vector<Slot*> SlotTable::wantedSlots() const {
  std::vector<Slot*> slots;
  for (int number = 0; number < m_places; ++number) slots.push_back(find(number));
  return slots;
}

int SlotTable::processes() const {
  std::size_t count = 0;
  for (const auto& slot : m_slots) count += slot->lives().size();
  return static_cast<int>(count);
}

int SlotTable::ready() const {
  int loops = 0;
  for (const Slot* slot : wantedSlots()) loops += slot->readyLoops();
  // More where the model is about to change.
  return std::min(loops, m_wanted);
}

bool SlotTable::haveAllTried() const {
  const std::vector<Slot*> slots = wantedSlots();
  return std::all_of(slots.begin(), slots.end(), [](const Slot* slot) { return slot->hasTried(); });
}

bool SlotTable::isLost() const {
  const std::vector<Slot*> slots = wantedSlots();
  return std::all_of(slots.begin(), slots.end(), [](const Slot* slot) {
    return slot->lives().empty() && (slot->hasGivenUp() || slot->isStopped());
  });
}

MasterState SlotTable::state() const {
  const std::vector<Slot*> slots = wantedSlots();
  const auto any = [&](auto fact) { return std::any_of(slots.begin(), slots.end(), fact); };
  if (isLost()) return MasterState::Failed;
  if (any([](const Slot* slot) { return slot->hasGivenUp() || slot->isCrashLooping(); })) {
    return MasterState::CrashLooping;
  }
  if (ready() == m_wanted) return MasterState::Running;
  // Slots that boot for the first time are a start, also after scaling up beside others that serve.
  if (!haveAllTried()) return ready() > 0 ? MasterState::Running : MasterState::Starting;
  return MasterState::Degraded;
}

std::vector<base::Problem> SlotTable::problems() const {
  std::vector<base::Problem> all;
  for (const Slot* slot : wantedSlots()) {
    for (const base::Problem& problem : slot->problems()) {
      if (std::find(all.begin(), all.end(), problem) == all.end()) all.push_back(problem);
    }
  }
  return all;
}

std::vector<control::WorkerStatus> SlotTable::statuses() const {
  std::vector<control::WorkerStatus> all;
  for (const auto& slot : m_slots) {
    for (control::WorkerStatus& row : slot->statuses()) all.push_back(std::move(row));
  }
  std::ranges::stable_sort(all, {}, &control::WorkerStatus::slot);
  return all;
}

std::vector<std::int64_t> SlotTable::latency() const {
  std::vector<std::int64_t> sum(http::Counters{}.latency.size());
  for (const auto& slot : m_slots) {
    for (const auto& life : slot->lives()) {
      const http::CounterSums counters = life->counters();
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += counters.latency[i];
    }
  }
  return sum;
}

}  // namespace cluster
