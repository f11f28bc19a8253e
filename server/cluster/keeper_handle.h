// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The master's end of the keeper: forks it where sessions need it, joins every worker to it, and forks it again when
// it dies. It holds nothing on a disk: its death loses the sessions, and is told.

#pragma once

#include <memory>
#include <optional>

#include "server/cluster/hang_watch.h"
#include "server/cluster/restart_policy.h"
#include "server/cluster/session_health.h"
#include "server/cluster/slot_table.h"
#include "server/cluster/surroundings.h"
#include "server/cluster/worker_output.h"

namespace cluster {

class KeeperHandle {
 public:
  /// A new keeper is joined to every life in `slots`.
  KeeperHandle(Surroundings& surroundings, SlotTable& slots);
  ~KeeperHandle();

  /// Forks it where the configuration needs one and there is none. Once there, it stays until stop(): a reload never
  /// loses sessions.
  void keepFor(const config::Config& config);
  /// Gives both the keeper and each event loop of the worker an end of a new socket pair; without a keeper nothing.
  void connect(WorkerHandle& worker);
  /// What workers say of their store, and what that means: see SessionHealth.
  void tell(pid_t worker, int slot, const std::string& reason) { m_health.tell(worker, slot, reason); }
  void forget(pid_t worker) { m_health.forget(worker); }
  void takeOver() { m_health.takeOver(); }
  [[nodiscard]] const std::optional<SessionHealth::Outage>& outage() const { return m_health.outage(); }
  /// True when it was the keeper that ended.
  bool handleExit(pid_t pid, int waitStatus);
  /// To be called every heartbeat interval; see WorkerHandle::lookAtHeart.
  void lookAtHeart(base::MonotonicTime trustedSince);
  /// For good. It is gone when isThere() says so.
  void stop();
  [[nodiscard]] bool isThere() const { return m_life != nullptr; }

 private:
  struct Life;
  void fork();
  base::Result<std::unique_ptr<Life>> makeLife();
  void forkLater(base::Milliseconds uptime, std::map<std::string, control::FieldValue>& fields);
  void report(control::EventKind kind, std::optional<pid_t> pid, std::map<std::string, control::FieldValue> fields);

  Surroundings& m_surroundings;
  SlotTable& m_slots;
  SessionHealth m_health;
  config::Config m_config;  ///< of the newest generation that needs it
  std::unique_ptr<Life> m_life;
  RestartHistory m_history;
  int m_restarts = -1;
  net::Timer m_restartTimer;
  bool m_isWanted = false;
};

}  // namespace cluster
