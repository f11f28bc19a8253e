// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Takes connections from a listening socket that several loops share, so that each gets its part and none is left in
// the queue. What becomes of a connection, and who is too busy, is its owner's to say.

#pragma once

#include <functional>

#include "server/net/event_loop.h"
#include "server/net/socket_address.h"

namespace net {

struct AcceptorCallbacks {
  /// A new connection, non-blocking and close-on-exec. May stop the acceptor, but not destroy it.
  std::function<void(base::UniqueFd, const SocketAddress& client)> accepted;
  /// Asked each time the queue was found empty after something was accepted: true leaves the next connections to others
  /// for 5 ms. May be empty: never.
  std::function<bool()> holdsBack;
  /// accept4(2) failed for want of something (EMFILE and its kin), given as errno: nothing is accepted for 500 ms.
  std::function<void(int)> failed;
  /// Asked after every 16 accepted: true leaves what comes, and what is in the queue, to others for 5 ms. A loop that
  /// is awake is at the queue before one that has to be woken; without this it may take nearly everything. May be
  /// empty: never.
  std::function<bool()> isAhead{};
};

class Acceptor final : private Watcher {
 public:
  static constexpr base::Milliseconds holdBackTime{5};
  static constexpr base::Milliseconds failurePause{500};

  /// `listeningFd` is non-blocking and outlives this.
  Acceptor(EventLoop& loop, int listeningFd, AcceptorCallbacks callbacks);
  ~Acceptor() = default;

  /// Joins those that wait for connections. Also after stop().
  base::Result<void> start();
  /// Leaves, then takes what is in the queue: a connection that woke this loop wakes no other. So `accepted` may be
  /// called from here. To be called before the end, or connections may wait until the next one comes.
  void stop();
  /// For want of room: takes nothing until resume(). To be called from `accepted`, at the connection that fills the
  /// room: what woke this loop was taken then, so nothing waits for a wake-up that was spent here.
  void rest();
  void resume();

 private:
  enum class Queue { Empty, More, Left };
  void handleReady(std::uint32_t events) override;
  Queue acceptSome();
  void acceptAll();
  /// Registering anew puts this loop at the end of the kernel's list of those to wake.
  base::Result<void> join();
  void leaveFor(base::Milliseconds time);
  void returnAfterPause();

  EventLoop& m_loop;
  int m_listeningFd;
  AcceptorCallbacks m_callbacks;
  Watch m_watch;
  Timer m_pause;
  int m_acceptedSinceJoining = 0;
  bool m_started = false;
  bool m_resting = false;
};

}  // namespace net
