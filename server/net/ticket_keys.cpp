// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Making, rotating and spelling ticket keys.

#include "server/net/ticket_keys.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <charconv>
#include <cstring>

#include "server/base/hex.h"
#include "server/certificates/openssl_error.h"

namespace net {

namespace {

bool fillFromHex(std::span<unsigned char> bytes, const std::string& hex) {
  if (hex.size() != 2 * bytes.size()) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* digits = hex.data() + 2 * i;
    const auto [end, failure] = std::from_chars(digits, digits + 2, bytes[i], 16);
    if (failure != std::errc() || end != digits + 2) return false;
  }
  return true;
}

bool fillAtRandom(std::span<unsigned char> bytes) {
  return RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1;
}

}  // namespace

base::Result<TicketKeys> TicketKeys::generate() {
  TicketKeys keys;
  for (auto& key : keys.m_keys) {
    if (!fillAtRandom(key)) return base::failure(certificates::openSslError("cannot make a TLS ticket key"));
  }
  return keys;
}

base::Result<TicketKeys> TicketKeys::fromHex(std::span<const std::string> keys) {
  TicketKeys result;
  if (keys.size() != result.m_keys.size()) return base::failure("there must be three TLS ticket keys");
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!fillFromHex(result.m_keys[i], keys[i])) return base::failure("a TLS ticket key must be 160 hex digits");
  }
  return result;
}

TicketKeys TicketKeys::fromBytes(std::span<const unsigned char, allSize> bytes) {
  TicketKeys result;
  static_assert(sizeof result.m_keys == allSize);
  std::memcpy(result.m_keys.data(), bytes.data(), bytes.size());
  return result;
}

void TicketKeys::writeTo(std::span<unsigned char, allSize> bytes) const {
  std::memcpy(bytes.data(), m_keys.data(), bytes.size());
}

TicketKeys::~TicketKeys() {
  OPENSSL_cleanse(m_keys.data(), sizeof m_keys);
}

base::Result<void> TicketKeys::rotate() {
  TicketKeys older = *this;
  older.m_keys[2] = m_keys[1];
  older.m_keys[1] = m_keys[0];
  if (!fillAtRandom(older.m_keys[0])) return base::failure(certificates::openSslError("cannot make a TLS ticket key"));
  *this = older;
  return {};
}

std::vector<std::string> TicketKeys::toHex() const {
  std::vector<std::string> result;
  for (const auto& key : m_keys) result.push_back(base::hexOf(key));
  return result;
}

TicketKeys::Key TicketKeys::key(Age age) const {
  const std::span<const unsigned char, keySize> bytes(m_keys[static_cast<std::size_t>(age)]);
  return {.name = bytes.subspan<0, nameSize>(),
          .cipher = bytes.subspan<nameSize, cipherSize>(),
          .mac = bytes.subspan<nameSize + cipherSize, macSize>()};
}

}  // namespace net
