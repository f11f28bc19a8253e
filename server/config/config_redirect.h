// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where a redirect leads: a template such as "https://{host}:{https_port}{uri}", taken apart once. What it may say is
// decided here, so that nothing a client sends can name another server than the one that is written.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"
#include "server/config/config.h"

namespace config {

struct RedirectPart {
  enum class Kind {
    Text,
    Host,       ///< {host}: what the client asked for, without the port
    HttpsPort,  ///< {https_port}: of the first listener with TLS
    Uri,        ///< {uri}: path and query
    Path,       ///< {path}
    Query       ///< {query}: with its "?" where there is one
  };
  Kind kind = Kind::Text;
  std::string text{};  ///< of Text
};

/// The parts in order. An error's sentence says what was expected: an absolute URL whose server is written out or is
/// {host}, or a path of this server; visible ASCII.
base::Result<std::vector<RedirectPart>> redirectParts(std::string_view to);

/// The plain listener from which `http` is sent to `https`, by its index: each of its requests meets a route that
/// redirects host and path as they are to {https_port}. Empty: there is none.
std::optional<std::size_t> redirectToHttps(const Config& config);
/// With a plain listener on `port`, at the first listener's address, and that route; others for any scheme that would
/// be better matches are for https from now on.
Config withRedirectToHttps(Config config, int port);
/// Without that listener and that route; as it is where there are none.
Config withoutRedirectToHttps(Config config);

/// 301, 302, 303, 307 and 308 (RFC 9110 15.4).
bool isRedirectStatus(int status);

}  // namespace config
