// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a certificate may be for: DNS names, wildcards and addresses, told apart from what a person typed. E-mail
// addresses and URIs are refused in words: the constraints of a local authority would let them through.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/problem.h"

namespace certificates {

enum class NameKind { Dns, Wildcard, Ipv4, Ipv6 };

struct CertificateName {
  NameKind kind = NameKind::Dns;
  std::string text;   ///< as it stands in the certificate: lower-case, "xn--..." (RFC 5891), addresses in RFC 5952 form
  std::string shown;  ///< as a person reads it: "bücher.test"; the same as text where it is plain
  bool operator==(const CertificateName&) const = default;
};

struct CertificateNames {
  std::vector<CertificateName> names;   ///< each once, in the order given
  std::vector<base::Problem> problems;  ///< NameNotUsable are errors; NameForcesHttps and WildcardTooBroad warnings
  /// Whether a certificate can be made: at least one name, and nothing that was refused.
  [[nodiscard]] bool isUsable() const;
  [[nodiscard]] std::vector<std::string> texts() const;
};

inline constexpr std::size_t maximumNames = 100;

/// Each text may hold several names with spaces, commas or line breaks between. "[::1]", "LOCALHOST." and
/// "https://localhost:8443/" are what people paste: brackets, case and the last dot are understood, the last is refused
/// with the host that it names as {suggestion}. Pure; a millisecond.
CertificateNames parseNames(const std::vector<std::string>& given);

/// The name as people read it: punycode labels in Unicode.
std::string shownName(std::string_view name);

}  // namespace certificates
