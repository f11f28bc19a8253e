// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An extended key usage in an authority bounds what it issues: browsers and OpenSSL take it so.

#include "server/certificates/authority_certificate.h"

#include "server/certificates/certificate_fields.h"
#include "server/certificates/openssl_error.h"

namespace certificates {

base::Result<X509Pointer> makeAuthorityCertificate(const X509_NAME* subject, EVP_PKEY* key,
                                                   const NameConstraints& constraints, int days,
                                                   base::UnixMilliseconds now) {
  constexpr base::UnixMilliseconds hour = 3600LL * 1000;
  if (days < 1 || days > maximumAuthorityDays)
    return base::failure("a local authority is valid for 1 to " + std::to_string(maximumAuthorityDays) + " days, not " +
                         std::to_string(days));
  X509Pointer made(X509_new());
  X509* const raw = made.get();
  const bool done = made && setFrame(raw, now - hour, now + days * 24 * hour + hour) &&
                    X509_set_subject_name(raw, subject) == 1 && X509_set_issuer_name(raw, subject) == 1 &&
                    X509_set_pubkey(raw, key) == 1 &&
                    addExtension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    addExtension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    addExtension(raw, raw, NID_ext_key_usage, "serverAuth,clientAuth") &&
                    addExtension(raw, raw, NID_subject_key_identifier, "hash") &&
                    addNameConstraints(raw, constraints) && X509_sign(raw, key, digestFor(key)) > 0;
  if (!done) return base::failure(openSslError("cannot make the local authority's certificate"));
  return made;
}

}  // namespace certificates
