// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One thing that happened to a cluster, as a structured fact. The master makes events, keeps them in its rings and
// sends them over the control socket; the panel builds its own sentence from the fields, `text` serves terminals.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/base/problem.h"
#include "server/base/time.h"

namespace control {

/// Wire names in the comments, with the fields that each kind carries in Event::fields.
enum class EventKind {
  MasterStarted,        // master.started        version, workers
  MasterStopping,       // master.stopping       asked_by, signal?
  MasterStopped,        // master.stopped        uptime_ms
  ListenerBound,        // listener.bound        address, port, protocol
  ListenerFailed,       // listener.failed       (problems)
  ConfigAccepted,       // config.accepted       file
  ConfigRejected,       // config.rejected       file, (problems)
  WorkerForked,         // worker.forked         restarts
  WorkerReady,          // worker.ready          boot_ms
  WorkerOutput,         // worker.output         line
  WorkerDraining,       // worker.draining       reason, connections
  WorkerExited,         // worker.exited         see WorkerExit
  WorkerUnresponsive,   // worker.unresponsive   silent_ms, action ("warned", "SIGABRT", "SIGKILL")
  RestartDelayed,       // restart.delayed       delay_ms, unstable, [reason: why it could not be forked]
  RestartAbandoned,     // restart.abandoned     unstable
  ScaleChanged,         // scale.changed         from, to
  ReloadStarted,        // reload.started        reason ("reload", "restart", "certificate", "config")
  ReloadFinished,       // reload.finished       outcome ("done", "aborted"), duration_ms
  UpgradeStarted,       // upgrade.started       program, successor (its PID)
  UpgradeFinished,      // upgrade.finished      outcome (as above), duration_ms, version?, (problems)
  CertificateLoaded,    // certificate.loaded    names, fingerprint, not_after, days_left, file
  CertificateExpiring,  // certificate.expiring  names, days_left, file, (problems)
  KeeperForked,         // keeper.forked         restarts
  KeeperExited,  // keeper.exited         code? or signal?, uptime_ms, hung, next, delay_ms, reason? (why none could be
                 // forked)
  SessionStoreDown,  // session_store.down    reason
  SessionStoreUp,    // session_store.up
  TicketsShared,     // tickets.shared        (TLS ticket keys are those of all machines)
  TicketsAlone,      // tickets.alone         reason
  RequestServed,     // request.served        method, target, status, bytes, duration_us, protocol, client, left_out?
  RequestsLimited,   // requests.limited      count, client (of the last one), path (of its limit); once a minute
  AccessLogFailed,   // access_log.failed     file, reason, lost (lines), by the workers and once a minute
  EventsLost,        // events.lost           count
};

std::span<const EventKind> allEventKinds();
std::string_view name(EventKind kind);
std::optional<EventKind> eventKindFromName(std::string_view name);

using FieldValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

struct Event {
  std::uint64_t seq = 0;  ///< 1, 2, 3 ... within one master instance and ring
  base::UnixMilliseconds time = 0;
  EventKind kind{};
  std::optional<int> slot;
  std::optional<pid_t> pid;
  std::optional<int> generation;
  std::map<std::string, FieldValue> fields;
  std::vector<base::Problem> problems;
  std::string text;  ///< one English sentence with its full stop

  [[nodiscard]] std::int64_t integer(const std::string& field, std::int64_t otherwise = 0) const;
  [[nodiscard]] std::string string(const std::string& field) const;
  [[nodiscard]] bool flag(const std::string& field) const;
  /// How many slots it is about, from `slot` on: more than one where a process of several threads is meant.
  [[nodiscard]] int slotCount() const;
  [[nodiscard]] bool concerns(int other) const;
  bool operator==(const Event&) const = default;
};

/// Why a worker's life ended.
enum class ExitReason {
  Stopped,     // "stopped": a stop, a scale-down or a drain was asked for
  Recycled,    // "recycled": restarted by request
  Replaced,    // "replaced": a reload brought a newer generation
  BootFailed,  // "boot-failed": exited before it was ready, or was not ready in time
  Exited,      // "exited": by itself, with a code
  Crashed,     // "crashed": SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP
  Killed,      // "killed": by a signal from outside Forkyard
  Hung,        // "hung": its event loop stood still, so the master ended it
  LostMaster,  // "lost-master"
};
std::string_view name(ExitReason reason);
std::optional<ExitReason> exitReasonFromName(std::string_view name);

/// The fields of worker.exited. Exactly one of code and signal is set.
struct WorkerExit {
  std::optional<int> code;
  std::string signal;  ///< "SIGKILL"; empty when it exited by itself
  bool coreDumped = false;
  ExitReason reason = ExitReason::Exited;
  std::string askedBy = "none";  ///< "panel", "command line", "master", "none"
  base::Milliseconds uptime{0};
  int restarts = 0;
  std::int64_t requests = 0;
  std::int64_t connections = 0;  ///< open at the end; those of a drain's end are `cut`
  bool outOfMemory = false;      ///< the cgroup's oom_kill counter rose
  std::string next;              ///< "at once", "delayed", "abandoned", "none": what the master does now
  std::int64_t delayMs = 0;      ///< with next = "delayed"
};
std::map<std::string, FieldValue> fieldsOf(const WorkerExit& exit);
WorkerExit workerExitFrom(const Event& event);

/// The English sentence for an event, made from its fields alone.
std::string eventText(const Event& event);

}  // namespace control
