// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The master's end of one life of a slot: its process, its channel, its output and its heart. Drains it, ends it, and
// sums it up when it is over. What comes next is the slot's business.
//
// With model = "threads" the process has as many event loops as workers are wanted: each has an entry and a row of its
// own, and everything else is of the process. One that stands still is taken for all.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/cluster/exit_report.h"
#include "server/cluster/hang_watch.h"
#include "server/cluster/restart_policy.h"
#include "server/cluster/surroundings.h"
#include "server/cluster/worker_output.h"
#include "server/control/message.h"
#include "server/net/message_channel.h"

namespace cluster {

class WorkerHandle;

/// Hears what a living worker says.
class WorkerObserver {
 public:
  virtual void workerReady(WorkerHandle& worker) = 0;
  /// The connection of this number is the worker's now.
  virtual void connectionTaken(std::uint64_t number) = 0;
  /// Its access log takes nothing, or took nothing for a while: so many lines are lost.
  virtual void accessLogTroubled(const std::string& reason, std::int64_t lost) = 0;

 protected:
  ~WorkerObserver() = default;
};

/// The sum of a life.
struct EndedLife {
  control::WorkerExit exit;
  EndedRun run;
  std::vector<base::Problem> problems;  ///< why it could not start, where it did not
};

class WorkerHandle final : public net::Destroyable {
 public:
  static base::Result<std::unique_ptr<WorkerHandle>> fork(Surroundings& surroundings, WorkerObserver& observer,
                                                          const GenerationPointer& generation, int slot, int restarts);
  ~WorkerHandle() override;

  [[nodiscard]] pid_t pid() const { return m_process.pid; }
  [[nodiscard]] int slot() const { return m_slot; }
  /// They have the slots from slot() on.
  [[nodiscard]] int loops() const { return static_cast<int>(m_entries.size()); }
  [[nodiscard]] int generation() const { return m_generation; }
  [[nodiscard]] bool isReady() const { return m_readyAt && !m_intended; }
  [[nodiscard]] bool isBooting() const { return !m_readyAt && !m_intended; }
  /// It was told to go, and why.
  [[nodiscard]] std::optional<control::ExitReason> intended() const { return m_intended; }
  /// How long it has been ready; zero before.
  [[nodiscard]] base::Milliseconds served() const;
  /// One a loop.
  [[nodiscard]] std::vector<control::WorkerStatus> statuses() const;
  /// Of all its loops.
  [[nodiscard]] http::CounterSums counters() const;

  /// Graceful end: TERM after `timeout`, KILL a second later. Told again, the reason stays and the earlier time counts.
  void drain(control::ExitReason reason, const std::string& askedBy, base::Milliseconds timeout);
  /// A signal by request; the exit it may lead to is the restart policy's.
  bool signal(int number, const std::string& askedBy);
  /// The descriptor stays ours too.
  void send(const control::WorkerMessage& message, int descriptor = -1);
  /// Whether it can take one more connection when it takes `passed` that are on their way to it.
  [[nodiscard]] bool hasRoom(int passed) const;
  /// Whether it knows the listener of this descriptor of ours.
  [[nodiscard]] bool serves(int listeningFd) const;
  /// Passes a connection from that listener; the descriptor stays ours too. False: it cannot take any now.
  bool pass(std::uint64_t number, int listeningFd, int connectionFd);
  /// It could exchange the keys of TLS tickets with other machines.
  [[nodiscard]] bool canShareTickets() const { return m_canShareTickets; }
  /// Null: it writes none.
  [[nodiscard]] AccessFile* accessFile() const { return m_accessFile.get(); }
  /// Gives it the file as it is open now.
  void passAccessLog();
  /// To be called every heartbeat interval; silence counts from `trustedSince` at the earliest.
  void lookAtHeart(base::MonotonicTime trustedSince);
  /// After its end was waited for: reads its last words.
  EndedLife conclude(int waitStatus);

 private:
  WorkerHandle(Surroundings& surroundings, WorkerObserver& observer, const GenerationPointer& generation, int slot,
               int restarts, SpawnedWorker process, std::vector<ScoreboardEntry*> entries);
  base::Result<void> listen();
  void handleMessage(std::string_view json);
  /// What it sent before its end and nobody read yet.
  void receiveLastWords();
  void handleReady(const control::WorkerReady& ready);
  void handleRequests(const control::RequestsServed& served);
  void handleBootTimeout();
  void escalate();
  void report(control::Event event);
  [[nodiscard]] base::Milliseconds age() const;
  [[nodiscard]] std::vector<base::Problem> bootProblems(const control::WorkerExit& exit) const;
  /// The one that beat longest ago.
  [[nodiscard]] const ScoreboardEntry& stillest() const;
  [[nodiscard]] control::WorkerState stateOf(const ScoreboardEntry& entry) const;

  Surroundings& m_surroundings;
  WorkerObserver& m_observer;
  const int m_slot;
  const int m_generation;
  const int m_restarts;
  const base::Milliseconds m_bootAllowed;
  const std::vector<int> m_listeners;  ///< our descriptors, in the order that it knows them
  const std::shared_ptr<AccessFile> m_accessFile;
  const bool m_canShareTickets;
  const std::vector<ScoreboardEntry*> m_entries;  ///< one a loop
  const std::int64_t m_room;                      ///< for connections, in all its loops
  SpawnedWorker m_process;
  std::unique_ptr<net::MessageChannel> m_channel;
  WorkerOutput m_output;
  const base::MonotonicTime m_forkedAt;
  std::optional<base::MonotonicTime> m_readyAt;
  std::vector<std::string> m_fingerprints;
  std::vector<base::Problem> m_failure;  ///< what it said before it gave up
  HangWatch m_hangWatch;
  bool m_hung = false;
  bool m_bootTimedOut = false;
  bool m_over = false;
  std::optional<control::ExitReason> m_intended;
  std::optional<int> m_signalSent;
  std::string m_askedBy = "none";
  net::Timer m_bootTimer;
  net::Timer m_endTimer;  ///< to TERM, then to KILL
};

}  // namespace cluster
