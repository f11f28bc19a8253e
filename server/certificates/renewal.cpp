// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A renewed certificate has the names, the kind of key and, unless asked otherwise, the key of the one before.

#include "server/certificates/renewal.h"

#include <openssl/err.h>

#include <algorithm>

#include "server/certificates/acme.h"
#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/openssl_error.h"
#include "server/certificates/private_key.h"
#include "server/certificates/store_changes.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

constexpr base::UnixMilliseconds day = 24LL * 3600 * 1000;

Problem named(ProblemCode code, const std::string& name) {
  Problem problem;
  problem.code = code;
  problem.arguments = {{"name", name}};
  return problem;
}

X509Pointer leafOf(const StoreEntry& entry) {
  auto certificates = readCertificates(entry.files.certificate);
  if (!certificates) return nullptr;
  return std::move(certificates->front());
}

KeyType keyTypeOf(const X509* certificate) {
  const EVP_PKEY* const key = X509_get0_pubkey(certificate);
  const int bits = key != nullptr ? EVP_PKEY_get_bits(key) : 0;
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return bits > 256 ? KeyType::P384 : KeyType::P256;
  if (bits > 3072) return KeyType::Rsa4096;
  return bits > 2048 ? KeyType::Rsa3072 : KeyType::Rsa2048;
}

base::Result<IssueRequest> requestFor(X509* leaf, const RenewalRequest& renewal) {
  const CertificateFacts facts = factsOf(leaf);
  CertificateNames names = parseNames(facts.names);
  IssueRequest request;
  const bool forClients = (X509_get_extension_flags(leaf) & EXFLAG_XKUSAGE) != 0 &&
                          (X509_get_extended_key_usage(leaf) & XKU_SSL_SERVER) == 0;
  request.usage = forClients ? Usage::Client : Usage::Server;
  if (forClients) request.commonName = facts.subject;
  if (!names.isUsable() && !(forClients && names.names.empty())) {
    if (names.problems.empty()) return base::failure("the certificate has no name to renew it for");
    return base::failure(std::move(names.problems));
  }
  request.names = std::move(names.names);
  request.key = keyTypeOf(leaf);
  const auto lived = static_cast<int>((facts.notAfter - facts.notBefore) / day);
  request.days = renewal.days.value_or(std::clamp(lived, 1, maximumDays));
  return request;
}

base::Result<EvpKeyPointer> keyFor(const StoreEntry& entry, const IssueRequest& request, RenewalKey wanted) {
  if (wanted == RenewalKey::New) return generateKey(request.key);
  KeyReading reading = readKeyFile(entry.files.key);
  if (!reading.problems.empty()) return base::failure(std::move(reading.problems));
  return std::move(reading.key);
}

Problem elsewhere(const StoreEntry& entry) {
  Problem problem = named(ProblemCode::RenewElsewhere, entry.name);
  problem.arguments["issuer"] = entry.facts.issuer;
  return problem;
}

Problem authorityEnds(const AuthorityFacts& authority) {
  constexpr std::size_t dateLength = 10;
  Problem problem;
  problem.code = ProblemCode::AuthorityEndsBefore;
  problem.arguments = {{"date", base::isoTime(authority.certificate.notAfter).substr(0, dateLength)}};
  return problem;
}

base::Result<CertificateFacts> write(const std::filesystem::path& store, const StoreEntry& entry, X509* certificate,
                                     X509* issuer, const EVP_PKEY* key) {
  EntryContent content;
  content.certificate = certificate;
  content.key = key;
  if (issuer != nullptr) content.chain.push_back(issuer);
  if (auto replaced = replaceEntry(store, entry.name, content); !replaced)
    return base::failure(std::move(replaced.error()));
  return factsOf(certificate);
}

}  // namespace

std::optional<int> reachedThreshold(int daysLeft) {
  std::optional<int> reached;
  for (const int threshold : expiryThresholds) {
    if (daysLeft <= threshold) reached = threshold;
  }
  return reached;
}

bool ExpiryReminder::isDue(const CertificateFacts& facts, base::UnixMilliseconds now) {
  const auto reached = reachedThreshold(facts.daysLeft(now));
  if (!reached) return false;
  const auto [told, isFirst] = m_told.try_emplace(facts.fingerprint, *reached);
  if (isFirst) return true;
  if (*reached >= told->second) return false;
  told->second = *reached;
  return true;
}

