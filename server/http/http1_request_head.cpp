// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See http1_request_head.h.

#include "server/http/http1_request_head.h"

#include "server/http/request_rules.h"

namespace http {

namespace {

int checkConnect(const Request& request) {
  // authority-form (RFC 9112 3.2.3) has a port always. We are no tunnel either way.
  std::string authority;
  const std::size_t colon = request.target.rfind(':');
  const bool sound = normaliseAuthority(request.target, authority) && colon != std::string::npos &&
                     colon + 1 < request.target.size() && request.target.back() != ']';
  return sound ? 405 : 400;
}

int checkTarget(Request& request) {
  if (request.method == "CONNECT") return checkConnect(request);
  if (request.method == "TRACE") return 405;
  if (request.isForServer()) return request.method == "OPTIONS" ? 0 : 400;
  if (!request.target.starts_with('/')) {
    // RFC 9112 3.2.2: the target's authority wins, and replaces Host, so that nobody behind us sees another one.
    std::string_view authority;
    std::string originForm;
    if (!splitAbsoluteForm(request.target, authority, originForm)) return 400;
    if (!normaliseAuthority(authority, request.authority)) return 400;
    request.headers.set("host", request.authority);
    request.target = std::move(originForm);
  }
  return isSoundTarget(request.target) ? 0 : 400;
}

}  // namespace

int Http1RequestHead::checkFraming(bool modern) {
  if (encodings != 0) {
    // RFC 9112 6.1: both framings at once, or a coding in HTTP/1.0, is how requests are smuggled.
    if (!modern || lengths != 0 || encodings > 1) return 400;
    if (equalsIgnoringCase(encoding, "chunked")) return 0;
    return equalsIgnoringCase(encoding.substr(0, encoding.find_first_of(", \t")), "chunked") ? 400 : 501;
  }
  if (lengths > 1) return 400;
  return lengths == 0 || parseContentLength(length, contentLength) ? 0 : 400;
}

int Http1RequestHead::checkHost(Request& request) const {
  if (hosts > 1 || (hosts == 0 && request.version == Version::Http11)) return 400;
  return hosts == 0 || normaliseAuthority(host, request.authority) ? 0 : 400;
}

int Http1RequestHead::check(Request& request, const config::Limits& limits) {
  const bool modern = request.version == Version::Http11;
  if (const int status = checkFraming(modern)) return status;
  if (const int status = checkHost(request)) return status;
  if (const int status = checkTarget(request)) return status;
  const bool understood = expectations == 0 || (expectations == 1 && equalsIgnoringCase(expectation, "100-continue"));
  if (modern && !understood) return 417;  // RFC 9110 10.1.1: in HTTP/1.0 the field is ignored
  return contentLength > limits.body ? 413 : 0;
}

}  // namespace http
