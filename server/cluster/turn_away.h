// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Accepts and closes, while no worker is there or will be: a client is told at once instead of waiting in the queue.

#pragma once

#include <memory>
#include <vector>

#include "server/cluster/listener_set.h"
#include "server/net/acceptor.h"

namespace cluster {

class TurnAway {
 public:
  explicit TurnAway(net::EventLoop& loop) : m_loop(loop) {}
  /// Does nothing when it is at it already.
  void begin(const ListenerSet& listeners);
  void end();

 private:
  net::EventLoop& m_loop;
  std::vector<std::unique_ptr<net::Acceptor>> m_acceptors;
};

}  // namespace cluster
