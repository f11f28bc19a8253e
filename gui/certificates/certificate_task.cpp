// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The steps, each by the libraries of server/certificates.

#include "gui/certificates/certificate_task.h"

#include "gui/certificates/local_authority.h"
#include "server/certificates/bounded_file.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/private_key.h"
#include "server/certificates/store_changes.h"
#include "server/certificates/trust_store.h"

namespace certificateTask {

namespace {

base::Result<certificates::X509Pointer> sign(const Order& order, EVP_PKEY* key) {
  if (order.signer == Signer::Itself) return certificates::selfSign(order.request, key, base::unixNow());
  const auto authority = certificates::openAuthority(LocalAuthority::files(), order.passphrase);
  if (!authority) return base::failure(authority.error());
  return certificates::issueFor(*authority, order.request, key, base::unixNow());
}

base::Result<std::string> readBytes(const std::filesystem::path& file) {
  certificates::BoundedFile read = certificates::readBoundedFile(file);
  using Outcome = certificates::BoundedFile::Outcome;
  if (read.outcome == Outcome::Read) return std::move(read.bytes);
  if (read.outcome == Outcome::Missing)
    return base::failure(certificates::fileProblem(base::ProblemCode::CertificateMissing, file));
  return base::failure(
      certificates::fileProblem(base::ProblemCode::CertificateUnreadable, file, {{"reason", read.reason}}));
}

}  // namespace

base::Result<std::string> make(const Order& order) {
  const auto key = certificates::generateKey(order.request.key);
  if (!key) return base::failure(key.error());
  certificates::EntryContent content;
  content.key = key->get();
  certificates::X509Pointer certificate;
  if (order.signer == Signer::Elsewhere) {
    auto request = certificates::makeSigningRequest(order.request, key->get());
    if (!request) return base::failure(request.error());
    content.request = std::move(*request);
  } else {
    auto signedOne = sign(order, key->get());
    if (!signedOne) return base::failure(signedOne.error());
    certificate = std::move(*signedOne);
    content.certificate = certificate.get();
  }
  const std::filesystem::path store = certificates::storeFolder();
  const std::string wished = order.request.names.empty() ? order.request.commonName : order.request.names.front().text;
  const std::string name = certificates::freeEntryName(store, wished);
  if (const auto added = certificates::addEntry(store, name, content); !added) return base::failure(added.error());
  return name;
}

base::Result<std::string> requestText(const std::string& entry) {
  return readBytes(certificates::requestFile(certificates::storeFolder(), entry));
}

base::Result<void> changeTrust(const std::string& storeId, bool trusted) {
  const std::filesystem::path file = LocalAuthority::files().certificate;
  const auto read = certificates::readCertificates(file);
  if (!read) return base::failure(read.error());
  const auto surroundings = certificates::TrustSurroundings::ofThisUser();
  const auto change = trusted ? certificates::TrustChange::Install : certificates::TrustChange::Remove;
  for (const certificates::TrustStore& store : certificates::trustStores(surroundings)) {
    if (store.id != storeId) continue;
    const auto changed = certificates::changeTrust(store, change, read->front().get(), file, surroundings);
    if (!changed) return base::failure(changed.error());
    return {};
  }
  return base::failure("the store is gone");
}

}  // namespace certificateTask
