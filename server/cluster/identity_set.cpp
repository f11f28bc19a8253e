// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/identity_set.h"

#include <fmt/format.h>

#include <algorithm>

#include "server/certificates/certificate_store.h"

namespace cluster {

namespace {

using certificates::IdentityFiles;

base::Result<certificates::Identity> load(const config::CertificateReference& reference,
                                          const std::filesystem::path& store) {
  const base::Result<IdentityFiles> files = filesOf(reference, store);
  if (!files) return base::failure(files.error());
  return certificates::loadIdentity(*files);
}

/// Says which listener a problem belongs to, and where no certificate's file is to blame, of which configuration; one
/// without a problem becomes one.
void reportIdentity(base::Error error, const std::string& key, const std::string& file,
                    std::vector<base::Problem>& problems) {
  if (error.problems.empty()) {
    error.problems.push_back(
        {.code = base::ProblemCode::CertificateUnreadable, .arguments = {{"reason", error.sentence}}});
  }
  for (base::Problem& problem : error.problems) {
    if (problem.key.empty()) problem.key = key;
    if (problem.file.empty()) problem.file = file;
    problems.push_back(std::move(problem));
  }
}

template<typename T>
void addOnce(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

}  // namespace

base::Result<IdentityFiles> filesOf(const config::CertificateReference& reference, const std::filesystem::path& store) {
  if (const auto* files = std::get_if<config::CertificateFiles>(&reference)) {
    return IdentityFiles{.certificate = files->certificate, .key = files->key, .ca = files->ca};
  }
  const std::string& name = std::get<config::StoredCertificate>(reference).name;
  return name == certificates::localhostEntry ? certificates::localhostFiles(store)
                                              : certificates::storedFiles(store, name);
}

base::Result<IdentitySet> loadIdentities(const config::Config& config, const std::filesystem::path& store) {
  IdentitySet set;
  std::vector<base::Problem> problems;
  for (std::size_t i = 0; i < config.listeners.size(); ++i) {
    const config::Listener& listener = config.listeners[i];
    std::vector<certificates::Identity>& identities = set.ofListener.emplace_back();
    if (listener.protocol == config::Protocol::Http) continue;

    std::vector<config::CertificateReference> references = listener.certificates;
    if (references.empty()) {
      references.emplace_back(config::StoredCertificate{std::string(certificates::localhostEntry)});
    }
    for (std::size_t j = 0; j < references.size(); ++j) {
      base::Result<certificates::Identity> identity = load(references[j], store);
      if (identity) {
        identities.push_back(std::move(*identity));
      } else {
        reportIdentity(std::move(identity.error()), fmt::format("listener[{}].certificates[{}]", i, j),
                       config.file.string(), problems);
      }
    }
  }
  if (!problems.empty()) return base::failure(std::move(problems));
  return set;
}

std::vector<base::Problem> IdentitySet::warnings() const {
  std::vector<base::Problem> all;
  for (const auto& identities : ofListener) {
    for (const certificates::Identity& identity : identities) {
      for (const base::Problem& warning : identity.warnings) addOnce(all, warning);
    }
  }
  return all;
}

std::vector<std::filesystem::path> IdentitySet::files() const {
  std::vector<std::filesystem::path> all;
  for (const auto& identities : ofListener) {
    for (const certificates::Identity& identity : identities) {
      for (const std::filesystem::path& file : identity.files) addOnce(all, file);
    }
  }
  return all;
}

std::vector<std::string> IdentitySet::fingerprints() const {
  std::vector<std::string> all;
  for (const auto& identities : ofListener) {
    for (const certificates::Identity& identity : identities) addOnce(all, identity.facts.fingerprint);
  }
  return all;
}

}  // namespace cluster
