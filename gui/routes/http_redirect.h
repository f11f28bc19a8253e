// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// "Send http to https": a second listener without TLS, and the route for its requests. While it is there, every other
// route answers https only, so that nothing is served in the open by oversight.

#pragma once

#include <optional>

#include "server/config/config.h"

namespace httpRedirect {

enum class Possible { Yes, FirstIsPlain, RouteIsTaken };
/// Not while the first listener itself speaks http, and not where http requests have a route of their own.
Possible possible(const config::Config& config);

/// The listener's index; empty: there is no such redirect.
std::optional<std::size_t> find(const config::Config& config);
/// The same address as the first listener; one that is there gets the port.
void set(config::Config& config, int port);
/// The listener and the route; what served https only serves both again, once no listener speaks http.
void remove(config::Config& config);
/// 80 beside 443, else from 8080 on the first that no listener here wants and nobody on this computer holds.
int suggestedPort(const config::Config& config);

}  // namespace httpRedirect
