// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// No passphrase is two things in PKCS#12: none, and an empty one. Programs write both.

#include "server/certificates/pkcs12_content.h"

#include <openssl/err.h>
#include <openssl/provider.h>

#include "server/certificates/certificate_chain.h"
#include "server/certificates/der.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

namespace {

using ProviderPointer = OpenSslPointer<OSSL_PROVIDER, OSSL_PROVIDER_unload>;
using LibraryPointer = OpenSslPointer<OSSL_LIB_CTX, OSSL_LIB_CTX_free>;
using Pkcs12Pointer = OpenSslPointer<PKCS12, PKCS12_free>;

/// False: it cannot be parsed with this passphrase; null is none.
bool parse(PKCS12* bundle, const char* passphrase, Pkcs12Content& content) {
  EVP_PKEY* key = nullptr;
  X509* leaf = nullptr;
  STACK_OF(X509)* more = nullptr;
  if (PKCS12_parse(bundle, passphrase, &key, &leaf, &more) != 1) return false;
  content.key.reset(key);
  const X509Pointer first(leaf);
  const CertificateStackPointer rest(more);
  if (first) content.certificates.push_back(shared(first.get()));
  for (int at = 0; at < sk_X509_num(rest.get()); ++at)
    content.certificates.push_back(shared(sk_X509_value(rest.get(), at)));
  content.outcome = KeyOutcome::Read;
  return true;
}

/// In a library of its own, so that nothing else in this program comes to know outdated ciphers; what comes of it is
/// carried over as bytes.
void parseLegacy(PKCS12* bundle, const char* passphrase, Pkcs12Content& content) {
  const LibraryPointer library(OSSL_LIB_CTX_new());
  const ProviderPointer legacy(OSSL_PROVIDER_load(library.get(), "legacy"));
  const ProviderPointer standard(OSSL_PROVIDER_load(library.get(), "default"));
  if (!legacy || !standard) return;
  const std::string der = derOf(i2d_PKCS12, bundle);
  const auto* cursor = reinterpret_cast<const unsigned char*>(der.data());
  PKCS12* target = PKCS12_init_ex(NID_pkcs7_data, library.get(), nullptr);
  if (d2i_PKCS12(&target, &cursor, static_cast<long>(der.size())) == nullptr) return;
  const Pkcs12Pointer copy(target);
  Pkcs12Content there;
  if (!parse(copy.get(), passphrase, there)) return;
  if (there.key) {
    const Secret key(derOf(i2d_PrivateKey, there.key.get()));
    cursor = reinterpret_cast<const unsigned char*>(key.view().data());
    content.key.reset(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(key.view().size())));
    if (!content.key) return;
  }
  for (const X509Pointer& certificate : there.certificates) {
    const std::string bytes = derOf(i2d_X509, certificate.get());
    cursor = reinterpret_cast<const unsigned char*>(bytes.data());
    content.certificates.emplace_back(d2i_X509(nullptr, &cursor, static_cast<long>(bytes.size())));
  }
  content.outcome = KeyOutcome::Read;
}

}  // namespace

Pkcs12Content openPkcs12(PKCS12* bundle, const Secret& passphrase) {
  Pkcs12Content content;
  const char* chosen = passphrase.text().c_str();
  if (PKCS12_mac_present(bundle) != 1) {
    content.reason = "the PKCS#12 file has no check of its integrity (MAC); make PEM of it: openssl pkcs12 -nomacver";
    return content;
  }
  if (PKCS12_verify_mac(bundle, chosen, static_cast<int>(passphrase.view().size())) != 1) {
    chosen = nullptr;
    if (PKCS12_verify_mac(bundle, nullptr, 0) != 1) {
      ERR_clear_error();
      content.outcome = passphrase.isEmpty() ? KeyOutcome::NeedsPassphrase : KeyOutcome::WrongPassphrase;
      return content;
    }
  }
  ERR_clear_error();
  if (!parse(bundle, chosen, content)) {
    content.reason = "the PKCS#12 file cannot be opened: " + takeOpenSslReason();
    parseLegacy(bundle, chosen, content);
  }
  ERR_clear_error();
  return content;
}

}  // namespace certificates
