// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is asked of the master over the control socket.

#include <fmt/format.h>

#include <filesystem>

#include "server/cluster/exit_report.h"
#include "server/cluster/forking_master.h"
#include "server/config/config_choices.h"

namespace cluster {

using control::EventKind;

namespace {

template<typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template<typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

base::Result<void> ForkingMaster::carryOut(const control::Call& call, const std::string& askedBy) {
  const auto drainTimeout = m_generation->config.cluster.drainTimeout;
  if (const auto* stopping = std::get_if<control::StopCall>(&call)) {
    const base::Milliseconds timeout{stopping->timeoutMs.value_or(drainTimeout.count())};
    stop(askedBy, "", timeout);
    return {};
  }
  if (m_stopping) return base::failure("the server is stopping");
  // A worker is its own master's until its end; anything else the new master would not know of.
  if (isChangingHands() && !std::holds_alternative<control::WorkerCall>(call))
    return base::failure(std::string(upgradeUnderWay));
  return std::visit(
      Overloaded{[&](const control::ReloadCall&) { return requestReload({.reason = "reload", .askedBy = askedBy}); },
                 [&](const control::RestartCall&) { return requestReload({.reason = "restart", .askedBy = askedBy}); },
                 [&](const control::ReopenLogsCall&) {
                   reopenLogs();
                   return base::Result<void>();
                 },
                 [&](const control::ScaleCall& scaling) { return scale(scaling.workers, askedBy); },
                 [&](const control::WorkerCall& worker) { return actOnWorker(worker, askedBy); },
                 [&](const auto&) { return base::Result<void>(base::failure("this server does not do that")); }},
      call);
}

base::Result<void> ForkingMaster::scale(int workers, const std::string& askedBy) {
  if (workers < 1 || workers > config::maximumWorkers) {
    return base::failure(fmt::format("workers must be 1 to {}, not {}", config::maximumWorkers, workers));
  }
  const int before = m_slots.wanted();
  if (workers == before) return {};
  const bool isThreaded = m_generation->config.cluster.model == config::Model::Threads;
  if (isThreaded && (m_roll.isUnderWay() || m_slots.find(0)->isReplacing()))
    return base::failure("the worker process is being replaced; try again in a moment");
  report(EventKind::ScaleChanged, {{"from", std::int64_t{before}}, {"to", std::int64_t{workers}}});
  m_slots.scaleTo(workers, m_generation, askedBy);
  handleChange();
  return {};
}

base::Result<void> ForkingMaster::actOnWorker(const control::WorkerCall& call, const std::string& askedBy) {
  Slot* slot = m_slots.find(call.slot);
  if (slot == nullptr) return base::failure(fmt::format("there is no slot {}", call.slot));
  const base::Result<void> gone = base::failure(fmt::format("slot {} has no such worker now", call.slot));
  switch (call.action) {
    case control::WorkerAction::Drain:
      if (!slot->drain(call.generation, askedBy)) return gone;
      break;
    case control::WorkerAction::Kill: {
      const std::optional<int> signal = sendableSignal(call.signal);
      if (!signal) return base::failure(fmt::format("{} is not a signal for workers", call.signal));
      if (!slot->signal(call.generation, *signal, askedBy)) return gone;
      break;
    }
    case control::WorkerAction::Restart:
      if (slot->isReplacing()) return base::failure(fmt::format("slot {} is being replaced already", call.slot));
      if (slot->lives().empty()) {
        slot->start(m_generation);
      } else {
        slot->replace(slot->generation(), control::ExitReason::Recycled, askedBy);
      }
      break;
  }
  handleChange();
  return {};
}

control::Status ForkingMaster::status() {
  const config::Config& config = m_generation->config;
  control::Status status;
  status.name = config.name;
  status.title = config.title.empty() ? config.name : config.title;
  status.pid = ::getpid();
  status.version = FORKYARD_VERSION;
  status.instance = m_control != nullptr ? m_control->instance() : std::string();
  status.state = m_stopping ? control::MasterState::Stopping : m_slots.state();
  status.generation = m_generation->number;
  status.config = config.file.empty() ? std::string() : std::filesystem::absolute(config.file).string();
  const auto uptime = base::MonotonicClock::now() - m_startedAt;
  status.uptimeMs = std::chrono::duration_cast<base::Milliseconds>(uptime).count();
  status.workersWanted = m_slots.wanted();
  status.listeners = m_generation->listeners.statuses();
  status.workers = m_slots.statuses();
  status.latency = m_slots.latency();
  if (config::needsSessions(config))
    status.sessions.store = config::nameOf(config::sessionStoreKinds, config.sessions.store);
  if (const auto& outage = m_keeper.outage()) {
    status.sessions.downSince = outage->since;
    status.sessions.reason = outage->reason;
  }
  status.problems = m_slots.problems();
  status.problems.insert(status.problems.end(), m_rejected.begin(), m_rejected.end());
  for (base::Problem& warning : m_generation->identities->warnings()) status.problems.push_back(std::move(warning));
  return status;
}

}  // namespace cluster
