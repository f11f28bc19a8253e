// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which answers carry Strict-Transport-Security (RFC 6797), where the configuration wants it at all.

#pragma once

#include <string_view>

#include "server/http/request.h"

namespace http {

/// The field's value for an answer to this request; empty: no such field. None without TLS, none to an address (RFC
/// 6797 8.1.1), and none to localhost or a name below it: a browser would refuse every other program's port there.
std::string_view strictTransport(const Request& request);

}  // namespace http
