// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A route that an application answers: where it listens, and what it is told.

#pragma once

#include <filesystem>
#include <vector>

#include "server/config/backend_address.h"

namespace config {

enum class ForwardedPolicy { Replace, Append };

/// An application on another port, here or elsewhere.
struct ProxyRoute {
  std::vector<BackendAddress> to;  ///< one or more, asked in turn
  bool websocket = true;           ///< WebSocket and other upgrades reach the application
  /// Replace: what a client says of who is before it is not believed. Append: it is, and continued.
  ForwardedPolicy forwarded = ForwardedPolicy::Replace;
  std::filesystem::path ca;  ///< PEM: whom to trust with https; empty: the system's authorities
  bool operator==(const ProxyRoute&) const = default;
};

}  // namespace config
