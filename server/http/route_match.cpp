// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See route_match.h.

#include "server/http/route_match.h"

#include "server/http/request_rules.h"

namespace http {

bool hostMatches(std::string_view pattern, std::string_view host) {
  if (pattern == "*") return true;
  if (!pattern.starts_with("*.")) return equalsIgnoringCase(pattern, host);
  const std::string_view suffix = pattern.substr(1);
  return host.size() > suffix.size() && equalsIgnoringCase(host.substr(host.size() - suffix.size()), suffix);
}

bool pathMatches(std::string_view prefix, std::string_view path) {
  if (!path.starts_with(prefix)) return false;
  return path.size() == prefix.size() || prefix.ends_with('/') || path[prefix.size()] == '/';
}

}  // namespace http
