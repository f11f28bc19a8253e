// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See address_range.h.

#include "server/config/address_range.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace config {

namespace {

using AddressBytes = std::array<unsigned char, 16>;

constexpr int mappedBits = 96;
constexpr AddressBytes mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

struct ReadAddress {
  AddressBytes bytes{};
  bool isIpv4 = false;
};

std::optional<ReadAddress> readAddressBytes(const std::string& text) {
  ReadAddress address;
  if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) return address;
  address = {mapped, true};
  if (inet_pton(AF_INET, text.c_str(), address.bytes.data() + mappedBits / 8) == 1) return address;
  return {};
}

/// The first `bits` of the address, and zeros.
AddressBytes beginning(AddressBytes bytes, int bits) {
  for (int i = 0; i < static_cast<int>(bytes.size()); ++i) {
    const int kept = std::clamp(bits - 8 * i, 0, 8);
    bytes[static_cast<std::size_t>(i)] &= static_cast<unsigned char>(0xFF00U >> static_cast<unsigned>(kept));
  }
  return bytes;
}

}  // namespace

std::optional<AddressRange> parseAddressRange(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = readAddressBytes(std::string(text.substr(0, slash)));
  if (!address) return {};
  const int most = address->isIpv4 ? 32 : 128;
  int length = most;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc() || end != digits.data() + digits.size() || length < 0 || length > most) return {};
  }
  const AddressRange range = {address->bytes, address->isIpv4 ? mappedBits + length : length};
  if (beginning(range.first, range.bits) != range.first) return {};
  return range;
}

std::string rangeText(const AddressRange& range) {
  const bool isIpv4 = range.bits >= mappedBits && beginning(range.first, mappedBits) == mapped;
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(isIpv4 ? AF_INET : AF_INET6, range.first.data() + (isIpv4 ? mappedBits / 8 : 0), text.data(), text.size());
  return fmt::format("{}/{}", text.data(), isIpv4 ? range.bits - mappedBits : range.bits);
}

bool isIn(const std::vector<AddressRange>& ranges, const std::string& address) {
  const auto read = readAddressBytes(address.substr(0, address.find('%')));
  return read && std::ranges::any_of(ranges, [&read](const AddressRange& range) {
           return beginning(read->bytes, range.bits) == range.first;
         });
}

}  // namespace config
