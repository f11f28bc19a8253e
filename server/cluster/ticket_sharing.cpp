// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See ticket_sharing.h.

#include "server/cluster/ticket_sharing.h"

#include <ranges>

namespace cluster {

TicketSharing::TicketSharing(const SlotTable& slots, EventHistory& history, TicketRotation& rotation)
    : m_slots(slots), m_history(history), m_rotation(rotation) {}

WorkerHandle* TicketSharing::candidate() const {
  for (const Slot* slot : m_slots.wantedSlots()) {
    // The newest life first: what it was made from is what holds from now on.
    for (const auto& life : std::views::reverse(slot->lives())) {
      if (life->isReady() && life->canShareTickets() && life->generation() >= m_leadFrom) return life.get();
    }
  }
  return nullptr;
}

void TicketSharing::appoint() {
  WorkerHandle* const next = candidate();
  if (next != nullptr && next->pid() == m_leader) return;
  dismiss();
  if (next == nullptr) {
    // Its next life may be on its way; only where others serve without sharing there is nothing to come.
    if (m_slots.ready() == 0) return;
    m_reason.reset();
    m_rotation.setShared(false);
    return;
  }
  m_leader = next->pid();
  next->send(control::TicketLead{.leads = true, .generation = m_rotation.generation()});
}

void TicketSharing::dismiss() {
  const pid_t leader = std::exchange(m_leader, 0);
  if (leader == 0) return;
  for (const Slot* slot : m_slots.wantedSlots()) {
    for (const auto& life : slot->lives()) {
      if (life->pid() == leader) life->send(control::TicketLead{});
    }
  }
}

void TicketSharing::take(pid_t worker, const control::TicketsTold& told) {
  if (worker != m_leader) return;
  if (!told.reason.empty()) {
    m_rotation.setShared(false);
    if (m_reason != told.reason) report(control::EventKind::TicketsAlone, told.reason);
    m_reason = told.reason;
    return;
  }
  const auto keys = net::TicketKeys::fromHex(told.keys);
  if (!keys || !m_rotation.take(told.generation, *keys)) return;
  m_rotation.setShared(true);
  if (m_reason != std::string()) report(control::EventKind::TicketsShared, {});
  m_reason.emplace();
}

void TicketSharing::prepare(const Generation& current, const Generation& next) {
  if (!current.ticketSeal || !next.ticketSeal || current.ticketSeal->isSameAs(*next.ticketSeal)) return;
  dismiss();
  m_leadFrom = next.number;
  m_rotation.setShared(false);
  m_rotation.beginAnew();
}

void TicketSharing::leadFrom(int generation) {
  m_leadFrom = generation;
  appoint();
}

void TicketSharing::report(control::EventKind kind, const std::string& reason) const {
  control::Event event;
  event.kind = kind;
  if (!reason.empty()) event.fields["reason"] = reason;
  m_history.add(std::move(event));
}

}  // namespace cluster
