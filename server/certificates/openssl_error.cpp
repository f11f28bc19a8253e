// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The errors that people meet have words of ours; the rest keep OpenSSL's.

#include "server/certificates/openssl_error.h"

#include <openssl/err.h>
#include <openssl/pemerr.h>
#include <openssl/sslerr.h>
#include <openssl/x509err.h>

#include <array>

namespace certificates {

namespace {

struct KnownReason {
  int library;
  int reason;
  std::string_view words;
};

constexpr std::array knownReasons{
    KnownReason{ERR_LIB_SSL, SSL_R_EE_KEY_TOO_SMALL, "its key is too short: RSA needs 2048 bits or more"},
    KnownReason{ERR_LIB_SSL, SSL_R_CA_KEY_TOO_SMALL, "the key of its issuer is too short: RSA needs 2048 bits or more"},
    KnownReason{ERR_LIB_SSL, SSL_R_CA_MD_TOO_WEAK, "it is signed with an outdated hash, SHA-1 or MD5"},
    KnownReason{ERR_LIB_SSL, SSL_R_UNKNOWN_CERTIFICATE_TYPE, "its kind of key is not for TLS"},
    KnownReason{ERR_LIB_X509, X509_R_KEY_VALUES_MISMATCH, "the key does not belong to the certificate"},
    KnownReason{ERR_LIB_X509, X509_R_KEY_TYPE_MISMATCH, "the key is of another kind than the certificate's"},
    KnownReason{ERR_LIB_X509, X509_R_UNKNOWN_KEY_TYPE, "its kind of key is not known"},
    KnownReason{ERR_LIB_PEM, PEM_R_NO_START_LINE, "it has no PEM block"},
    KnownReason{ERR_LIB_PEM, PEM_R_BAD_END_LINE, "its END line is missing or does not match"},
    KnownReason{ERR_LIB_PEM, PEM_R_BAD_BASE64_DECODE, "its base64 text is damaged"},
    KnownReason{ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ, "it needs a passphrase"},
    KnownReason{ERR_LIB_PEM, PEM_R_BAD_DECRYPT, "the passphrase is wrong"},
};

std::string wordsFor(unsigned long code) {
  for (const KnownReason& known : knownReasons) {
    if (ERR_GET_LIB(code) == known.library && ERR_GET_REASON(code) == known.reason) return std::string(known.words);
  }
  // A system error has no reason string in OpenSSL 3; its reason is the errno.
  if (ERR_SYSTEM_ERROR(code)) return base::errnoText(ERR_GET_REASON(code));
  const char* const own = ERR_reason_error_string(code);
  return own != nullptr ? std::string(own) : "OpenSSL error " + std::to_string(code);
}

bool isKnown(unsigned long code) {
  for (const KnownReason& known : knownReasons) {
    if (ERR_GET_LIB(code) == known.library && ERR_GET_REASON(code) == known.reason) return true;
  }
  return false;
}

}  // namespace

std::string takeOpenSslReason() {
  // The newest entry is often only "nested error": one that has words of ours says more.
  unsigned long chosen = ERR_peek_last_error();
  if (chosen == 0) return "OpenSSL gave no reason";
  while (const unsigned long code = ERR_get_error()) {
    if (isKnown(code)) chosen = code;
  }
  return wordsFor(chosen);
}

base::Error openSslError(std::string_view what) {
  return base::Error(std::string(what) + ": " + takeOpenSslReason());
}

}  // namespace certificates
