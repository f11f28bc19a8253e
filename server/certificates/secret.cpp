// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A moved-from std::string may keep its characters in the small buffer, so the source is wiped too.

#include "server/certificates/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace certificates {

Secret::Secret(Secret&& other) noexcept : m_text(std::move(other.m_text)) {
  other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  m_text = std::move(other.m_text);
  other.wipe();
  return *this;
}

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe();
  m_text = other.m_text;
  return *this;
}

void Secret::wipe() {
  // All of its memory: what was longer before may still stand behind the end.
  m_text.resize(m_text.capacity());
  OPENSSL_cleanse(m_text.data(), m_text.size());
  m_text.clear();
}

}  // namespace certificates
