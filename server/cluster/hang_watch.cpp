// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/hang_watch.h"

#include <algorithm>

namespace cluster {

base::Milliseconds heartbeatInterval(base::Milliseconds hangTimeout) {
  return std::clamp(hangTimeout / 6, base::Milliseconds(20), base::Milliseconds(1000));
}

base::Milliseconds warnAfter(base::Milliseconds hangTimeout) {
  return std::min(base::Milliseconds(5000), hangTimeout / 3);
}

HangAction HangWatch::look(base::MonotonicTime now, base::Milliseconds silence) {
  // Once aborted, it is on its way out: whatever its heart does, it does not stay.
  if (m_abortedAt) return now - *m_abortedAt >= abortToKill ? HangAction::Kill : HangAction::None;
  if (silence >= m_hangTimeout) {
    m_warned = true;
    m_abortedAt = now;
    return HangAction::Abort;
  }
  if (silence >= warnAfter(m_hangTimeout)) {
    if (m_warned) return HangAction::None;
    m_warned = true;
    return HangAction::Warn;
  }
  if (!m_warned) return HangAction::None;
  m_warned = false;
  return HangAction::Recovered;
}

LatenessWatch::LatenessWatch(base::MonotonicTime now, base::Milliseconds interval)
    : m_interval(interval), m_lastTick(now), m_trustedSince(now) {}

void LatenessWatch::tick(base::MonotonicTime now) {
  if (now - m_lastTick > 2 * m_interval) m_trustedSince = now;
  m_lastTick = now;
}

}  // namespace cluster
