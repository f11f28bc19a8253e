// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The extensions that browsers look for, and no others.

#include "server/certificates/self_signed_certificate.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <array>
#include <ctime>

#include "server/base/xdg_directories.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

using BigNumberPointer = OpenSslPointer<BIGNUM, BN_free>;
using ExtensionPointer = OpenSslPointer<X509_EXTENSION, X509_EXTENSION_free>;
using GeneralNamePointer = OpenSslPointer<GENERAL_NAME, GENERAL_NAME_free>;
using OctetStringPointer = OpenSslPointer<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;

bool setSerialNumber(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  // RFC 5280 4.1.2.2: positive, and at most 20 bytes also with the sign's.
  bytes.front() &= 0x7FU;
  bytes.front() |= 0x40U;
  const BigNumberPointer number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool setDates(X509* certificate, base::UnixMilliseconds now, int days) {
  constexpr std::time_t hour = 3600;
  const auto seconds = static_cast<std::time_t>(now / 1000);
  // An hour more at the end too, so that a fresh one has its whole days left.
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds - hour) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds + days * 24 * hour + hour) != nullptr;
}

bool setNames(X509* certificate, const std::string& commonName) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto* const bytes = reinterpret_cast<const unsigned char*>(commonName.data());
  return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, bytes, static_cast<int>(commonName.size()), -1,
                                    0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool addExtension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const ExtensionPointer extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Built from objects: a name written into OpenSSL's configuration syntax could smuggle in another.
GeneralNamePointer generalName(const std::string& text) {
  GeneralNamePointer name(GENERAL_NAME_new());
  if (!name) return nullptr;
  if (OctetStringPointer address(a2i_IPADDRESS(text.c_str())); address) {
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, address.release());
    return name;
  }
  OpenSslPointer<ASN1_IA5STRING, ASN1_IA5STRING_free> dns(ASN1_IA5STRING_new());
  if (!dns || ASN1_STRING_set(dns.get(), text.data(), static_cast<int>(text.size())) != 1) return nullptr;
  GENERAL_NAME_set0_value(name.get(), GEN_DNS, dns.release());
  return name;
}

bool addAlternativeNames(X509* certificate, const std::vector<std::string>& names) {
  const GeneralNamesPointer list(GENERAL_NAMES_new());
  for (const std::string& text : names) {
    GeneralNamePointer name = generalName(text);
    if (!list || !name || sk_GENERAL_NAME_push(list.get(), name.get()) <= 0) return false;
    static_cast<void>(name.release());
  }
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

bool addExtensions(X509* certificate, const std::vector<std::string>& names) {
  return addExtension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         addExtension(certificate, NID_key_usage, "critical,digitalSignature") &&
         addExtension(certificate, NID_ext_key_usage, "serverAuth") &&
         addExtension(certificate, NID_subject_key_identifier, "hash") && addAlternativeNames(certificate, names);
}

}  // namespace

base::Result<X509Pointer> makeSelfSigned(const SelfSignedRequest& request, EVP_PKEY* key, base::UnixMilliseconds now) {
  if (request.names.empty()) return base::failure("a certificate needs at least one name");
  X509Pointer certificate(X509_new());
  const bool made = certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    setSerialNumber(certificate.get()) && setDates(certificate.get(), now, request.days) &&
                    setNames(certificate.get(), request.names.front()) &&
                    X509_set_pubkey(certificate.get(), key) == 1 && addExtensions(certificate.get(), request.names) &&
                    X509_sign(certificate.get(), key, EVP_sha256()) > 0;
  if (!made) return base::failure(openSslError("cannot make a certificate for " + request.names.front()));
  // Each DNS name was first tried as an address, which leaves an error behind.
  ERR_clear_error();
  return certificate;
}

base::Result<void> writeCertificate(const std::filesystem::path& file, X509* certificate) {
  const BioPointer bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) {
    return base::failure(openSslError("cannot write the certificate " + file.string()));
  }
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return base::writeFileAtomically(file, std::string_view(data, static_cast<std::size_t>(length)), 0644);
}

}  // namespace certificates
