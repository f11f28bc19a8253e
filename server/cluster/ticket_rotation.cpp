// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/ticket_rotation.h"

namespace cluster {

TicketRotation::TicketRotation(net::EventLoop& loop, net::TicketKeys& keys, Tell tell)
    : m_keys(keys), m_tell(std::move(tell)), m_timer(loop, [this] { rotate(); }), m_lastTurn(loop.now()) {}

void TicketRotation::setPeriod(base::Milliseconds period) {
  if (period == m_period) return;
  m_period = period;
  m_timer.startAt(m_lastTurn + m_period);
}

void TicketRotation::rotate() {
  m_lastTurn = base::MonotonicClock::now();
  m_timer.startAt(m_lastTurn + m_period);
  // Without randomness the old keys stay in use for another period.
  if (!m_keys.rotate()) return;
  m_tell(control::TicketKeysChanged{.keys = m_keys.toHex()});
}

}  // namespace cluster
