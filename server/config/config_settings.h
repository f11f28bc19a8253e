// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A Config as the keys and TOML values that say it: what is compared and written when a file is edited or made.

#pragma once

#include <string>
#include <vector>

#include "server/config/config_edit.h"

namespace config {

/// "127.0.0.1:8443", "[::1]:8443".
std::string endpointText(const std::string& address, int port);

struct Setting {
  std::string key;
  std::string value;  ///< TOML spelling; empty: the key is absent
  bool operator==(const Setting&) const = default;
};
using Settings = std::vector<Setting>;

/// name and title.
Settings settingsOf(const Config& config);
Settings settingsOf(const Cluster& cluster);
Settings settingsOf(const Restart& restart);
Settings settingsOf(const Limits& limits);
Settings settingsOf(const Timeouts& timeouts);
Settings settingsOf(const Control& control);
Settings settingsOf(const Metrics& metrics);
Settings settingsOf(const RateLimit& limit);
/// The fields that a route adds.
Settings settingsOf(const std::map<std::string, std::string>& headers);
/// `folder`: what paths are written relative to.
Settings settingsOf(const Log& log, const std::filesystem::path& folder);
Settings settingsOf(const Tls& tls, const std::filesystem::path& folder);
Settings settingsOf(const Sessions& sessions, const std::filesystem::path& folder);
/// Without its tls table.
Settings settingsOf(const Listener& listener, const std::filesystem::path& folder);
Settings settingsOf(const Route& route, const std::filesystem::path& folder);

}  // namespace config
