// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Work for a loop from another thread: the one way in which loops of one process reach each other. Everything else of
// a loop is its own thread's alone.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "server/net/event_loop.h"

namespace net {

class Mailbox final : private Watcher {
 public:
  /// `loop` outlives it.
  static base::Result<std::unique_ptr<Mailbox>> create(EventLoop& loop);
  ~Mailbox() = default;

  /// From any thread. Runs in the loop's, in the order of posting; never, where the loop stops before.
  void post(std::function<void()> work);
  /// In the loop's thread: runs what was posted so far without waiting for a turn.
  void deliver();

 private:
  explicit Mailbox(base::UniqueFd wake) : m_wake(std::move(wake)) {}
  void handleReady(std::uint32_t events) override;

  base::UniqueFd m_wake;  ///< eventfd(2)
  Watch m_watch;
  std::mutex m_mutex;
  std::vector<std::function<void()>> m_posted;  ///< under m_mutex
};

}  // namespace net
