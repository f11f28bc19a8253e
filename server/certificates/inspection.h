// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every field of a certificate that a person needs, as text: for a details view, `forkyard cert show`, and to copy.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/certificate.h"
#include "server/certificates/identity.h"
#include "server/certificates/name_constraints.h"

namespace certificates {

struct CertificateDetails {
  CertificateFacts facts;
  std::string subject;             ///< the whole name, RFC 4514: "CN=shop.test,O=Shop"
  std::string issuer;              ///< likewise
  std::string serial;              ///< hex
  std::string sha1;                ///< fingerprint, lower-case hex
  std::string signature;           ///< "ecdsa-with-SHA256"
  std::vector<std::string> usage;  ///< "Digital Signature", "TLS Web Server Authentication" ...
  std::string keyIdentifier;       ///< hex; may be empty
  std::string issuerKeyIdentifier;
  std::optional<int> pathLength;  ///< of an authority, where it is bound
  std::optional<NameConstraints> constraints;
  std::string pem;
};

CertificateDetails detailsOf(const X509* certificate);

struct Inspection {
  std::vector<CertificateDetails> chain;   ///< the leaf, then each one's issuer, as far as it goes; the root too
  std::vector<CertificateDetails> others;  ///< in the files but not of this chain
  bool complete = false;
  std::string missingIssuer;
};

/// Of certificates in any order (a live endpoint's, a file's). The error: there are none.
base::Result<Inspection> inspect(const std::vector<X509Pointer>& certificates);
/// Of an entry or of picked files. The key is not looked at. Blocks on the disk.
base::Result<Inspection> inspectFiles(const IdentityFiles& files);
/// Of PEM text.
base::Result<Inspection> inspectText(const std::string& pem);
/// Of any file or files, in every form that import.h understands; no passphrase, so that of a PKCS#12 with one only
/// PassphraseNeeded is told.
base::Result<Inspection> inspectAnyFiles(const std::vector<std::filesystem::path>& files);

}  // namespace certificates
