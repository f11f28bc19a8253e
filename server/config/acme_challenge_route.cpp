// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See acme_challenge_route.h.

#include "server/config/acme_challenge_route.h"

#include <algorithm>

#include "server/config/config.h"

namespace config {

const Listener* plainListener(const Config& config) {
  const auto plain =
      std::ranges::find_if(config.listeners, [](const Listener& each) { return each.protocol == Protocol::Http; });
  return plain == config.listeners.end() ? nullptr : &*plain;
}

const AcmeChallengeRoute* acmeChallengeRoute(const Config& config) {
  for (const Route& route : config.routes) {
    const auto* challenge = std::get_if<AcmeChallengeRoute>(&route.handler);
    if (challenge != nullptr && route.host == "*" && route.scheme != Scheme::Https) return challenge;
  }
  return nullptr;
}

Config withAcmeChallengeRoute(Config config) {
  Route route;
  route.scheme = Scheme::Http;
  route.path = acmeChallengePath;
  route.handler = AcmeChallengeRoute{};
  config.routes.push_back(std::move(route));
  return config;
}

}  // namespace config
