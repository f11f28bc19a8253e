// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The last old workers may still finish their connections when the reload is done: their ends count as well.

#include "gui/workers/reload_watch.h"

#include <algorithm>

using control::Event;
using control::EventKind;

void ReloadWatch::take(const Event& event) {
  const int generation = event.generation.value_or(0);
  switch (event.kind) {
    case EventKind::MasterStarted:
      *this = ReloadWatch();
      break;
    case EventKind::ReloadStarted:
      m_outcome = Outcome::UnderWay;
      m_restart = event.string("reason") == "restart";
      m_before = m_inUse;
      m_target = 0;
      m_started = event.time;
      m_cut = 0;
      break;
    case EventKind::WorkerForked:
      if (m_outcome == Outcome::UnderWay && generation > m_before) m_target = std::max(m_target, generation);
      if (m_outcome != Outcome::UnderWay) m_inUse = std::max(m_inUse, generation);
      break;
    case EventKind::WorkerExited:
      if (m_outcome == Outcome::UnderWay || (m_outcome == Outcome::Done && generation < m_target))
        m_cut += workerExitFrom(event).connections;
      break;
    case EventKind::ReloadFinished:
      if (m_outcome != Outcome::UnderWay) break;  // its start is no longer in the master's ring
      m_outcome = event.string("outcome") == "aborted" ? Outcome::Aborted : Outcome::Done;
      if (m_outcome == Outcome::Done) m_inUse = std::max(m_inUse, m_target);
      m_ended = event.time;
      m_duration = event.integer("duration_ms");
      break;
    default:
      break;
  }
}

void ReloadWatch::takeGeneration(int generation) {
  m_inUse = std::max(m_inUse, generation);
}

bool ReloadWatch::isShown(base::UnixMilliseconds now) const {
  if (m_outcome == Outcome::None) return false;
  return m_outcome == Outcome::UnderWay || now - m_ended < shownAfterEnd;
}

ReloadWatch::Swap ReloadWatch::swapOf(const LifeHistory& history, int slot) const {
  Swap swap;
  if (m_outcome == Outcome::None) return swap;
  const LifeHistory::Lives& lives = history.lives(slot);
  for (auto life = lives.rbegin(); life != lives.rend() && (swap.before == nullptr || swap.after == nullptr); ++life) {
    const bool old = m_target == 0 || life->generation < m_target;
    if (!old && swap.after == nullptr) swap.after = &*life;
    if (old && swap.before == nullptr && (life->exited == 0 || life->exited >= m_started)) swap.before = &*life;
    if (life->reach < m_started) break;
  }
  return swap;
}
