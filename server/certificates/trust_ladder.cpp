// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See trust_ladder.h.

#include "server/certificates/trust_ladder.h"

#include <openssl/err.h>

#include <algorithm>

#include "server/certificates/certificate.h"
#include "server/certificates/certificate_chain.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

/// Null: nobody knows who issued the end of this chain.
X509Pointer rootOf(X509* leaf, const std::vector<X509Pointer>& chain, const std::vector<X509Pointer>& known,
                   const SystemAnchors& system) {
  CertificateChain ordered = orderChain(leaf, chain);
  if (ordered.root) return std::move(ordered.root);
  X509* const last = ordered.toSend.empty() ? leaf : ordered.toSend.back().get();
  for (const X509Pointer& candidate : known) {
    const bool issued = X509_check_issued(candidate.get(), last) == X509_V_OK;
    if (issued && X509_verify(last, X509_get0_pubkey(candidate.get())) == 1) return shared(candidate.get());
  }
  ERR_clear_error();
  return anchorIssuing(system, last);
}

enum class RootOrigin { Distribution, ThisMachine, Elsewhere };

/// `own`: this machine's. Its key tells it, as a re-issued one keeps it.
RootOrigin originOf(X509* root, const std::vector<X509Pointer>& own, const SystemAnchors& system) {
  if (isPublicAnchor(system, root)) return RootOrigin::Distribution;
  const auto sharesKey = [root](const X509Pointer& each) {
    return EVP_PKEY_eq(X509_get0_pubkey(each.get()), X509_get0_pubkey(root)) == 1;
  };
  return std::ranges::any_of(own, sharesKey) ? RootOrigin::ThisMachine : RootOrigin::Elsewhere;
}

Problem distrust(ProblemCode code, const TrustStore& store, const X509* root) {
  return {.code = code, .arguments = {{"store", store.title()}, {"issuer", factsOf(root).subject}}};
}

StoreCheck checkStore(const TrustStore& store, X509* root, RootOrigin origin, const TrustSurroundings& surroundings) {
  TrustReading reading = readTrust(store, root, surroundings);
  switch (reading.state) {
    case TrustState::Trusted:
      return {store, CheckAnswer::Yes, {}};
    case TrustState::CannotTell:
      return {store, CheckAnswer::CannotTell, std::move(reading.problems)};
    case TrustState::Outdated:
      return {store, CheckAnswer::Warning, {distrust(ProblemCode::AuthorityOutdated, store, root)}};
    case TrustState::Untrusted:
      return {store, CheckAnswer::No, {distrust(ProblemCode::AuthorityTrustless, store, root)}};
    case TrustState::NotTrusted:
      break;
  }
  // What came with the distribution came with the browsers too, outside the databases that certutil reads.
  if (origin == RootOrigin::Distribution) return {store, CheckAnswer::Yes, {}};
  const bool isOurs = origin == RootOrigin::ThisMachine;
  return {store,
          CheckAnswer::No,
          {distrust(isOurs ? ProblemCode::AuthorityNotTrusted : ProblemCode::RootNotTrusted, store, root)}};
}

/// A certificate without an issuer: only the system's own programs can be made to trust it.
StoreCheck checkSelfSigned(const TrustStore& store, X509* leaf, const TrustSurroundings& surroundings) {
  if (store.kind == TrustStoreKind::System && readTrust(store, leaf, surroundings).state == TrustState::Trusted) {
    return {store, CheckAnswer::Yes, {}};
  }
  return {store, CheckAnswer::No, {Problem{.code = ProblemCode::SelfSignedLeaf}}};
}

std::vector<X509Pointer> certificatesOf(const IdentityFiles& files) {
  std::vector<X509Pointer> all;
  std::vector<std::filesystem::path> sources = files.ca;
  sources.insert(sources.begin(), files.certificate);
  for (const std::filesystem::path& file : sources) {
    auto read = readCertificates(file);
    if (!read) continue;
    for (X509Pointer& certificate : *read) all.push_back(std::move(certificate));
  }
  return all;
}

}  // namespace

std::vector<StoreCheck> checkStores(X509* leaf, const std::vector<X509Pointer>& chain,
                                    const std::vector<X509Pointer>& known, const TrustSurroundings& surroundings) {
  const bool selfSigned = factsOf(leaf).selfSigned;
  const X509Pointer root = selfSigned ? nullptr : rootOf(leaf, chain, known, surroundings.system);
  const auto origin = root ? originOf(root.get(), known, surroundings.system) : RootOrigin::Elsewhere;
  std::vector<StoreCheck> checks;
  for (const TrustStore& store : trustStores(surroundings)) {
    if (selfSigned) {
      checks.push_back(checkSelfSigned(store, leaf, surroundings));
    } else if (root) {
      checks.push_back(checkStore(store, root.get(), origin, surroundings));
    } else {
      checks.push_back({store, CheckAnswer::CannotTell, {}});
    }
  }
  return checks;
}

TrustLadder climbLadder(const IdentityFiles& files, std::string_view host, const std::vector<X509Pointer>& known,
                        const TrustSurroundings& surroundings) {
  TrustLadder ladder;
  ladder.checks = checkIdentity(files, host);
  const auto identity = loadIdentity(files);
  if (identity) {
    ladder.stores = checkStores(identity->leaf.get(), certificatesOf(files), known, surroundings);
    return ladder;
  }
  for (const TrustStore& store : trustStores(surroundings)) {
    ladder.stores.push_back({store, CheckAnswer::CannotTell, {}});
  }
  return ladder;
}

std::string_view ladderMend(ProblemCode code) {
  switch (code) {
    case ProblemCode::AuthorityNotTrusted:
    case ProblemCode::AuthorityTrustless:
    case ProblemCode::AuthorityOutdated:
    case ProblemCode::HandshakeDistrusted:
      return "trust";
    case ProblemCode::SelfSignedLeaf:
      return name(MendKind::CreateAuthority);
    case ProblemCode::CertutilMissing:
      return "install-certutil";
    case ProblemCode::BrowserOpen:
      return "restart-browser";
    case ProblemCode::HandshakeOther:
      return "reload-server";
    case ProblemCode::HandshakeFailed:
    case ProblemCode::NotRunning:
      return "start-server";
    default: {
      const MendKind kind = mendFor(code);
      return kind == MendKind::None ? std::string_view() : name(kind);
    }
  }
}

}  // namespace certificates
