// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/connection_dealer.h"

#include <algorithm>

namespace cluster {

void ConnectionDealer::begin(const ListenerSet& listeners) {
  const std::vector<int> wanted = listeners.descriptors();
  for (auto acceptor = m_acceptors.begin(); acceptor != m_acceptors.end();) {
    const bool stays = std::find(wanted.begin(), wanted.end(), acceptor->first) != wanted.end();
    if (!stays) acceptor->second->stop();
    acceptor = stays ? std::next(acceptor) : m_acceptors.erase(acceptor);
  }
  for (const int listener : wanted) {
    if (m_acceptors.contains(listener)) continue;
    net::AcceptorCallbacks callbacks;
    callbacks.accepted = [this, listener](base::UniqueFd fd, const net::SocketAddress&) {
      accept(listener, std::move(fd));
    };
    auto acceptor = std::make_unique<net::Acceptor>(m_loop, listener, std::move(callbacks));
    if (acceptor->start()) m_acceptors[listener] = std::move(acceptor);
  }
}

void ConnectionDealer::end() {
  for (const auto& [listener, acceptor] : m_acceptors) acceptor->stop();
  m_acceptors.clear();
}

void ConnectionDealer::accept(int listener, base::UniqueFd fd) {
  if (m_waiting >= waitingAtMost || m_slots.isLost()) return;  // closed, so that the client need not wait in vain
  const std::uint64_t number = ++m_lastNumber;
  Connection& connection = m_connections[number];
  connection.fd = std::move(fd);
  connection.listener = listener;
  ++m_waiting;
  deal(number, connection);
}

WorkerHandle* ConnectionDealer::nextWorker(int listener) const {
  const int slots = m_slots.wanted();
  for (int step = 1; step <= slots; ++step) {
    const Slot* slot = m_slots.find((m_lastSlot + step) % slots);
    for (const auto& life : slot->lives()) {
      const auto untaken = m_untaken.find(life->pid());
      const bool isBehind = untaken != m_untaken.end() && untaken->second >= untakenAtMost;
      if (life->isReady() && life->serves(listener) && !isBehind) return life.get();
    }
  }
  return nullptr;
}

bool ConnectionDealer::deal(std::uint64_t number, Connection& connection) {
  WorkerHandle* worker = nextWorker(connection.listener);
  if (worker == nullptr || !worker->pass(number, connection.listener, connection.fd.get())) return false;
  m_lastSlot = worker->slot();
  connection.holder = worker->pid();
  ++m_untaken[worker->pid()];
  --m_waiting;
  return true;
}

void ConnectionDealer::handleTaken(std::uint64_t number) {
  const auto found = m_connections.find(number);
  if (found == m_connections.end()) return;
  --m_untaken[found->second.holder];
  m_connections.erase(found);
  dealWaiting();
}

void ConnectionDealer::handleExited(pid_t pid) {
  m_untaken.erase(pid);
  for (auto& [number, connection] : m_connections) {
    if (connection.holder != pid) continue;
    connection.holder = 0;
    ++m_waiting;
  }
  dealWaiting();
}

void ConnectionDealer::dealWaiting() {
  if (m_waiting == 0) return;
  const bool inVain = m_slots.isLost();
  for (auto connection = m_connections.begin(); connection != m_connections.end();) {
    if (connection->second.holder == 0 && inVain) {
      --m_waiting;
      connection = m_connections.erase(connection);
      continue;
    }
    if (connection->second.holder == 0 && !deal(connection->first, connection->second)) return;
    ++connection;
  }
}

}  // namespace cluster
