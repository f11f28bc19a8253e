// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Starting, what happens meanwhile, and the end. Reloads and calls are in files of their own.

#include "server/cluster/forking_master.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "server/cluster/exit_report.h"
#include "server/cluster/inherited_sockets.h"
#include "server/cluster/worker.h"

namespace cluster {

using control::EventKind;

namespace {

/// What a successor that is called off gets beyond the time of its workers.
constexpr base::Milliseconds successorEnd{2'000};

/// Read at the start: once the file was replaced, Linux calls it "... (deleted)".
std::string ownProgram() {
  std::error_code unreadable;
  return std::filesystem::read_symlink("/proc/self/exe", unreadable).string();
}

}  // namespace

ForkingMaster::ForkingMaster(net::EventLoop& loop, MasterOptions options, GenerationPointer generation,
                             Scoreboard scoreboard, net::TicketKeys ticketKeys)
    : m_loop(loop),
      m_options(std::move(options)),
      m_scoreboard(std::move(scoreboard)),
      m_ticketKeys(std::move(ticketKeys)),
      m_spawner(m_options.inChild),
      m_surroundings{.loop = loop,
                     .history = m_history,
                     .scoreboard = m_scoreboard,
                     .spawner = m_spawner,
                     .oomCounter = m_oomCounter,
                     .chance = m_chance,
                     .workerMain = [this](base::UniqueFd channel, int slot, const GenerationPointer& made,
                                          auto entries) { return runWorker(std::move(channel), slot, made, entries); },
                     .forked = [this](WorkerHandle& worker) { m_keeper.connect(worker); },
                     .sessionsState =
                         [this](pid_t worker, int slot, const std::string& reason) {
                           // Once handed over, the new master's workers speak of the store: ours would be heard as
                           // them.
                           if (!m_handedOver) m_keeper.tell(worker, slot, reason);
                         },
                     .ticketsTold = [this](pid_t worker, const auto& told) { m_ticketSharing.take(worker, told); }},
      m_slots(m_surroundings, *this),
      m_keeper(m_surroundings, m_slots),
      m_roll(m_slots, [this](auto outcome, const auto& problems) { handleReloadFinished(outcome, problems); }),
      m_ticketRotation(loop, m_ticketKeys, [this](const auto& message) { m_slots.send(message); }),
      m_ticketSharing(m_slots, m_history, m_ticketRotation),
      m_turnAway(loop),
      m_dealer(loop, m_slots),
      m_fileWatch(loop, [this](const auto& files) { handleFilesChanged(files); }),
      m_program(ownProgram()),
      m_expiryWatch(loop, m_program, [this](const auto& expiring) { warnOfExpiry(expiring); }),
      m_tickTimer(loop, [this] { tick(); }),
      m_watchdogTimer(loop,
                      [this] {
                        m_serviceManager.watchdog();
                        beginWatchdog();
                      }),
      m_startedAt(base::MonotonicClock::now()),
      m_generation(std::move(generation)),
      m_lastGenerationNumber(m_generation->number) {}

base::Result<void> ForkingMaster::start() {
  raiseDescriptorLimit();
  const config::Config config = m_generation->config;  // a copy: the generation is replaced below
  std::vector<net::Listener> inherited = takeInheritedSockets();
  const ListenerSet handed = m_options.predecessor != nullptr ? m_options.predecessor->takeListeners() : ListenerSet();
  base::Result<ListenerSet> listeners = ListenerSet::bind(config, handed, inherited);
  if (!listeners) return base::failure(std::move(listeners.error()));
  if (base::Result<void> signals = watchSignals(); !signals) return signals;
  auto bound = std::make_shared<Generation>(*m_generation);
  bound->listeners = std::move(*listeners);
  m_generation = std::move(bound);

  const int workers = workersAtStart();
  if (m_options.predecessor != nullptr) {
    followPredecessor();
  } else {
    report(EventKind::MasterStarted, {{"version", std::string(FORKYARD_VERSION)}, {"workers", std::int64_t{workers}}});
  }
  report(EventKind::ConfigAccepted, {{"file", config.file.string()}});
  reportBound(handed);
  reportCertificates({});

  m_ticketRotation.setPeriod(config.tls.ticketRotation);
  if (m_options.predecessor != nullptr)
    m_ticketRotation.setGeneration(m_options.predecessor->master().ticketGeneration);
  const base::Milliseconds beat = heartbeatInterval(config.cluster.hangTimeout);
  m_lateness.emplace(base::MonotonicClock::now(), beat);
  m_tickTimer.startIn(beat);
  if (m_inCharge) beginWatchdog();
  watchFiles();
  m_expiryWatch.watch(m_generation);
  m_keeper.keepFor(config);
  m_slots.scaleTo(workers, m_generation, "master");
  dealOrNot();
  return {};
}

void ForkingMaster::beginWatchdog() {
  if (const auto interval = m_serviceManager.watchdogInterval()) m_watchdogTimer.startIn(*interval);
}

void ForkingMaster::raiseDescriptorLimit() const {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

base::Result<void> ForkingMaster::watchSignals() {
  static constexpr std::array watched{SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGUSR1};
  auto signals =
      net::SignalWatch::create(m_loop, watched, [this](const signalfd_siginfo& signal) { handleSignal(signal); });
  if (!signals) return base::failure(std::move(signals.error()));
  m_signals = std::move(*signals);
  return {};
}

void ForkingMaster::report(EventKind kind, std::map<std::string, control::FieldValue> fields,
                           std::vector<base::Problem> problems) const {
  control::Event event;
  event.kind = kind;
  event.fields = std::move(fields);
  event.problems = std::move(problems);
  m_history.add(std::move(event));
}

void ForkingMaster::reportBound(const ListenerSet& before) const {
  const std::vector<control::ListenerStatus> statuses = m_generation->listeners.statuses();
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    if (m_generation->listeners.isKeptFrom(i, before)) continue;
    report(EventKind::ListenerBound, {{"address", statuses[i].address},
                                      {"port", std::int64_t{statuses[i].port}},
                                      {"protocol", statuses[i].protocol}});
  }
}

void ForkingMaster::reportCertificates(const std::vector<std::string>& known) const {
  for (const auto& identities : m_generation->identities->ofListener) {
    for (const certificates::Identity& identity : identities) {
      const certificates::CertificateFacts& facts = identity.facts;
      if (std::find(known.begin(), known.end(), facts.fingerprint) != known.end()) continue;
      std::map<std::string, control::FieldValue> fields{
          {"names", facts.names},
          {"fingerprint", facts.fingerprint},
          {"not_after", std::int64_t{facts.notAfter}},
          {"days_left", std::int64_t{facts.daysLeft(base::unixNow())}},
          {"file", identity.files.empty() ? std::string() : identity.files.front().string()}};
      report(EventKind::CertificateLoaded, std::move(fields), identity.warnings);
    }
  }
}

void ForkingMaster::warnOfExpiry(const ExpiryWatch::Expiring& expiring) const {
  const certificates::Identity& identity = expiring.identity;
  report(EventKind::CertificateExpiring,
         {{"names", identity.facts.names},
          {"days_left", std::int64_t{expiring.daysLeft}},
          {"file", identity.files.empty() ? std::string() : identity.files.front().string()}},
         expiring.problems);
}

int ForkingMaster::runWorker(base::UniqueFd channel, int slot, const GenerationPointer& generation,
                             ScoreboardEntries entries) {
  Worker worker({.slot = slot,
                 .workers = m_slots.wanted(),
                 .generation = generation,
                 .scoreboard = m_scoreboard,
                 .entries = {entries.begin(), entries.end()},
                 .channel = std::move(channel),
                 // The copy in this process is ours alone: held twice, a file that was turned over would stay open.
                 .accessLog = generation->accessFile ? generation->accessFile->take() : base::UniqueFd(),
                 .ticketKeys = m_ticketKeys,
                 .master = ::getppid()});
  return worker.run();
}

void ForkingMaster::handleSignal(const signalfd_siginfo& signal) {
  switch (static_cast<int>(signal.ssi_signo)) {
    case SIGCHLD:
      reap();
      break;
    case SIGTERM:
    case SIGINT:
      requestStop("none", signalName(static_cast<int>(signal.ssi_signo)));
      break;
    case SIGHUP:
      // Refused or not, the history tells.
      static_cast<void>(requestReload({.reason = "reload", .askedBy = "none"}));
      break;
    case SIGUSR1:
      reopenLogs();
      break;
    default:
      break;
  }
}

void ForkingMaster::reap() {
  // Several ends may arrive as one signal.
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid <= 0) break;
    if (m_upgrade && m_upgrade->successor->handleExit(pid, status)) continue;
    if (m_expiryWatch.handleExit(pid, status)) continue;
    if (!m_keeper.handleExit(pid, status)) m_slots.handleExit(pid, status);
  }
  m_slots.forgetEmptied();
  handleChange();
}

