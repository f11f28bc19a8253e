// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Session tickets of a TLS server made and read with our own keys, so that workers resume each other's sessions.

#pragma once

#include "server/base/error.h"
#include "server/certificates/openssl_pointers.h"
#include "server/net/ticket_keys.h"

namespace net {

/// What OpenSSL's callback needs: the keys as they are at that moment, and its algorithms looked up once.
class TlsTickets {
 public:
  /// `keys` outlives this.
  static base::Result<TlsTickets> create(const TicketKeys& keys);
  /// Has `context` ask this object, which outlives it and does not move. A ticket of an unknown key means a full
  /// handshake; one of the previous key resumes and is renewed.
  void useIn(SSL_CTX* context);

 private:
  using CipherPointer = certificates::OpenSslPointer<EVP_CIPHER, EVP_CIPHER_free>;
  TlsTickets(const TicketKeys& keys, CipherPointer cipher) : m_keys(&keys), m_cipher(std::move(cipher)) {}
  static int callback(SSL* ssl, unsigned char* name, unsigned char* vector, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                      int encrypting);
  int encrypt(unsigned char* name, unsigned char* vector, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) const;
  int decrypt(const unsigned char* name, const unsigned char* vector, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) const;

  const TicketKeys* m_keys;
  CipherPointer m_cipher;
};

}  // namespace net
