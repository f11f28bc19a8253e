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
#include "server/cluster/control_socket.h"
#include "server/cluster/event_history.h"
#include "server/control/message.h"
#include "server/net/event_loop.h"

namespace cluster {

/// What the control server asks of the master.
class ControlHost {
 public:
  virtual control::Status status() = 0;
  /// Carries out everything but hello, status, subscribe and upgrade. An error is Refused, with its problems. Answering
  /// at once means that it was accepted; its end is told by events. `askedBy` is "panel" or "command line".
  virtual base::Result<void> carryOut(const control::Call& call, const std::string& askedBy) = 0;
  using Answer = std::function<void(const base::Result<void>&)>;
  /// The one call whose outcome is its answer: `answer` is called once, at once or later.
  virtual void upgrade(const control::UpgradeCall& call, const std::string& askedBy, Answer answer) = 0;

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
  /// On the socket of an older master, whose run goes on in this one. Nobody is served before takeCharge().
  static base::Result<std::unique_ptr<ControlServer>> adopt(net::EventLoop& loop, ControlHost& host,
                                                            EventHistory& history, ControlSocket socket,
                                                            std::string instance);
  virtual ~ControlServer() = default;
  virtual void takeCharge() = 0;
  /// The id of this run: a changed one voids a client's `after`. An upgrade is the same run.
  [[nodiscard]] virtual const std::string& instance() const = 0;
  [[nodiscard]] virtual const ControlSocket& socket() const = 0;
  [[nodiscard]] const std::filesystem::path& path() const { return socket().path(); }
  /// Sends what is queued as far as clients take it, then closes, and removes the socket where it is ours. For the
  /// master's last turn.
  virtual void close() = 0;
  /// The same for an upgrade: the socket stays for the new master, to which the clients connect again.
  virtual void handOver() = 0;
  /// In a forked child: closes every descriptor, removes nothing.
  virtual void abandonInChild() = 0;
};

}  // namespace cluster
