// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_head_scanner.h. RFC 9112 sections 2 to 5.

#include "server/http/http1_head_scanner.h"

#include <array>

#include "server/http/request_rules.h"

namespace http {

namespace {

/// What may stand inside a line: visible characters, space, tab, and bytes over 0x7f (obs-text).
constexpr std::array<bool, 256> plainTable = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0x20; c < 256; ++c) table[c] = c != 0x7f;
  table['\t'] = true;
  return table;
}();

bool isPlain(char c) {
  return plainTable[static_cast<unsigned char>(c)];
}

}  // namespace

int statusOfRequestLine(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return 400;  // also HTTP/0.9
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!isToken(line.substr(0, first)) || target.empty() || target.find(' ') != std::string_view::npos) return 400;
  if (version.size() != 8 || !version.starts_with("HTTP/") || !isDigit(version[5]) || version[6] != '.' ||
      !isDigit(version[7])) {
    return 400;
  }
  return version[5] == '1' && version[7] <= '1' ? 0 : 505;
}

Http1HeadScanner::Verdict Http1HeadScanner::scan(std::string_view unread) {
  for (;;) {
    while (m_at < unread.size() && isPlain(unread[m_at])) ++m_at;
    if (const int status = statusOfLengths(unread)) return refuse(status);
    // A line that begins with a space continues the one before (obs-fold, RFC 9112 5.2): smuggling hides there.
    if (m_fieldsStart != 0 && m_at > m_lineStart && (unread[m_lineStart] == ' ' || unread[m_lineStart] == '\t')) {
      return refuse(400);
    }
    if (m_at == unread.size()) return Verdict::NeedMore;
    if (unread[m_at] != '\r') return refuse(400);
    if (m_at + 1 == unread.size()) return Verdict::NeedMore;
    if (unread[m_at + 1] != '\n') return refuse(400);
    const std::string_view line = unread.substr(m_lineStart, m_at - m_lineStart);
    m_at += 2;
    m_lineStart = m_at;
    if (const Verdict verdict = endLine(line); verdict != Verdict::NeedMore) return verdict;
  }
}

int Http1HeadScanner::statusOfLengths(std::string_view unread) const {
  if (m_fieldsStart != 0) return m_at - m_fieldsStart > m_limits->headerBlock ? 431 : 0;
  if (m_at - m_lineStart <= m_limits->requestLine) return 0;
  return unread.substr(m_lineStart, m_limits->requestLine).find(' ') == std::string_view::npos ? 400 : 414;
}

Http1HeadScanner::Verdict Http1HeadScanner::endLine(std::string_view line) {
  if (m_fieldsStart == 0) {
    if (line.empty() && m_start == 0) {
      m_start = m_at;
      return Verdict::NeedMore;
    }
    if (const int status = m_checkFirstLine(line)) return refuse(status);
    m_fieldsStart = m_at;
    return Verdict::NeedMore;
  }
  if (line.empty()) return Verdict::Complete;
  return ++m_fields > m_limits->headerFields ? refuse(431) : Verdict::NeedMore;
}

Http1HeadScanner::Verdict Http1HeadScanner::refuse(int status) {
  m_status = status;
  return Verdict::Refused;
}

void Http1HeadScanner::reset() {
  m_at = m_start = m_lineStart = m_fieldsStart = 0;
  m_fields = 0;
  m_status = 0;
}

}  // namespace http
