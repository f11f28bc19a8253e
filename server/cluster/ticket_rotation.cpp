// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/ticket_rotation.h"

namespace cluster {

TicketRotation::TicketRotation(net::EventLoop& loop, net::TicketKeys& keys, Tell tell)
    : m_keys(keys), m_tell(std::move(tell)), m_timer(loop, [this] { rotate(); }), m_lastTurn(loop.now()) {}

void TicketRotation::setPeriod(base::Milliseconds period) {
  if (period == m_period) return;
  m_period = period;
  waitForTurn();
}

void TicketRotation::setShared(bool shared) {
  if (shared == m_isShared) return;
  m_isShared = shared;
  waitForTurn();
}

void TicketRotation::waitForTurn() {
  m_timer.startAt(m_lastTurn + (m_isShared ? 2 : 1) * m_period);
}

void TicketRotation::tellKeys() {
  m_tell(control::TicketKeysChanged{.keys = m_keys.toHex(), .generation = m_generation});
}

bool TicketRotation::take(std::uint64_t generation, const net::TicketKeys& keys) {
  if (generation < m_generation) return false;
  const bool isNews = generation > m_generation || keys != m_keys;
  m_generation = generation;
  if (!isNews) return true;
  m_keys = keys;
  m_lastTurn = base::MonotonicClock::now();
  waitForTurn();
  tellKeys();
  return true;
}

void TicketRotation::beginAnew() {
  const base::Result<net::TicketKeys> made = net::TicketKeys::generate();
  if (!made) return;
  m_keys = *made;
  m_generation = 0;
  m_lastTurn = base::MonotonicClock::now();
  waitForTurn();
  tellKeys();
}

void TicketRotation::rotate() {
  m_lastTurn = base::MonotonicClock::now();
  waitForTurn();
  // Without randomness the old keys stay in use for another period.
  if (!m_keys.rotate()) return;
  // A machine that never shared its keys takes any that it finds.
  if (m_generation > 0) ++m_generation;
  tellKeys();
}

}  // namespace cluster
