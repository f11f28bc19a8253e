// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Distribution "round-robin": the master accepts, and passes each connection to the next worker in turn. It keeps its
// copy until the worker says that it has it, so that a worker's death loses no connection that was still on its way.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "server/cluster/slot_table.h"
#include "server/net/acceptor.h"

namespace cluster {

class ConnectionDealer {
 public:
  static constexpr std::size_t waitingAtMost = 1024;  ///< with no worker to pass them to; more stay in the queue
  static constexpr int untakenAtMost = 16;            ///< passed to one event loop: it gets no more until it answers

  ConnectionDealer(net::EventLoop& loop, SlotTable& table);

  /// Accepts from these listeners, and no longer from others: what waits from those is closed, as no worker knows them.
  void begin(const ListenerSet& listeners);
  /// Takes and deals what is in the queues, then accepts no more.
  void end();
  /// The worker has it: our copy goes.
  void handleTaken(std::uint64_t number);
  /// What this process was passed and did not take goes to others.
  void handleExited(pid_t pid);
  /// Deals what waits: a worker is there, or it answered.
  void dealWaiting();
  /// Some could not be passed to any worker yet.
  [[nodiscard]] bool hasWaiting() const { return m_waiting > 0; }

 private:
  struct Connection {
    base::UniqueFd fd;
    int listener = -1;  ///< the listening descriptor that it came from
    pid_t holder = 0;   ///< 0: it waits
  };
  void accept(int listener, base::UniqueFd fd);
  void closeWaitingBut(const std::vector<int>& listeners);
  bool deal(std::uint64_t number, Connection& connection);
  [[nodiscard]] WorkerHandle* nextWorker(int listener) const;
  /// Accepts only while not too many wait.
  void restOrResume();

  net::EventLoop& m_loop;
  SlotTable& m_slots;
  std::map<int, std::unique_ptr<net::Acceptor>> m_acceptors;  ///< by listening descriptor
  std::map<std::uint64_t, Connection> m_connections;          ///< by number, so oldest first
  std::map<pid_t, int> m_untaken;
  std::uint64_t m_lastNumber = 0;
  std::size_t m_waiting = 0;
  net::Timer m_lookAgain;  ///< a full worker that has room again tells nobody but the scoreboard
  int m_lastSlot = -1;
};

}  // namespace cluster
