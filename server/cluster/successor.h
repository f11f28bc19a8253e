// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The new master of an upgrade, as the old one sees it: its process, and what both say to each other until it has taken
// over. What the old master hands over and does then is its own business.

#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/cluster/event_history.h"
#include "server/control/message_handover.h"
#include "server/net/message_channel.h"

namespace cluster {

struct SuccessorCommand {
  std::string program;                 ///< its path
  std::vector<std::string> arguments;  ///< "--take-over FD" is added
  std::vector<std::pair<std::string, std::string>> environment;
  base::Milliseconds patience{0};  ///< from its start until it serves
};

struct SuccessorCallbacks {
  /// It serves, and all events but those of this very turn were fetched: let go, then call finish().
  std::function<void()> takesOver;
  /// Nothing came of it, and its process is gone.
  std::function<void(const base::Error&)> failed;
  /// After finish(): the whole server stops, so what drains has no more time than this.
  std::function<void(base::Milliseconds)> drainSooner;
};

class Successor final : public net::Destroyable {
 public:
  /// Forks and executes it, with no death signal and no descriptor but 0, 1, 2 and its end of the channel. The calling
  /// process must have one thread. A program that cannot be executed is told by `failed`.
  static base::Result<std::unique_ptr<Successor>> start(net::EventLoop& loop, const EventHistory& history,
                                                        const SuccessorCommand& command, SuccessorCallbacks callbacks);

  [[nodiscard]] pid_t pid() const { return m_pid; }
  /// `descriptor` is borrowed.
  void hand(const control::HandoverMessage& message, int descriptor = -1);
  /// It is to drop everything and end, and is killed after `patience`; `failed` follows with this error. Only before
  /// finish().
  void abandon(base::Error why, base::Milliseconds patience);
  /// Everything is its own from here on, and it is told what happens by tell().
  void finish();
  /// False: it does not hear any more, or not yet all that came before.
  bool tell(const control::Event& event);
  /// Everything that was told has left this process, or nobody hears it.
  [[nodiscard]] bool isAllTold() const { return !m_channel || !m_channel->hasUnsent(); }
  /// True when it was this process that ended.
  bool handleExit(pid_t pid, int waitStatus);

 private:
  Successor(net::EventLoop& loop, const EventHistory& history, const SuccessorCommand& command,
            SuccessorCallbacks callbacks, pid_t pid);
  void handleMessage(std::string_view json);
  void handleClosed();
  void handleTimer();
  void handEvents(std::uint64_t after);

  const EventHistory& m_history;
  SuccessorCallbacks m_callbacks;
  const base::Milliseconds m_patience;
  const pid_t m_pid;
  std::unique_ptr<net::MessageChannel> m_channel;
  net::Timer m_timer;  ///< to abandon(), then to SIGKILL
  bool m_ready = false;
  bool m_finished = false;
  bool m_ending = false;               ///< the timer kills
  std::optional<base::Error> m_error;  ///< why nothing comes of it
};

}  // namespace cluster