void ForkingMaster::reopenLogs() {
  if (m_options.reopenLogs) m_options.reopenLogs();
  m_slots.reopenAccessLogs();
  tellAccessLogTrouble();
}

void ForkingMaster::accessLogTroubled(const std::string& reason, std::int64_t lost) {
  m_accessTrouble.reason = reason;
  m_accessTrouble.lost += lost;
  tellAccessLogTrouble();
}

/// Once a minute at most, whatever the number of workers.
void ForkingMaster::tellAccessLogTrouble() {
  const AccessFile* const file = m_generation->accessFile.get();
  if (file == nullptr) return;
  const std::string& reason = file->reason().empty() ? m_accessTrouble.reason : file->reason();
  const base::MonotonicTime now = base::MonotonicClock::now();
  if (reason.empty() || (m_accessTrouble.toldAt && now - *m_accessTrouble.toldAt < std::chrono::minutes(1))) return;
  m_accessTrouble.toldAt = now;
  report(EventKind::AccessLogFailed,
         {{"file", file->path().string()}, {"reason", reason}, {"lost", std::exchange(m_accessTrouble.lost, 0)}});
  m_accessTrouble.reason.clear();
}

void ForkingMaster::tick() {
  const base::MonotonicTime now = base::MonotonicClock::now();
  const base::Milliseconds beat = heartbeatInterval(m_generation->config.cluster.hangTimeout);
  m_lateness->changeInterval(beat);
  m_lateness->tick(now);
  m_tickTimer.startIn(beat);
  m_slots.lookAtHearts(m_lateness->trustedSince());
  m_keeper.lookAtHeart(m_lateness->trustedSince());
  const bool isShut = m_generation->accessFile && m_generation->accessFile->descriptor() < 0;
  if (isShut && (!m_accessTrouble.toldAt || now - *m_accessTrouble.toldAt >= std::chrono::minutes(1)))
    m_slots.reopenAccessLogs();
  if (m_accessTrouble.lost > 0 || isShut) tellAccessLogTrouble();
  if (m_handedOver) finishIfEmpty();
}

