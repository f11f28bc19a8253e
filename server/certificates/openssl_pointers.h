// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Owners for OpenSSL's handles, for the line where each is born.

#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace certificates {

template<auto release>
struct OpenSslRelease {
  template<typename T>
  void operator()(T* handle) const {
    release(handle);
  }
};
template<typename T, auto release>
using OpenSslPointer = std::unique_ptr<T, OpenSslRelease<release>>;

using X509Pointer = OpenSslPointer<X509, X509_free>;
using X509StorePointer = OpenSslPointer<X509_STORE, X509_STORE_free>;
using GeneralNamesPointer = OpenSslPointer<GENERAL_NAMES, GENERAL_NAMES_free>;
using EvpKeyPointer = OpenSslPointer<EVP_PKEY, EVP_PKEY_free>;
using BioPointer = OpenSslPointer<BIO, BIO_free_all>;
using SslPointer = OpenSslPointer<SSL, SSL_free>;
using SslContextPointer = OpenSslPointer<SSL_CTX, SSL_CTX_free>;

/// Owns the certificates in it too. sk_X509_pop_free is a macro.
struct CertificateStackRelease {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_pop_free(stack, X509_free); }
};
using CertificateStackPointer = std::unique_ptr<STACK_OF(X509), CertificateStackRelease>;

}  // namespace certificates
