// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The authority's key is read only when something is due, and only in the master.

#include "server/cluster/expiry_watch.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "server/base/xdg_directories.h"
#include "server/certificates/certificate_store.h"

namespace cluster {

namespace {

/// Entries of the store that listeners with renew = "auto" name.
std::vector<std::string> entriesToRenew(const config::Config& config) {
  std::vector<std::string> names;
  for (const config::Listener& listener : config.listeners) {
    if (listener.tls.value_or(config.tls).renew != config::AutomaticRenewal::Auto) continue;
    for (const config::CertificateReference& reference : listener.certificates) {
      const auto* stored = std::get_if<config::StoredCertificate>(&reference);
      if (stored != nullptr && std::find(names.begin(), names.end(), stored->name) == names.end())
        names.push_back(stored->name);
    }
  }
  return names;
}

}  // namespace

ExpiryWatch::ExpiryWatch(net::EventLoop& loop, Remind remind)
    : m_remind(std::move(remind)), m_timer(loop, [this] { look(); }) {}

void ExpiryWatch::watch(GenerationPointer generation) {
  m_generation = std::move(generation);
  m_timer.startIn(base::Milliseconds(0));
}

void ExpiryWatch::look() {
  m_timer.startIn(std::chrono::hours(24));
  const base::UnixMilliseconds now = base::unixNow();
  const std::filesystem::path store = certificates::storeFolder();
  const auto renewal = certificates::renewDueEntries(store, certificates::authorityFiles(base::dataDirectory()),
                                                     entriesToRenew(m_generation->config), now);
  std::map<std::filesystem::path, std::vector<base::Problem>> failures;
  for (const auto& failure : renewal.failures)
    failures[certificates::entryFiles(store, failure.entry).certificate] = failure.error.problems;
  for (const auto& identities : m_generation->identities->ofListener) {
    for (const certificates::Identity& identity : identities) {
      const std::filesystem::path file = identity.files.empty() ? std::filesystem::path() : identity.files.front();
      const bool isRenewed = std::any_of(renewal.renewed.begin(), renewal.renewed.end(), [&](const std::string& name) {
        return certificates::entryFiles(store, name).certificate == file;
      });
      if (isRenewed || !m_reminder.isDue(identity.facts, now)) continue;
      m_remind({identity, identity.facts.daysLeft(now), failures[file]});
    }
  }
}

}  // namespace cluster
