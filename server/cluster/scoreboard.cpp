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
  for (auto* figure :
       {&counters.accepted, &counters.connections, &counters.requests, &counters.openRequests, &counters.bytesIn,
        &counters.bytesOut, &counters.handshakes, &counters.resumptions, &counters.handshakeFailures,
        &counters.badRequests, &counters.timeouts, &counters.acceptFailures, &counters.cut}) {
    figure->store(0, relaxed);
  }
  for (auto& bucket : counters.latency) bucket.store(0, relaxed);
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
  const std::size_t bytes = sizeof(ScoreboardEntry) * (lives + 1);  // the header takes an entry's room, for alignment
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
}

Scoreboard::Scoreboard(Scoreboard&& other) noexcept
    : m_memory(std::exchange(other.m_memory, nullptr)),
      m_bytes(other.m_bytes),
      m_header(other.m_header),
      m_entries(other.m_entries) {}

Scoreboard::~Scoreboard() {
  if (m_memory != nullptr) ::munmap(m_memory, m_bytes);
}

ScoreboardEntry* Scoreboard::claim(base::MonotonicTime now) {
  for (std::size_t i = 0; i < m_entries.size(); ++i) {
    ScoreboardEntry& entry = m_entries[i];
    if (entry.phase.load(relaxed) != LifePhase::Free) continue;
    clear(entry.counters);
    entry.beat(now);
    entry.phase.store(LifePhase::Booting, std::memory_order_release);
    if (i >= m_header->used.load(relaxed)) m_header->used.store(i + 1, std::memory_order_release);
    return &entry;
  }
  return nullptr;
}

void Scoreboard::release(ScoreboardEntry& entry) {
  entry.phase.store(LifePhase::Free, std::memory_order_release);
  std::size_t used = m_header->used.load(relaxed);
  while (used > 0 && m_entries[used - 1].phase.load(relaxed) == LifePhase::Free) --used;
  m_header->used.store(used, std::memory_order_release);
}

std::span<const ScoreboardEntry> Scoreboard::inUse() const {
  return m_entries.first(m_header->used.load(std::memory_order_acquire));
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
