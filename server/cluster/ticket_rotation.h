// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The TLS ticket keys in the master: turned over at their time, or exchanged for those that machines share, and told to
// every worker. They outlive workers and reloads.

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
  /// While the keys are shared, some machine turns them and we follow. Only where none has done so for two periods,
  /// whatever holds it up, we turn ours.
  void setShared(bool shared);
  /// The keys that machines share now. False: they are older than ours.
  bool take(std::uint64_t generation, const net::TicketKeys& keys);
  /// New ones, which nobody else has. On failure nothing changed.
  void beginAnew();
  /// See control::TicketLead.
  [[nodiscard]] std::uint64_t generation() const { return m_generation; }
  void setGeneration(std::uint64_t generation) { m_generation = generation; }

 private:
  void rotate();
  void waitForTurn();
  void tellKeys();

  net::TicketKeys& m_keys;
  Tell m_tell;
  net::Timer m_timer;
  base::Milliseconds m_period{0};
  base::MonotonicTime m_lastTurn;
  std::uint64_t m_generation = 0;
  bool m_isShared = false;
};

}  // namespace cluster
