// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What one reading of a file gathers: which keys are known in which table, and everything that is wrong.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/problem.h"

namespace config {

/// A place in the file, from 1; columns count characters.
struct Place {
  int line = 1;
  int column = 1;
};

using Arguments = std::map<std::string, std::string>;

/// What one reading of a file gathers: the known keys and the problems, at most maximumProblems of them.
class Reading {
 public:
  static constexpr std::size_t maximumProblems = 100;

  Reading(std::string file, std::filesystem::path folder) : m_file(std::move(file)), m_folder(std::move(folder)) {}

  void report(base::ProblemCode code, Place place, std::string key, Arguments arguments);
  void know(const std::string& table, std::string_view key) { m_known[table].emplace_back(key); }
  /// `table` is the path without indices; what a good suggestion is shows only when all keys are known.
  void reportUnknown(std::string table, std::string path, std::string_view key, Place place);
  [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }
  [[nodiscard]] std::size_t problemCount() const { return m_problems.size(); }
  /// Everything reported, in the order of the file.
  std::vector<base::Problem> finish();

 private:
  struct Unknown {
    std::string table, path, key;
    Place place;
  };
  [[nodiscard]] std::string suggestionFor(const Unknown& unknown) const;

  std::string m_file;
  std::filesystem::path m_folder;
  std::map<std::string, std::vector<std::string>> m_known;
  std::vector<Unknown> m_unknown;
  std::vector<base::Problem> m_problems;
};

/// `text` in quotes for a sentence: control characters escaped, cut after 60 bytes at the end of a character.
std::string inQuotes(std::string_view text);

}  // namespace config
