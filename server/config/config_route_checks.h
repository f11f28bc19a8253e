// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the routes of a server must be together: each can match, each can be answered, and none leads back to itself.

#pragma once

#include <vector>

#include "server/config/config_table_reader.h"

namespace config {

/// What a route, or a rate limit, is for.
void readHost(TableReader& table, std::string& target);
void readPathPrefix(TableReader& table, std::string& target);

/// X-Frame-Options and the like: names and values that may stand in an answer, and none that its framing needs.
void readRouteHeaders(TableReader& table, std::map<std::string, std::string>& target);

/// The path that is taken off must be one that every path of the route begins with; files take theirs off themselves.
void checkStrip(TableReader& table, const Route& route);

/// `tables` has the reader of each route. Reported are: routes for the same host, scheme and path; those for any
/// scheme that others, for each scheme, leave nothing to; those that want certificates for which
/// no listener asks; redirects that lead back to themselves or to a port of TLS that is not there.
void checkRoutes(const std::vector<Route>& routes, std::vector<TableReader>& tables,
                 const std::vector<Listener>& listeners, const Tls& tls);

}  // namespace config
