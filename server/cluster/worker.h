// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The child: one process that serves until its master says drain, or is gone. Serving itself is WorkerLoop's, of which
// there is one, or with model = "threads" one a thread; this is the process around them: channel, signals, rights.
//
// The first loop runs in the process's first thread and is the one that hears the master and signals; the others are
// reached by their mailboxes, and answer through the first one's. Loops share what never changes (the generation),
// atomics (the scoreboard), and the session table with its lock: nothing else.

#pragma once

#include <signal.h>
#include <sys/types.h>

#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "server/cluster/worker_loop.h"
#include "server/net/message_channel.h"
#include "server/net/signal_watch.h"

namespace cluster {

struct WorkerSetup {
  int slot = 0;     ///< of the first loop; the others have the next ones
  int workers = 1;  ///< wanted in all
  GenerationPointer generation;
  const Scoreboard& scoreboard;
  std::vector<ScoreboardEntry*> entries;  ///< one a loop, at least one
  base::UniqueFd channel;
  base::UniqueFd accessLog;  ///< with access = a file; none where it could not be opened
  net::TicketKeys ticketKeys;
  pid_t master = 0;
};

class Worker {
 public:
  explicit Worker(WorkerSetup setup);
  /// Serves until the end. The exit code: 0 after a drain; exitConfiguration where it cannot serve what it was given.
  int run();

 private:
  base::Result<void> start();
  base::Result<void> makeLoops();
  base::Result<void> startThreads();
  base::Result<std::unique_ptr<WorkerLoop>> makeLoop(std::size_t number);
  /// In the thread of that loop: now where it is the first one.
  void onLoop(std::size_t number, std::function<void(WorkerLoop&)> work);
  void onEveryLoop(const std::function<void(WorkerLoop&)>& work);
  /// From that loop's thread, in the first one's: now where it is the same.
  void onFirst(std::size_t number, std::function<void()> work);
  void send(const control::WorkerMessage& message) { m_channel->send(control::toJson(message)); }

  void handleMessage(std::string_view json, base::UniqueFd descriptor);
  void take(const control::ConnectionPassed& passed, base::UniqueFd connection);
  void reopenAccessLog(const base::UniqueFd& file);
  void handleTerminate();
  void drain();
  void handleLeft();
  void handleDrained();
  void endThreads();
  [[noreturn]] void leave(int code);
  int fail(const base::Error& error) const;

  WorkerSetup m_setup;
  sessions::SharedSessionTable m_sessions;
  std::vector<std::unique_ptr<WorkerLoop>> m_loops;
  std::unique_ptr<net::MessageChannel> m_channel;  ///< on the first loop
  std::unique_ptr<net::SignalWatch> m_signals;
  std::optional<net::Timer> m_drainTimer;
  std::vector<std::thread> m_threads;  ///< of all loops but the first
  bool m_haveThreadsEnded = false;     ///< written when they have
  std::size_t m_lastDealt = 0;
  std::size_t m_left = 0;     ///< loops that left the listeners
  std::size_t m_drained = 0;  ///< loops without a connection, after that
  bool m_draining = false;
};

}  // namespace cluster
