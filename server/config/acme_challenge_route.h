// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A route that a public authority asks.

#pragma once

#include <filesystem>

namespace config {

struct Config;
struct Listener;

/// Where an authority asks, below http://NAME (RFC 8555 8.3).
inline constexpr const char* acmeChallengePath = "/.well-known/acme-challenge/";

/// The answers for an ACME client that proves a name to a public authority (RFC 8555 8.3).
struct AcmeChallengeRoute {
  std::filesystem::path root;  ///< the client's webroot; empty: where `forkyard cert acme` puts them
  bool operator==(const AcmeChallengeRoute&) const = default;
};

/// The first listener for plain HTTP, as an authority asks it; null: there is none.
const Listener* plainListener(const Config& config);
/// The route that answers an authority in the clear, whatever the name; null: there is none.
const AcmeChallengeRoute* acmeChallengeRoute(const Config& config);
/// With such a route, for `http` only.
Config withAcmeChallengeRoute(Config config);

}  // namespace config
