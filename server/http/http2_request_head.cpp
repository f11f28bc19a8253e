// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_request_head.h.

#include "server/http/http2_request_head.h"

#include <optional>

#include "server/http/request_rules.h"

namespace http {

void Http2RequestHead::reset() {
  m_bytes = 0;
  m_fields = m_hosts = m_lengths = m_expectations = 0;
  m_schemeKnown = false;
  m_tooLarge = false;
}

void Http2RequestHead::take(Request& request, std::string_view name, std::string_view value,
                            const config::Limits& limits) {
  count(name, value);
  const bool pseudo = name.starts_with(':');
  if (!pseudo) ++m_fields;
  m_tooLarge = m_tooLarge || m_bytes > limits.headerBlock || m_fields > limits.headerFields;
  if (m_tooLarge) return;
  if (!pseudo) return takeField(request, name, value);
  // nghttp2 lets no other pseudo header through than these, and ":protocol".
  switch (name[1]) {
    case 'm':
      request.method.assign(value);
      break;
    case 'a':
      request.authority.assign(value);
      break;
    case 's':
      m_schemeKnown = value == "https" || value == "http";
      break;
    default:
      if (name == ":path") request.target.assign(value);
  }
}

void Http2RequestHead::takeField(Request& request, std::string_view name, std::string_view value) {
  std::optional<std::string_view> crumbs;
  switch (name.size()) {
    case 4:
      if (name == "host") ++m_hosts;
      break;
    case 6:
      if (name == "expect") ++m_expectations;
      // RFC 9113 8.2.3: a cookie may come in crumbs, and leaves this protocol in one piece.
      if (name == "cookie") crumbs = request.headers.find(name);
      break;
    case 14:
      if (name == "content-length") ++m_lengths;
      break;
    default:
      break;
  }
  if (crumbs)
    request.headers.set(name, std::string(*crumbs).append("; ").append(value));
  else
    request.headers.add(name, value);
}

int Http2RequestHead::checkAuthority(Request& request) {
  // RFC 9113 8.3.1: the pseudo header wins over Host; whoever comes next sees the one that we went by.
  if (m_hosts > 1) return 400;
  if (request.authority.empty() && m_hosts != 0) request.authority = *request.headers.find("host");
  if (request.authority != m_knownName) {
    m_knownName.clear();
    if (!normaliseAuthority(request.authority, m_knownAuthority)) return 400;
    m_knownName = request.authority;
  }
  if (m_knownName.empty()) return 400;
  if (m_knownAuthority != m_knownName) request.authority = m_knownAuthority;
  if (m_hosts == 0)
    request.headers.add("host", request.authority);
  else if (request.headers.find("host") != request.authority)
    request.headers.set("host", request.authority);
  return 0;
}

int Http2RequestHead::checkTarget(const Request& request) const {
  const std::string_view method = request.method;
  if (method == "CONNECT" || method == "TRACE") return 405;
  if (!isToken(method) || !m_schemeKnown) return 400;
  if (request.isForServer()) return method == "OPTIONS" ? 0 : 400;
  return isSoundTarget(request.target) ? 0 : 400;
}

int Http2RequestHead::check(Request& request, const config::Limits& limits) {
  if (m_tooLarge) return 431;
  if (request.target.size() + request.method.size() > limits.requestLine) return 414;
  if (const int status = checkAuthority(request)) return status;
  if (const int status = checkTarget(request)) return status;
  if (expectsContinue() && !equalsIgnoringCase(*request.headers.find("expect"), "100-continue")) return 417;
  std::uint64_t length = 0;
  if (m_lengths != 0 && !parseContentLength(*request.headers.find("content-length"), length)) return 400;
  if (m_lengths != 0) m_length = length;
  return length > limits.body ? 413 : 0;
}

}  // namespace http
