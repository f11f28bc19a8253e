// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Making the next generation. Everything is read, checked and bound before anything changes.

#include "server/cluster/forking_master.h"
#include "server/config/config_toml.h"

namespace cluster {

using control::EventKind;

base::Result<void> ForkingMaster::requestReload(ReloadRequest request) {
  if (m_stopping) return base::failure("the server is stopping");
  if (isChangingHands()) {
    // By a signal or a changed file: whoever is the master then sees to it.
    m_pendingReload = std::move(request);
    return base::failure(std::string(upgradeUnderWay));
  }
  base::Result<GenerationPointer> next = makeNext(request);
  m_fileWatch.refresh();  // what was just read, or refused, is no news
  if (!next) {
    m_rejected = next.error().problems;
    report(EventKind::ConfigRejected, {{"file", m_generation->config.file.string()}}, next.error().problems);
    return base::failure(std::move(next.error()));
  }
  if (m_roll.isUnderWay()) {
    // Read again when its turn comes: what counts is what the files hold then. A restart never hides a reload.
    if (!m_pendingReload || request.readsAnew()) m_pendingReload = std::move(request);
    return {};
  }
  beginReload(request, std::move(*next));
  return {};
}

base::Result<config::Config> ForkingMaster::readConfigAnew() const {
  const config::Config& current = m_generation->config;
  if (current.file.empty()) return current;  // the demo has no file
  base::Result<config::Config> config = config::readFile(current.file);
  if (!config) return config;
  if (auto same = checkName(*config, current.name); !same) return base::failure(std::move(same.error()));
  return config;
}

base::Result<GenerationPointer> ForkingMaster::makeNext(const ReloadRequest& request) {
  auto next = std::make_shared<Generation>(*m_generation);
  if (request.readsAnew()) {
    base::Result<config::Config> config = readConfigAnew();
    if (!config) return base::failure(std::move(config.error()));
    auto loaded = checkAndLoad(*config);
    if (!loaded) return base::failure(std::move(loaded.error()));
    std::vector<net::Listener> none;
    base::Result<ListenerSet> listeners = ListenerSet::bind(*config, m_generation->listeners, none);
    if (!listeners) return base::failure(std::move(listeners.error()));
    next->config = std::move(*config);
    next->identities = std::move(loaded->identities);
    next->ticketSeal = std::move(loaded->ticketSeal);
    next->listeners = std::move(*listeners);
    next->accessFile = accessFileFor(next->config, m_generation->accessFile);
  }
  next->number = m_lastGenerationNumber + 1;
  return GenerationPointer(std::move(next));
}

void ForkingMaster::beginReload(const ReloadRequest& request, GenerationPointer next) {
  m_lastGenerationNumber = next->number;
  m_nextGeneration = std::move(next);
  m_reloadBegan = base::MonotonicClock::now();
  m_rejected.clear();
  m_serviceManager.reloading();
  report(EventKind::ReloadStarted, {{"reason", request.reason}});
  if (request.readsAnew()) {
    report(EventKind::ConfigAccepted, {{"file", m_nextGeneration->config.file.string()}});
  }
  m_keeper.keepFor(m_nextGeneration->config);
  m_ticketSharing.prepare(*m_generation, *m_nextGeneration);
  const auto reason = request.readsAnew() ? control::ExitReason::Replaced : control::ExitReason::Recycled;
  m_roll.begin(m_generation, m_nextGeneration, reason, request.askedBy);
}

void ForkingMaster::handleReloadFinished(RollingReload::Outcome outcome, const std::vector<base::Problem>& problems) {
  const bool done = outcome == RollingReload::Outcome::Done;
  const GenerationPointer before = m_generation;
  if (done) m_generation = m_nextGeneration;
  m_nextGeneration.reset();
  if (done && m_generation->identities != before->identities) {
    reportBound(before->listeners);
    reportCertificates(before->identities->fingerprints());
  }
  if (!done) {
    m_rejected = problems;
    m_ticketSharing.leadFrom(m_generation->number);
  }
  const auto duration = std::chrono::duration_cast<base::Milliseconds>(base::MonotonicClock::now() - m_reloadBegan);
  report(EventKind::ReloadFinished,
         {{"outcome", std::string(done ? "done" : "aborted")}, {"duration_ms", std::int64_t{duration.count()}}},
         problems);

  m_serviceManager.ready();
  watchFiles();
  if (done) m_expiryWatch.watch(m_generation);
  dealOrNot();
  m_ticketRotation.setPeriod(m_generation->config.tls.ticketRotation);
  const int workersBefore = config::workerCount(before->config.cluster);
  const int workers = config::workerCount(m_generation->config.cluster);
  // A number that was scaled to by hand stays until the file asks for another one.
  if (workers != workersBefore && workers != m_slots.wanted()) {
    static_cast<void>(scale(workers, "master"));
  } else if (m_generation->config.cluster.model != before->config.cluster.model) {
    m_slots.scaleTo(m_slots.wanted(), m_generation, "master");
  }
  reloadPending();
}

void ForkingMaster::reloadPending() {
  if (!m_pendingReload) return;
  const ReloadRequest pending = *std::exchange(m_pendingReload, std::nullopt);
  static_cast<void>(requestReload(pending));
}

void ForkingMaster::watchFiles() {
  std::vector<std::filesystem::path> files = m_generation->identities->files();
  const config::Config& config = m_generation->config;
  if (!config.file.empty()) files.push_back(config.file);
  for (const config::Listener& listener : config.listeners) {
    const std::filesystem::path& authority = listener.tls.value_or(config.tls).clientCa;
    if (!authority.empty()) files.push_back(authority);
  }
  m_fileWatch.watch(files);
}

void ForkingMaster::handleFilesChanged(const std::vector<std::filesystem::path>& files) {
  if (m_stopping) return;
  const config::Config& current = m_generation->config;
  if (files.size() > 1 || files.front() != current.file) {
    static_cast<void>(requestReload({.reason = "certificate", .askedBy = "master"}));
    return;
  }
  if (const base::Result<config::Config> read = readConfigAnew()) {
    config::Config other = *read;
    other.cluster.workers = current.cluster.workers;
    if (other == current && !isChangingHands()) {
      // A comment, or only the number of workers: nothing that a worker itself would do differently.
      m_rejected.clear();
      const bool rescaled = read->cluster.workers != current.cluster.workers;
      if (!rescaled || scale(config::workerCount(read->cluster), "master")) return;
    }
  }
  static_cast<void>(requestReload({.reason = "config", .askedBy = "master"}));
}

}  // namespace cluster
