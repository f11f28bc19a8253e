// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// planReissue() and reissueAuthority(). Only the certificate is written, in one rename: the key stays as it is.

#include <openssl/err.h>

#include <algorithm>

#include "server/base/xdg_directories.h"
#include "server/certificates/authority_certificate.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_fields.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/folder_lock.h"

namespace certificates {

namespace {

using Texts = std::vector<std::string>;

bool has(const Texts& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

base::Problem notUsable(const std::string& name, const char* reason) {
  return {.code = base::ProblemCode::NameNotUsable, .arguments = {{"name", name}, {"reason", reason}}};
}

/// What is in `now` and not in `before`.
Texts missingFrom(const NameConstraints& before, const NameConstraints& now) {
  Texts list;
  for (const std::string& domain : now.domains)
    if (!has(before.domains, domain)) list.push_back(shownName(domain));
  for (const std::string& range : now.addresses)
    if (!has(before.addresses, range)) list.push_back(range);
  return list;
}

base::Result<NameConstraints> changed(const NameConstraints& before, const AuthorityReissue& reissue) {
  NameConstraints after = before;
  std::vector<base::Problem> problems;
  for (const std::string& name : reissue.remove) {
    const auto isNamed = [&](const std::string& one) { return one == name || shownName(one) == name; };
    const auto erased = std::erase_if(after.domains, isNamed) + std::erase_if(after.addresses, isNamed);
    if (erased == 0) problems.push_back(notUsable(name, "the local authority does not vouch for it now"));
  }
  auto added = withAdded(std::move(after), reissue.add);
  if (!added) problems.insert(problems.end(), added.error().problems.begin(), added.error().problems.end());
  // Without any of its kind, everything of that kind would be permitted (RFC 5280 4.2.1.10).
  if (added && problems.empty() && (added->domains.empty() || added->addresses.empty()))
    problems.push_back(notUsable(reissue.remove.empty() ? "" : reissue.remove.back(),
                                 "a local authority keeps at least one domain and one range of addresses"));
  if (!problems.empty()) return base::failure(std::move(problems));
  return added;
}

/// Which entries it issued, and which of them have a name that the new constraints do not permit.
void sortEntries(AuthorityChange& change, X509* authority, const NameConstraints& after,
                 const std::filesystem::path& store) {
  for (const StoreEntry& entry : storeEntries(store)) {
    const auto certificates = readCertificates(entry.files.certificate);
    if (!certificates || !isIssuedBy(certificates->front().get(), authority)) continue;
    const CertificateNames names = parseNames(entry.facts.names);
    const bool lost = std::any_of(names.names.begin(), names.names.end(),
                                  [&](const CertificateName& name) { return !after.permits(name); });
    (lost ? change.lostEntries : change.keptEntries).push_back(entry.name);
  }
  ERR_clear_error();
}

}  // namespace

base::Result<AuthorityChange> planReissue(const AuthorityFiles& files, const std::filesystem::path& store,
                                          const AuthorityReissue& reissue, base::UnixMilliseconds now) {
  constexpr base::UnixMilliseconds hour = 3600LL * 1000;
  auto facts = authorityFacts(files);
  if (!facts) return base::failure(std::move(facts.error()));
  if (!*facts) return base::failure(base::Problem{.code = base::ProblemCode::AuthorityMissing});
  auto certificates = readCertificates(files.certificate);
  if (!certificates) return base::failure(std::move(certificates.error()));
  const NameConstraints before = (*facts)->constraints.value_or(defaultConstraints());
  auto after = changed(before, reissue);
  if (!after) return base::failure(std::move(after.error()));
  AuthorityChange change;
  change.before = **facts;
  change.after = **facts;
  change.after.constraints = *after;
  change.after.certificate.fingerprint.clear();
  change.after.certificate.notBefore = now - hour;
  change.after.certificate.notAfter = now + reissue.days * 24 * hour + hour;
  change.added = missingFrom(before, *after);
  change.removed = missingFrom(*after, before);
  sortEntries(change, certificates->front().get(), *after, store);
  return change;
}

base::Result<AuthorityChange> reissueAuthority(const AuthorityFiles& files, const std::filesystem::path& store,
                                               const AuthorityReissue& reissue, const Secret& passphrase,
                                               base::UnixMilliseconds now) {
  auto authority = openAuthority(files, passphrase);
  if (!authority) return base::failure(std::move(authority.error()));
  auto lock = lockFolder(files.certificate.parent_path().parent_path());
  if (!lock) return base::failure(std::move(lock.error()));
  auto change = planReissue(files, store, reissue, now);
  if (!change) return change;
  auto made = makeAuthorityCertificate(X509_get_subject_name(authority->certificate.get()), authority->key.get(),
                                       *change->after.constraints, reissue.days, now);
  if (!made) return base::failure(std::move(made.error()));
  if (auto written = base::writeFileAtomically(files.certificate, certificatePem(made->get()), 0644); !written)
    return base::failure(std::move(written.error()));
  change->after.certificate = factsOf(made->get());
  return change;
}

}  // namespace certificates
