// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The master's side of sharing TLS ticket keys: which worker exchanges them with other machines, and what follows from
// what it says. The exchange itself is TicketExchange's, in that worker.

#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "server/cluster/event_history.h"
#include "server/cluster/slot_table.h"
#include "server/cluster/ticket_rotation.h"

namespace cluster {

class TicketSharing {
 public:
  /// All outlive it.
  TicketSharing(const SlotTable& slots, EventHistory& history, TicketRotation& rotation);
  /// Has the lowest slot that serves lead; to be called when any began to serve, or ended.
  void appoint();
  /// What a worker says; only the leader is heard.
  void take(pid_t worker, const control::TicketsTold& told);
  /// Before the first worker of `next`: another secret means that the old one, and the keys under it, may be known to
  /// others. Then there are new keys, and older generations share them no more.
  void prepare(const Generation& current, const Generation& next);
  /// Lives of an older generation do not.
  void leadFrom(int generation);

 private:
  [[nodiscard]] WorkerHandle* candidate() const;
  void dismiss();
  void report(control::EventKind kind, const std::string& reason) const;

  const SlotTable& m_slots;
  EventHistory& m_history;
  TicketRotation& m_rotation;
  pid_t m_leader = 0;  ///< 0: there is none
  int m_leadFrom = 0;
  std::optional<std::string> m_reason;  ///< why they are not shared, empty where they are; nothing: not known yet
};

}  // namespace cluster
