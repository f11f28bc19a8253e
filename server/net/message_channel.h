// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One end of a socket pair between two processes: whole messages, each with at most one descriptor (unix(7),
// SCM_RIGHTS). What the messages say is the callers'.

#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "server/net/event_loop.h"

namespace net {

struct MessageChannelCallbacks {
  /// A message, and the descriptor that came with it, close-on-exec, or none. The view ends with the call.
  std::function<void(std::string_view, base::UniqueFd)> received;
  /// The other end is gone, and everything it sent was received. Called once.
  std::function<void()> closed;
};

/// Its callbacks may close() it, but not destroy it.
class MessageChannel final : private Watcher {
 public:
  static constexpr std::size_t largestMessage = 64 * 1024;
  static constexpr std::size_t largestQueue = 1024 * 1024;  ///< bytes waiting for the other side

  /// Both ends, non-blocking and close-on-exec.
  static base::Result<std::pair<base::UniqueFd, base::UniqueFd>> createPair();
  static base::Result<std::unique_ptr<MessageChannel>> create(EventLoop& loop, base::UniqueFd end,
                                                              MessageChannelCallbacks callbacks);
  ~MessageChannel() = default;

  /// Sends, or queues where the socket is full. `descriptor` is borrowed: it may be closed afterwards. False: empty or
  /// over largestMessage, the queue is full, or the other end is gone; nothing of it will arrive.
  bool send(std::string_view message, int descriptor = -1);
  /// Hears what is there already, without a turn of the loop: the last words of an other end that is gone.
  void receiveWaiting();
  /// Whether something that was sent has not left yet.
  [[nodiscard]] bool hasUnsent() const { return !m_waiting.empty(); }
  /// Hears and sends nothing any more.
  void close();
  [[nodiscard]] int fd() const { return m_fd.get(); }

 private:
  enum class Sent { Yes, Later, Never };
  struct Waiting {
    std::string message;
    base::UniqueFd descriptor;
  };
  MessageChannel(base::UniqueFd fd, MessageChannelCallbacks callbacks);
  void handleReady(std::uint32_t events) override;
  /// False: there is no more now.
  bool receiveOne();
  [[nodiscard]] Sent sendNow(std::string_view message, int descriptor) const;
  bool enqueue(std::string_view message, int descriptor);
  void sendWaiting();

  base::UniqueFd m_fd;
  MessageChannelCallbacks m_callbacks;
  Watch m_watch;
  std::deque<Waiting> m_waiting;
  std::size_t m_waitingBytes = 0;
};

}  // namespace net
