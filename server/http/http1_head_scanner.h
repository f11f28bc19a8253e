// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Looks at a head, mostly a request's, byte by byte, before the parser does, and refuses what parsers let through or
// read differently: bare CR or LF, control bytes, folded lines, a wrong request line, and everything over the limits.
// Its verdict depends on the bytes alone, never on how they were split into reads.

#pragma once

#include <cstddef>
#include <string_view>

#include "server/config/config.h"

namespace http {

/// 0: method, target and version stand where they should; else the status to answer.
int statusOfRequestLine(std::string_view line);

class Http1HeadScanner {
 public:
  enum class Verdict { NeedMore, Complete, Refused };

  /// 0: the line may begin a head; else the status to answer.
  using FirstLineCheck = int (*)(std::string_view line);
  explicit Http1HeadScanner(const config::Limits& limits, FirstLineCheck checkFirstLine = statusOfRequestLine)
      : m_limits(&limits), m_checkFirstLine(checkFirstLine) {}

  /// `unread` holds all bytes since the head's first one; what was seen before is not looked at again.
  Verdict scan(std::string_view unread);
  /// Where the head begins: one empty line before it is skipped (RFC 9112 2.2).
  [[nodiscard]] std::size_t start() const { return m_start; }
  /// After Complete: bytes up to and with the empty line that ends it.
  [[nodiscard]] std::size_t end() const { return m_at; }
  /// After Refused: the status to answer.
  [[nodiscard]] int status() const { return m_status; }
  void reset();

 private:
  [[nodiscard]] int statusOfLengths(std::string_view unread) const;
  [[nodiscard]] Verdict endLine(std::string_view line);
  Verdict refuse(int status);

  const config::Limits* m_limits;
  FirstLineCheck m_checkFirstLine;
  std::size_t m_at = 0;
  std::size_t m_start = 0;
  std::size_t m_lineStart = 0;
  std::size_t m_fieldsStart = 0;  ///< 0: still in the request line
  int m_fields = 0;
  int m_status = 0;
};

}  // namespace http
