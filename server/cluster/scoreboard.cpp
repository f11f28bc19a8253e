// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/scoreboard.h"

#include <sys/mman.h>

#include <cerrno>
#include <memory>
#include <new>
#include <utility>

namespace cluster {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

void clear(http::Counters& counters) {
  const auto zero = [](std::atomic<std::int64_t>& figure) { figure.store(0, relaxed); };
  http::forEachTotal(zero, counters);
  http::forEachGauge(zero, counters);
}

/// Open connections and requests ended with it.
void keepInPast(http::Counters& past, const http::Counters& ended) {
  http::forEachTotal(http::add, past, ended);
}

}  // namespace

static_assert(std::atomic<LifePhase>::is_always_lock_free);

void ScoreboardEntry::beat(base::MonotonicTime now) {
  heartbeat.store(std::chrono::nanoseconds(now.time_since_epoch()).count(), relaxed);
}

base::MonotonicTime ScoreboardEntry::lastBeat() const {
  return base::MonotonicTime(
      std::chrono::duration_cast<base::MonotonicClock::duration>(std::chrono::nanoseconds(heartbeat.load(relaxed))));
}

base::Result<Scoreboard> Scoreboard::create(std::size_t lives) {
  const std::size_t bytes = sizeof(ScoreboardEntry) * (lives + 1)  // the header takes an entry's room, for alignment
                            + sizeof(Past) * config::maximumWorkers;
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return base::failure("cannot map shared memory: " + base::errnoText(errno));
  return Scoreboard(memory, bytes, lives);
}

Scoreboard::Scoreboard(void* memory, std::size_t bytes, std::size_t lives) : m_memory(memory), m_bytes(bytes) {
  static_assert(sizeof(Header) <= sizeof(ScoreboardEntry));
  m_header = new (memory) Header;
  auto* first = reinterpret_cast<ScoreboardEntry*>(static_cast<char*>(memory) + sizeof(ScoreboardEntry));
  std::uninitialized_default_construct_n(first, lives);
  m_entries = std::span(first, lives);
  auto* past = reinterpret_cast<Past*>(static_cast<char*>(memory) + sizeof(ScoreboardEntry) * (lives + 1));
  std::uninitialized_value_construct_n(past, config::maximumWorkers);
  m_past = std::span(past, static_cast<std::size_t>(config::maximumWorkers));
}

Scoreboard::Scoreboard(Scoreboard&& other) noexcept
    : m_memory(std::exchange(other.m_memory, nullptr)),
      m_bytes(other.m_bytes),
      m_header(other.m_header),
      m_entries(other.m_entries),
      m_past(other.m_past) {}

Scoreboard::~Scoreboard() {
  if (m_memory != nullptr) ::munmap(m_memory, m_bytes);
}

ScoreboardEntry* Scoreboard::claim(base::MonotonicTime now, int slot) {
  for (std::size_t i = 0; i < m_entries.size(); ++i) {
    ScoreboardEntry& entry = m_entries[i];
    if (entry.phase.load(relaxed) != LifePhase::Free) continue;
    clear(entry.counters);
    entry.beat(now);
    entry.slot.store(slot, relaxed);
    entry.thread.store(0, relaxed);
    if (slot != noSlot) http::add(m_past[static_cast<std::size_t>(slot)].starts, 1);
    if (slot >= m_header->slotCount.load(relaxed)) m_header->slotCount.store(slot + 1, std::memory_order_release);
    entry.phase.store(LifePhase::Booting, std::memory_order_release);
    if (i >= m_header->used.load(relaxed)) m_header->used.store(i + 1, std::memory_order_release);
    return &entry;
  }
  return nullptr;
}

void Scoreboard::release(ScoreboardEntry& entry) {
  // A reader that sees the figures in both places, or in none, would tell what never was: it looks again.
  m_header->changes.fetch_add(1);
  const int slot = entry.slot.load(relaxed);
  if (slot != noSlot) keepInPast(m_past[static_cast<std::size_t>(slot)].counters, entry.counters);
  entry.phase.store(LifePhase::Free, std::memory_order_release);
  m_header->changes.fetch_add(1);
  std::size_t used = m_header->used.load(relaxed);
  while (used > 0 && m_entries[used - 1].phase.load(relaxed) == LifePhase::Free) --used;
  m_header->used.store(used, std::memory_order_release);
}

std::span<const ScoreboardEntry> Scoreboard::inUse() const {
  return m_entries.first(m_header->used.load(std::memory_order_acquire));
}

std::vector<SlotFigures> Scoreboard::readSlots() const {
  std::vector<SlotFigures> slots(static_cast<std::size_t>(m_header->slotCount.load(std::memory_order_acquire)));
  for (std::size_t i = 0; i < slots.size(); ++i) {
    slots[i].sums.add(m_past[i].counters);
    slots[i].starts = m_past[i].starts;
  }
  for (const ScoreboardEntry& entry : inUse()) {
    const auto slot = static_cast<std::size_t>(entry.slot.load(relaxed));
    if (entry.phase.load(std::memory_order_acquire) == LifePhase::Free || slot >= slots.size()) continue;
    slots[slot].sums.add(entry.counters);
    ++slots[slot].lives;
  }
  return slots;
}

std::vector<SlotFigures> Scoreboard::bySlot() const {
  // A master that was stopped in the middle must not hold up who asks.
  constexpr int attempts = 1000;
  for (int attempt = 1;; ++attempt) {
    const unsigned before = m_header->changes.load();
    std::vector<SlotFigures> slots = readSlots();
    if (before % 2 == 0 && m_header->changes.load() == before) return slots;
    if (attempt == attempts) return slots;
  }
}

double Scoreboard::Accepting::meanConnections() const {
  return lives == 0 ? 0.0 : static_cast<double>(connections) / static_cast<double>(lives);
}

Scoreboard::Accepting Scoreboard::accepting(base::MonotonicTime now, base::Milliseconds fresh) const {
  Accepting sum;
  for (const ScoreboardEntry& entry : inUse()) {
    if (entry.phase.load(relaxed) != LifePhase::Accepting || now - entry.lastBeat() > fresh) continue;
    ++sum.lives;
    sum.connections += entry.counters.connections.load(relaxed);
    sum.accepted += entry.counters.accepted.load(relaxed);
  }
  return sum;
}

}  // namespace cluster
