// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// PKCS#10 (RFC 2986): makeSigningRequest() and readSigningRequest().

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

#include "server/certificates/address_bytes.h"
#include "server/certificates/certificate_fields.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/content_form.h"
#include "server/certificates/file_problem.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

using RequestPointer = OpenSslPointer<X509_REQ, X509_REQ_free>;

/// Of 112 bits on, as OpenSSL's security level 2 has it.
constexpr int fewestSecurityBits = 112;

bool addWishes(X509_REQ* request, const std::vector<std::string>& texts) {
  const GeneralNamesPointer names = generalNames(texts);
  ExtensionStackPointer extensions(sk_X509_EXTENSION_new_null());
  ExtensionStack* stack = extensions.get();
  return names && stack != nullptr &&
         X509V3_add1_i2d(&stack, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1 &&
         X509_REQ_add_extensions(request, stack) == 1;
}

RequestPointer parse(std::string_view bytes) {
  for (const PemBlock& block : pemBlocks(bytes).blocks) {
    if (block.kind != BlockKind::Request) continue;
    const BioPointer bio(BIO_new_mem_buf(block.text.data(), static_cast<int>(block.text.size())));
    return RequestPointer(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  }
  const auto* cursor = reinterpret_cast<const unsigned char*>(bytes.data());
  return RequestPointer(d2i_X509_REQ(nullptr, &cursor, static_cast<long>(bytes.size())));
}

std::string textOf(const ASN1_STRING* value) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

/// What the request asks for, as somebody would have typed it. Kinds that we refuse get a form that is refused.
std::vector<std::string> askedNames(X509_REQ* request) {
  std::vector<std::string> names;
  const ExtensionStackPointer extensions(X509_REQ_get_extensions(request));
  const GeneralNamesPointer asked(
      static_cast<GENERAL_NAMES*>(X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int at = 0; asked && at < sk_GENERAL_NAME_num(asked.get()); ++at) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(asked.get(), at);
    if (name->type == GEN_DNS || name->type == GEN_EMAIL || name->type == GEN_URI) {
      names.push_back(textOf(name->d.ia5));
    } else {
      names.push_back(name->type == GEN_IPADD ? addressText(textOf(name->d.iPAddress)) : "@");
    }
  }
  return names;
}

std::string commonNameOf(X509_REQ* request) {
  const X509_NAME* const subject = X509_REQ_get_subject_name(request);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  return textOf(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

base::Problem unreadable(std::string_view bytes, const std::filesystem::path& file) {
  const ContentWords words = describeContent(bytes, file, Wanted::Certificate);
  return fileProblem(base::ProblemCode::CertificateUnreadable, file,
                     {{"reason", "it is " + words.found + ", not a certificate request (CSR)"}});
}

}  // namespace

base::Result<std::string> makeSigningRequest(const IssueRequest& request, EVP_PKEY* key) {
  const RequestPointer made(X509_REQ_new());
  std::vector<std::string> texts;
  for (const CertificateName& name : request.names) texts.push_back(name.text);
  const auto named = std::find_if(texts.begin(), texts.end(), [](const std::string& text) {
    return text.size() <= longestCommonName && !addressBytes(text);
  });
  const bool done =
      made && X509_REQ_set_version(made.get(), X509_REQ_VERSION_1) == 1 &&
      (named == texts.end() || addToName(X509_REQ_get_subject_name(made.get()), NID_commonName, *named)) &&
      X509_REQ_set_pubkey(made.get(), key) == 1 && (texts.empty() || addWishes(made.get(), texts)) &&
      X509_REQ_sign(made.get(), key, digestFor(key)) > 0;
  const BioPointer bio(BIO_new(BIO_s_mem()));
  if (!done || !bio || PEM_write_bio_X509_REQ(bio.get(), made.get()) != 1)
    return base::failure(openSslError("cannot make a certificate request"));
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  ERR_clear_error();
  return std::string(data, static_cast<std::size_t>(length));
}

base::Result<SigningRequest> readSigningRequest(std::string_view bytes, const std::filesystem::path& file) {
  const RequestPointer request = parse(bytes);
  ERR_clear_error();
  if (!request) return base::failure(unreadable(bytes, file));
  EvpKeyPointer key(X509_REQ_get_pubkey(request.get()));
  const bool genuine = key && X509_REQ_verify(request.get(), key.get()) == 1;
  ERR_clear_error();
  if (!genuine)
    return base::failure(fileProblem(base::ProblemCode::CertificateUnreadable, file,
                                     {{"reason", "the request's own signature does not fit: it is damaged"}}));
  if (EVP_PKEY_get_security_bits(key.get()) < fewestSecurityBits)
    return base::failure(
        fileProblem(base::ProblemCode::TooWeak, file, {{"reason", "its key is too short: RSA needs 2048 bits"}}));
  std::vector<std::string> asked = askedNames(request.get());
  ERR_clear_error();
  if (asked.empty()) asked.push_back(commonNameOf(request.get()));
  CertificateNames names = parseNames(asked);
  if (!names.isUsable()) {
    if (names.problems.empty()) return base::failure("the request " + file.string() + " names no host");
    return base::failure(std::move(names.problems));
  }
  SigningRequest result;
  result.key = std::move(key);
  result.wish.names = std::move(names.names);
  result.problems = std::move(names.problems);
  return result;
}

}  // namespace certificates
