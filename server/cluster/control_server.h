// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local socket where panels and command lines ask the master. Lives in the master's loop; speaks JSON-RPC, one
// object a line (control/message.h). Reader or not, hostile or not, a client never slows the master.

#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "server/base/error.h"
#include "server/cluster/event_history.h"
#include "server/control/message.h"
#include "server/net/event_loop.h"

namespace cluster {

/// What the control server asks of the master.
class ControlHost {
 public:
  virtual control::Status status() = 0;
  /// Carries out everything but hello, status and subscribe. An error is Refused, with its problems. Answering at once
  /// means that it was accepted; its end is told by events. `askedBy` is "panel" or "command line".
  virtual base::Result<void> carryOut(const control::Call& call, const std::string& askedBy) = 0;

 protected:
  ~ControlHost() = default;
};

class ControlServer {
 public:
  static constexpr int maximumClients = 32;
  /// Bytes waiting for one reader. Beyond it, its events wait in the history, and what the history forgets meanwhile is
  /// told as events.lost (with seq 0); its requests are not read until it takes its answers.
  static constexpr std::size_t maximumQueue = 256 * 1024;

  /// Binds `directory`/NAME.sock with mode 0600 and holds `directory`/NAME.lock. A stale socket is replaced; a live one
  /// is AlreadyRunning with its PID; anything else at that path is refused and left alone.
  static base::Result<std::unique_ptr<ControlServer>> create(net::EventLoop& loop, ControlHost& host,
                                                             EventHistory& history,
                                                             const std::filesystem::path& directory,
                                                             const std::string& name, const std::string& group);
  virtual ~ControlServer() = default;
  /// The id of this master's run: a changed one voids a client's `after`.
  [[nodiscard]] virtual const std::string& instance() const = 0;
  [[nodiscard]] virtual const std::filesystem::path& path() const = 0;
  /// Sends what is queued as far as clients take it, then closes and removes the socket. For the master's last turn.
  virtual void close() = 0;
  /// In a forked child: closes every descriptor, removes nothing.
  virtual void abandonInChild() = 0;
};

}  // namespace cluster
