// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// OpenSSL's reasons, the frequent ones in our words.

#include "server/net/tls_failure.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <array>
#include <string_view>

#include "server/base/error.h"

namespace net {

namespace {

struct KnownReason {
  int reason;
  std::string_view words;
};

constexpr std::array knownReasons{
    KnownReason{SSL_R_UNEXPECTED_EOF_WHILE_READING, "cut off: the connection ended without close_notify"},
    KnownReason{SSL_R_NO_SHARED_CIPHER, "no cipher in common"},
    KnownReason{SSL_R_NO_SUITABLE_GROUPS, "no key exchange group in common"},
    KnownReason{SSL_R_NO_SUITABLE_KEY_SHARE, "no key exchange group in common"},
    KnownReason{SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, "no signature algorithm in common"},
    KnownReason{SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS, "no signature algorithm in common"},
    KnownReason{SSL_R_UNSUPPORTED_PROTOCOL, "only TLS versions that are too old were offered"},
    KnownReason{SSL_R_VERSION_TOO_LOW, "only TLS versions that are too old were offered"},
    KnownReason{SSL_R_WRONG_VERSION_NUMBER, "not a TLS record, or of an unknown version"},
    KnownReason{SSL_R_NO_APPLICATION_PROTOCOL, "no application protocol (ALPN) in common"},
    KnownReason{SSL_R_CALLBACK_FAILED, "no certificate for the name that was asked for"},
    KnownReason{SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, "the client showed no certificate, and one is required"},
    KnownReason{SSL_R_TLSV1_ALERT_UNKNOWN_CA, "the other side does not trust our certificate's issuer"},
    KnownReason{SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "the other side does not accept our certificate"},
    KnownReason{SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "the other side does not accept our certificate"},
    KnownReason{SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "the other side says that our certificate expired"},
    KnownReason{SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, "a record was damaged or forged"},
};

/// OpenSSL numbers the alerts it received from here on.
constexpr int firstAlert = SSL_AD_REASON_OFFSET;

std::string wordsFor(const SSL* ssl, unsigned long code) {
  const int reason = ERR_GET_REASON(code);
  if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
      return std::string(SSL_is_server(ssl) == 1 ? "the client's certificate was refused: "
                                                 : "its certificate is not trusted: ") +
             X509_verify_cert_error_string(SSL_get_verify_result(ssl));
    }
    for (const KnownReason& known : knownReasons) {
      if (known.reason == reason) return std::string(known.words);
    }
    if (reason > firstAlert && reason <= firstAlert + 255) {
      return std::string("the other side refused: ") + SSL_alert_desc_string_long(reason - firstAlert);
    }
  }
  const char* const words = ERR_reason_error_string(code);
  return words != nullptr ? std::string(words) : "OpenSSL error " + std::to_string(code);
}

}  // namespace

std::string takeTlsFailure(const SSL* ssl, int result, int socketError) {
  const int kind = SSL_get_error(ssl, result);
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  if (kind == SSL_ERROR_SSL && code != 0) return wordsFor(ssl, code);
  if (socketError != 0) return base::errnoText(socketError);
  return "the connection ended";
}

void dropStaleTlsErrors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

}  // namespace net