void ForkingMaster::slotReady(Slot&) {
  m_dealer.dealWaiting();
  handleChange();
}

void ForkingMaster::slotExited(Slot&, pid_t pid) {
  m_dealer.handleExited(pid);
  if (!m_handedOver) m_keeper.forget(pid);
}

void ForkingMaster::connectionTaken(std::uint64_t number) {
  m_dealer.handleTaken(number);
  if (m_handedOver) drainHandedOver();
}

void ForkingMaster::dealOrNot() {
  if (!m_inCharge) return;
  if (m_generation->config.cluster.distribution == config::Distribution::RoundRobin) {
    m_dealer.begin(m_generation->listeners);
  } else {
    m_dealer.end();
  }
}

void ForkingMaster::slotReplacementFailed(Slot&, const std::vector<base::Problem>& problems) {
  m_roll.handleReplacementFailed(problems);
}

void ForkingMaster::handleChange() {
  if (m_handedOver) drainHandedOver();
  if (m_stopping) {
    finishIfEmpty();
    return;
  }
  m_roll.advance();
  m_ticketSharing.appoint();
  tellBooted();
  if (m_stopping || !m_inCharge) return;
  tellServiceManager();
  m_dealer.dealWaiting();
  if (m_slots.isLost()) {
    m_turnAway.begin(m_generation->listeners);
  } else {
    m_turnAway.end();
  }
}

