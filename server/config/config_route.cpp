// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// [[route]]: what it matches, and the handler with its own keys.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "server/config/config_sections.h"

namespace config {

using base::ProblemCode;
using namespace std::chrono_literals;

namespace {

enum class Handler { Hello, AcmeChallenge, Proxy };
constexpr Choice<Handler> handlers[] = {
    {"hello", Handler::Hello}, {"acme-challenge", Handler::AcmeChallenge}, {"proxy", Handler::Proxy}};
constexpr std::size_t mostBackends = 64;
/// The only paths that a public authority asks for (RFC 8555 8.3).
constexpr const char* challengePath = "/.well-known/acme-challenge/";

/// "*", "*.example.test", "example.test", an address, "[::1]"; what a Host header holds, without the port.
bool isHostPattern(std::string_view host) {
  if (host == "*") return true;
  if (host.starts_with("*.")) host.remove_prefix(2);
  if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
    host = host.substr(1, host.size() - 2);
    return host.find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
  }
  return !host.empty() && host.front() != '.' &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") == std::string_view::npos;
}

void readHost(TableReader& table, std::string& target) {
  std::string host = target;
  table.readText("host", host, 253);
  // Host names have no case (RFC 9110 4.2.3); the router compares small letters.
  std::ranges::transform(host, host.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  if (isHostPattern(host)) {
    target = host;
    return;
  }
  table.report(ProblemCode::ConfigInvalidValue, "host",
               {{"expected", "a host name without port, \"*.example.test\" or \"*\""}, {"value", inQuotes(host)}});
}

void readPathPrefix(TableReader& table, std::string& target) {
  std::string path = target;
  table.readText("path", path, 4096);
  if (path.starts_with('/') && path.find_first_of("?# ") == std::string::npos) {
    target = path;
    return;
  }
  table.report(
      ProblemCode::ConfigInvalidValue, "path",
      {{"expected", "a path that starts with \"/\", without \"?\", \"#\" and spaces"}, {"value", inQuotes(path)}});
}

HelloRoute readHello(TableReader& table) {
  HelloRoute hello;
  table.readText("text", hello.text, 4096);
  base::Milliseconds delay = -1ms;
  table.readDuration("crash_after", delay, 0ms, 24h);
  if (delay >= 0ms) hello.crashAfter = delay;
  return hello;
}

AcmeChallengeRoute readAcmeChallenge(TableReader& table, std::string& path) {
  AcmeChallengeRoute challenge;
  if (!table.has("path")) path = challengePath;
  if (path != challengePath) {
    table.report(ProblemCode::ConfigInvalidValue, "path",
                 {{"expected", fmt::format("\"{}\" with this handler", challengePath)}, {"value", inQuotes(path)}});
  }
  table.readPathOrNone("root", challenge.root);
  return challenge;
}

void readBackend(TableReader& table, const TableReader::Element& element, ProxyRoute& proxy) {
  const auto* text = element.node.as_string();
  if (text == nullptr) return table.reportWrongType(element, "an address as a string");
  BackendAddress address;
  const BackendAddressFault fault = parseBackendAddress(text->get(), address);
  if (fault.expected.empty()) {
    proxy.to.push_back(std::move(address));
    return;
  }
  Arguments arguments = {{"expected", fault.expected}, {"value", inQuotes(text->get())}};
  if (!fault.suggestion.empty()) arguments.emplace("suggestion", fault.suggestion);
  table.reportAt(element, ProblemCode::ConfigInvalidValue, std::move(arguments));
}

ProxyRoute readProxy(TableReader& table) {
  ProxyRoute proxy;
  const toml::node* const to = table.find("to");
  const std::size_t before = table.problemCount();
  if (to != nullptr && !to->is_array()) {
    readBackend(table, {*to, table.pathOf("to")}, proxy);
  } else if (to != nullptr) {
    for (const TableReader::Element& element : table.elements("to")) readBackend(table, element, proxy);
  }
  if (table.problemCount() == before && (proxy.to.empty() || proxy.to.size() > mostBackends)) {
    table.report(ProblemCode::ConfigInvalidValue, "to",
                 {{"expected", R"(where the application listens, such as "http://127.0.0.1:3000")"},
                  {"value", to == nullptr ? "nothing" : fmt::format("a list of {}", proxy.to.size())}});
  }
  table.readBoolean("websocket", proxy.websocket);
  table.readChoice("forwarded", proxy.forwarded, forwardedPolicies);
  table.readPathOrNone("ca", proxy.ca);
  return proxy;
}

Route readRoute(TableReader& table) {
  Route route;
  readHost(table, route.host);
  table.readChoice("scheme", route.scheme, schemes);
  readPathPrefix(table, route.path);
  table.readChoice("client_certificate", route.clientCertificate, routeCertificateModes);
  Handler handler = Handler::Hello;
  if (!table.readChoice("handler", handler, handlers)) return route;  // its keys are not known, so none is wrong
  switch (handler) {
    case Handler::Hello:
      route.handler = readHello(table);
      break;
    case Handler::AcmeChallenge:
      route.handler = readAcmeChallenge(table, route.path);
      break;
    case Handler::Proxy:
      route.handler = readProxy(table);
      break;
  }
  table.rejectUnknownKeys();
  return route;
}

bool asksForCertificates(const Listener& listener, const Tls& tls) {
  return listener.protocol != Protocol::Http &&
         listener.tls.value_or(tls).clientCertificates != ClientCertificates::Off;
}

}  // namespace

std::vector<Route> readRoutes(TableReader& root, const std::vector<Listener>& listeners, const Tls& tls) {
  const bool asked =
      std::ranges::any_of(listeners, [&tls](const Listener& each) { return asksForCertificates(each, tls); });
  std::vector<Route> routes;
  std::set<std::string> matches;
  for (TableReader& table : root.tables("route", maximumRoutes)) {
    const std::size_t before = table.problemCount();
    routes.push_back(readRoute(table));
    if (table.problemCount() > before) continue;
    const Route& route = routes.back();
    if (route.clientCertificate != ClientCertificates::Off && !asked) {
      table.report(ProblemCode::ConfigInvalidValue, "client_certificate",
                   {{"expected", "\"off\" while no listener asks for certificates (client_certificates in [tls])"},
                    {"value", "\"required\""}});
    }
    const std::string match = fmt::format("{}://{}{}", nameOf(schemes, route.scheme), route.host, route.path);
    if (!matches.insert(match).second) {
      table.report(ProblemCode::ConfigDuplicate, "path", {{"value", fmt::format("the route {}", match)}});
    }
  }
  return routes;
}

}  // namespace config
