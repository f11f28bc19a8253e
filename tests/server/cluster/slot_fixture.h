// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Slots with real child processes that do as they are told instead of serving: what the master's side is tested with.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "server/cluster/slot_table.h"

/// What a child does with its life.
enum class Conduct {
  Obedient,       ///< ready at once; at drain it exits with 0
  SlowToDrain,    ///< ready at once; exits 300 ms after drain
  Deaf,           ///< ready at once; heeds neither drain nor TERM
  Frozen,         ///< ready at once; its heart does not beat
  FrozenThread,   ///< ready at once; the heart of its last event loop does not beat
  NeverReady,     ///< lives on and says nothing
  ExitsAtOnce,    ///< writes a line and exits with 3
  Misconfigured,  ///< says why it cannot serve, and exits with 78
};

class SlotFixture : public cluster::SlotObserver {
 public:
  SlotFixture();
  virtual ~SlotFixture();

  /// By slot, then by generation; what is not named is Obedient.
  std::map<std::pair<int, int>, Conduct> conducts;
  [[nodiscard]] cluster::GenerationPointer generation(int number = 1, config::Config config = {}) const;

  /// Turns the loop until that is so; false after 10 s.
  bool until(const std::function<bool()>& condition);
  bool untilReady(int count);
  bool untilEmpty();
  [[nodiscard]] std::vector<control::Event> events(control::EventKind kind) const;
  [[nodiscard]] std::vector<control::WorkerExit> exits() const;
  [[nodiscard]] pid_t pidOf(int slot) const;

  std::function<void()> changed;
  std::function<void(const std::vector<base::Problem>&)> replacementFailed;
  int mostProcesses = 0;

 private:
  void slotReady(cluster::Slot&) override;
  void slotReplacementFailed(cluster::Slot&, const std::vector<base::Problem>& problems) override;
  void slotExited(cluster::Slot&, pid_t) override {}
  void connectionTaken(std::uint64_t) override {}
  void accessLogTroubled(const std::string&, std::int64_t) override {}
  void reap();
  int live(base::UniqueFd channel, Conduct conduct, cluster::ScoreboardEntries entries) const;

 public:
  std::unique_ptr<net::EventLoop> loop;
  cluster::EventHistory history;

 private:
  cluster::Scoreboard m_scoreboard;
  cluster::WorkerSpawner m_spawner;
  cluster::OomCounter m_oomCounter;
  std::mt19937 m_chance{1};
  cluster::Surroundings m_surroundings;

 public:
  cluster::SlotTable table;
};
