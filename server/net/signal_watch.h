// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Signals as events of a loop (signalfd(2)): nothing runs inside a signal handler.

#pragma once

#include <sys/signalfd.h>

#include <functional>
#include <memory>
#include <span>

#include "server/net/event_loop.h"

namespace net {

class SignalWatch final : private Watcher {
 public:
  using Callback = std::function<void(const signalfd_siginfo&)>;

  /// Blocks `numbers` in the calling thread, which threads and children started later inherit, and calls back in the
  /// loop's thread. They stay blocked when the watch ends: a TERM between two watches waits for the second one. Several
  /// of one kind may arrive as one (signal(7)). The callback must not end the watch.
  static base::Result<std::unique_ptr<SignalWatch>> create(EventLoop& loop, std::span<const int> numbers,
                                                           Callback callback);
  ~SignalWatch() = default;

 private:
  SignalWatch(base::UniqueFd fd, Callback callback) : m_fd(std::move(fd)), m_callback(std::move(callback)) {}
  void handleReady(std::uint32_t events) override;

  base::UniqueFd m_fd;
  Callback m_callback;
  Watch m_watch;
};

}  // namespace net
