// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Ticket keys for a place that others can read and write: sealed with AES-256-GCM under a secret that only machines of
// the same server have. What does not come from one of them does not open. Where the secret lies, and where the sealed
// keys go, is its users'.

#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/base/error.h"
#include "server/net/ticket_keys.h"

namespace net {

class TlsTicketSeal {
 public:
  /// Of what seal() gives: version, nonce, generation, keys and tag.
  static constexpr std::size_t sealedSize = 1 + 12 + 8 + TicketKeys::allSize + 16;

  struct Opened {
    std::uint64_t generation = 0;
    TicketKeys keys;
  };

  /// `secret`: any bytes, at least certificates::shortestTicketSecret. What was sealed for one `name` does not open for
  /// another.
  static base::Result<std::unique_ptr<TlsTicketSeal>> create(std::string_view secret, std::string_view name);
  TlsTicketSeal(const TlsTicketSeal&) = delete;
  TlsTicketSeal& operator=(const TlsTicketSeal&) = delete;
  /// Wipes the memory.
  ~TlsTicketSeal();

  /// With each change of the keys `generation` grows, so that whoever opens it can tell what is older.
  [[nodiscard]] base::Result<std::string> seal(std::uint64_t generation, const TicketKeys& keys) const;
  /// Nothing: it was changed, or sealed by another secret, for another name or in a later form.
  [[nodiscard]] std::optional<Opened> open(std::string_view sealed) const;
  /// What the one seals the other opens.
  [[nodiscard]] bool isSameAs(const TlsTicketSeal& other) const;

 private:
  explicit TlsTicketSeal(std::string_view name);
  std::string m_label;  ///< what is authenticated beside the keys
  std::array<unsigned char, 32> m_key{};
};

}  // namespace net
