// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A route that leads somewhere else.

#pragma once

#include <string>

namespace config {

/// Sends the client elsewhere.
struct RedirectRoute {
  std::string to;    ///< a template that redirectParts() takes: "https://{host}:{https_port}{uri}"
  int status = 308;  ///< 301, 302, 303, 307 or 308
  bool operator==(const RedirectRoute&) const = default;
};

}  // namespace config
