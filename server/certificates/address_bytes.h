// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// IP addresses between text and bytes in network order.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace certificates {

inline constexpr std::size_t ipv4Size = 4;
inline constexpr std::size_t ipv6Size = 16;

/// 4 or 16 bytes; nothing where it is no address. No brackets, no zone.
std::optional<std::string> addressBytes(const std::string& text);
/// As RFC 5952 writes it; empty where it is neither 4 nor 16 bytes.
std::string addressText(std::string_view bytes);

}  // namespace certificates
