// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See router.h.

#include "server/http/router.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "server/http/request_rules.h"
#include "server/http/route_match.h"
#include "server/http/status.h"

namespace http {

namespace {

/// Larger is better: exact names, then wildcards by length, then any.
std::size_t hostRank(std::string_view pattern) {
  if (pattern == "*") return 0;
  return pattern.starts_with("*.") ? pattern.size() : 100'000;
}

bool schemeMatches(config::Scheme scheme, bool secure) {
  return scheme == config::Scheme::Any || (scheme == config::Scheme::Https) == secure;
}

/// "/api/x?y" becomes "/x?y", and "/api" becomes "/". What then begins with "//" would be another server's name in a
/// Location, so one slash stays.
void strip(Request& request, std::string_view prefix) {
  request.received = request.target;
  request.target.erase(0, prefix.size());
  const std::size_t slashes = std::min(request.target.find_first_not_of('/'), request.target.size());
  if (slashes == 0) request.target.insert(0, 1, '/');
  if (slashes > 1) request.target.erase(0, slashes - 1);
}

}  // namespace

void Router::add(std::string_view host, config::Scheme scheme, std::string_view path,
                 std::unique_ptr<RequestHandler> handler, RouteOptions options) {
  // A route for one scheme is better than one for any, where host and path are the same.
  const auto rank = [](const Route& route) {
    return std::tuple(hostRank(route.host), route.path.size(), route.scheme != config::Scheme::Any);
  };
  Route route{std::string(host), scheme, std::string(path), std::move(handler), std::move(options)};
  route.options.fields.declareSendable();
  m_anyAsks |= route.options.clients == config::ClientCertificates::Required;
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

bool Router::asksForCertificate(const Route& route, std::string_view host, bool secure, std::string_view path) const {
  if (route.options.clients == config::ClientCertificates::Required) return true;
  if (!m_anyAsks) return false;
  // The files of "/", or its application, take "//admin" and "/%61dmin" for "/admin".
  const Route* const read = routeFor(host, secure, freelyReadPath(path));
  return read != nullptr && read->options.clients == config::ClientCertificates::Required;
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
  if (!route->options.fields.empty()) request.answerFields = &route->options.fields;
  if (client.certificateName.empty() && asksForCertificate(*route, host, client.secure, request.path())) {
    // RFC 9110 15.5.20 for a request that rides on another name's connection; else a new one would not help either.
    const bool misdirected = !client.serverName.empty() && client.serverName != host;
    return respondWithError(writer, misdirected ? 421 : 403);
  }
  if (!route->options.strip.empty()) strip(request, route->options.strip);
  route->handler->handle(request, writer);
}

}  // namespace http
