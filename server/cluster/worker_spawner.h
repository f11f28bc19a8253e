// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// fork(2), and what must be true in the child before it is a worker: it dies with its master, hears no terminal, owns
// no descriptor that is not its own, and writes to a pipe that the master reads. What the child then does is its
// caller's.

#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/base/unique_fd.h"
#include "server/net/message_channel.h"

namespace cluster {

/// The master's ends of a child. All are non-blocking and close-on-exec.
struct SpawnedWorker {
  pid_t pid = 0;
  base::UniqueFd process;  ///< a pidfd, so that no signal can reach another process of the same number; may be empty
  base::UniqueFd channel;  ///< SOCK_SEQPACKET
  base::UniqueFd output;   ///< what the child writes to stdout and stderr
};

/// Sends a signal to that very process. False when it is gone.
bool sendSignal(const SpawnedWorker& worker, int signal);

class WorkerSpawner {
 public:
  /// What runs in the child, with its end of the channel; the outcome is the child's exit code.
  using ChildMain = std::function<int(base::UniqueFd channel)>;

  /// `inChild` runs first in the child, see MasterOptions; may be empty.
  explicit WorkerSpawner(std::function<void()> inChild) : m_inChild(std::move(inChild)) {}
  /// The calling process must have one thread. The child keeps `descriptors`, and never returns from here.
  [[nodiscard]] base::Result<SpawnedWorker> spawn(std::span<const int> descriptors, const ChildMain& childMain) const;

 private:
  struct Pipes;
  [[noreturn]] void runChild(Pipes& pipes, pid_t master, std::span<const int> descriptors,
                             const ChildMain& childMain) const;
  std::function<void()> m_inChild;
};

/// In the child: its end of the channel. Without a master nobody would replace or stop it, and the port is to be free
/// for the next one: it is told to leave then, with this exit code.
base::Result<std::unique_ptr<net::MessageChannel>> hearMaster(
    net::EventLoop& loop, base::UniqueFd end, std::function<void(std::string_view, base::UniqueFd)> received,
    std::function<void(int)> leave);
/// Has the kernel end this process with its parent, and ends it now if `parent` is gone already. To be repeated after
/// any change of user, which clears it (prctl(2)).
void dieWith(pid_t parent);
/// Closes every descriptor from 3 up but these.
void closeAllBut(std::vector<int> kept);
/// Before another program is executed: none is blocked there, nor ignored because we do.
void giveSignalsBack();

}  // namespace cluster
