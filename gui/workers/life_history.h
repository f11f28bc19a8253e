// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The lives of a cluster's workers, slot by slot, as the lanes show them. Built from events; a status fills in lives
// whose beginning the master's ring no longer holds. Knows no widget.

#pragma once

#include <sys/types.h>

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "server/base/time.h"
#include "server/control/event.h"
#include "server/control/message.h"

/// One process in one slot. Times are wall clock; 0: not yet.
struct WorkerLife {
  pid_t pid = 0;
  int generation = 0;
  int restarts = 0;
  base::UnixMilliseconds forked = 0;
  base::UnixMilliseconds ready = 0;
  base::UnixMilliseconds silentSince = 0;  ///< reported as not answering, and has not been ready again
  base::UnixMilliseconds draining = 0;
  base::UnixMilliseconds exited = 0;
  std::int64_t requests = 0;                ///< answered, as of the last status; of an ended one `exit` knows
  std::string fingerprint;                  ///< of its certificate, SHA-256 in hex; empty: without TLS, or not told
  std::optional<control::WorkerExit> exit;  ///< empty with `exited` set: nobody told how it ended
  base::UnixMilliseconds retryAt = 0;       ///< after the exit: when the next start of this slot is due
  bool abandoned = false;                   ///< after the exit: no next start
  /// The latest end of this life and all before it in the slot: never falls, so a binary search finds what is visible.
  base::UnixMilliseconds reach = std::numeric_limits<base::UnixMilliseconds>::max();
};

class LifeHistory {
 public:
  static constexpr std::size_t capacity = 20'000;  ///< lives, of all slots together; then the oldest go
  using Lives = std::deque<WorkerLife>;
  struct Range {
    std::size_t first = 0;
    std::size_t last = 0;  ///< one past the end
  };

  void take(const control::Event& event);
  void take(const control::Status& status, base::UnixMilliseconds now);
  /// The master is gone or another one: what it forked until then has ended, and nobody told how.
  void endOpenLives(base::UnixMilliseconds time);
  void clear();

  /// Oldest first; empty for a slot never seen.
  [[nodiscard]] const Lives& lives(int slot) const;
  /// Lives that touch [from, to], found by binary search.
  [[nodiscard]] Range visible(int slot, base::UnixMilliseconds from, base::UnixMilliseconds to) const;
  [[nodiscard]] std::size_t size() const { return m_order.size(); }
  /// Null: no such life.
  [[nodiscard]] const WorkerLife* life(int slot, pid_t pid, base::UnixMilliseconds forked) const;
  /// `visit(slot, life)` of each, slot by slot.
  template<typename Visit>
  void forEach(Visit visit) const {
    for (const auto& [slot, lives] : m_lives)
      for (const WorkerLife& life : lives) visit(slot, life);
  }

 private:
  WorkerLife* find(int slot, pid_t pid);
  WorkerLife& add(int slot, pid_t pid, base::UnixMilliseconds forked);
  void end(int slot, WorkerLife& life, base::UnixMilliseconds time);
  static void updateReach(Lives& lives, std::size_t from);
  void take(int slot, const control::Event& event);
  void takeExit(int slot, const control::Event& event);
  void forgetOldest();

  std::map<int, Lives> m_lives;
  std::deque<int> m_order;  ///< the slot of each kept life, in the order they came
};
