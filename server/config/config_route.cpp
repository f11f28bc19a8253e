// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// [[route]]: what it matches, and the handler with its own keys.

#include <fmt/format.h>

#include "server/config/config_redirect.h"
#include "server/config/config_route_checks.h"
#include "server/config/config_sections.h"
#include "server/config/route_pattern.h"

namespace config {

using base::ProblemCode;
using namespace std::chrono_literals;

namespace {

enum class Handler { Hello, AcmeChallenge, Files, Proxy, Redirect, Visits };
constexpr Choice<Handler> handlers[] = {{"hello", Handler::Hello},       {"acme-challenge", Handler::AcmeChallenge},
                                        {"files", Handler::Files},       {"proxy", Handler::Proxy},
                                        {"redirect", Handler::Redirect}, {"visits", Handler::Visits}};
constexpr std::size_t mostBackends = 64;
/// The only paths that a public authority asks for (RFC 8555 8.3).

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
  if (!table.has("path")) path = acmeChallengePath;
  if (path != acmeChallengePath) {
    table.report(ProblemCode::ConfigInvalidValue, "path",
                 {{"expected", fmt::format("\"{}\" with this handler", acmeChallengePath)}, {"value", inQuotes(path)}});
  }
  table.readPathOrNone("root", challenge.root);
  return challenge;
}

/// The name of one file, without any way out of its folder.
bool isFileName(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name.front() != '.' && name.find('/') == std::string_view::npos;
}

/// "index.html", "app/index.html".
bool isFileBelow(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    if (!isFileName(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

void readIndex(TableReader& table, std::vector<std::string>& target) {
  std::vector<std::string> names;
  for (const TableReader::Element& element : table.elements("index")) {
    const auto* text = element.node.as_string();
    if (text == nullptr) {
      table.reportWrongType(element, "a file's name as a string");
    } else if (!isFileName(text->get())) {
      table.reportAt(element, ProblemCode::ConfigInvalidValue,
                     {{"expected", "a file's name without folders"}, {"value", inQuotes(text->get())}});
    } else {
      names.push_back(text->get());
    }
  }
  if (table.has("index")) target = std::move(names);
}

FilesRoute readFiles(TableReader& table) {
  FilesRoute files;
  const std::size_t before = table.problemCount();
  table.readPath("root", files.root);
  if (!table.has("root")) {
    table.report(ProblemCode::ConfigMissingKey, "root", {{"expected", "the folder to serve"}});
  } else if (std::error_code ignored;
             table.problemCount() == before && !std::filesystem::is_directory(files.root, ignored)) {
    table.report(ProblemCode::FolderMissing, "root", {{"folder", files.root.string()}});
  }
  readIndex(table, files.index);
  table.readBoolean("listing", files.listing);
  table.readText("fallback", files.fallback, 4096);
  if (!files.fallback.empty() && !isFileBelow(files.fallback)) {
    table.report(ProblemCode::ConfigInvalidValue, "fallback",
                 {{"expected", "a file below root, such as \"index.html\""}, {"value", inQuotes(files.fallback)}});
  }
  table.readText("cache_control", files.cacheControl, 256);
  return files;
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

RedirectRoute readRedirect(TableReader& table) {
  RedirectRoute redirect;
  const std::size_t before = table.problemCount();
  table.readText("to", redirect.to, 4096);
  if (table.problemCount() > before) {
    // Not even text, and told.
  } else if (!table.has("to")) {
    table.report(ProblemCode::ConfigMissingKey, "to",
                 {{"expected", "where to, such as \"https://{host}:{https_port}{uri}\""}});
  } else if (const auto parts = redirectParts(redirect.to); !parts) {
    table.report(ProblemCode::ConfigInvalidValue, "to",
                 {{"expected", parts.error().sentence}, {"value", inQuotes(redirect.to)}});
  }
  table.readInteger("status", redirect.status, 301, 308);
  if (!isRedirectStatus(redirect.status)) {
    table.report(ProblemCode::ConfigInvalidValue, "status",
                 {{"expected", "301, 302, 303, 307 or 308"}, {"value", std::to_string(redirect.status)}});
  }
  return redirect;
}

Route readRoute(TableReader& table) {
  Route route;
  readHost(table, route.host);
  table.readChoice("scheme", route.scheme, schemes);
  readPathPrefix(table, route.path);
  table.readChoice("client_certificate", route.clientCertificate, routeCertificateModes);
  readRouteHeaders(table, route.headers);
  table.readText("strip", route.strip, 4096);
  Handler handler = Handler::Hello;
  if (!table.readChoice("handler", handler, handlers)) return route;  // its keys are not known, so none is wrong
  switch (handler) {
    case Handler::Hello:
      route.handler = readHello(table);
      break;
    case Handler::AcmeChallenge:
      route.handler = readAcmeChallenge(table, route.path);
      break;
    case Handler::Files:
      route.handler = readFiles(table);
      break;
    case Handler::Proxy:
      route.handler = readProxy(table);
      break;
    case Handler::Redirect:
      route.handler = readRedirect(table);
      break;
    case Handler::Visits:
      route.handler = VisitsRoute{};
      break;
  }
  checkStrip(table, route);
  table.rejectUnknownKeys();
  return route;
}

}  // namespace

void readHost(TableReader& table, std::string& target) {
  std::string host = target;
  table.readText("host", host, 253);
  // Host names have no case (RFC 9110 4.2.3); the router compares small letters.
  host = lowerCase(host);
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
  if (isRoutePath(path)) {
    target = path;
    return;
  }
  table.report(
      ProblemCode::ConfigInvalidValue, "path",
      {{"expected", "a path that starts with \"/\", without \"?\", \"#\" and spaces"}, {"value", inQuotes(path)}});
}

std::vector<Route> readRoutes(TableReader& root, const std::vector<Listener>& listeners, const Tls& tls) {
  std::vector<Route> routes;
  std::vector<TableReader> sound;  // the tables of `routes`, in order
  std::vector<Route> all;
  for (TableReader& table : root.tables("route", maximumRoutes)) {
    const std::size_t before = table.problemCount();
    all.push_back(readRoute(table));
    if (table.problemCount() > before) continue;  // what is wrong in itself needs no further complaint
    routes.push_back(all.back());
    sound.push_back(table);
  }
  checkRoutes(routes, sound, listeners, tls);
  return all;
}

}  // namespace config
