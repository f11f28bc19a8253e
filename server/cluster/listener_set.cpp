// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/listener_set.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace cluster {

namespace {

/// Whether a socket bound to `bound` is what the config asks for. A name may stand for any address.
bool fits(const net::SocketAddress& bound, const config::Listener& wanted) {
  if (wanted.port != 0 && wanted.port != bound.port) return false;
  if (bound.address == wanted.address || (bound.address == "::" && wanted.address == "0.0.0.0")) return true;
  in_addr four{};
  in6_addr six{};
  const char* text = wanted.address.c_str();
  return ::inet_pton(AF_INET, text, &four) != 1 && ::inet_pton(AF_INET6, text, &six) != 1;
}

/// Takes the inherited socket that is bound to what the config asks for, where there is one.
std::optional<net::Listener> takeInherited(std::vector<net::Listener>& inherited, const config::Listener& wanted) {
  const auto found = std::find_if(inherited.begin(), inherited.end(),
                                  [&](const net::Listener& candidate) { return fits(candidate.bound(), wanted); });
  if (found == inherited.end()) return std::nullopt;
  std::optional<net::Listener> taken(std::move(*found));
  inherited.erase(found);
  return taken;
}

/// The listeners, and the one of [metrics] after them.
std::vector<config::Listener> wantedBy(const config::Config& config) {
  std::vector<config::Listener> all = config.listeners;
  if (!config.metrics.isOn()) return all;
  config::Listener metrics;
  metrics.address = config.metrics.address;
  metrics.port = config.metrics.port;
  metrics.protocol = config::Protocol::Http;
  all.push_back(std::move(metrics));
  return all;
}

void reportListener(base::Error error, const config::Listener& listener, const std::string& key,
                    const config::Config& config, std::vector<base::Problem>& problems) {
  if (error.problems.empty()) {
    error.problems.push_back(
        {.code = base::ProblemCode::ListenFailed,
         .arguments = {
             {"address", listener.address}, {"port", std::to_string(listener.port)}, {"reason", error.sentence}}});
  }
  for (base::Problem& problem : error.problems) {
    problem.file = config.file.string();
    problem.key = key;
    problems.push_back(std::move(problem));
  }
}

}  // namespace

base::Result<ListenerSet> ListenerSet::bind(const config::Config& config, const ListenerSet& current,
                                            std::vector<net::Listener>& inherited) {
  ListenerSet set;
  std::vector<base::Problem> problems;
  std::vector<Bound> keepable = current.m_bound;
  const std::vector<config::Listener> all = wantedBy(config);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const config::Listener& wanted = all[i];
    const bool isMetrics = i == config.listeners.size();
    Bound bound{.address = wanted.address,
                .port = wanted.port,
                .protocol = isMetrics ? "metrics" : std::string(protocolName(wanted.protocol))};
    const auto kept = std::find_if(keepable.begin(), keepable.end(), [&](const Bound& candidate) {
      return candidate.address == wanted.address && candidate.port == wanted.port;
    });
    if (kept != keepable.end()) {
      bound.socket = kept->socket;
      keepable.erase(kept);  // two listeners with port 0 are two sockets
    } else if (auto taken = takeInherited(inherited, wanted)) {
      bound.socket = std::make_shared<std::optional<net::Listener>>(std::move(taken));
    } else if (base::Result<net::Listener> fresh = net::Listener::bind(wanted.address, wanted.port)) {
      bound.socket = std::make_shared<std::optional<net::Listener>>(std::move(*fresh));
    } else {
      reportListener(std::move(fresh.error()), wanted,
                     isMetrics ? "metrics.listen" : fmt::format("listener[{}].port", i), config, problems);
    }
    set.m_bound.push_back(std::move(bound));
  }
  if (!problems.empty()) return base::failure(std::move(problems));
  return set;
}

base::Result<void> ListenerSet::adopt(const std::string& address, int port, base::UniqueFd socket) {
  base::Result<net::Listener> listener = net::Listener::adopt(std::move(socket));
  if (!listener) return base::failure(std::move(listener.error()));
  m_bound.push_back({.address = address,
                     .port = port,
                     .socket = std::make_shared<std::optional<net::Listener>>(std::move(*listener))});
  return {};
}

std::vector<ListenerSet::Place> ListenerSet::places() const {
  std::vector<Place> all;
  for (const Bound& bound : m_bound) {
    if (*bound.socket) all.push_back({bound.address, bound.port, (*bound.socket)->fd()});
  }
  return all;
}

std::vector<int> ListenerSet::descriptors() const {
  std::vector<int> all;
  for (const Bound& bound : m_bound) {
    if (*bound.socket) all.push_back((*bound.socket)->fd());
  }
  return all;
}

std::vector<control::ListenerStatus> ListenerSet::statuses() const {
  std::vector<control::ListenerStatus> all;
  for (const Bound& bound : m_bound) {
    if (!*bound.socket) continue;
    const net::SocketAddress& address = (*bound.socket)->bound();
    all.push_back({address.address, address.port, bound.protocol});
  }
  return all;
}

void ListenerSet::close() const {
  for (const Bound& bound : m_bound) bound.socket->reset();
}

bool ListenerSet::isKeptFrom(std::size_t index, const ListenerSet& other) const {
  return std::any_of(other.m_bound.begin(), other.m_bound.end(),
                     [&](const Bound& bound) { return bound.socket == m_bound[index].socket; });
}

std::string_view protocolName(config::Protocol protocol) {
  switch (protocol) {
    case config::Protocol::Http:
      return "http";
    case config::Protocol::Https:
      return "https";
    case config::Protocol::Http2:
      return "http2";
  }
  return "";
}

}  // namespace cluster
