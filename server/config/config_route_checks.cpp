// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See config_route_checks.h.

#include "server/config/config_route_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "server/config/config_redirect.h"

namespace config {

using base::ProblemCode;

namespace {

using Kind = RedirectPart::Kind;

bool hasTls(const Listener& listener) {
  return listener.protocol != Protocol::Http;
}

bool asksForCertificates(const Listener& listener, const Tls& tls) {
  return hasTls(listener) && listener.tls.value_or(tls).clientCertificates != ClientCertificates::Off;
}

std::string matchText(const Route& route, Scheme scheme) {
  return fmt::format("{}://{}{}", nameOf(schemes, scheme), route.host, route.path);
}

class Checks {
 public:
  Checks(const std::vector<Route>& routes, const std::vector<Listener>& listeners, const Tls& tls)
      : m_listeners(listeners),
        m_secure(listeners.empty() || std::ranges::any_of(listeners, hasTls)),
        m_asked(
            std::ranges::any_of(listeners, [&tls](const Listener& each) { return asksForCertificates(each, tls); })) {
    for (const Route& route : routes) m_all.insert(matchText(route, route.scheme));
  }

  void check(const Route& route, TableReader& table);

 private:
  void checkScheme(const Route& route, TableReader& table) const;
  void checkRedirect(const Route& route, const RedirectRoute& redirect, TableReader& table) const;
  [[nodiscard]] bool leadsBack(const Route& route, const std::vector<RedirectPart>& parts) const;
  [[nodiscard]] bool isOwnPort(std::string_view port, bool secure) const;

  const std::vector<Listener>& m_listeners;
  bool m_secure;  ///< some listener has TLS
  bool m_asked;
  std::set<std::string> m_all;
  std::set<std::string> m_seen;
};

void Checks::check(const Route& route, TableReader& table) {
  if (route.clientCertificate != ClientCertificates::Off && !m_asked) {
    table.report(ProblemCode::ConfigInvalidValue, "client_certificate",
                 {{"expected", "\"off\" while no listener asks for certificates (client_certificates in [tls])"},
                  {"value", "\"required\""}});
  }
  const std::string match = matchText(route, route.scheme);
  if (!m_seen.insert(match).second) {
    table.report(ProblemCode::ConfigDuplicate, "path", {{"value", fmt::format("the route {}", match)}});
  }
  checkScheme(route, table);
  if (const auto* redirect = std::get_if<RedirectRoute>(&route.handler)) checkRedirect(route, *redirect, table);
}

void Checks::checkScheme(const Route& route, TableReader& table) const {
  if (route.scheme != Scheme::Any) return;
  const bool taken = m_all.contains(matchText(route, Scheme::Http)) && m_all.contains(matchText(route, Scheme::Https));
  if (!taken) return;
  table.report(ProblemCode::ConfigInvalidValue, "scheme",
               {{"expected", "something left to answer: routes with the same path take its requests first"},
                {"value", "\"any\""}});
}

void Checks::checkRedirect(const Route& route, const RedirectRoute& redirect, TableReader& table) const {
  const auto parts = redirectParts(redirect.to);
  if (!parts) return;
  const bool wantsPort =
      std::ranges::any_of(*parts, [](const RedirectPart& part) { return part.kind == Kind::HttpsPort; });
  if (wantsPort && !m_secure) {
    table.report(ProblemCode::ConfigInvalidValue, "to",
                 {{"expected", "no {https_port} while no listener speaks https"}, {"value", inQuotes(redirect.to)}});
  } else if (leadsBack(route, *parts)) {
    table.report(ProblemCode::ConfigInvalidValue, "to",
                 {{"expected",
                   "an address that this route does not redirect again (scheme = \"http\" for a redirect "
                   "to https)"},
                  {"value", inQuotes(redirect.to)}});
  }
}

bool Checks::isOwnPort(std::string_view port, bool secure) const {
  return std::ranges::any_of(m_listeners, [&](const Listener& listener) {
    return hasTls(listener) == secure && port == std::to_string(listener.port);
  });
}

/// For sure: it names the host and the path of the request again, at a port and with a scheme that come to this route.
bool Checks::leadsBack(const Route& route, const std::vector<RedirectPart>& parts) const {
  // The same template with marks for what the client sent.
  std::string url;
  for (const RedirectPart& part : parts) {
    switch (part.kind) {
      case Kind::Text:
        url += part.text;
        break;
      case Kind::Host:
        url += "<host>";
        break;
      case Kind::HttpsPort:
        url += "<port>";
        break;
      case Kind::Uri:
      case Kind::Path:
        url += "<path>";
        break;
      case Kind::Query:
        break;
    }
  }
  std::string_view rest = url;
  const bool relative = rest.starts_with('/');
  const bool secure = rest.starts_with("https://");
  if (!relative) {
    if (route.scheme == (secure ? Scheme::Http : Scheme::Https)) return false;
    rest.remove_prefix(secure ? 8 : 7);
    const std::string_view host = rest.starts_with("<host>") ? "<host>" : std::string_view(route.host);
    if (!rest.starts_with(host)) return false;
    rest.remove_prefix(host.size());
    std::string_view port = secure ? "443" : "80";
    if (rest.starts_with(':')) {
      rest.remove_prefix(1);
      port = rest.starts_with("<port>") ? std::string_view("<port>") : rest.substr(0, rest.find_first_of("/<?#"));
      rest.remove_prefix(port.size());
    }
    if (!(secure && port == "<port>") && !isOwnPort(port, secure)) return false;
  }
  if (rest == "<path>") return route.strip.empty();
  // A fixed path: exactly the route's own, for then no other route is a better match for that host and path.
  return rest == route.path || (rest.empty() && route.path == "/");
}

}  // namespace

void checkRoutes(const std::vector<Route>& routes, std::vector<TableReader>& tables,
                 const std::vector<Listener>& listeners, const Tls& tls) {
  Checks checks(routes, listeners, tls);
  for (std::size_t index = 0; index < routes.size(); ++index) checks.check(routes[index], tables[index]);
}

}  // namespace config
