// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HKDF (RFC 5869) for the key, AES-256-GCM (NIST SP 800-38D) with a random nonce for the seal: a few times a
// day, where 2^32 times would be safe.

#include "server/net/tls_ticket_seal.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <span>

#include "server/certificates/openssl_error.h"
#include "server/certificates/openssl_pointers.h"
#include "server/certificates/ticket_secret.h"

namespace net {

namespace {

using certificates::OpenSslPointer;
using KdfPointer = OpenSslPointer<EVP_KDF, EVP_KDF_free>;
using KdfContextPointer = OpenSslPointer<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using CipherContextPointer = OpenSslPointer<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr unsigned char sealVersion = 1;
constexpr std::size_t nonceAt = 1;
constexpr std::size_t nonceSize = 12;
constexpr std::size_t textAt = nonceAt + nonceSize;
constexpr std::size_t generationSize = 8;
constexpr std::size_t textSize = generationSize + TicketKeys::allSize;
constexpr std::size_t tagAt = textAt + textSize;
constexpr std::size_t tagSize = 16;
static_assert(tagAt + tagSize == TlsTicketSeal::sealedSize);

/// Wiped when it goes.
struct PlainText {
  std::array<unsigned char, textSize> bytes{};
  PlainText() = default;
  PlainText(const PlainText&) = delete;
  PlainText& operator=(const PlainText&) = delete;
  ~PlainText() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
  [[nodiscard]] auto keys() { return std::span(bytes).subspan<generationSize>(); }
};

bool deriveSealKey(std::string_view secret, std::span<unsigned char> key) {
  const KdfPointer kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const KdfContextPointer context(EVP_KDF_CTX_new(kdf.get()));
  std::string digest = "SHA256";
  std::string purpose = "forkyard: keys of TLS tickets";
  // OSSL_PARAM takes pointers to what may be written for reading too; deriving does not write.
  std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<char*>(secret.data()), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose.data(), purpose.size()),
      OSSL_PARAM_construct_end()};
  return context && EVP_KDF_derive(context.get(), key.data(), key.size(), parameters.data()) == 1;
}

unsigned char* bytesOf(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

TlsTicketSeal::TlsTicketSeal(std::string_view name) : m_label(1, static_cast<char>(sealVersion)) {
  m_label += name;
}

TlsTicketSeal::~TlsTicketSeal() {
  OPENSSL_cleanse(m_key.data(), m_key.size());
}

base::Result<std::unique_ptr<TlsTicketSeal>> TlsTicketSeal::create(std::string_view secret, std::string_view name) {
  if (secret.size() < certificates::shortestTicketSecret)
    return base::failure("the secret of TLS tickets is too short");
  std::unique_ptr<TlsTicketSeal> made(new TlsTicketSeal(name));
  if (!deriveSealKey(secret, made->m_key))
    return base::failure(certificates::openSslError("cannot make the key that seals TLS ticket keys"));
  return made;
}

base::Result<std::string> TlsTicketSeal::seal(std::uint64_t generation, const TicketKeys& keys) const {
  PlainText plain;
  for (std::size_t i = 0; i < generationSize; ++i)
    plain.bytes[i] = static_cast<unsigned char>(generation >> (8 * (generationSize - 1 - i)));
  keys.writeTo(plain.keys());
  std::string sealed(sealedSize, '\0');
  unsigned char* const out = bytesOf(sealed);
  out[0] = sealVersion;
  const CipherContextPointer context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool done = context && RAND_bytes(out + nonceAt, nonceSize) == 1 &&
                    EVP_EncryptInit_ex2(context.get(), EVP_aes_256_gcm(), m_key.data(), out + nonceAt, nullptr) == 1 &&
                    EVP_EncryptUpdate(context.get(), nullptr, &length, bytesOf(std::string_view(m_label)),
                                      static_cast<int>(m_label.size())) == 1 &&
                    EVP_EncryptUpdate(context.get(), out + textAt, &length, plain.bytes.data(), textSize) == 1 &&
                    EVP_EncryptFinal_ex(context.get(), out + tagAt, &length) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tagSize, out + tagAt) == 1;
  if (!done) return base::failure(certificates::openSslError("cannot seal TLS ticket keys"));
  return sealed;
}

std::optional<TlsTicketSeal::Opened> TlsTicketSeal::open(std::string_view sealed) const {
  if (sealed.size() != sealedSize || static_cast<unsigned char>(sealed.front()) != sealVersion) return std::nullopt;
  std::string tag(sealed.substr(tagAt));
  const unsigned char* const in = bytesOf(sealed);
  PlainText plain;
  const CipherContextPointer context(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool done = context &&
                    EVP_DecryptInit_ex2(context.get(), EVP_aes_256_gcm(), m_key.data(), in + nonceAt, nullptr) == 1 &&
                    EVP_DecryptUpdate(context.get(), nullptr, &length, bytesOf(std::string_view(m_label)),
                                      static_cast<int>(m_label.size())) == 1 &&
                    EVP_DecryptUpdate(context.get(), plain.bytes.data(), &length, in + textAt, textSize) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tagSize, tag.data()) == 1 &&
                    EVP_DecryptFinal_ex(context.get(), plain.bytes.data() + textSize, &length) == 1;
  if (!done) {
    // Left in the queue it would be blamed on the next call.
    static_cast<void>(certificates::takeOpenSslReason());
    return std::nullopt;
  }
  std::uint64_t generation = 0;
  for (std::size_t i = 0; i < generationSize; ++i) generation = generation << 8 | plain.bytes[i];
  return Opened{.generation = generation, .keys = TicketKeys::fromBytes(plain.keys())};
}

bool TlsTicketSeal::isSameAs(const TlsTicketSeal& other) const {
  return m_label == other.m_label && CRYPTO_memcmp(m_key.data(), other.m_key.data(), m_key.size()) == 0;
}

}  // namespace net
