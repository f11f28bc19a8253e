// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// SSL_CTX_set_tlsext_ticket_key_evp_cb(3).

#include "server/net/tls_tickets.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <string>

#include "server/certificates/openssl_error.h"

namespace net {

namespace {

using Age = TicketKeys::Age;

// The callback's answers.
constexpr int failed = -1;
constexpr int unknownKey = 0;
constexpr int good = 1;
constexpr int goodButRenew = 2;

bool setMacKey(EVP_MAC_CTX* mac, const TicketKeys::Key& key) {
  std::string digest = "SHA256";
  // OSSL_PARAM takes pointers to what may be written for reading too; setting a parameter does not write.
  std::array parameters{
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<unsigned char*>(key.mac.data()), key.mac.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
      OSSL_PARAM_construct_end()};
  return EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
}

}  // namespace

base::Result<TlsTickets> TlsTickets::create(const TicketKeys& keys) {
  CipherPointer cipher(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
  if (!cipher) return base::failure(certificates::openSslError("cannot encrypt TLS tickets"));
  return TlsTickets(keys, std::move(cipher));
}

void TlsTickets::useIn(SSL_CTX* context) {
  SSL_CTX_set_app_data(context, this);
  SSL_CTX_set_tlsext_ticket_key_evp_cb(context, &TlsTickets::callback);
}

int TlsTickets::callback(SSL* ssl, unsigned char* name, unsigned char* vector, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                         int encrypting) {
  const auto* tickets = static_cast<const TlsTickets*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (encrypting != 0) return tickets->encrypt(name, vector, cipher, mac);
  const int outcome = tickets->decrypt(name, vector, cipher, mac);
  // TLS 1.3 clients use a ticket once (RFC 8446 C.4): without a new one they could not resume again.
  return outcome == good && SSL_version(ssl) >= TLS1_3_VERSION ? goodButRenew : outcome;
}

int TlsTickets::encrypt(unsigned char* name, unsigned char* vector, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) const {
  const TicketKeys::Key key = m_keys->key(Age::Current);
  std::copy(key.name.begin(), key.name.end(), name);
  const bool done = RAND_bytes(vector, EVP_CIPHER_get_iv_length(m_cipher.get())) == 1 &&
                    EVP_EncryptInit_ex2(cipher, m_cipher.get(), key.cipher.data(), vector, nullptr) == 1 &&
                    setMacKey(mac, key);
  return done ? good : failed;
}

int TlsTickets::decrypt(const unsigned char* name, const unsigned char* vector, EVP_CIPHER_CTX* cipher,
                        EVP_MAC_CTX* mac) const {
  for (const Age age : {Age::Current, Age::Previous, Age::Next}) {
    const TicketKeys::Key key = m_keys->key(age);
    if (!std::equal(key.name.begin(), key.name.end(), name)) continue;
    if (EVP_DecryptInit_ex2(cipher, m_cipher.get(), key.cipher.data(), vector, nullptr) != 1 || !setMacKey(mac, key)) {
      return failed;
    }
    return age == Age::Previous ? goodButRenew : good;
  }
  return unknownKey;
}

}  // namespace net
