// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See router.h.

#include "server/http/router.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "server/http/request_rules.h"
#include "server/http/status.h"

namespace http {

namespace {

/// Larger is better: exact names, then wildcards by length, then any.
std::size_t hostRank(std::string_view pattern) {
  if (pattern == "*") return 0;
  return pattern.starts_with("*.") ? pattern.size() : 100'000;
}

bool hostMatches(std::string_view pattern, std::string_view host) {
  if (pattern == "*") return true;
  if (!pattern.starts_with("*.")) return equalsIgnoringCase(pattern, host);
  const std::string_view suffix = pattern.substr(1);
  return host.size() > suffix.size() && equalsIgnoringCase(host.substr(host.size() - suffix.size()), suffix);
}

bool schemeMatches(config::Scheme scheme, bool secure) {
  return scheme == config::Scheme::Any || (scheme == config::Scheme::Https) == secure;
}

bool pathMatches(std::string_view prefix, std::string_view path) {
  if (!path.starts_with(prefix)) return false;
  return path.size() == prefix.size() || prefix.ends_with('/') || path[prefix.size()] == '/';
}

}  // namespace

void Router::add(std::string_view host, config::Scheme scheme, std::string_view path,
                 std::unique_ptr<RequestHandler> handler, config::ClientCertificates clients) {
  // A route for one scheme is better than one for any, where host and path are the same.
  const auto rank = [](const Route& route) {
    return std::tuple(hostRank(route.host), route.path.size(), route.scheme != config::Scheme::Any);
  };
  Route route{std::string(host), scheme, std::string(path), std::move(handler), clients};
  const auto place =
      std::find_if(m_routes.begin(), m_routes.end(), [&](const Route& other) { return rank(other) < rank(route); });
  m_routes.insert(place, std::move(route));
}

const Router::Route* Router::routeFor(std::string_view host, bool secure, std::string_view path) const {
  for (const Route& route : m_routes) {
    if (schemeMatches(route.scheme, secure) && pathMatches(route.path, path) && hostMatches(route.host, host)) {
      return &route;
    }
  }
  return nullptr;
}

RequestHandler* Router::find(std::string_view host, bool secure, std::string_view path) const {
  const Route* const route = routeFor(host, secure, path);
  return route == nullptr ? nullptr : route->handler.get();
}

void Router::handle(Request& request, ResponseWriter& writer) {
  if (request.isForServer()) {
    writer.respond(204, {{"allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"}}, std::string_view());
    return;
  }
  const Client& client = *request.client;
  const std::string_view host = hostOf(request.authority);
  const Route* const route = routeFor(host, client.secure, request.path());
  if (route == nullptr) return respondWithError(writer, 404);
  if (route->clients == config::ClientCertificates::Required && client.certificateName.empty()) {
    // RFC 9110 15.5.20 for a request that rides on another name's connection; else a new one would not help either.
    const bool misdirected = !client.serverName.empty() && client.serverName != host;
    return respondWithError(writer, misdirected ? 421 : 403);
  }
  route->handler->handle(request, writer);
}

}  // namespace http
