// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/connection_dealer.h"

#include <algorithm>
#include <set>

namespace cluster {

namespace {

constexpr base::Milliseconds lookAgainAfter{20};

}  // namespace

ConnectionDealer::ConnectionDealer(net::EventLoop& loop, SlotTable& table)
    : m_loop(loop), m_slots(table), m_lookAgain(loop, [this] { dealWaiting(); }) {}

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
  closeWaitingBut(wanted);
}

void ConnectionDealer::closeWaitingBut(const std::vector<int>& listeners) {
  m_waiting -= std::erase_if(m_connections, [&](const auto& entry) {
    const Connection& connection = entry.second;
    return connection.holder == 0 &&
           std::find(listeners.begin(), listeners.end(), connection.listener) == listeners.end();
  });
}

void ConnectionDealer::end() {
  for (const auto& [listener, acceptor] : m_acceptors) acceptor->stop();
  m_acceptors.clear();
}

void ConnectionDealer::accept(int listener, base::UniqueFd fd) {
  if (m_slots.isLost()) return;  // closed, so that the client need not wait in vain
  const std::uint64_t number = ++m_lastNumber;
  Connection& connection = m_connections[number];
  connection.fd = std::move(fd);
  connection.listener = listener;
  ++m_waiting;
  if (deal(number, connection)) return;
  restOrResume();
  if (!m_lookAgain.isRunning()) m_lookAgain.startIn(lookAgainAfter);
}

void ConnectionDealer::restOrResume() {
  for (const auto& [listener, acceptor] : m_acceptors) {
    if (m_waiting >= waitingAtMost) {
      acceptor->rest();
    } else {
      acceptor->resume();
    }
  }
}

WorkerHandle* ConnectionDealer::nextWorker(int listener) const {
  const int slots = m_slots.wanted();
  for (int step = 1; step <= slots; ++step) {
    const Slot* slot = m_slots.find((m_lastSlot + step) % slots);
    for (const auto& life : slot->lives()) {
      const auto untaken = m_untaken.find(life->pid());
      const int owed = untaken == m_untaken.end() ? 0 : untaken->second;
      if (life->isReady() && life->serves(listener) && owed < untakenAtMost * life->loops() && life->hasRoom(owed))
        return life.get();
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
  if (m_slots.isLost()) closeWaitingBut({});
  // One listener may have no worker just now that knows it; the others' connections need not wait for that.
  std::set<int> inVain;
  for (auto& [number, connection] : m_connections) {
    if (connection.holder != 0 || inVain.contains(connection.listener)) continue;
    if (!deal(number, connection)) inVain.insert(connection.listener);
    if (!inVain.empty() && inVain.size() >= m_acceptors.size()) break;
  }
  restOrResume();
  if (m_waiting > 0) m_lookAgain.startIn(lookAgainAfter);
}

}  // namespace cluster
