// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Memory that the master and all workers share: for every life its counters and its heartbeat. Atomics only, so that a
// worker that dies in the middle leaves nothing locked. Entries belong to lives, not to slots: a reload has two a slot.
// A process with several event loops has one entry a loop.

#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/config/config.h"
#include "server/http/counters.h"

namespace cluster {

/// What the others may know of a life. Written by the master up to Booting and after its death, else by the worker.
enum class LifePhase : int { Free, Booting, Accepting, Draining };

/// Of a life that is no worker's.
constexpr int noSlot = -1;

struct alignas(128) ScoreboardEntry {
  http::Counters counters;
  std::atomic<std::int64_t> heartbeat{0};  ///< CLOCK_MONOTONIC nanoseconds, from inside the worker's event loop
  std::atomic<LifePhase> phase{LifePhase::Free};
  std::atomic<int> slot{0};      ///< whose life it is; noSlot: the keeper's
  std::atomic<pid_t> thread{0};  ///< the one that turns the loop; 0: none yet

  void beat(base::MonotonicTime now);
  [[nodiscard]] base::MonotonicTime lastBeat() const;
};

/// Of one process: one a loop.
using ScoreboardEntries = std::span<ScoreboardEntry* const>;

/// All that a slot's lives did, those that are over too.
struct SlotFigures {
  http::CounterSums sums;
  std::int64_t starts = 0;
  std::int64_t lives = 0;  ///< now
};

class Scoreboard {
 public:
  /// `lives`: how many event loops at most are there at once. Mapped now, so that every child inherits it.
  static base::Result<Scoreboard> create(std::size_t lives);
  Scoreboard(Scoreboard&& other) noexcept;
  Scoreboard& operator=(Scoreboard&&) = delete;
  ~Scoreboard();

  /// A fresh entry, zeroed, in phase Booting, its heart beating now; nullptr: all are taken. Master only.
  ScoreboardEntry* claim(base::MonotonicTime now, int slot = 0);
  /// Master only, after the life's end. What it counted stays its slot's.
  void release(ScoreboardEntry& entry);

  /// Entries that may be in use: all free ones behind the last used one are left out.
  [[nodiscard]] std::span<const ScoreboardEntry> inUse() const;
  /// By slot, up to the highest that ever had a life. No figure that only rises is ever less than it was.
  [[nodiscard]] std::vector<SlotFigures> bySlot() const;
  /// The sums of the lives that accept and whose heart beat within `fresh`.
  struct Accepting {
    std::int64_t lives = 0;
    std::int64_t connections = 0;                  ///< open now
    std::int64_t accepted = 0;                     ///< ever
    [[nodiscard]] double meanConnections() const;  ///< 0 where there is no life
  };
  [[nodiscard]] Accepting accepting(base::MonotonicTime now, base::Milliseconds fresh) const;

 private:
  /// What ended lives counted, field by field as in CounterSums.
  struct alignas(128) Past {
    http::Counters counters;
    std::atomic<std::int64_t> starts{0};
  };
  struct Header {
    std::atomic<std::size_t> used{0};  ///< one more than the highest entry taken
    std::atomic<int> slotCount{0};     ///< one more than the highest slot seen
    std::atomic<unsigned> changes{0};  ///< odd while a life's figures move to its slot's past
  };
  [[nodiscard]] std::vector<SlotFigures> readSlots() const;
  Scoreboard(void* memory, std::size_t bytes, std::size_t lives);
  void* m_memory = nullptr;
  std::size_t m_bytes = 0;
  Header* m_header = nullptr;
  std::span<ScoreboardEntry> m_entries;
  std::span<Past> m_past;  ///< by slot
};

}  // namespace cluster
