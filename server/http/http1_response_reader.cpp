// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_response_reader.h. The scanner has refused bare CR or LF, control bytes and folded lines, so that a line is
// a name, a colon and a value, and a parser would have nothing left to find.

#include "server/http/http1_response_reader.h"

#include "server/http/request_rules.h"
#include "server/http/status.h"

namespace http {

namespace {

/// What a backend may say in a head; more is no head that a client would take either. Its body has no limit of ours.
constexpr config::Limits backendLimits = [] {
  config::Limits limits;
  limits.headerBlock = 48 * 1024;  // below what a connection holds unread
  limits.headerFields = 256;
  limits.body = UINT64_MAX;
  return limits;
}();

/// "HTTP/1.1 200 OK", "HTTP/1.1 200": 0, or any other number.
int faultOfStatusLine(std::string_view line) {
  const bool sound = line.size() >= 12 && (line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ")) &&
                     line[9] >= '1' && line[9] <= '5' && isDigit(line[10]) && isDigit(line[11]) &&
                     (line.size() == 12 || line[12] == ' ');
  return sound ? 0 : 502;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Http1ResponseReader::Http1ResponseReader() : m_scanner(backendLimits, faultOfStatusLine), m_body(backendLimits) {}

void Http1ResponseReader::begin(bool askedForHead) {
  m_askedForHead = askedForHead;
  m_scanner.reset();
  m_body.startWithLength(0);
  m_fault = {};
}

Http1ResponseReader::Verdict Http1ResponseReader::readHead(std::string_view& unread, ResponseHead& head) {
  switch (m_scanner.scan(unread)) {
    case Http1HeadScanner::Verdict::NeedMore:
      return Verdict::NeedMore;
    case Http1HeadScanner::Verdict::Refused:
      return refuse(m_scanner.status() == 431   ? "has a head that is too long"
                    : m_scanner.status() == 400 ? "has a header that breaks the rules of HTTP"
                                                : "is no HTTP/1.1");
    case Http1HeadScanner::Verdict::Complete:
      break;
  }
  if (m_scanner.start() != 0) return refuse("begins with an empty line");
  std::string_view text = unread.substr(0, m_scanner.end() - 2);
  const std::size_t firstLine = text.find("\r\n") + 2;
  head = ResponseHead();
  head.status = (text[9] - '0') * 100 + (text[10] - '0') * 10 + (text[11] - '0');
  const bool modern = text[7] == '1';
  if (!parseFields(text.substr(firstLine), head.headers)) return refuse("has a header that breaks the rules of HTTP");
  if (!checkFraming(head, modern)) return refuse("does not say clearly where it ends");
  unread.remove_prefix(m_scanner.end());
  m_scanner.reset();
  startBody(head);
  return Verdict::Complete;
}

Http1ResponseReader::Verdict Http1ResponseReader::refuse(std::string_view fault) {
  m_fault = fault;
  return Verdict::Refused;
}

bool Http1ResponseReader::parseFields(std::string_view lines, Headers& headers) {
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find("\r\n"));
    lines.remove_prefix(line.size() + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon))) return false;
    headers.add(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return true;
}

bool Http1ResponseReader::checkFraming(ResponseHead& head, bool modern) {
  head.keepAlive = modern;
  int lengths = 0, encodings = 0;
  for (const Header header : head.headers) {
    if (header.name == "content-length") {
      std::uint64_t length = 0;
      if (++lengths > 1 || !parseContentLength(header.value, length)) return false;
      head.length = length;
    } else if (header.name == "transfer-encoding") {
      if (++encodings > 1 || !modern || !equalsIgnoringCase(header.value, "chunked")) return false;
      head.chunked = true;
    } else if (header.name == "connection") {
      if (listHasToken(header.value, "close")) head.keepAlive = false;
    }
  }
  // RFC 9112 6.1 and 6.3: both at once is how answers are smuggled; and with 1xx and 204 there must be neither.
  if (lengths != 0 && encodings != 0) return false;
  return encodings == 0 || (head.status >= 200 && head.status != 204);
}

void Http1ResponseReader::startBody(const ResponseHead& head) {
  const bool none = m_askedForHead || !mayHaveBody(head.status);
  if (none)
    m_body.startWithLength(0);
  else if (head.chunked)
    m_body.startChunked();
  else if (head.length)
    m_body.startWithLength(*head.length);
  else
    m_body.becomeRaw();
}

}  // namespace http
