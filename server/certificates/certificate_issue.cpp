// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The extensions that browsers look for, and no others (RFC 5280, CA/Browser Forum 7.1.2.7).

#include "server/certificates/certificate_issue.h"

#include <openssl/err.h>

#include <algorithm>

#include "server/certificates/certificate_fields.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

constexpr base::UnixMilliseconds hour = 3600LL * 1000;
constexpr base::UnixMilliseconds day = 24 * hour;

/// Valid from an hour ago, for clocks that are behind; an hour more at the end, so that a fresh one has its whole days.
base::UnixMilliseconds endOf(const IssueRequest& request, base::UnixMilliseconds now) {
  return now + request.days * day + hour;
}

/// What stands in the subject. Empty: nothing does. An address never: OpenSSL takes it for a DNS name, which the
/// authority's constraints then refuse.
std::string commonNameOf(const IssueRequest& request) {
  if (!request.commonName.empty()) return request.commonName.substr(0, longestCommonName);
  for (const CertificateName& name : request.names) {
    const bool isAddress = name.kind == NameKind::Ipv4 || name.kind == NameKind::Ipv6;
    if (!isAddress && name.text.size() <= longestCommonName) return name.text;
  }
  return {};
}

bool addUsage(X509* certificate, X509* issuer, const IssueRequest& request, const EVP_PKEY* key) {
  // Older TLS 1.2 suites encrypt with an RSA key; nobody does with the other kinds.
  const bool enciphers = request.usage == Usage::Server && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
  return addExtension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
         addExtension(certificate, issuer, NID_key_usage,
                      enciphers ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature") &&
         addExtension(certificate, issuer, NID_ext_key_usage,
                      request.usage == Usage::Server ? "serverAuth" : "clientAuth");
}

bool addNames(X509* certificate, const IssueRequest& request, bool critical) {
  std::vector<std::string> texts;
  for (const CertificateName& name : request.names) texts.push_back(name.text);
  if (texts.empty()) return true;
  const GeneralNamesPointer names = generalNames(texts);
  return names &&
         X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), critical ? 1 : 0, X509V3_ADD_DEFAULT) == 1;
}

/// All but the signature. `issuer`: null where it signs itself.
X509Pointer fill(X509* issuer, const IssueRequest& request, EVP_PKEY* key, base::UnixMilliseconds now,
                 base::UnixMilliseconds end) {
  X509Pointer made(X509_new());
  std::string commonName = commonNameOf(request);
  // An issuer must have a name (RFC 5280 4.1.2.4), and nothing constrains one that signs itself.
  if (issuer == nullptr && commonName.empty()) commonName = request.names.front().text.substr(0, longestCommonName);
  X509* const by = issuer != nullptr ? issuer : made.get();
  const bool done = made && setFrame(made.get(), now - hour, end) &&
                    (commonName.empty() || addToName(X509_get_subject_name(made.get()), NID_commonName, commonName)) &&
                    X509_set_issuer_name(made.get(), X509_get_subject_name(by)) == 1 &&
                    X509_set_pubkey(made.get(), key) == 1 && addUsage(made.get(), by, request, key) &&
                    addExtension(made.get(), by, NID_subject_key_identifier, "hash") &&
                    (issuer == nullptr || addExtension(made.get(), by, NID_authority_key_identifier, "keyid:always")) &&
                    addNames(made.get(), request, commonName.empty());
  if (!done) return nullptr;
  return made;
}

std::string whatFor(const IssueRequest& request) {
  return request.commonName.empty() ? request.names.front().shown : request.commonName;
}

base::Result<void> checkRequest(const IssueRequest& request) {
  if (request.names.empty() && (request.usage == Usage::Server || request.commonName.empty()))
    return base::failure("a certificate needs at least one name");
  if (request.days < 1 || request.days > maximumDays)
    return base::failure("a certificate is valid for 1 to " + std::to_string(maximumDays) + " days, not " +
                         std::to_string(request.days));
  return {};
}

base::Result<X509Pointer> sign(X509Pointer certificate, EVP_PKEY* by, const IssueRequest& request) {
  if (!certificate || X509_sign(certificate.get(), by, digestFor(by)) <= 0)
    return base::failure(openSslError("cannot make a certificate for " + whatFor(request)));
  ERR_clear_error();
  return certificate;
}

base::Problem warning(base::ProblemCode code, std::map<std::string, std::string> arguments) {
  base::Problem problem;
  problem.code = code;
  problem.severity = base::Problem::Severity::Warning;
  problem.arguments = std::move(arguments);
  return problem;
}

}  // namespace

std::vector<base::Problem> issueWarnings(const IssueRequest& request, const AuthorityFacts& authority,
                                         base::UnixMilliseconds now) {
  std::vector<base::Problem> warnings;
  if (authority.constraints) warnings = authority.constraints->warningsFor(request.names);
  if (request.days > customaryDays)
    warnings.push_back(warning(base::ProblemCode::ValidTooLong,
                               {{"days", std::to_string(request.days)}, {"limit", std::to_string(customaryDays)}}));
  if (endOf(request, now) > authority.certificate.notAfter) {
    constexpr std::size_t dateLength = 10;
    warnings.push_back(warning(base::ProblemCode::AuthorityEndsBefore,
                               {{"date", base::isoTime(authority.certificate.notAfter).substr(0, dateLength)}}));
  }
  return warnings;
}

base::Result<X509Pointer> issueFor(const Authority& authority, const IssueRequest& request, EVP_PKEY* subjectKey,
                                   base::UnixMilliseconds now) {
  if (auto checked = checkRequest(request); !checked) return base::failure(std::move(checked.error()));
  const base::UnixMilliseconds last = factsOf(authority.certificate.get()).notAfter;
  return sign(fill(authority.certificate.get(), request, subjectKey, now, std::min(endOf(request, now), last)),
              authority.key.get(), request);
}

base::Result<IssuedCertificate> issueCertificate(const Authority& authority, const IssueRequest& request,
                                                 base::UnixMilliseconds now) {
  auto key = generateKey(request.key);
  if (!key) return base::failure(std::move(key.error()));
  auto certificate = issueFor(authority, request, key->get(), now);
  if (!certificate) return base::failure(std::move(certificate.error()));
  return IssuedCertificate{std::move(*key), std::move(*certificate)};
}

base::Result<X509Pointer> selfSign(const IssueRequest& request, EVP_PKEY* key, base::UnixMilliseconds now) {
  if (auto checked = checkRequest(request); !checked) return base::failure(std::move(checked.error()));
  return sign(fill(nullptr, request, key, now, endOf(request, now)), key, request);
}

}  // namespace certificates
