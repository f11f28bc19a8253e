// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Changes a Config in memory.

#include "gui/routes/http_redirect.h"

#include <algorithm>

#include "gui/routes/free_port.h"

using config::Config;
using config::Listener;
using config::Protocol;
using config::Route;
using config::Scheme;

namespace httpRedirect {

namespace {

constexpr int firstPort = 8080;
constexpr const char* target = "https://{host}:{https_port}{uri}";

bool isPlain(const Listener& listener) {
  return listener.protocol == Protocol::Http;
}

bool isForAllHttp(const Route& route) {
  return route.scheme == Scheme::Http && route.host == "*" && route.path == "/";
}

bool leadsToHttps(const Route& route) {
  const auto* redirect = std::get_if<config::RedirectRoute>(&route.handler);
  return isForAllHttp(route) && redirect != nullptr && redirect->to.starts_with("https://{host}");
}

/// Authorities ask for it by http (RFC 8555 8.3).
bool staysOpen(const Route& route) {
  return std::holds_alternative<config::AcmeChallengeRoute>(route.handler);
}

}  // namespace

Possible possible(const Config& config) {
  if (config.listeners.empty() || isPlain(config.listeners.front())) return Possible::FirstIsPlain;
  const auto route = std::ranges::find_if(config.routes, isForAllHttp);
  const bool taken = route != config.routes.end() && !leadsToHttps(*route);
  return taken ? Possible::RouteIsTaken : Possible::Yes;
}

std::optional<std::size_t> find(const Config& config) {
  if (config.listeners.size() < 2 || std::ranges::none_of(config.routes, leadsToHttps)) return std::nullopt;
  const auto plain = std::find_if(config.listeners.begin() + 1, config.listeners.end(), isPlain);
  if (plain == config.listeners.end()) return std::nullopt;
  return static_cast<std::size_t>(plain - config.listeners.begin());
}

void set(Config& config, int port) {
  if (possible(config) != Possible::Yes) return;
  if (const auto index = find(config)) {
    config.listeners[*index].port = port;
    return;
  }
  for (Route& route : config.routes) {
    if (route.scheme == Scheme::Any && !staysOpen(route)) route.scheme = Scheme::Https;
  }
  Listener listener;
  listener.address = config.listeners.front().address;
  listener.port = port;
  listener.protocol = Protocol::Http;
  config.listeners.push_back(listener);
  if (std::ranges::any_of(config.routes, leadsToHttps)) return;
  Route route;
  route.scheme = Scheme::Http;
  route.handler = config::RedirectRoute{target, 308};
  config.routes.push_back(route);
}

void remove(Config& config) {
  const auto index = find(config);
  if (!index) return;
  config.listeners.erase(config.listeners.begin() + static_cast<std::ptrdiff_t>(*index));
  std::erase_if(config.routes, leadsToHttps);
  if (std::ranges::any_of(config.listeners.begin() + 1, config.listeners.end(), isPlain)) return;
  for (Route& route : config.routes) {
    if (route.scheme == Scheme::Https) route.scheme = Scheme::Any;
  }
}

int suggestedPort(const Config& config) {
  const bool standard = !config.listeners.empty() && config.listeners.front().port == 443;
  if (standard && freePort::isFree(80, config)) return 80;
  return freePort::from(firstPort, config);
}

}  // namespace httpRedirect
