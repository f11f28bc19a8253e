// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/slot_table.h"

#include <algorithm>

namespace cluster {

using control::MasterState;

void SlotTable::scaleTo(int wanted, const GenerationPointer& generation, const std::string& askedBy) {
  const int before = std::exchange(m_wanted, wanted);
  for (int number = wanted; number < before; ++number) {
    Slot& slot = *m_slots[static_cast<std::size_t>(number)];
    slot.stop(control::ExitReason::Stopped, askedBy, generation->config.cluster.drainTimeout);
  }
  for (int number = before; number < wanted; ++number) {
    const auto place = static_cast<std::size_t>(number);
    if (place == m_slots.size()) {
      m_slots.push_back(std::make_unique<Slot>(m_surroundings, m_observer, number));
    }
    m_slots[place]->start(generation);
  }
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
  while (m_slots.size() > static_cast<std::size_t>(m_wanted) && m_slots.back()->lives().empty()) {
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

Slot* SlotTable::find(int number) const {
  return number >= 0 && number < m_wanted ? m_slots[static_cast<std::size_t>(number)].get() : nullptr;
}

std::vector<Slot*> SlotTable::wantedSlots() const {
  std::vector<Slot*> slots;
  for (int number = 0; number < m_wanted; ++number) slots.push_back(find(number));
  return slots;
}

int SlotTable::processes() const {
  std::size_t count = 0;
  for (const auto& slot : m_slots) count += slot->lives().size();
  return static_cast<int>(count);
}

int SlotTable::ready() const {
  const std::vector<Slot*> slots = wantedSlots();
  return static_cast<int>(std::count_if(slots.begin(), slots.end(), [](const Slot* slot) { return slot->isReady(); }));
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
  return all;
}

std::vector<std::int64_t> SlotTable::latency() const {
  std::vector<std::int64_t> sum(http::Counters{}.latency.size());
  for (const auto& slot : m_slots) {
    for (const auto& life : slot->lives()) {
      for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += life->counters().latency[i].load(std::memory_order_relaxed);
      }
    }
  }
  return sum;
}

}  // namespace cluster