RenewalWay renewalWay(const StoreEntry& entry, const std::optional<AuthorityFacts>& authority) {
  if (entry.linked) return RenewalWay::Linked;
  if (entry.facts.selfSigned) return entry.facts.authority ? RenewalWay::Elsewhere : RenewalWay::BySelf;
  // STORE/NAME/certificate.pem
  if (isAcmeEntry(entry.files.certificate.parent_path().parent_path(), entry.name)) return RenewalWay::ByAcme;
  if (!authority || !authority->hasKey) return RenewalWay::Elsewhere;
  const X509Pointer leaf = leafOf(entry);
  const auto issuer = readCertificates(authority->files.certificate);
  const bool ours = leaf && issuer && isIssuedBy(leaf.get(), issuer->front().get());
  ERR_clear_error();
  return ours ? RenewalWay::ByAuthority : RenewalWay::Elsewhere;
}

base::Result<CertificateFacts> renewEntry(const std::filesystem::path& store, const std::string& name,
                                          const AuthorityFiles& files, const RenewalRequest& renewal,
                                          const Secret& passphrase, base::UnixMilliseconds now) {
  const auto entry = storeEntry(store, name);
  if (!entry) return base::failure(storedFiles(store, name).error());
  const auto authority = authorityFacts(files);
  const RenewalWay way = renewalWay(*entry, authority ? *authority : std::nullopt);
  if (way == RenewalWay::Linked) return base::failure(named(ProblemCode::EntryLinked, name));
  if (way == RenewalWay::Elsewhere || way == RenewalWay::ByAcme) return base::failure(elsewhere(*entry));
  const X509Pointer leaf = leafOf(*entry);
  if (!leaf) return base::failure(entry->problems);
  const auto request = requestFor(leaf.get(), renewal);
  if (!request) return base::failure(request.error());
  const auto key = keyFor(*entry, *request, renewal.key);
  if (!key) return base::failure(key.error());
  if (way == RenewalWay::BySelf) {
    auto made = selfSign(*request, key->get(), now);
    if (!made) return base::failure(std::move(made.error()));
    return write(store, *entry, made->get(), nullptr, key->get());
  }
  const auto opened = openAuthority(files, passphrase);
  if (!opened) return base::failure(opened.error());
  auto made = issueFor(*opened, *request, key->get(), now);
  if (!made) return base::failure(std::move(made.error()));
  return write(store, *entry, made->get(), opened->certificate.get(), key->get());
}

bool isRenewalDue(const CertificateFacts& facts, base::UnixMilliseconds now) {
  const base::UnixMilliseconds third = (facts.notAfter - facts.notBefore) / 3;
  return facts.notAfter - now <= std::min(third, expiryThresholds.front() * day);
}

AutomaticRenewal renewDueEntries(const std::filesystem::path& store, const AuthorityFiles& files,
                                 const std::vector<std::string>& names, base::UnixMilliseconds now) {
  AutomaticRenewal outcome;
  const auto read = authorityFacts(files);
  const std::optional<AuthorityFacts> authority = read ? *read : std::nullopt;
  for (const std::string& name : names) {
    const auto entry = storeEntry(store, name);
    if (!entry || entry->facts.fingerprint.empty() || !isRenewalDue(entry->facts, now)) continue;
    const RenewalWay way = renewalWay(*entry, authority);
    if (way == RenewalWay::ByAcme) outcome.byAcme.push_back(name);
    if (way != RenewalWay::ByAuthority) continue;
    // Nothing outlives its authority: renewed again and again, it would only ever end with it.
    if (authority->certificate.notAfter <= entry->facts.notAfter) {
      outcome.failures.push_back({name, base::Error(authorityEnds(*authority))});
      continue;
    }
    auto renewed = renewEntry(store, name, files, {}, Secret(), now);
    if (renewed)
      outcome.renewed.push_back(name);
    else
      outcome.failures.push_back({name, std::move(renewed.error())});
  }
  return outcome;
}

}  // namespace certificates
