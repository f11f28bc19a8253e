// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The header with which a proxy says for whom it connects: the PROXY protocol, version 2
// (https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt). Knows bytes only; who may send one is not decided
// here.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "server/net/socket_address.h"

namespace net {

class ProxyHeader {
 public:
  /// After the first 16 bytes. Addresses take 36 at most; the rest is additions (TLS, names), which are skipped.
  static constexpr std::size_t longest = 4096;

  enum class Outcome { More, Done, Refused };

  /// Where the next bytes are to be read to: never more than surely belong to the header, because what follows is not
  /// ours. Not empty until take() said Done or Refused.
  std::span<char> room();
  /// So many bytes came, 1 to room().size().
  Outcome take(std::size_t received);

  /// After Done. Empty: the proxy speaks for itself, as it does to see whether we live (LOCAL).
  [[nodiscard]] const std::optional<SocketAddress>& client() const { return m_client; }
  /// After Refused: why, in plain words.
  [[nodiscard]] std::string_view refusal() const { return m_refusal; }

 private:
  static constexpr std::size_t fixedBytes = 16;
  static constexpr std::size_t addressesAtMost = 36;
  enum class Part { Fixed, Addresses, Additions };

  Outcome judgeFixedPart();
  void readClient();
  Outcome refuse(std::string_view why);
  [[nodiscard]] unsigned char byte(std::size_t index) const { return static_cast<unsigned char>(m_bytes[index]); }

  std::array<char, fixedBytes + addressesAtMost> m_bytes{};
  Part m_part = Part::Fixed;
  std::size_t m_received = 0;
  std::size_t m_partEnd = fixedBytes;
  std::size_t m_end = fixedBytes;  ///< of it all; known after the fixed part
  std::optional<SocketAddress> m_client;
  std::string_view m_refusal;
};

}  // namespace net
