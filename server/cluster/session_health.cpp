// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See session_health.h.

#include "server/cluster/session_health.h"

namespace cluster {

using control::EventKind;

void SessionHealth::tell(pid_t worker, int slot, const std::string& reason) {
  if (reason.empty()) {
    m_without.erase({worker, slot});
    m_answered.emplace(worker, slot);
    return judge();
  }
  m_answered.erase({worker, slot});
  m_without.emplace(worker, slot);
  if (m_outage) {
    m_outage->reason = reason;
    return;
  }
  m_answered.clear();
  control::Event event;
  event.kind = EventKind::SessionStoreDown;
  event.fields["reason"] = reason;
  m_outage = Outage{.since = m_history.add(std::move(event)).time, .reason = reason};
}

void SessionHealth::forget(pid_t worker) {
  const auto isOfIt = [worker](const Loop& each) { return each.first == worker; };
  std::erase_if(m_without, isOfIt);
  std::erase_if(m_answered, isOfIt);
  judge();
}

void SessionHealth::takeOver() {
  // Our own news are in it too, after the old master's.
  m_outage.reset();
  std::uint64_t lost = 0;
  for (const control::Event* event : m_history.after(0, lost)) {
    if (event->kind == EventKind::SessionStoreUp) m_outage.reset();
    if (event->kind == EventKind::SessionStoreDown && !m_outage)
      m_outage = Outage{.since = event->time, .reason = event->string("reason")};
  }
  judge();
}

void SessionHealth::judge() {
  if (!m_outage || !m_without.empty() || m_answered.empty()) return;
  m_outage.reset();
  control::Event event;
  event.kind = EventKind::SessionStoreUp;
  m_history.add(std::move(event));
}

}  // namespace cluster
