// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Text from a certificate is somebody else's: it is made one line of valid UTF-8 before anything shows it.

#include "server/certificates/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

#include "server/base/hex.h"
#include "server/certificates/address_bytes.h"
#include "server/certificates/bounded_file.h"
#include "server/certificates/content_form.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

/// One line: controls, and the marks that turn the direction of text, become question marks.
std::string oneLine(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::string_view next = text.substr(at, 3);
    const bool turnsDirection = next.size() == 3 && byte == 0xE2 &&
                                ((next[1] == '\x80' && next[2] >= '\xAA' && next[2] <= '\xAE') ||
                                 (next[1] == '\x81' && next[2] >= '\xA6' && next[2] <= '\xA9'));
    if (turnsDirection) {
      result += '?';
      at += 2;
    } else {
      result += byte < 0x20 || byte == 0x7F ? '?' : text[at];
    }
  }
  return result;
}

std::string textOf(const ASN1_STRING* value) {
  unsigned char* utf8 = nullptr;
  const int length = ASN1_STRING_to_UTF8(&utf8, value);
  if (length < 0) {
    ERR_clear_error();
    return {};
  }
  const std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
  OPENSSL_free(utf8);
  return oneLine(text);
}

std::string commonName(const X509_NAME* name) {
  // The last one is the most specific (RFC 6125 2.3.1).
  int found = -1;
  for (int at = -1; (at = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0;) found = at;
  if (found < 0) return {};
  return textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, found)));
}

/// As addressBytes(); brackets and an IPv6 zone may be there.
std::optional<std::string> hostAddress(std::string_view text) {
  std::string plain(text);
  if (plain.starts_with('[') && plain.ends_with(']')) plain = plain.substr(1, plain.size() - 2);
  if (plain.find(':') != std::string::npos) plain.resize(std::min(plain.find('%'), plain.size()));
  return addressBytes(plain);
}

std::vector<std::string> alternativeNames(const X509* certificate) {
  std::vector<std::string> result;
  const GeneralNamesPointer names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  ERR_clear_error();
  for (int at = 0; names && at < sk_GENERAL_NAME_num(names.get()); ++at) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), at);
    std::string text;
    if (name->type == GEN_DNS) {
      text = textOf(name->d.dNSName);
      // Clients never take a DNS name for an address: marked, so that it does not look as if it covered one.
      if (hostAddress(text)) text.insert(0, "DNS:");
    } else if (name->type == GEN_IPADD) {
      text = addressText({reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.iPAddress)),
                          static_cast<std::size_t>(ASN1_STRING_length(name->d.iPAddress))});
    }
    if (!text.empty()) result.push_back(std::move(text));
  }
  return result;
}

std::string fingerprintOf(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &length) != 1) return {};
  return base::hexOf(std::span(digest).first(length));
}

std::string keyText(const EVP_PKEY* key) {
  if (key == nullptr) return "unknown";
  const std::string bits = std::to_string(EVP_PKEY_get_bits(key));
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      return "RSA " + bits;
    case EVP_PKEY_RSA_PSS:
      return "RSA-PSS " + bits;
    case EVP_PKEY_ED25519:
      return "Ed25519";
    case EVP_PKEY_ED448:
      return "Ed448";
    case EVP_PKEY_DSA:
      return "DSA " + bits;
    case EVP_PKEY_EC: {
      std::array<char, 64> group{};
      if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return "ECDSA " + bits;
      const char* const nist = EC_curve_nid2nist(OBJ_sn2nid(group.data()));
      return std::string("ECDSA ") + (nist != nullptr ? nist : group.data());
    }
    default:
      return "unknown";
  }
}

base::UnixMilliseconds millisecondsOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) {
    ERR_clear_error();
    return 0;
  }
  return static_cast<base::UnixMilliseconds>(::timegm(&parts)) * 1000;
}

std::string hostName(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string text(host);
  for (char& character : text) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return text;
}

/// RFC 6125 6.4.3, as strict as browsers: "*" is the whole first label, stands for exactly one label, and at least two
/// labels follow it. Both are lower-case.
bool nameMatches(std::string_view name, std::string_view host) {
  if (!name.starts_with("*.")) return name == host;
  const std::string_view parent = name.substr(1);
  if (parent.find('.', 1) == std::string_view::npos || parent.find('*') != std::string_view::npos) return false;
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 && host.substr(dot) == parent;
}

