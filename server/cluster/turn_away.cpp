// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/turn_away.h"

namespace cluster {

void TurnAway::begin(const ListenerSet& listeners) {
  if (!m_acceptors.empty()) return;
  for (const int fd : listeners.descriptors()) {
    net::AcceptorCallbacks callbacks;
    callbacks.accepted = [](base::UniqueFd, const net::SocketAddress&) {};
    auto acceptor = std::make_unique<net::Acceptor>(m_loop, fd, std::move(callbacks));
    if (acceptor->start()) m_acceptors.push_back(std::move(acceptor));
  }
}

void TurnAway::end() {
  // Not stop(): what is still in the queue is for the worker that is there now.
  m_acceptors.clear();
}

}  // namespace cluster
