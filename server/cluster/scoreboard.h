// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Memory that the master and all workers share: for every life its counters and its heartbeat. Atomics only, so that a
// worker that dies in the middle leaves nothing locked. Entries belong to lives, not to slots: a reload has two a slot.

#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/http/counters.h"

namespace cluster {

/// What the others may know of a life. Written by the master up to Booting and after its death, else by the worker.
enum class LifePhase : int { Free, Booting, Accepting, Draining };

struct alignas(128) ScoreboardEntry {
  http::Counters counters;
  std::atomic<std::int64_t> heartbeat{0};  ///< CLOCK_MONOTONIC nanoseconds, from inside the worker's event loop
  std::atomic<LifePhase> phase{LifePhase::Free};

  void beat(base::MonotonicTime now);
  [[nodiscard]] base::MonotonicTime lastBeat() const;
};

class Scoreboard {
 public:
  /// `lives`: how many processes at most are there at once. Mapped now, so that every child inherits it.
  static base::Result<Scoreboard> create(std::size_t lives);
  Scoreboard(Scoreboard&& other) noexcept;
  Scoreboard& operator=(Scoreboard&&) = delete;
  ~Scoreboard();

  /// A fresh entry, zeroed, in phase Booting, its heart beating now; nullptr: all are taken. Master only.
  ScoreboardEntry* claim(base::MonotonicTime now);
  /// Master only, after the life's end.
  void release(ScoreboardEntry& entry);

  /// Entries that may be in use: all free ones behind the last used one are left out.
  [[nodiscard]] std::span<const ScoreboardEntry> inUse() const;
  /// The sums of the lives that accept and whose heart beat within `fresh`.
  struct Accepting {
    std::int64_t lives = 0;
    std::int64_t connections = 0;                  ///< open now
    std::int64_t accepted = 0;                     ///< ever
    [[nodiscard]] double meanConnections() const;  ///< 0 where there is no life
  };
  [[nodiscard]] Accepting accepting(base::MonotonicTime now, base::Milliseconds fresh) const;

 private:
  struct Header {
    std::atomic<std::size_t> used{0};  ///< one more than the highest entry taken
  };
  Scoreboard(void* memory, std::size_t bytes, std::size_t lives);
  void* m_memory = nullptr;
  std::size_t m_bytes = 0;
  Header* m_header = nullptr;
  std::span<ScoreboardEntry> m_entries;
};

}  // namespace cluster
