// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A route in words.

#pragma once

#include <QString>

#include "server/config/config.h"

namespace routeWords {

/// Whether the panel has no fields for it.
bool isOfFile(const config::RouteHandler& handler);

/// "Hello page", "Folder public", "App at 127.0.0.1:3000", "Redirect to https://example.test".
QString served(const config::RouteHandler& handler);
/// For which hosts and, where it is not for all, which scheme: "any host, only http".
QString host(const config::Route& route);
/// What visitors find at the server's own address: the route for any host and every path, with https if it is one or
/// the other; else the first.
std::size_t mainIndex(const std::vector<config::Route>& routes);

}  // namespace routeWords
