// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One function a table of forkyard.toml: its keys, their ranges, and what must fit together within the table. Each
// reports what is wrong to its reader and goes on with the default.

#pragma once

#include <vector>

#include "server/config/config_table_reader.h"

namespace config {

inline constexpr int maximumListeners = 64;
inline constexpr int maximumRoutes = 1000;
inline constexpr int maximumRateLimits = 16;

Cluster readCluster(TableReader table);
Restart readRestart(TableReader table);
Limits readLimits(TableReader table);
Timeouts readTimeouts(TableReader table);
Sessions readSessions(TableReader table);
Control readControl(TableReader table);
Log readLog(TableReader table);
/// Not where one of `listeners` is.
Metrics readMetrics(TableReader table, const std::vector<Listener>& listeners);
/// Every [[rate_limit]]; none is no limit.
std::vector<RateLimit> readRateLimits(TableReader& root);
/// Keys that are absent keep the value of `inherited`.
Tls readTls(TableReader table, const Tls& inherited);
/// Every [[listener]], no two on one port of one address.
std::vector<Listener> readListeners(TableReader& root, const Tls& tls);
/// Every [[route]], none of which checkRoutes() finds to be useless.
std::vector<Route> readRoutes(TableReader& root, const std::vector<Listener>& listeners, const Tls& tls);

}  // namespace config
