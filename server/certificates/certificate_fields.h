// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The parts that every certificate made here has, put into OpenSSL's objects. Each says false on failure and leaves the
// reason in OpenSSL's queue. For the makers in this folder only.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/certificates/name_constraints.h"
#include "server/certificates/openssl_pointers.h"

namespace certificates {

using ExtensionStack = STACK_OF(X509_EXTENSION);
struct ExtensionStackRelease {
  void operator()(ExtensionStack* stack) const { sk_X509_EXTENSION_pop_free(stack, X509_EXTENSION_free); }
};
using ExtensionStackPointer = std::unique_ptr<ExtensionStack, ExtensionStackRelease>;
using GeneralNamesPointer = OpenSslPointer<GENERAL_NAMES, GENERAL_NAMES_free>;

/// Version 3, a random serial number of 127 bits (RFC 5280 4.1.2.2), and its dates.
bool setFrame(X509* certificate, base::UnixMilliseconds notBefore, base::UnixMilliseconds notAfter);
/// UTF-8. RFC 5280's bound is 64 characters.
bool addToName(X509_NAME* name, int kind, std::string_view value);
inline constexpr std::size_t longestCommonName = 64;

/// `value` in OpenSSL's configuration syntax: never with text of somebody else in it. `issuer` may be the certificate.
bool addExtension(X509* certificate, X509* issuer, int kind, const char* value);
/// Built from objects; addresses are told from DNS names by their form.
GeneralNamesPointer generalNames(const std::vector<std::string>& names);
/// Critical, and with e-mail addresses and URIs shut out.
bool addNameConstraints(X509* certificate, const NameConstraints& constraints);

/// SHA-256, for P-384 SHA-384; none for Ed25519, which has its own.
const EVP_MD* digestFor(const EVP_PKEY* key);

}  // namespace certificates
