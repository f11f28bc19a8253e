// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See byte_ranges.h.

#include "server/handlers/byte_ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "server/http/request_rules.h"

namespace handlers {

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Digits only; what is too large for a number is larger than every file.
std::optional<std::uint64_t> numberIn(std::string_view digits) {
  if (digits.empty() || !std::ranges::all_of(digits, http::isDigit)) return std::nullopt;
  std::uint64_t number = 0;
  for (const char digit : digits) {
    if (__builtin_mul_overflow(number, 10U, &number) ||
        __builtin_add_overflow(number, static_cast<unsigned>(digit - '0'), &number))
      return largest;
  }
  return number;
}

/// False: no range-spec (RFC 9110 14.1.1). One that has nothing of the representation has length 0.
bool parseRange(std::string_view text, std::uint64_t size, ByteRange& range) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, dash);
  const auto last = numberIn(text.substr(dash + 1));
  if (before.empty()) {
    if (!last) return false;
    range.length = std::min(*last, size);
    range.first = size - range.length;
    return true;
  }
  const auto first = numberIn(before);
  const bool isOpen = dash + 1 == text.size();
  if (!first || (!last && !isOpen) || (last && *last < *first)) return false;
  range.first = *first;
  range.length = *first >= size ? 0 : std::min(last.value_or(largest), size - 1) - *first + 1;
  return true;
}

bool overlap(std::vector<ByteRange> parts) {
  std::ranges::sort(parts, {}, &ByteRange::first);
  for (std::size_t index = 1; index < parts.size(); ++index) {
    if (parts[index].first < parts[index - 1].first + parts[index - 1].length) return true;
  }
  return false;
}

}  // namespace

RangeSelection selectRanges(std::string_view field, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!http::equalsIgnoringCase(field.substr(0, unit.size()), unit)) return {};
  field.remove_prefix(unit.size());
  RangeSelection selection;
  std::size_t count = 0;
  while (!field.empty()) {
    const std::size_t comma = field.find(',');
    const std::string_view text = trimmed(field.substr(0, comma));
    field.remove_prefix(comma == std::string_view::npos ? field.size() : comma + 1);
    if (text.empty()) continue;
    ByteRange range;
    if (++count > mostRanges || !parseRange(text, size, range)) return {};
    if (range.length != 0) selection.parts.push_back(range);
  }
  if (count == 0 || overlap(selection.parts)) return {};
  selection.outcome = selection.parts.empty() ? RangeSelection::Outcome::Unsatisfiable : RangeSelection::Outcome::Parts;
  return selection;
}

std::string contentRange(const ByteRange& range, std::uint64_t size) {
  return fmt::format("bytes {}-{}/{}", range.first, range.first + range.length - 1, size);
}

}  // namespace handlers
