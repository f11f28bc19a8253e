// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See connection_deadline.h.

#include "server/http/connection_deadline.h"

namespace http {

base::Milliseconds ConnectionDeadline::periodOf(Phase phase) const {
  switch (phase) {
    case Phase::Idle:
      return m_timeouts->keepAlive;
    case Phase::Header:
      return m_timeouts->requestHeader;
    case Phase::Body:
      return m_timeouts->requestBody;
    case Phase::Client:
      return m_timeouts->send;
    case Phase::Handler:
      break;
  }
  return base::Milliseconds::zero();
}

void ConnectionDeadline::restart(base::MonotonicTime now, const Activity& activity) {
  m_started = true;
  m_atStart = activity;
  m_end.reset();
  if (activity.phase != Phase::Handler) m_end = now + periodOf(activity.phase);
}

std::optional<base::MonotonicTime> ConnectionDeadline::next(base::MonotonicTime now, const Activity& activity) {
  if (!m_started || activity.phase != m_atStart.phase || activity.requests != m_atStart.requests) {
    restart(now, activity);
  }
  return m_end;
}

bool ConnectionDeadline::expired(base::MonotonicTime now, const Activity& activity) {
  if (!next(now, activity) || now < *m_end) return false;
  const std::uint64_t in = activity.bytesIn - m_atStart.bytesIn;
  const std::uint64_t out = activity.bytesOut - m_atStart.bytesOut;
  const bool goesOn = (activity.phase == Phase::Body && in >= leastProgress) ||
                      (activity.phase == Phase::Client && out >= leastProgress);
  restart(now, activity);
  return !goesOn;
}

}  // namespace http
