// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Edit distance with two rows of memory before the current one.

#include "server/base/nearest_name.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace base {

namespace {

constexpr std::size_t longestName = 100;

char folded(char letter) {
  if (letter >= 'A' && letter <= 'Z') return static_cast<char>(letter - 'A' + 'a');
  return letter == '-' ? '_' : letter;
}

std::size_t allowedMistakes(std::size_t length) {
  if (length <= 4) return 1;
  return length <= 8 ? 2 : 3;
}

}  // namespace

std::size_t editDistance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> beforeLast(right.size() + 1);
  std::vector<std::size_t> last(right.size() + 1);
  std::vector<std::size_t> current(right.size() + 1);
  for (std::size_t column = 0; column <= right.size(); ++column) last[column] = column;
  for (std::size_t row = 1; row <= left.size(); ++row) {
    current[0] = row;
    for (std::size_t column = 1; column <= right.size(); ++column) {
      const char a = folded(left[row - 1]);
      const char b = folded(right[column - 1]);
      current[column] = std::min({last[column] + 1, current[column - 1] + 1, last[column - 1] + (a == b ? 0U : 1U)});
      const bool swapped = row > 1 && column > 1 && a == folded(right[column - 2]) && folded(left[row - 2]) == b;
      if (swapped) current[column] = std::min(current[column], beforeLast[column - 2] + 1);
    }
    beforeLast.swap(last);
    last.swap(current);
  }
  return last[right.size()];
}

std::optional<std::string> nearestName(std::string_view text, std::span<const std::string> known) {
  if (text.empty() || text.size() > longestName) return std::nullopt;
  const std::string* nearest = nullptr;
  std::size_t least = allowedMistakes(text.size()) + 1;
  for (const std::string& name : known) {
    const std::size_t distance = editDistance(text, name);
    // As many mistakes as letters is another word.
    if (distance >= least || distance >= name.size()) continue;
    least = distance;
    nearest = &name;
  }
  if (nearest == nullptr) return std::nullopt;
  return *nearest;
}

}  // namespace base