base::Problem notCertificates(const std::string& bytes, const std::filesystem::path& file) {
  const ContentWords words = describeContent(bytes, file, Wanted::Certificate);
  if (words.command.empty()) {
    return fileProblem(base::ProblemCode::CertificateUnreadable, file,
                       {{"reason", "it is " + words.found + (words.different ? ", not a certificate" : "")}});
  }
  return fileProblem(base::ProblemCode::CertificateNotPem, file, {{"found", words.found}, {"command", words.command}});
}

}  // namespace

int CertificateFacts::daysLeft(base::UnixMilliseconds now) const {
  constexpr base::UnixMilliseconds day = 24LL * 60 * 60 * 1000;
  const base::UnixMilliseconds left = notAfter - now;
  return static_cast<int>(left >= 0 ? left / day : -((-left + day - 1) / day));
}

bool CertificateFacts::covers(std::string_view host) const {
  const std::optional<std::string> address = hostAddress(host);
  const std::string asked = hostName(host);
  if (asked.empty()) return false;
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    if (address) return hostAddress(name) == address;
    return !hostAddress(name) && nameMatches(hostName(name), asked);
  });
}

std::string certificatePem(const X509* certificate) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) {
    ERR_clear_error();
    return {};
  }
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

std::string distinguishedName(const X509_NAME* name) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return oneLine(std::string_view(data, static_cast<std::size_t>(std::max(length, 0L))));
}

CertificateFacts factsOf(const X509* certificate) {
  CertificateFacts facts;
  // OpenSSL caches what it parsed inside the object, so some of its readers want it without const.
  X509* const cached = const_cast<X509*>(certificate);
  const X509_NAME* const subject = X509_get_subject_name(certificate);
  const X509_NAME* const issuer = X509_get_issuer_name(certificate);
  facts.names = alternativeNames(certificate);
  facts.subject = commonName(subject);
  if (facts.subject.empty()) facts.subject = facts.names.empty() ? distinguishedName(subject) : facts.names.front();
  facts.issuer = commonName(issuer);
  if (facts.issuer.empty()) facts.issuer = distinguishedName(issuer);
  facts.fingerprint = fingerprintOf(certificate);
  facts.key = keyText(X509_get0_pubkey(certificate));
  facts.notBefore = millisecondsOf(X509_get0_notBefore(certificate));
  facts.notAfter = millisecondsOf(X509_get0_notAfter(certificate));
  facts.selfSigned = X509_self_signed(cached, 1) == 1;
  facts.authority = (X509_get_extension_flags(cached) & EXFLAG_CA) != 0;
  ERR_clear_error();
  return facts;
}

base::Result<std::vector<X509Pointer>> readCertificates(const std::filesystem::path& file) {
  using base::ProblemCode;
  const BoundedFile read = readBoundedFile(file);
  if (read.outcome == BoundedFile::Outcome::Missing) {
    return base::failure(fileProblem(ProblemCode::CertificateMissing, file));
  }
  if (read.outcome != BoundedFile::Outcome::Read) {
    return base::failure(fileProblem(ProblemCode::CertificateUnreadable, file, {{"reason", read.reason}}));
  }
  const PemBlocks pem = pemBlocks(read.bytes);
  std::vector<X509Pointer> certificates;
  for (const PemBlock& block : pem.blocks) {
    if (block.kind != BlockKind::Certificate) continue;
    const BioPointer bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
    X509Pointer certificate(PEM_read_bio_X509_AUX(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) {
      const std::string reason =
          "certificate " + std::to_string(certificates.size() + 1) + " in it is damaged: " + takeOpenSslReason();
      return base::failure(fileProblem(ProblemCode::CertificateUnreadable, file, {{"reason", reason}}));
    }
    certificates.push_back(std::move(certificate));
  }
  if (certificates.empty()) return base::failure(notCertificates(read.bytes, file));
  if (pem.cutOff) {
    return base::failure(fileProblem(ProblemCode::CertificateUnreadable, file,
                                     {{"reason", "it is cut off: the END line of its last block is missing"}}));
  }
  return certificates;
}

}  // namespace certificates
