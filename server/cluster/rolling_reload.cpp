// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/rolling_reload.h"

#include <algorithm>

namespace cluster {

void RollingReload::begin(GenerationPointer before, GenerationPointer target, control::ExitReason reason,
                          std::string askedBy) {
  m_before = std::move(before);
  m_target = std::move(target);
  m_reason = reason;
  m_askedBy = std::move(askedBy);
  m_goingBack = false;
  m_problems.clear();
  advance();
}

bool RollingReload::mayFork() const {
  // One swap at a time, and at most twice the processes: then the drains of earlier swaps have to end first.
  const std::vector<Slot*> slots = m_slots.wantedSlots();
  return std::none_of(slots.begin(), slots.end(), [](const Slot* slot) { return slot->isReplacing(); }) &&
         m_slots.processes() < 2 * static_cast<int>(slots.size());
}

void RollingReload::advance() {
  if (!isUnderWay() || !mayFork()) return;
  bool waits = false;
  for (Slot* slot : m_slots.wantedSlots()) {
    // With threads the first slot stands for all; where there are others yet, the table lets go of them afterwards.
    if (slot->number() > 0 && m_target->config.cluster.model == config::Model::Threads) break;
    if (slot->generation() == m_target) continue;
    // Drained by request: it stays empty until it is started again.
    if (slot->isStopped()) continue;
    if (slot->lives().size() > 1) {
      waits = true;  // an earlier life of this slot still drains
      continue;
    }
    slot->replace(m_target, m_reason, m_askedBy);
    return;
  }
  if (!waits) finish(m_goingBack ? Outcome::Aborted : Outcome::Done, m_problems);
}

void RollingReload::handleReplacementFailed(const std::vector<base::Problem>& problems) {
  if (!isUnderWay()) return;
  if (m_goingBack) {
    // Not even the old generation starts now: what serves is left alone.
    finish(Outcome::Aborted, m_problems);
    return;
  }
  m_goingBack = true;
  m_problems = problems;
  m_target = m_before;
  advance();
}

void RollingReload::finish(Outcome outcome, const std::vector<base::Problem>& problems) {
  m_target.reset();
  m_before.reset();
  m_finished(outcome, std::vector(problems));
}

}  // namespace cluster
