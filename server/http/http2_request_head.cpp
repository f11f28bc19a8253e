// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http2_request_head.h.

#include "server/http/http2_request_head.h"

#include "server/http/request_rules.h"

namespace http {

void Http2RequestHead::reset() {
  m_scheme.clear();
  m_bytes = 0;
  m_fields = 0;
  m_tooLarge = false;
}

void Http2RequestHead::take(Request& request, std::string_view name, std::string_view value,
                            const config::Limits& limits) {
  count(name, value);
  const bool pseudo = name.starts_with(':');
  if (!pseudo) ++m_fields;
  m_tooLarge = m_tooLarge || m_bytes > limits.headerBlock || m_fields > limits.headerFields;
  if (m_tooLarge) return;
  if (!pseudo) {
    const std::string_view first = name == "cookie" ? request.headers.find(name).value_or("") : "";
    // RFC 9113 8.2.3: a cookie may come in crumbs, and leaves this protocol in one piece.
    if (first.empty())
      request.headers.add(name, value);
    else
      request.headers.set(name, std::string(first).append("; ").append(value));
  } else if (name == ":method") {
    request.method.assign(value);
  } else if (name == ":path") {
    request.target.assign(value);
  } else if (name == ":authority") {
    request.authority.assign(value);
  } else if (name == ":scheme") {
    m_scheme.assign(value);
  }
}

int Http2RequestHead::checkAuthority(Request& request) const {
  // RFC 9113 8.3.1: the pseudo header wins over Host; whoever comes next sees the one that we went by.
  const std::size_t hosts = request.headers.count("host");
  if (hosts > 1) return 400;
  const std::string named = !request.authority.empty() || hosts == 0 ? std::move(request.authority)
                                                                     : std::string(*request.headers.find("host"));
  if (!normaliseAuthority(named, request.authority)) return 400;
  if (hosts == 0)
    request.headers.add("host", request.authority);
  else if (request.headers.find("host") != request.authority)
    request.headers.set("host", request.authority);
  return 0;
}

int Http2RequestHead::checkTarget(const Request& request) const {
  if (request.method == "CONNECT" || request.method == "TRACE") return 405;
  if (!isToken(request.method) || (m_scheme != "https" && m_scheme != "http")) return 400;
  if (request.target == "*") return request.method == "OPTIONS" ? 0 : 400;
  return isSoundTarget(request.target) ? 0 : 400;
}

int Http2RequestHead::check(Request& request, const config::Limits& limits) const {
  if (m_tooLarge) return 431;
  if (request.target.size() + request.method.size() > limits.requestLine) return 414;
  if (const int status = checkAuthority(request)) return status;
  if (const int status = checkTarget(request)) return status;
  if (const auto expectation = request.headers.find("expect")) {
    if (!equalsIgnoringCase(*expectation, "100-continue")) return 417;
  }
  std::uint64_t length = 0;
  const auto declared = request.headers.find("content-length");
  if (declared && !parseContentLength(*declared, length)) return 400;
  return length > limits.body ? 413 : 0;
}

}  // namespace http
