// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which listeners, routes and rate limits of a list are gone in a newer one, so that what is beside them in the file
// stays beside them. The others keep their order, and what is new stands at the end.

#pragma once

#include <vector>

#include "server/config/config.h"

namespace config {

/// Indices of `before`, ascending. A listener is the same as before by its address and port, or by all the rest.
std::vector<std::size_t> removedListeners(const std::vector<Listener>& before, const std::vector<Listener>& after);
/// A route by its host, scheme and path, or by all the rest.
std::vector<std::size_t> removedRoutes(const std::vector<Route>& before, const std::vector<Route>& after);
/// A rate limit by its host, path and key, or by all the rest.
std::vector<std::size_t> removedRateLimits(const std::vector<RateLimit>& before, const std::vector<RateLimit>& after);

}  // namespace config
