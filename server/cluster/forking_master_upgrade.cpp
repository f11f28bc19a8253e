// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Taking over from an older master, and handing over to a newer one. Until the very moment the old one serves as if
// nothing were: it lets go of nothing before the new one's workers are ready.

#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "server/cluster/forking_master.h"

namespace cluster {

using control::EventKind;

namespace {

/// What the new master may take to read, check and fetch, before its workers' boot_timeout counts.
constexpr base::Milliseconds loadingTime{10'000};

base::Milliseconds since(base::MonotonicTime began) {
  return std::chrono::duration_cast<base::Milliseconds>(base::MonotonicClock::now() - began);
}

base::Problem upgradeFailed(const std::string& program, const std::string& reason) {
  return {.code = base::ProblemCode::UpgradeFailed, .arguments = {{"program", program}, {"reason", reason}}};
}

}  // namespace

// --- the new master -----------------------------------------------------------------------------------------------

int ForkingMaster::workersAtStart() const {
  const int configured = config::workerCount(m_generation->config.cluster);
  if (m_options.predecessor == nullptr) return configured;
  const control::MasterHanded& before = m_options.predecessor->master();
  // A number that was scaled to by hand stays until the file asks for another one, as on a reload.
  return configured == before.workersConfigured ? before.workersWanted : configured;
}

void ForkingMaster::followPredecessor() {
  m_inCharge = false;
  m_history.hold();
  m_options.predecessor->listen({.handedOver = [this] { takeCharge(); },
                                 .abandoned = [this] { requestStop("master", ""); },
                                 .happened =
                                     [this](control::Event event) {
                                       event.seq = 0;
                                       m_history.add(std::move(event));
                                     },
                                 .gone = [this] { handleChange(); }});
}

void ForkingMaster::takeCharge() {
  m_inCharge = true;
  // The old master may have turned the log over since we opened it.
  reopenLogs();
  m_history.release(m_options.predecessor->takeEvents(), m_options.predecessor->lastSeq());
  m_keeper.takeOver();
  report(EventKind::UpgradeFinished, {{"outcome", std::string("done")},
                                      {"version", std::string(FORKYARD_VERSION)},
                                      {"duration_ms", std::int64_t{since(m_startedAt).count()}}});
  m_control->takeCharge();
  beginWatchdog();
  dealOrNot();
  handleChange();
  if (m_toldBooted && m_options.booted) m_options.booted({});
  reloadPending();
}

// --- the old master -----------------------------------------------------------------------------------------------

base::Result<void> ForkingMaster::checkUpgrade(const std::string& program) const {
  if (m_stopping) return base::failure("the server is stopping");
  if (isChangingHands()) return base::failure(std::string(upgradeUnderWay));
  if (m_roll.isUnderWay()) return base::failure("a reload is under way; upgrade once it has finished");
  if (m_options.predecessor != nullptr && m_options.predecessor->isThere())
    return base::failure("workers from before the last upgrade still drain; upgrade once they are gone");
  std::error_code unreadable;
  const auto status = std::filesystem::status(program, unreadable);
  if (unreadable) return base::failure(upgradeFailed(program, base::errnoText(unreadable.value())));
  if (!std::filesystem::is_regular_file(status)) return base::failure(upgradeFailed(program, "it is no program"));
  if (::access(program.c_str(), X_OK) != 0) return base::failure(upgradeFailed(program, base::errnoText(errno)));
  return {};
}

void ForkingMaster::upgrade(const control::UpgradeCall& call, const std::string& askedBy, Answer answer) {
  const std::string program = call.program.empty() ? m_program : call.program;
  if (const base::Result<void> possible = checkUpgrade(program); !possible) return answer(possible);
  const SuccessorCommand command{.program = program,
                                 .arguments = m_options.successorArguments,
                                 .environment = m_serviceManager.environment(),
                                 .patience = loadingTime + m_generation->config.cluster.bootTimeout};
  auto successor = Successor::start(
      m_loop, m_history, command,
      {.takesOver = [this] { handOver(); },
       .failed = [this](const base::Error& error) { handleSuccessorFailed(error); },
       .drainSooner =
           [this](base::Milliseconds timeout) { m_slots.stopAll(control::ExitReason::Stopped, "none", timeout); }});
  if (!successor) return answer(base::failure(upgradeFailed(program, successor.error().sentence)));
  m_upgrade.emplace(Upgrade{.program = program,
                            .askedBy = askedBy,
                            .answer = std::move(answer),
                            .began = base::MonotonicClock::now(),
                            .successor = std::move(*successor)});
  report(EventKind::UpgradeStarted, {{"program", program}, {"successor", std::int64_t{m_upgrade->successor->pid()}}});
  handEverything(*m_upgrade->successor);
}

void ForkingMaster::handEverything(Successor& successor) const {
  for (const ListenerSet::Place& place : m_generation->listeners.places())
    successor.hand(control::ListenerHanded{place.address, place.port}, place.descriptor);
  const ControlSocket& socket = m_control->socket();
  successor.hand(control::ControlSocketHanded{socket.path().string()}, socket.descriptor());
  successor.hand(control::ControlLockHanded{}, socket.lock());
  control::MasterHanded master;
  master.name = m_generation->config.name;
  master.instance = m_control->instance();
  master.generation = m_lastGenerationNumber;
  master.workersWanted = m_slots.wanted();
  master.workersConfigured = config::workerCount(m_generation->config.cluster);
  master.ticketKeys = m_ticketKeys.toHex();
  master.ticketGeneration = m_ticketRotation.generation();
  successor.hand(master);
}

void ForkingMaster::handleSuccessorFailed(const base::Error& error) {
  Upgrade failed = std::move(*m_upgrade);
  m_upgrade.reset();
  m_loop.destroyLater(std::move(failed.successor));
  const std::vector<base::Problem> problems =
      error.problems.empty() ? std::vector{upgradeFailed(failed.program, error.sentence)} : error.problems;
  report(EventKind::UpgradeFinished,
         {{"outcome", std::string("aborted")}, {"duration_ms", std::int64_t{since(failed.began).count()}}}, problems);
  failed.answer(base::failure(problems));
  if (m_stopping) return finishIfEmpty();
  reloadPending();
}

void ForkingMaster::handOver() {
  m_handedOver = true;
  m_stopping = true;
  std::exchange(m_upgrade->answer, nullptr)(base::Result<void>());
  m_control->handOver();
  m_history.passOn([this](const control::Event& event) { return m_upgrade->successor->tell(event); });
  m_serviceManager.mainProcess(m_upgrade->successor->pid());
  m_watchdogTimer.stop();
  m_upgrade->successor->finish();
  m_dealer.end();
  drainHandedOver();
}

void ForkingMaster::drainHandedOver() {
  // Connections that we accepted are for our workers, and one that drains takes no more.
  if (m_dealer.hasWaiting() && m_slots.ready() > 0) return;
  endServing(control::ExitReason::Replaced, m_upgrade->askedBy, m_generation->config.cluster.drainTimeout);
}

}  // namespace cluster
