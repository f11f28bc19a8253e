// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/control/event.h"

#include <algorithm>
#include <array>
#include <utility>

namespace control {

namespace {

constexpr std::int64_t mostSlots = 256;

template<typename Enum, std::size_t count>
std::string_view nameIn(const std::array<std::pair<Enum, std::string_view>, count>& table, Enum value) {
  for (const auto& [each, text] : table)
    if (each == value) return text;
  return {};
}

template<typename Enum, std::size_t count>
std::optional<Enum> valueIn(const std::array<std::pair<Enum, std::string_view>, count>& table, std::string_view text) {
  for (const auto& [each, name] : table)
    if (name == text) return each;
  return std::nullopt;
}

using enum EventKind;
constexpr std::array<std::pair<EventKind, std::string_view>, 32> kindNames = {{
    {MasterStarted, "master.started"},
    {MasterStopping, "master.stopping"},
    {MasterStopped, "master.stopped"},
    {ListenerBound, "listener.bound"},
    {ListenerFailed, "listener.failed"},
    {ConfigAccepted, "config.accepted"},
    {ConfigRejected, "config.rejected"},
    {WorkerForked, "worker.forked"},
    {WorkerReady, "worker.ready"},
    {WorkerOutput, "worker.output"},
    {WorkerDraining, "worker.draining"},
    {WorkerExited, "worker.exited"},
    {WorkerUnresponsive, "worker.unresponsive"},
    {RestartDelayed, "restart.delayed"},
    {RestartAbandoned, "restart.abandoned"},
    {ScaleChanged, "scale.changed"},
    {ReloadStarted, "reload.started"},
    {ReloadFinished, "reload.finished"},
    {UpgradeStarted, "upgrade.started"},
    {UpgradeFinished, "upgrade.finished"},
    {CertificateLoaded, "certificate.loaded"},
    {CertificateExpiring, "certificate.expiring"},
    {KeeperForked, "keeper.forked"},
    {KeeperExited, "keeper.exited"},
    {SessionStoreDown, "session_store.down"},
    {SessionStoreUp, "session_store.up"},
    {TicketsShared, "tickets.shared"},
    {TicketsAlone, "tickets.alone"},
    {RequestServed, "request.served"},
    {RequestsLimited, "requests.limited"},
    {AccessLogFailed, "access_log.failed"},
    {EventsLost, "events.lost"},
}};

using enum ExitReason;
constexpr std::array<std::pair<ExitReason, std::string_view>, 9> reasonNames = {{
    {Stopped, "stopped"},
    {Recycled, "recycled"},
    {Replaced, "replaced"},
    {BootFailed, "boot-failed"},
    {Exited, "exited"},
    {Crashed, "crashed"},
    {Killed, "killed"},
    {Hung, "hung"},
    {LostMaster, "lost-master"},
}};

template<typename T>
const T* fieldOf(const Event& event, const std::string& field) {
  const auto found = event.fields.find(field);
  return found == event.fields.end() ? nullptr : std::get_if<T>(&found->second);
}

}  // namespace

std::span<const EventKind> allEventKinds() {
  static const auto kinds = [] {
    std::array<EventKind, kindNames.size()> list{};
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = kindNames[i].first;
    return list;
  }();
  return kinds;
}

std::string_view name(EventKind kind) {
  return nameIn(kindNames, kind);
}
std::optional<EventKind> eventKindFromName(std::string_view name) {
  return valueIn(kindNames, name);
}

std::string_view name(ExitReason reason) {
  return nameIn(reasonNames, reason);
}
std::optional<ExitReason> exitReasonFromName(std::string_view name) {
  return valueIn(reasonNames, name);
}

std::int64_t Event::integer(const std::string& field, std::int64_t otherwise) const {
  const auto* value = fieldOf<std::int64_t>(*this, field);
  return value != nullptr ? *value : otherwise;
}

std::string Event::string(const std::string& field) const {
  const auto* value = fieldOf<std::string>(*this, field);
  return value != nullptr ? *value : std::string();
}

bool Event::flag(const std::string& field) const {
  const auto* value = fieldOf<bool>(*this, field);
  return value != nullptr && *value;
}

int Event::slotCount() const {
  // It may come from elsewhere: never more than there can be.
  return slot ? static_cast<int>(std::clamp<std::int64_t>(integer("slots"), 1, mostSlots)) : 0;
}

bool Event::concerns(int other) const {
  return slot && other >= *slot && other - *slot < slotCount();
}

std::map<std::string, FieldValue> fieldsOf(const WorkerExit& exit) {
  std::map<std::string, FieldValue> fields = {
      {"core_dumped", exit.coreDumped},
      {"reason", std::string(name(exit.reason))},
      {"asked_by", exit.askedBy},
      {"uptime_ms", std::int64_t{exit.uptime.count()}},
      {"restarts", std::int64_t{exit.restarts}},
      {"requests", exit.requests},
      {"connections", exit.connections},
      {"out_of_memory", exit.outOfMemory},
      {"next", exit.next},
      {"delay_ms", exit.delayMs},
  };
  if (exit.code) fields["code"] = std::int64_t{*exit.code};
  if (!exit.signal.empty()) fields["signal"] = exit.signal;
  return fields;
}

WorkerExit workerExitFrom(const Event& event) {
  WorkerExit exit;
  if (const auto* code = fieldOf<std::int64_t>(event, "code")) exit.code = static_cast<int>(*code);
  exit.signal = event.string("signal");
  exit.coreDumped = event.flag("core_dumped");
  exit.reason = exitReasonFromName(event.string("reason")).value_or(ExitReason::Exited);
  exit.askedBy = event.string("asked_by");
  exit.uptime = base::Milliseconds(event.integer("uptime_ms"));
  exit.restarts = static_cast<int>(event.integer("restarts"));
  exit.requests = event.integer("requests");
  exit.connections = event.integer("connections");
  exit.outOfMemory = event.flag("out_of_memory");
  exit.next = event.string("next");
  exit.delayMs = event.integer("delay_ms");
  return exit;
}

}  // namespace control
