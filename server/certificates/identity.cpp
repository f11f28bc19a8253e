// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which certificate is the leaf is decided by the key: files with a reversed chain, or with the leaf in the middle, are
// taken as they are.

#include "server/certificates/identity.h"

#include <openssl/err.h>

#include <algorithm>
#include <iterator>

#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_checks.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/local_root.h"
#include "server/certificates/private_key.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

/// Everything that the files hold, each once, the certificate file first, and where each came from.
struct Pool {
  std::vector<X509Pointer> certificates;
  std::vector<std::filesystem::path> origins;  ///< one a certificate
  std::size_t fromCertificateFile = 0;
  std::vector<Problem> problems;

  void add(const std::filesystem::path& file) {
    auto read = readCertificates(file);
    if (!read) {
      problems.insert(problems.end(), read.error().problems.begin(), read.error().problems.end());
      return;
    }
    for (X509Pointer& certificate : *read) {
      if (has(certificate.get())) continue;
      certificates.push_back(std::move(certificate));
      origins.push_back(file);
    }
  }
  [[nodiscard]] bool has(const X509* certificate) const {
    return std::any_of(certificates.begin(), certificates.end(),
                       [certificate](const X509Pointer& known) { return X509_cmp(known.get(), certificate) == 0; });
  }
  [[nodiscard]] std::vector<X509*> ofCertificateFile() const {
    std::vector<X509*> own;
    for (std::size_t at = 0; at < fromCertificateFile; ++at) own.push_back(certificates[at].get());
    return own;
  }
  [[nodiscard]] std::filesystem::path originOf(const X509* certificate) const {
    for (std::size_t at = 0; at < certificates.size(); ++at) {
      if (certificates[at].get() == certificate) return origins[at];
    }
    return {};
  }
};

/// The one that the key belongs to (a valid one before an expired one); null: none does.
X509* leafForKey(const Pool& pool, const EVP_PKEY* key, base::UnixMilliseconds now) {
  X509* expired = nullptr;
  for (const X509Pointer& certificate : pool.certificates) {
    if (!fits(certificate.get(), key)) continue;
    if (dateWarnings(certificate.get(), {}, now).empty()) return certificate.get();
    if (expired == nullptr) expired = certificate.get();
  }
  return expired;
}

void append(std::vector<Problem>& list, std::vector<Problem> more) {
  list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void chooseLeaf(Identity& identity, const Pool& pool, const IdentityFiles& files, base::UnixMilliseconds now,
                std::vector<Problem>& errors) {
  X509* leaf = identity.key ? leafForKey(pool, identity.key.get(), now) : nullptr;
  if (leaf == nullptr) {
    leaf = likelyLeaf(pool.ofCertificateFile());
    if (leaf != nullptr && identity.key) {
      errors.push_back(fileProblem(ProblemCode::KeyMismatch, files.key,
                                   {{"certificate", files.certificate.string()}, {"subject", factsOf(leaf).subject}}));
    }
  }
  if (leaf != nullptr) identity.leaf = shared(leaf);
}

}  // namespace

base::Result<Identity> loadIdentity(const IdentityFiles& files) {
  const base::UnixMilliseconds now = base::unixNow();
  Identity identity;
  identity.files = {files.certificate, files.key};
  identity.files.insert(identity.files.end(), files.ca.begin(), files.ca.end());

  Pool pool;
  pool.add(files.certificate);
  pool.fromCertificateFile = pool.certificates.size();
  for (const std::filesystem::path& file : files.ca) pool.add(file);
  std::vector<Problem> errors = std::move(pool.problems);
  KeyReading key = readKeyFile(files.key);
  append(errors, std::move(key.problems));
  identity.key = std::move(key.key);

  chooseLeaf(identity, pool, files, now, errors);
  if (identity.leaf) {
    CertificateChain chain = orderChain(identity.leaf.get(), pool.certificates);
    identity.facts = factsOf(identity.leaf.get());
    identity.chain = std::move(chain.toSend);
    Judgement judgement =
        judge(identity.leaf.get(), identity.chain, now, [&pool](const X509* one) { return pool.originOf(one); });
    identity.warnings = std::move(judgement.warnings);
    append(errors, std::move(judgement.refusals));
    if (!chain.complete && !endsAtLocalRoot(identity.leaf.get(), identity.chain)) {
      identity.warnings.push_back(fileProblem(ProblemCode::ChainIncomplete, files.certificate,
                                              {{"issuer", chain.missingIssuer}}, Problem::Severity::Warning));
    }
  }
  if (errors.empty()) return identity;
  append(errors, std::move(identity.warnings));
  return base::failure(std::move(errors));
}

}  // namespace certificates
