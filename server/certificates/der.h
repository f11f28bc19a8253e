// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What OpenSSL's i2d functions write, as bytes that own themselves.

#pragma once

#include <openssl/crypto.h>

#include <cstddef>
#include <string>

namespace certificates {

/// `write` is i2d_X509, i2d_PKCS12, i2d_PrivateKey ... Empty: it could not be written. OpenSSL's copy is wiped.
template<typename Write, typename Object>
std::string derOf(Write write, Object* object) {
  unsigned char* bytes = nullptr;
  const int size = write(object, &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_clear_free(bytes, static_cast<std::size_t>(size));
  return der;
}

}  // namespace certificates
