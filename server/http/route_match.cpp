// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See route_match.h.

#include "server/http/route_match.h"

#include <algorithm>

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

std::string freelyReadPath(std::string_view raw) {
  std::string decoded;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const bool isEncoded =
        raw[at] == '%' && at + 2 < raw.size() && hexValue(raw[at + 1]) >= 0 && hexValue(raw[at + 2]) >= 0;
    decoded += isEncoded ? static_cast<char>(hexValue(raw[at + 1]) * 16 + hexValue(raw[at + 2])) : raw[at];
    if (isEncoded) at += 2;
  }
  std::string path;
  for (std::string_view rest = decoded; !rest.empty();) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view name = rest.substr(0, std::min(rest.find(';'), slash));
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (name.empty() || name == ".") continue;
    if (name == "..")
      path.erase(std::min(path.rfind('/'), path.size()));
    else
      path.append("/").append(name);
  }
  if (path.empty() || decoded.ends_with('/')) path += '/';
  return path;
}

}  // namespace http
