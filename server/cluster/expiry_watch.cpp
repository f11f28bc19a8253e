// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local authority's key is read only when something is due, and only in the master.

#include "server/cluster/expiry_watch.h"

#include <algorithm>
#include <chrono>

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

base::Problem notOrdered(const std::string& entry, const std::string& reason) {
  return {.code = base::ProblemCode::AcmeFailed, .arguments = {{"names", entry}, {"reason", reason}}};
}

}  // namespace

ExpiryWatch::ExpiryWatch(net::EventLoop& loop, const std::string& program, Remind remind)
    : m_remind(std::move(remind)),
      m_acme(program, [this](const auto& outcomes) { handleOrdered(outcomes); }),
      m_timer(loop, [this] { look(); }) {}

void ExpiryWatch::watch(GenerationPointer generation) {
  m_generation = std::move(generation);
  m_timer.startIn(base::Milliseconds(0));
}

void ExpiryWatch::stop() {
  m_timer.stop();
  m_acme.stop();
}

void ExpiryWatch::look() {
  m_timer.startIn(std::chrono::hours(24));
  const std::filesystem::path store = certificates::storeFolder();
  const auto renewal = certificates::renewDueEntries(store, certificates::authorityFiles(base::dataDirectory()),
                                                     entriesToRenew(m_generation->config), base::unixNow());
  Failures failures;
  for (const auto& failure : renewal.failures)
    failures[certificates::entryFiles(store, failure.entry).certificate] = failure.error.problems;
  if (const auto started = m_acme.start(renewal.byAcme); !started) {
    for (const std::string& entry : renewal.byAcme)
      failures[certificates::entryFiles(store, entry).certificate] = {notOrdered(entry, started.error().sentence)};
  }
  remind(failures, renewal.renewed);
}

void ExpiryWatch::handleOrdered(const std::vector<control::AcmeOutcome>& outcomes) {
  Failures failures;
  std::vector<std::string> renewed;
  for (const control::AcmeOutcome& each : outcomes) {
    // One that is not due any more was renewed by another program meanwhile.
    if (each.outcome != "failed") {
      renewed.push_back(each.entry);
      continue;
    }
    auto& problems = failures[certificates::entryFiles(certificates::storeFolder(), each.entry).certificate];
    problems = each.problems;
    if (problems.empty()) problems.push_back(notOrdered(each.entry, each.reason));
  }
  remind(failures, renewed);
}

void ExpiryWatch::remind(const Failures& failures, const std::vector<std::string>& renewed) {
  const base::UnixMilliseconds now = base::unixNow();
  const std::filesystem::path store = certificates::storeFolder();
  for (const auto& identities : m_generation->identities->ofListener) {
    for (const certificates::Identity& identity : identities) {
      const std::filesystem::path file = identity.files.empty() ? std::filesystem::path() : identity.files.front();
      const auto isOf = [&](const std::string& name) {
        return certificates::entryFiles(store, name).certificate == file;
      };
      if (std::any_of(renewed.begin(), renewed.end(), isOf)) continue;
      if (std::any_of(m_acme.entries().begin(), m_acme.entries().end(), isOf)) continue;
      if (!m_reminder.isDue(identity.facts, now)) continue;
      const auto failed = failures.find(file);
      m_remind({identity, identity.facts.daysLeft(now),
                failed == failures.end() ? std::vector<base::Problem>() : failed->second});
    }
  }
}

}  // namespace cluster
