// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is in the extensions is somebody else's text: it is shown by OpenSSL's names of what it knows, never as it is.

#include "server/certificates/inspection.h"

#include <openssl/bn.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>

#include "server/base/hex.h"
#include "server/certificates/certificate_chain.h"
#include "server/certificates/certificate_fields.h"
#include "server/certificates/import.h"
#include "server/certificates/import_content.h"

namespace certificates {

namespace {

std::string hexOf(const ASN1_STRING* octets) {
  if (octets == nullptr) return {};
  return base::hexOf({ASN1_STRING_get0_data(octets), static_cast<std::size_t>(ASN1_STRING_length(octets))});
}

std::string sha1Of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha1(), digest.data(), &size) != 1) return {};
  return base::hexOf(std::span(digest).first(size));
}

std::string serialOf(const X509* certificate) {
  const OpenSslPointer<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  if (!number) return {};
  char* const hex = BN_bn2hex(number.get());
  std::string text = hex != nullptr ? hex : "";
  OPENSSL_free(hex);
  std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'F' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return text;
}

struct UsageBit {
  std::uint32_t bit;
  const char* words;
};

// As OpenSSL's own text has them, which is what people search for.
constexpr std::array keyUsages{UsageBit{KU_DIGITAL_SIGNATURE, "Digital Signature"},
                               UsageBit{KU_NON_REPUDIATION, "Non Repudiation"},
                               UsageBit{KU_KEY_ENCIPHERMENT, "Key Encipherment"},
                               UsageBit{KU_DATA_ENCIPHERMENT, "Data Encipherment"},
                               UsageBit{KU_KEY_AGREEMENT, "Key Agreement"},
                               UsageBit{KU_KEY_CERT_SIGN, "Certificate Sign"},
                               UsageBit{KU_CRL_SIGN, "CRL Sign"}};

std::vector<std::string> usageOf(const X509* certificate) {
  X509* const cached = const_cast<X509*>(certificate);
  std::vector<std::string> list;
  if ((X509_get_extension_flags(cached) & EXFLAG_KUSAGE) != 0) {
    for (const UsageBit& usage : keyUsages) {
      if ((X509_get_key_usage(cached) & usage.bit) != 0) list.emplace_back(usage.words);
    }
  }
  const OpenSslPointer<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> extended(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  for (int at = 0; extended && at < sk_ASN1_OBJECT_num(extended.get()); ++at) {
    std::array<char, 80> words{};
    OBJ_obj2txt(words.data(), static_cast<int>(words.size()), sk_ASN1_OBJECT_value(extended.get(), at), 0);
    list.emplace_back(words.data());
  }
  return list;
}

Inspection inspectPool(X509* leaf, const std::vector<X509Pointer>& pool) {
  Inspection inspection;
  const CertificateChain chain = orderChain(leaf, pool);
  std::vector<X509*> used{leaf};
  for (const X509Pointer& sent : chain.toSend) used.push_back(sent.get());
  if (chain.root) used.push_back(chain.root.get());
  for (const X509* one : used) inspection.chain.push_back(detailsOf(one));
  for (const X509Pointer& one : pool) {
    const auto same = [&](const X509* other) { return X509_cmp(other, one.get()) == 0; };
    if (std::none_of(used.begin(), used.end(), same)) inspection.others.push_back(detailsOf(one.get()));
  }
  inspection.complete = chain.complete;
  inspection.missingIssuer = chain.missingIssuer;
  return inspection;
}

base::Result<Inspection> inspectSources(const std::vector<ImportSource>& sources) {
  ImportContent content = takeApart(sources, Secret());
  // A locked key beside its certificate hides nothing that is shown here.
  if (content.certificates.empty() && !content.problems.empty()) return base::failure(std::move(content.problems));
  std::vector<X509Pointer> pool;
  for (ImportContent::Certificate& one : content.certificates) pool.push_back(std::move(one.certificate));
  return inspect(pool);
}

}  // namespace

CertificateDetails detailsOf(const X509* certificate) {
  X509* const cached = const_cast<X509*>(certificate);
  CertificateDetails details;
  details.facts = factsOf(certificate);
  details.subject = distinguishedName(X509_get_subject_name(certificate));
  details.issuer = distinguishedName(X509_get_issuer_name(certificate));
  details.serial = serialOf(certificate);
  details.sha1 = sha1Of(certificate);
  const char* const algorithm = OBJ_nid2ln(X509_get_signature_nid(certificate));
  details.signature = algorithm != nullptr ? algorithm : "unknown";
  details.usage = usageOf(certificate);
  details.keyIdentifier = hexOf(X509_get0_subject_key_id(cached));
  details.issuerKeyIdentifier = hexOf(X509_get0_authority_key_id(cached));
  if (const long length = X509_get_pathlen(cached); length >= 0) details.pathLength = static_cast<int>(length);
  details.constraints = constraintsOf(certificate);
  details.pem = certificatePem(certificate);
  ERR_clear_error();
  return details;
}

base::Result<Inspection> inspect(const std::vector<X509Pointer>& certificates) {
  if (certificates.empty()) return base::failure("there is no certificate to look at");
  // Who issued none of the others is the leaf; of a file with the authority alone, that one.
  for (const X509Pointer& candidate : certificates) {
    const bool issuedOther = std::any_of(certificates.begin(), certificates.end(), [&](const X509Pointer& other) {
      return X509_cmp(other.get(), candidate.get()) != 0 && isIssuedBy(other.get(), candidate.get());
    });
    ERR_clear_error();
    if (!issuedOther) return inspectPool(candidate.get(), certificates);
  }
  return inspectPool(certificates.front().get(), certificates);
}

base::Result<Inspection> inspectFiles(const IdentityFiles& files) {
  auto pool = readCertificates(files.certificate);
  if (!pool) return base::failure(std::move(pool.error()));
  for (const std::filesystem::path& file : files.ca) {
    auto more = readCertificates(file);
    if (!more) return base::failure(std::move(more.error()));
    for (X509Pointer& one : *more) pool->push_back(std::move(one));
  }
  return inspect(*pool);
}

base::Result<Inspection> inspectText(const std::string& pem) {
  std::vector<ImportSource> sources;
  sources.push_back({{}, Secret(pem)});
  return inspectSources(sources);
}

base::Result<Inspection> inspectAnyFiles(const std::vector<std::filesystem::path>& files) {
  const auto sources = readSources(files);
  if (!sources) return base::failure(sources.error());
  return inspectSources(*sources);
}

}  // namespace certificates