void ForkingMaster::tellServiceManager() {
  if (!m_toldReady && m_slots.ready() > 0) {
    m_toldReady = true;
    m_serviceManager.ready();
  }
  m_serviceManager.status(
      fmt::format("{}: {} of {} workers ready", control::name(m_slots.state()), m_slots.ready(), m_slots.wanted()));
}

void ForkingMaster::tellBooted() {
  if (m_toldBooted || !m_slots.haveAllTried()) return;
  m_toldBooted = true;
  const std::vector<Slot*> slots = m_slots.wantedSlots();
  const bool anyReady = std::any_of(slots.begin(), slots.end(), [](const Slot* slot) { return slot->wasEverReady(); });
  if (anyReady) {
    if (!m_inCharge)
      m_options.predecessor->ready();  // takeCharge() follows
    else if (m_options.booted)
      m_options.booted({});
    return;
  }
  if (m_options.booted) m_options.booted(base::failure(m_slots.problems()));
  const bool forGood = !m_inCharge || std::all_of(slots.begin(), slots.end(),
                                                  [](const Slot* slot) { return slot->isConfigurationAtFault(); });
  if (!forGood || m_stopping) return;
  m_exitCode = exitConfiguration;
  requestStop("master", "");
}

void ForkingMaster::requestStop(const std::string& askedBy, const std::string& signal) {
  stop(askedBy, signal, m_generation->config.cluster.drainTimeout);
}

void ForkingMaster::stop(const std::string& askedBy, const std::string& signal, base::Milliseconds timeout) {
  Predecessor* const draining = m_inCharge ? m_options.predecessor : nullptr;
  if (m_stopping) {
    m_slots.stopAll(control::ExitReason::Stopped, askedBy, base::Milliseconds(0));
    if (draining != nullptr) draining->drainSooner(base::Milliseconds(0));
    return;
  }
  m_stopping = true;
  std::map<std::string, control::FieldValue> fields{{"asked_by", askedBy}};
  if (!signal.empty()) fields["signal"] = signal;
  report(EventKind::MasterStopping, std::move(fields));
  if (m_inCharge) m_serviceManager.stopping();
  if (draining != nullptr) draining->drainSooner(timeout);
  if (m_upgrade) m_upgrade->successor->abandon(base::Error("the server was asked to stop"), timeout + successorEnd);
  endServing(control::ExitReason::Stopped, askedBy, timeout);
}

void ForkingMaster::endServing(control::ExitReason reason, const std::string& askedBy, base::Milliseconds timeout) {
  m_roll.abandon();
  m_pendingReload.reset();
  m_turnAway.end();
  m_dealer.end();
  // Each worker closes its ends as it drains; after the last one new connections are refused instead of left waiting.
  m_generation->listeners.close();
  if (m_nextGeneration) m_nextGeneration->listeners.close();
  m_slots.stopAll(reason, askedBy, timeout);
  finishIfEmpty();
}

void ForkingMaster::finishIfEmpty() {
  if (!m_stopping || m_slots.processes() > 0 || !m_options.finished) return;
  if (m_keeper.isThere()) return m_keeper.stop();  // its end brings us here again
  // Not while another master's workers, or another master, belong to what is stopped.
  if (m_inCharge && m_options.predecessor != nullptr && m_options.predecessor->isThere()) return;
  if (m_upgrade && !(m_handedOver && m_upgrade->successor->isAllTold())) return;
  if (!m_handedOver) reportStopped();
  const auto finished = std::exchange(m_options.finished, nullptr);
  m_tickTimer.stop();
  m_expiryWatch.stop();
  finished(m_exitCode);
}

void ForkingMaster::reportStopped() const {
  const auto uptime = std::chrono::duration_cast<base::Milliseconds>(base::MonotonicClock::now() - m_startedAt);
  report(EventKind::MasterStopped, {{"uptime_ms", std::int64_t{uptime.count()}}});
}

}  // namespace cluster
