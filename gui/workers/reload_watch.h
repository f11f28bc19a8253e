// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One reload, or one rolling restart, as it goes on: which generation takes which one's place, how it came out, and
// what it cost. Built from events; the lives themselves are LifeHistory's. Knows no widget.

#pragma once

#include "gui/workers/life_history.h"
#include "server/base/time.h"
#include "server/control/event.h"

class ReloadWatch {
 public:
  /// How long a finished one is worth a look, milliseconds.
  static constexpr std::int64_t shownAfterEnd = 60'000;

  enum class Outcome { None, UnderWay, Done, Aborted };
  /// The two lives of a slot. Null: not forked yet, or never seen.
  struct Swap {
    const WorkerLife* before = nullptr;
    const WorkerLife* after = nullptr;
  };

  void take(const control::Event& event);
  /// `generation` is in use, as a status tells.
  void takeGeneration(int generation);
  /// The master is gone, or the person has seen enough.
  void forget() { m_outcome = Outcome::None; }

  [[nodiscard]] Outcome outcome() const { return m_outcome; }
  [[nodiscard]] bool isShown(base::UnixMilliseconds now) const;
  /// A restart reads nothing anew.
  [[nodiscard]] bool isRestart() const { return m_restart; }
  [[nodiscard]] int oldGeneration() const { return m_before; }
  /// 0: none of its workers was forked yet.
  [[nodiscard]] int newGeneration() const { return m_target; }
  /// Milliseconds; of a finished one.
  [[nodiscard]] std::int64_t duration() const { return m_duration; }
  /// Connections that were open when their worker ended, so what was asked on them failed. Idle ones count too: the
  /// server does not tell them apart.
  [[nodiscard]] std::int64_t cut() const { return m_cut; }

  [[nodiscard]] Swap swapOf(const LifeHistory& history, int slot) const;

 private:
  Outcome m_outcome = Outcome::None;
  bool m_restart = false;
  int m_inUse = 0;
  int m_before = 0;
  int m_target = 0;
  base::UnixMilliseconds m_started = 0;
  base::UnixMilliseconds m_ended = 0;
  std::int64_t m_duration = 0;
  std::int64_t m_cut = 0;
};
