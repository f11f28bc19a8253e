// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See digest.h.

#include "server/certificates/digest.h"

#include <openssl/evp.h>

#include <array>

#include "server/base/hex.h"

namespace certificates {

std::string sha256Of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) return {};
  return base::hexOf(std::span(digest).first(length));
}

}  // namespace certificates
