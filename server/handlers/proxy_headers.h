// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What of a client's header fields reaches an application, and what of its answer's the client (RFC 9110 7.6). Pure
// functions.

#pragma once

#include <string>
#include <string_view>

#include "server/config/config.h"
#include "server/http/request.h"

namespace handlers {

/// The other protocol that a request asks for (RFC 9110 7.8): "websocket"; empty: none, or one that is never passed on,
/// as h2c, which would lead past everything that looks at requests.
std::string_view upgradeAskedFor(const http::Request& request);

/// Without what concerns one connection only, nor what applications take for their own variables ("Proxy", names with
/// an underscore); with Host as it was routed by, Via with `pseudonym`, and who the client is by `policy`. Framing is
/// the writer's. With `upgrade`, asks for that.
http::Headers headersForBackend(const http::Request& request, config::ForwardedPolicy policy,
                                std::string_view pseudonym, std::string_view upgrade);

/// Without what concerns one connection only; the protocol of a 101 stays.
http::Headers headersForClient(const http::Headers& answer, bool upgraded);

/// The request went through `pseudonym` before, or through more than 20 others.
bool goesInCircles(const http::Headers& headers, std::string_view pseudonym);

/// What this server calls itself in Via: the same in all workers and after a reload, and different on other machines.
std::string viaPseudonym(const config::Config& config);

}  // namespace handlers
