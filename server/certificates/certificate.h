// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A certificate read and told in plain facts (RFC 5280), free of OpenSSL types so that the panel's models can hold
// them.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

struct CertificateFacts {
  std::string subject;  ///< the common name, else the first name, else the whole subject, one line, UTF-8
  std::string issuer;
  std::vector<std::string> names;  ///< subject alternative names: DNS names and addresses, in order
  std::string fingerprint;         ///< SHA-256, lower-case hex, no colons
  std::string key;                 ///< "ECDSA P-256", "RSA 2048"
  base::UnixMilliseconds notBefore = 0;
  base::UnixMilliseconds notAfter = 0;
  bool selfSigned = false;
  bool authority = false;  ///< basicConstraints CA:TRUE
  bool operator==(const CertificateFacts&) const = default;

  /// Whole days until notAfter, rounded down; negative once expired.
  [[nodiscard]] int daysLeft(base::UnixMilliseconds now) const;
  /// Whether a client that asks for `host` (a name or an address) finds it among the names (RFC 6125 wildcards).
  [[nodiscard]] bool covers(std::string_view host) const;
};

CertificateFacts factsOf(const X509* certificate);

/// PEM; empty on failure.
std::string certificatePem(const X509* certificate);
/// The whole name on one line, as RFC 2253 writes it: "CN=shop.test,O=Shop".
std::string distinguishedName(const X509_NAME* name);

/// Every certificate of a PEM file in its order. Says what the file is where it is not PEM (DER, PKCS#12, a key).
base::Result<std::vector<X509Pointer>> readCertificates(const std::filesystem::path& file);

}  // namespace certificates
