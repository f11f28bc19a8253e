// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What an authority may vouch for (RFC 5280 4.2.1.10): domains with everything below them, and ranges of addresses.
// Clients enforce it: whoever gets hold of its key still cannot pose as a site of the internet.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/base/error.h"
#include "server/certificates/certificate_name.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

struct NameConstraints {
  std::vector<std::string> domains;    ///< "test" is test and all names that end in .test; punycode, lower-case
  std::vector<std::string> addresses;  ///< "127.0.0.0/8", "::1/128"
  bool operator==(const NameConstraints&) const = default;

  [[nodiscard]] bool permits(const CertificateName& name) const;
  /// What of `names` is outside, each a NameOutsideAuthority warning: {name} {allowed}.
  [[nodiscard]] std::vector<base::Problem> warningsFor(const std::vector<CertificateName>& names) const;
  /// "localhost, test, internal, home.arpa, 127.0.0.0/8 ...", for "can vouch only for ...".
  [[nodiscard]] std::string text() const;
};

/// localhost, test, internal, home.arpa; loopback, link-local and private addresses (RFC 1918, RFC 4193, RFC 6761,
/// RFC 8375).
NameConstraints defaultConstraints();

/// `base` and what a person adds: "lan", "*.corp.example" (the same as "corp.example"), "192.0.2.7", "192.0.2.0/24".
/// All that cannot be added at once, as NameNotUsable. A range must not be wider than /8 (IPv4) or /7 (IPv6).
base::Result<NameConstraints> withAdded(NameConstraints base, const std::vector<std::string>& added);

/// What stands in the certificate; nothing where it has no name constraints (it may vouch for everything).
std::optional<NameConstraints> constraintsOf(const X509* certificate);

}  // namespace certificates
