// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Problems in the order of the file, and what an unknown key may have meant.

#include "server/config/config_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "server/base/nearest_name.h"

namespace config {

void Reading::report(base::ProblemCode code, Place place, std::string key, Arguments arguments) {
  if (m_problems.size() >= maximumProblems) return;
  base::Problem problem;
  problem.code = code;
  problem.file = m_file;
  problem.line = place.line;
  problem.column = place.column;
  problem.key = std::move(key);
  problem.arguments = std::move(arguments);
  m_problems.push_back(std::move(problem));
}

void Reading::reportUnknown(std::string table, std::string path, std::string_view key, Place place) {
  if (m_unknown.size() >= maximumProblems) return;
  m_unknown.push_back({std::move(table), std::move(path), std::string(key), place});
}

std::string Reading::suggestionFor(const Unknown& unknown) const {
  const auto siblings = m_known.find(unknown.table);
  if (siblings != m_known.end()) {
    if (const auto nearest = base::nearestName(unknown.key, siblings->second)) return *nearest;
  }
  // The right key in the wrong table, as a port under [cluster].
  for (const auto& [table, keys] : m_known) {
    for (const std::string& key : keys) {
      if (base::editDistance(key, unknown.key) == 0) return table.empty() ? key : table + "." + key;
    }
  }
  return {};
}

std::vector<base::Problem> Reading::finish() {
  for (const Unknown& unknown : m_unknown) {
    const std::string suggestion = suggestionFor(unknown);
    if (suggestion.empty()) {
      report(base::ProblemCode::ConfigUnknownKeyBare, unknown.place, unknown.path, {});
    } else {
      report(base::ProblemCode::ConfigUnknownKey, unknown.place, unknown.path, {{"suggestion", suggestion}});
    }
  }
  m_unknown.clear();
  std::ranges::stable_sort(m_problems, {},
                           [](const base::Problem& problem) { return std::tuple(problem.line, problem.column); });
  return std::move(m_problems);
}

std::string inQuotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  std::string result = "\"";
  bool cut = false;
  for (const char letter : text) {
    const bool continues = (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
    cut = result.size() > longest && !continues;
    if (cut) break;
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x20 || code == 0x7F) {
      result += fmt::format("\\x{:02x}", code);
    } else {
      result += letter;
    }
  }
  return result + (cut ? "...\"" : "\"");
}

}  // namespace config
