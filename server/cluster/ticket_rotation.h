// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Turns the TLS ticket keys over at their time and has every worker told. The keys live in the master and outlive
// reloads.

#pragma once

#include <functional>

#include "server/control/message.h"
#include "server/net/event_loop.h"
#include "server/net/ticket_keys.h"

namespace cluster {

class TicketRotation {
 public:
  using Tell = std::function<void(const control::WorkerMessage&)>;

  TicketRotation(net::EventLoop& loop, net::TicketKeys& keys, Tell tell);
  /// From now on, every `period`; a changed one counts from the last turn.
  void setPeriod(base::Milliseconds period);

 private:
  void rotate();

  net::TicketKeys& m_keys;
  Tell m_tell;
  net::Timer m_timer;
  base::Milliseconds m_period{0};
  base::MonotonicTime m_lastTurn;
};

}  // namespace cluster
