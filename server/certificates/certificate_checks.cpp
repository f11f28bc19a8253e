// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Extended key usage and key usage as browsers read them (RFC 5280 4.2.1.3 and 4.2.1.12).

#include "server/certificates/certificate_checks.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <array>
#include <iterator>

#include "server/certificates/certificate.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

using base::Problem;
using base::ProblemCode;

struct UsageName {
  std::uint32_t bit;
  const char* name;
};

std::string namesOf(std::uint32_t bits, std::span<const UsageName> known) {
  std::string text;
  for (const UsageName& usage : known) {
    if ((bits & usage.bit) != 0) text.append(text.empty() ? "" : ", ").append(usage.name);
  }
  return text.empty() ? "other purposes" : text;
}

/// What it is for instead; empty: servers may use it.
std::string otherUsage(X509* certificate) {
  static constexpr std::array extended{UsageName{XKU_SSL_CLIENT, "clientAuth"}, UsageName{XKU_SMIME, "emailProtection"},
                                       UsageName{XKU_CODE_SIGN, "codeSigning"}, UsageName{XKU_OCSP_SIGN, "OCSPSigning"},
                                       UsageName{XKU_TIMESTAMP, "timeStamping"}};
  static constexpr std::array basic{UsageName{KU_NON_REPUDIATION, "nonRepudiation"},
                                    UsageName{KU_DATA_ENCIPHERMENT, "dataEncipherment"},
                                    UsageName{KU_KEY_CERT_SIGN, "keyCertSign"}, UsageName{KU_CRL_SIGN, "cRLSign"}};
  const std::uint32_t flags = X509_get_extension_flags(certificate);
  const std::uint32_t extendedUsage = X509_get_extended_key_usage(certificate);
  if ((flags & EXFLAG_XKUSAGE) != 0 && (extendedUsage & (XKU_SSL_SERVER | XKU_ANYEKU)) == 0) {
    return namesOf(extendedUsage, extended);
  }
  const std::uint32_t usage = X509_get_key_usage(certificate);
  if ((flags & EXFLAG_KUSAGE) != 0 && (usage & (KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT)) == 0) {
    return namesOf(usage, basic);
  }
  return {};
}

Problem warning(ProblemCode code, const std::filesystem::path& file, std::map<std::string, std::string> arguments) {
  return fileProblem(code, file, std::move(arguments), Problem::Severity::Warning);
}

std::string dateOf(base::UnixMilliseconds time) {
  constexpr std::size_t dateLength = 10;
  return base::isoTime(time).substr(0, dateLength);
}

bool isWeakness(unsigned long code) {
  if (ERR_GET_LIB(code) != ERR_LIB_SSL) return false;
  const int reason = ERR_GET_REASON(code);
  return reason == SSL_R_EE_KEY_TOO_SMALL || reason == SSL_R_CA_KEY_TOO_SMALL || reason == SSL_R_CA_MD_TOO_WEAK;
}

std::string weakness(unsigned long code, X509* certificate) {
  if (ERR_GET_REASON(code) != SSL_R_CA_MD_TOO_WEAK) {
    return "its key is too short: " + factsOf(certificate).key + ", where RSA needs 2048 bits";
  }
  const char* const algorithm = OBJ_nid2ln(X509_get_signature_nid(certificate));
  return std::string("it is signed with an outdated hash: ") + (algorithm != nullptr ? algorithm : "unknown");
}

}  // namespace

std::vector<Problem> dateWarnings(const X509* certificate, const std::filesystem::path& file,
                                  base::UnixMilliseconds now) {
  const CertificateFacts facts = factsOf(certificate);
  if (facts.notAfter < now) return {warning(ProblemCode::Expired, file, {{"date", dateOf(facts.notAfter)}})};
  if (facts.notBefore > now) return {warning(ProblemCode::NotYetValid, file, {{"date", dateOf(facts.notBefore)}})};
  return {};
}

std::vector<Problem> usageWarnings(X509* leaf, const std::filesystem::path& file) {
  std::vector<Problem> problems;
  const CertificateFacts facts = factsOf(leaf);
  if (facts.authority) problems.push_back(warning(ProblemCode::CaAsLeaf, file, {{"subject", facts.subject}}));
  if (const std::string usage = otherUsage(leaf); !usage.empty()) {
    problems.push_back(warning(ProblemCode::NotForServers, file, {{"usage", usage}}));
  }
  if (facts.names.empty()) {
    problems.push_back(warning(ProblemCode::NameNotCovered, file,
                               {{"host", facts.subject}, {"names", "a common name, which clients ignore"}}));
  }
  return problems;
}

std::optional<Problem> refusal(X509* certificate, Place place, const std::filesystem::path& file) {
  const SslContextPointer context(SSL_CTX_new(TLS_server_method()));
  if (!context) return fileProblem(ProblemCode::CertificateUnreadable, file, {{"reason", takeOpenSslReason()}});
  SSL_CTX_set_security_level(context.get(), securityLevel);
  ERR_clear_error();
  if (place == Place::Leaf) {
    if (SSL_CTX_use_certificate(context.get(), certificate) == 1) return std::nullopt;
  } else {
    // The security level of the chain is only looked at beside a leaf, so the chain's certificate plays both.
    SSL_CTX_set_security_level(context.get(), 0);
    if (SSL_CTX_use_certificate(context.get(), certificate) == 1) {
      SSL_CTX_set_security_level(context.get(), securityLevel);
      if (SSL_CTX_add1_chain_cert(context.get(), certificate) == 1) return std::nullopt;
    }
  }
  const unsigned long code = ERR_peek_last_error();
  if (isWeakness(code)) {
    ERR_clear_error();
    return fileProblem(ProblemCode::TooWeak, file, {{"reason", weakness(code, certificate)}});
  }
  return fileProblem(ProblemCode::CertificateUnreadable, file, {{"reason", takeOpenSslReason()}});
}

Judgement judge(X509* leaf, const std::vector<X509Pointer>& chain, base::UnixMilliseconds now,
                const std::function<std::filesystem::path(const X509*)>& fileOf) {
  Judgement judgement;
  const auto warn = [&](std::vector<Problem> more) {
    judgement.warnings.insert(judgement.warnings.end(), std::make_move_iterator(more.begin()),
                              std::make_move_iterator(more.end()));
  };
  const auto look = [&](X509* certificate, Place place) {
    if (auto refused = refusal(certificate, place, fileOf(certificate)))
      judgement.refusals.push_back(std::move(*refused));
  };
  warn(dateWarnings(leaf, fileOf(leaf), now));
  warn(usageWarnings(leaf, fileOf(leaf)));
  look(leaf, Place::Leaf);
  for (const X509Pointer& sent : chain) {
    warn(dateWarnings(sent.get(), fileOf(sent.get()), now));
    look(sent.get(), Place::Chain);
  }
  return judgement;
}

X509* likelyLeaf(const std::vector<X509*>& candidates) {
  for (X509* const candidate : candidates) {
    if (!factsOf(candidate).authority) return candidate;
  }
  return candidates.empty() ? nullptr : candidates.front();
}

}  // namespace certificates
