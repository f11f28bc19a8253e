// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// How a failure travels: a function that can fail returns Result<T>. An Error holds one sentence for a person, and,
// where the panel must translate and offer a mend, the Problems behind it (see problem.h).

#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "server/base/problem.h"

namespace base {

/// Why something could not be done. Never branched on: what code decides by is an enum of the function itself.
struct Error {
  std::string sentence;           ///< names its object: "cannot bind 0.0.0.0:443: permission denied"; no full stop
  std::vector<Problem> problems;  ///< empty where there is nothing to mend beyond the sentence

  Error() = default;
  explicit Error(std::string text) : sentence(std::move(text)) {}
  /// The sentence is the English rendering of the problem.
  explicit Error(Problem problem);
  /// The sentence is the first problem that is not only a warning.
  explicit Error(std::vector<Problem> list);
};

template<typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(std::string sentence) {
  return tl::unexpected(Error(std::move(sentence)));
}
inline tl::unexpected<Error> failure(Problem problem) {
  return tl::unexpected(Error(std::move(problem)));
}
inline tl::unexpected<Error> failure(std::vector<Problem> list) {
  return tl::unexpected(Error(std::move(list)));
}
inline tl::unexpected<Error> failure(Error error) {
  return tl::unexpected(std::move(error));
}

/// The words for an errno value ("permission denied"): always English, first letter small, thread-safe.
std::string errnoText(int number);

}  // namespace base
