// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// X509_check_issued() compares names, key identifiers and key usage; the signature settles which of two namesakes it
// is.

#include "server/certificates/certificate_chain.h"

#include <openssl/err.h>

#include <algorithm>

#include "server/certificates/certificate.h"

namespace certificates {

namespace {

bool isRoot(X509* certificate) {
  return X509_self_signed(certificate, 1) == 1;
}

bool isCurrent(const X509* certificate) {
  return X509_cmp_current_time(X509_get0_notBefore(certificate)) < 0 &&
         X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0;
}

bool hasIssuer(X509* certificate, const std::vector<X509Pointer>& pool) {
  return std::any_of(pool.begin(), pool.end(), [certificate](const X509Pointer& candidate) {
    return candidate.get() != certificate && isIssuedBy(certificate, candidate.get());
  });
}

/// Of several issuers (a cross-signed authority has two certificates for one key) a valid one is better than an expired
/// one, then one that leads further through the pool: clients that know only the older root need it sent.
int worth(X509* issuer, const std::vector<X509Pointer>& pool) {
  const int current = isCurrent(issuer) ? 4 : 0;
  if (isRoot(issuer)) return current + 1;
  return current + (hasIssuer(issuer, pool) ? 2 : 0);
}

X509* bestIssuer(X509* subject, const std::vector<X509Pointer>& pool) {
  X509* best = nullptr;
  for (const X509Pointer& candidate : pool) {
    if (X509_cmp(candidate.get(), subject) == 0 || !isIssuedBy(subject, candidate.get())) continue;
    if (best == nullptr || worth(candidate.get(), pool) > worth(best, pool)) best = candidate.get();
  }
  return best;
}

bool systemKnowsIssuer(X509* certificate) {
  const X509StorePointer store(X509_STORE_new());
  const OpenSslPointer<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509* issuer = nullptr;
  const bool found = store && context && X509_STORE_set_default_paths(store.get()) == 1 &&
                     X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr) == 1 &&
                     X509_STORE_CTX_get1_issuer(&issuer, context.get(), certificate) == 1;
  const X509Pointer owner(issuer);
  return found && issuer != nullptr && isIssuedBy(certificate, issuer);
}

}  // namespace

bool isIssuedBy(X509* certificate, X509* issuer) {
  if (X509_check_issued(issuer, certificate) != X509_V_OK) return false;
  return X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

X509Pointer shared(X509* certificate) {
  X509_up_ref(certificate);
  return X509Pointer(certificate);
}

CertificateChain orderChain(X509* leaf, const std::vector<X509Pointer>& pool) {
  CertificateChain chain;
  X509* last = leaf;
  while (!isRoot(last) && chain.toSend.size() < maximumChainLength) {
    X509* const issuer = bestIssuer(last, pool);
    // Two authorities that signed each other would go round for ever.
    const bool seen = issuer != nullptr && std::any_of(chain.toSend.begin(), chain.toSend.end(), [&](const auto& sent) {
                        return X509_cmp(sent.get(), issuer) == 0;
                      });
    if (issuer == nullptr || seen) break;
    if (isRoot(issuer)) {
      chain.root = shared(issuer);
    } else {
      chain.toSend.push_back(shared(issuer));
    }
    last = issuer;
  }
  chain.complete = isRoot(last) || systemKnowsIssuer(last);
  if (!chain.complete) chain.missingIssuer = factsOf(last).issuer;
  ERR_clear_error();
  return chain;
}

}  // namespace certificates
