// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bytes to lines, bounded: what a sender claims never makes us allocate, and a line over the limit is an end.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace control {

class LineFraming {
 public:
  /// `maximumLine` counts the newline too.
  explicit LineFraming(std::size_t longestLine) : m_maximumLine(longestLine) {}

  /// False once a line, finished or not, is longer than the limit: the connection is to be closed.
  [[nodiscard]] bool append(std::string_view bytes);
  /// The next finished line without its "\n" (or "\r\n"); valid until the next call of append().
  std::optional<std::string_view> next();

 private:
  std::size_t m_maximumLine;
  std::string m_bytes;
  std::size_t m_start = 0;       ///< of the first line not handed out
  std::size_t m_searched = 0;    ///< no newline in m_bytes from m_start to here
  std::size_t m_unfinished = 0;  ///< length of the last line so far
};

}  // namespace control
