// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// In the certificate, e-mail addresses and URIs are permitted only below "invalid", which nobody has (RFC 6761 6.4): a
// kind of name that no subtree speaks of would be permitted altogether.

#include "server/certificates/name_constraints.h"

#include <openssl/err.h>

#include <algorithm>
#include <charconv>

#include "server/certificates/address_bytes.h"

namespace certificates {

namespace {

/// An address and how many of its leading bits count.
struct Range {
  std::string bytes;  ///< 4 or 16, in network order
  std::size_t bits = 0;
};

std::string maskOf(const Range& range) {
  std::string mask(range.bytes.size(), '\0');
  for (std::size_t bit = 0; bit < range.bits; ++bit)
    mask[bit / 8] = static_cast<char>(static_cast<unsigned char>(mask[bit / 8]) | 0x80U >> (bit % 8));
  return mask;
}

std::string masked(const std::string& bytes, const std::string& mask) {
  std::string result = bytes;
  for (std::size_t at = 0; at < result.size(); ++at) result[at] = static_cast<char>(bytes[at] & mask[at]);
  return result;
}

/// "192.0.2.0/24", "::1"; host bits that are set are dropped.
std::optional<Range> rangeOf(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto bytes = addressBytes(std::string(text.substr(0, slash)));
  if (!bytes) return std::nullopt;
  Range range{*bytes, bytes->size() * 8};
  if (slash != std::string_view::npos) {
    const std::string_view number = text.substr(slash + 1);
    std::size_t bits = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
    if (error != std::errc() || end != number.data() + number.size() || bits > range.bits) return std::nullopt;
    range.bits = bits;
  }
  range.bytes = masked(range.bytes, maskOf(range));
  return range;
}

std::string textOf(const Range& range) {
  return addressText(range.bytes) + "/" + std::to_string(range.bits);
}

bool holds(const Range& range, const std::string& bytes) {
  return bytes.size() == range.bytes.size() && masked(bytes, maskOf(range)) == range.bytes;
}

bool isBelow(std::string_view host, std::string_view domain) {
  return host == domain ||
         (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

void addOnce(std::vector<std::string>& list, std::string value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

base::Problem notUsable(const std::string& name, const char* reason) {
  base::Problem problem;
  problem.code = base::ProblemCode::NameNotUsable;
  problem.arguments = {{"name", name}, {"reason", reason}};
  return problem;
}

void add(NameConstraints& constraints, const std::string& given, std::vector<base::Problem>& problems) {
  if (const auto range = rangeOf(given)) {
    const std::size_t fewest = range->bytes.size() == ipv4Size ? 8 : 7;
    if (range->bits < fewest)
      problems.push_back(notUsable(given, "the range is too wide for a local authority"));
    else
      addOnce(constraints.addresses, textOf(*range));
    return;
  }
  std::string domain = given;
  if (domain.starts_with("*.")) domain.erase(0, 1);
  if (domain.starts_with('.')) domain.erase(0, 1);
  CertificateNames parsed = parseNames({domain});
  for (base::Problem& problem : parsed.problems) {
    if (problem.severity == base::Problem::Severity::Error) problems.push_back(std::move(problem));
  }
  for (const CertificateName& name : parsed.names) addOnce(constraints.domains, name.text);
}

std::optional<Range> rangeOf(const ASN1_OCTET_STRING* octets) {
  const std::string both(reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
                         static_cast<std::size_t>(ASN1_STRING_length(octets)));
  if (both.size() != 2 * ipv4Size && both.size() != 2 * ipv6Size) return std::nullopt;
  Range range{both.substr(0, both.size() / 2), 0};
  const std::string mask = both.substr(both.size() / 2);
  while (range.bits < mask.size() * 8 && (mask[range.bits / 8] & 0x80 >> (range.bits % 8)) != 0) ++range.bits;
  return range;
}

}  // namespace

bool NameConstraints::permits(const CertificateName& name) const {
  if (name.kind == NameKind::Ipv4 || name.kind == NameKind::Ipv6) {
    const auto bytes = addressBytes(name.text);
    return addresses.empty() || std::any_of(addresses.begin(), addresses.end(), [&](const std::string& range) {
             const auto parsed = rangeOf(range);
             return bytes && parsed && holds(*parsed, *bytes);
           });
  }
  std::string_view host = name.text;
  if (name.kind == NameKind::Wildcard) host.remove_prefix(2);
  return domains.empty() ||
         std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) { return isBelow(host, domain); });
}

std::vector<base::Problem> NameConstraints::warningsFor(const std::vector<CertificateName>& names) const {
  std::vector<base::Problem> warnings;
  for (const CertificateName& name : names) {
    if (permits(name)) continue;
    base::Problem problem;
    problem.code = base::ProblemCode::NameOutsideAuthority;
    problem.severity = base::Problem::Severity::Warning;
    problem.arguments = {{"name", name.shown}, {"allowed", text()}};
    warnings.push_back(std::move(problem));
  }
  return warnings;
}

std::string NameConstraints::text() const {
  std::string all;
  for (const std::string& domain : domains) all += (all.empty() ? "" : ", ") + shownName(domain);
  for (const std::string& range : addresses) all += (all.empty() ? "" : ", ") + range;
  return all;
}

NameConstraints defaultConstraints() {
  return {{"localhost", "test", "internal", "home.arpa"},
          {"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7",
           "fe80::/10"}};
}

base::Result<NameConstraints> withAdded(NameConstraints base, const std::vector<std::string>& added) {
  std::vector<base::Problem> problems;
  for (const std::string& given : added) add(base, given, problems);
  if (!problems.empty()) return base::failure(std::move(problems));
  return base;
}

std::optional<NameConstraints> constraintsOf(const X509* certificate) {
  const OpenSslPointer<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> found(
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(certificate, NID_name_constraints, nullptr, nullptr)));
  ERR_clear_error();
  if (!found) return std::nullopt;
  NameConstraints constraints;
  for (int at = 0; at < sk_GENERAL_SUBTREE_num(found->permittedSubtrees); ++at) {
    const GENERAL_NAME* const name = sk_GENERAL_SUBTREE_value(found->permittedSubtrees, at)->base;
    if (name->type == GEN_DNS) {
      std::string domain(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                         static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
      if (domain.starts_with('.')) domain.erase(0, 1);
      const CertificateNames parsed = parseNames({domain});
      // Somebody else's text: what is no name permits nothing.
      for (const CertificateName& one : parsed.names) addOnce(constraints.domains, one.text);
    } else if (name->type == GEN_IPADD) {
      if (const auto range = rangeOf(name->d.iPAddress)) addOnce(constraints.addresses, textOf(*range));
    }
  }
  return constraints;
}

}  // namespace certificates
