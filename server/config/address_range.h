// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A network as a person writes it ("10.0.0.0/8", "::1"), and whether an address is in it.

#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// All addresses that begin with the same bits.
struct AddressRange {
  std::array<unsigned char, 16> first{};  ///< IPv4 in its IPv6 form, ::ffff:10.0.0.0
  int bits = 0;                           ///< 0..128, 96 more than written for IPv4; 0: every address there is
  bool operator==(const AddressRange&) const = default;
};

/// An address alone is a range of one. Empty: it is no such thing, or has bits set past its length, which is a slip.
std::optional<AddressRange> parseAddressRange(std::string_view text);
std::string rangeText(const AddressRange& range);
/// `address` as net::SocketAddress has it, maybe with a zone, which is not looked at. False for what is no address.
bool isIn(const std::vector<AddressRange>& ranges, const std::string& address);

}  // namespace config
