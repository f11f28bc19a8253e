// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The keys of TLS session tickets (RFC 5077 4): made and rotated by the master, told to every worker, so that each
// resumes what another began. Which key does what in a handshake is TlsContext's.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "server/base/error.h"

namespace net {

class TicketKeys {
 public:
  static constexpr std::size_t nameSize = 16;
  static constexpr std::size_t cipherSize = 32;  ///< AES-256-CBC
  static constexpr std::size_t macSize = 32;     ///< HMAC-SHA256
  static constexpr std::size_t keySize = nameSize + cipherSize + macSize;
  static constexpr std::size_t allSize = 3 * keySize;

  /// Next only decrypts, so that a ticket made with it by a quicker worker resumes here as well. Current encrypts too.
  /// Previous resumes for the last time: the client gets a ticket of the current one.
  enum class Age { Next, Current, Previous };
  struct Key {
    std::span<const unsigned char, nameSize> name;
    std::span<const unsigned char, cipherSize> cipher;
    std::span<const unsigned char, macSize> mac;
  };

  /// Three new keys. Fails where the system gives no randomness.
  static base::Result<TicketKeys> generate();
  /// From toHex(): three keys in the order of Age. Hex digits of either case.
  static base::Result<TicketKeys> fromHex(std::span<const std::string> keys);
  /// From writeTo().
  static TicketKeys fromBytes(std::span<const unsigned char, allSize> bytes);
  TicketKeys(const TicketKeys&) = default;
  TicketKeys& operator=(const TicketKeys&) = default;
  /// Wipes the memory.
  ~TicketKeys();

  /// Each key becomes one older; the oldest is gone. On failure nothing changed.
  base::Result<void> rotate();
  /// A secret, as the keys are.
  [[nodiscard]] std::vector<std::string> toHex() const;
  /// In the order of Age. Secrets too: to be wiped by the caller.
  void writeTo(std::span<unsigned char, allSize> bytes) const;
  [[nodiscard]] Key key(Age age) const;
  bool operator==(const TicketKeys&) const = default;

 private:
  TicketKeys() = default;
  std::array<std::array<unsigned char, keySize>, 3> m_keys{};
};

}  // namespace net
