// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The Range field (RFC 9110 14): parts of a representation.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace handlers {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;  ///< 1 or more
  bool operator==(const ByteRange&) const = default;
};

struct RangeSelection {
  enum class Outcome { Whole, Parts, Unsatisfiable };
  Outcome outcome = Outcome::Whole;
  std::vector<ByteRange> parts{};  ///< in the order asked for
};

inline constexpr std::size_t mostRanges = 16;

/// Of a representation of `size` bytes. Whole: what is no range of bytes (14.2: ignored), and what would send bytes
/// twice or in more parts than mostRanges (14.2, 17.15). Parts past the end are left out; without any: Unsatisfiable.
RangeSelection selectRanges(std::string_view field, std::uint64_t size);

/// "bytes 0-499/1234".
std::string contentRange(const ByteRange& range, std::uint64_t size);

}  // namespace handlers
