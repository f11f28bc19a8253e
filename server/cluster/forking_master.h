// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The master's own business: it puts its parts together, hears signals and calls, and decides what the cluster as a
// whole does. What one slot does is Slot's, how a reload goes is RollingReload's, what a person is told is the
// history's.

#pragma once

#include <signal.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "server/cluster/connection_dealer.h"
#include "server/cluster/expiry_watch.h"
#include "server/cluster/file_watch.h"
#include "server/cluster/hang_watch.h"
#include "server/cluster/keeper_handle.h"
#include "server/cluster/master.h"
#include "server/cluster/rolling_reload.h"
#include "server/cluster/sd_notify.h"
#include "server/cluster/slot_table.h"
#include "server/cluster/successor.h"
#include "server/cluster/ticket_rotation.h"
#include "server/cluster/ticket_sharing.h"
#include "server/cluster/turn_away.h"
#include "server/net/signal_watch.h"

namespace cluster {

class ForkingMaster final : public Master, private SlotObserver {
 public:
  ForkingMaster(net::EventLoop& loop, MasterOptions options, GenerationPointer generation, Scoreboard scoreboard,
                net::TicketKeys ticketKeys);

  [[nodiscard]] EventHistory& history() override { return m_history; }
  void setControlServer(ControlServer& server) override { m_control = &server; }
  base::Result<void> start() override;
  void requestStop(const std::string& askedBy, const std::string& signal) override;
  control::Status status() override;
  base::Result<void> carryOut(const control::Call& call, const std::string& askedBy) override;
  void upgrade(const control::UpgradeCall& call, const std::string& askedBy, Answer answer) override;

 private:
  /// Why a new generation is made. "reload", "restart", "certificate" or "config", as reload.started tells it.
  struct ReloadRequest {
    std::string reason;
    std::string askedBy;
    [[nodiscard]] bool readsAnew() const { return reason != "restart"; }
  };

  // starting
  void raiseDescriptorLimit() const;
  base::Result<void> watchSignals();
  [[nodiscard]] int workersAtStart() const;
  void reportBound(const ListenerSet& before) const;
  void beginWatchdog();
  void warnOfExpiry(const ExpiryWatch::Expiring& expiring) const;
  void reportCertificates(const std::vector<std::string>& known) const;  ///< those that are not known yet
  int runWorker(base::UniqueFd channel, int slot, const GenerationPointer& generation, ScoreboardEntries entries);

  // what happens
  void handleSignal(const signalfd_siginfo& signal);
  void reap(), tick(), reopenLogs(), tellAccessLogTrouble();
  void slotReady(Slot& slot) override;
  void slotReplacementFailed(Slot& slot, const std::vector<base::Problem>& problems) override;
  void slotExited(Slot& slot, pid_t pid) override;
  void connectionTaken(std::uint64_t number) override;
  void accessLogTroubled(const std::string& reason, std::int64_t lost) override;
  void dealOrNot();
  void handleChange();
  void tellBooted(), tellServiceManager(), finishIfEmpty();
  void reportStopped() const;

  // reloading
  base::Result<void> requestReload(ReloadRequest request);
  base::Result<GenerationPointer> makeNext(const ReloadRequest& request);
  base::Result<config::Config> readConfigAnew() const;
  void beginReload(const ReloadRequest& request, GenerationPointer next);
  void handleFilesChanged(const std::vector<std::filesystem::path>& files);
  void watchFiles();
  void handleReloadFinished(RollingReload::Outcome outcome, const std::vector<base::Problem>& problems);
  void reloadPending();

  // upgrading: from a predecessor, and to a successor
  void followPredecessor();
  void takeCharge();
  struct Upgrade {
    std::string program;
    std::string askedBy;
    Answer answer;
    base::MonotonicTime began;
    std::unique_ptr<Successor> successor;
  };
  static constexpr std::string_view upgradeUnderWay = "an upgrade is under way; try again in a moment";
  /// Before we are in charge, and while a successor gets ready.
  [[nodiscard]] bool isChangingHands() const { return !m_inCharge || (m_upgrade && !m_handedOver); }
  [[nodiscard]] base::Result<void> checkUpgrade(const std::string& program) const;
  void handEverything(Successor& successor) const;
  void handleSuccessorFailed(const base::Error& error);
  void handOver();
  void drainHandedOver();

  void stop(const std::string& askedBy, const std::string& signal, base::Milliseconds timeout);
  /// Lets go of the listeners and drains every worker.
  void endServing(control::ExitReason reason, const std::string& askedBy, base::Milliseconds timeout);
  base::Result<void> scale(int workers, const std::string& askedBy);
  base::Result<void> actOnWorker(const control::WorkerCall& call, const std::string& askedBy);
  void report(control::EventKind kind, std::map<std::string, control::FieldValue> fields,
              std::vector<base::Problem> problems = {}) const;

  net::EventLoop& m_loop;
  MasterOptions m_options;
  mutable EventHistory m_history;
  Scoreboard m_scoreboard;
  net::TicketKeys m_ticketKeys;
  WorkerSpawner m_spawner;
  OomCounter m_oomCounter;
  std::mt19937 m_chance{std::random_device{}()};
  Surroundings m_surroundings;
  SlotTable m_slots;
  KeeperHandle m_keeper;
  RollingReload m_roll;
  TicketRotation m_ticketRotation;
  TicketSharing m_ticketSharing;
  TurnAway m_turnAway;
  ConnectionDealer m_dealer;
  FileWatch m_fileWatch;
  const std::string m_program;  ///< our own file, as it was called when we started
  ExpiryWatch m_expiryWatch;
  SdNotify m_serviceManager;
  std::unique_ptr<net::SignalWatch> m_signals;
  net::Timer m_tickTimer;
  net::Timer m_watchdogTimer;
  std::optional<LatenessWatch> m_lateness;

  ControlServer* m_control = nullptr;
  std::optional<Upgrade> m_upgrade;
  const base::MonotonicTime m_startedAt;
  GenerationPointer m_generation;      ///< in use, once no reload is under way in all slots
  GenerationPointer m_nextGeneration;  ///< while a reload is under way
  int m_lastGenerationNumber;
  base::MonotonicTime m_reloadBegan;
  std::optional<ReloadRequest> m_pendingReload;  ///< at most one waits
  std::vector<base::Problem> m_rejected;         ///< why the last reload changed nothing
  AccessTrouble m_accessTrouble;
  bool m_inCharge = true;     ///< not before a predecessor handed over
  bool m_handedOver = false;  ///< to a successor: only what still drains is ours
  bool m_toldBooted = false;
  bool m_toldReady = false;  ///< to the service manager
  bool m_stopping = false;
  int m_exitCode = 0;
};

}  // namespace cluster
