// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// inet_pton(3) takes only whole dotted addresses, never "127.1" or octal ones.

#include "server/certificates/address_bytes.h"

#include <arpa/inet.h>

#include <array>

namespace certificates {

std::optional<std::string> addressBytes(const std::string& text) {
  std::array<char, ipv6Size> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return std::string(bytes.data(), ipv4Size);
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return std::string(bytes.data(), ipv6Size);
  return std::nullopt;
}

std::string addressText(std::string_view bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes.size() != ipv4Size && bytes.size() != ipv6Size) return {};
  const int family = bytes.size() == ipv4Size ? AF_INET : AF_INET6;
  return ::inet_ntop(family, bytes.data(), text.data(), text.size()) != nullptr ? text.data() : "";
}

}  // namespace certificates
