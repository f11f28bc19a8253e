// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Puts certificates that came in any order, several times or from several files into the order in which a server sends
// them (RFC 8446 4.4.2). Judges neither dates nor trust.

#pragma once

#include <string>
#include <vector>

#include "server/certificates/openssl_pointers.h"

namespace certificates {

struct CertificateChain {
  std::vector<X509Pointer> toSend;  ///< after the leaf: each is the issuer of the one before; no self-signed root
  X509Pointer root;                 ///< where the pool has it
  /// Whether it ends at a root: one of the pool, or one that this system trusts (a public chain comes without its
  /// root).
  bool complete = false;
  std::string missingIssuer;  ///< whom it breaks off at, where it is not complete
};

inline constexpr std::size_t maximumChainLength = 10;  ///< certificates after the leaf

/// `pool` may hold anything, the leaf too. What is not part of the chain is left out. Verifies each signature; may look
/// into the system's trust store (a few milliseconds from the disk).
CertificateChain orderChain(X509* leaf, const std::vector<X509Pointer>& pool);

/// Whether `issuer` signed it: names, key identifiers, key usage and the signature itself. Dates do not count.
bool isIssuedBy(X509* certificate, X509* issuer);
/// One more owner of the same certificate.
X509Pointer shared(X509* certificate);

}  // namespace certificates
