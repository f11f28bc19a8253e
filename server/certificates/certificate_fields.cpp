// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/certificates/certificate_fields.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "server/certificates/address_bytes.h"

namespace certificates {

namespace {

using BigNumberPointer = OpenSslPointer<BIGNUM, BN_free>;
using ExtensionPointer = OpenSslPointer<X509_EXTENSION, X509_EXTENSION_free>;
using GeneralNamePointer = OpenSslPointer<GENERAL_NAME, GENERAL_NAME_free>;
using SubtreePointer = OpenSslPointer<GENERAL_SUBTREE, GENERAL_SUBTREE_free>;
using StringPointer = OpenSslPointer<ASN1_STRING, ASN1_STRING_free>;

bool setSerialNumber(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  // RFC 5280 4.1.2.2: positive, and at most 20 bytes also with the sign's.
  bytes.front() &= 0x7FU;
  bytes.front() |= 0x40U;
  const BigNumberPointer number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

GeneralNamePointer generalName(int kind, std::string_view bytes) {
  GeneralNamePointer name(GENERAL_NAME_new());
  const int form = kind == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING;
  StringPointer value(ASN1_STRING_type_new(form));
  if (!name || !value || ASN1_STRING_set(value.get(), bytes.data(), static_cast<int>(bytes.size())) != 1)
    return nullptr;
  GENERAL_NAME_set0_value(name.get(), kind, value.release());
  return name;
}

bool permit(NAME_CONSTRAINTS* constraints, GeneralNamePointer name) {
  SubtreePointer subtree(GENERAL_SUBTREE_new());
  if (!subtree || !name) return false;
  GENERAL_NAME_free(subtree->base);
  subtree->base = name.release();
  if (sk_GENERAL_SUBTREE_push(constraints->permittedSubtrees, subtree.get()) <= 0) return false;
  static_cast<void>(subtree.release());
  return true;
}

/// RFC 5280 4.2.1.10: the address, then a mask of the same size.
std::string rangeBytes(const std::string& range) {
  const std::size_t slash = range.find('/');
  std::string bytes = addressBytes(range.substr(0, slash)).value_or("");
  std::string mask(bytes.size(), '\0');
  const auto bits = static_cast<std::size_t>(std::stoul(range.substr(slash + 1)));
  for (std::size_t bit = 0; bit < std::min(bits, mask.size() * 8); ++bit)
    mask[bit / 8] = static_cast<char>(static_cast<unsigned char>(mask[bit / 8]) | 0x80U >> (bit % 8));
  return bytes + mask;
}

}  // namespace

bool setFrame(X509* certificate, base::UnixMilliseconds notBefore, base::UnixMilliseconds notAfter) {
  return X509_set_version(certificate, X509_VERSION_3) == 1 && setSerialNumber(certificate) &&
         ASN1_TIME_set(X509_getm_notBefore(certificate), static_cast<std::time_t>(notBefore / 1000)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), static_cast<std::time_t>(notAfter / 1000)) != nullptr;
}

bool addToName(X509_NAME* name, int kind, std::string_view value) {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(value.data());
  return X509_NAME_add_entry_by_NID(name, kind, MBSTRING_UTF8, bytes, static_cast<int>(value.size()), -1, 0) == 1;
}

bool addExtension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPointer extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

GeneralNamesPointer generalNames(const std::vector<std::string>& names) {
  GeneralNamesPointer list(GENERAL_NAMES_new());
  for (const std::string& text : names) {
    const auto address = addressBytes(text);
    GeneralNamePointer name = generalName(address ? GEN_IPADD : GEN_DNS, address ? *address : text);
    if (!list || !name || sk_GENERAL_NAME_push(list.get(), name.get()) <= 0) return nullptr;
    static_cast<void>(name.release());
  }
  return list;
}

bool addNameConstraints(X509* certificate, const NameConstraints& constraints) {
  const OpenSslPointer<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> built(NAME_CONSTRAINTS_new());
  if (!built) return false;
  built->permittedSubtrees = sk_GENERAL_SUBTREE_new_null();
  if (built->permittedSubtrees == nullptr) return false;
  bool done = true;
  for (const std::string& domain : constraints.domains)
    done = done && permit(built.get(), generalName(GEN_DNS, domain));
  for (const std::string& range : constraints.addresses)
    done = done && permit(built.get(), generalName(GEN_IPADD, rangeBytes(range)));
  constexpr std::string_view nobody = "invalid";
  done =
      done && permit(built.get(), generalName(GEN_EMAIL, nobody)) && permit(built.get(), generalName(GEN_URI, nobody));
  return done && X509_add1_ext_i2d(certificate, NID_name_constraints, built.get(), 1, X509V3_ADD_DEFAULT) == 1;
}

const EVP_MD* digestFor(const EVP_PKEY* key) {
  const int kind = EVP_PKEY_get_base_id(key);
  if (kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448) return nullptr;
  return kind == EVP_PKEY_EC && EVP_PKEY_get_bits(key) > 256 ? EVP_sha384() : EVP_sha256();
}

}  // namespace certificates
