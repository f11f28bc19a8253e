// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Swaps the slots to a new generation one by one: the new life is ready before the old one drains, so that there are
// never fewer that serve. The first that does not become ready ends it, and slots swapped before go back.

#pragma once

#include <functional>
#include <string>

#include "server/cluster/slot_table.h"

namespace cluster {

class RollingReload {
 public:
  enum class Outcome { Done, Aborted };
  using Finished = std::function<void(Outcome, const std::vector<base::Problem>& problems)>;

  RollingReload(SlotTable& table, Finished finished) : m_slots(table), m_finished(std::move(finished)) {}

  /// Not while isUnderWay(). `before` is what slots go back to. `finished` may be called from here. Old lives may still
  /// drain when it is done.
  void begin(GenerationPointer before, GenerationPointer target, control::ExitReason reason, std::string askedBy);
  [[nodiscard]] bool isUnderWay() const { return m_target != nullptr; }
  /// A slot became ready, or a process ended: goes on where it waited.
  void advance();
  void handleReplacementFailed(const std::vector<base::Problem>& problems);
  /// The master stops: nothing is swapped any more, and nothing told.
  void abandon() { m_target.reset(); }

 private:
  void finish(Outcome outcome, const std::vector<base::Problem>& problems);
  [[nodiscard]] bool mayFork() const;

  SlotTable& m_slots;
  Finished m_finished;
  GenerationPointer m_before;
  GenerationPointer m_target;
  control::ExitReason m_reason{};
  std::string m_askedBy;
  bool m_goingBack = false;
  std::vector<base::Problem> m_problems;  ///< why it goes back
};

}  // namespace cluster
