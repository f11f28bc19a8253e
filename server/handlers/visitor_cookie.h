// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The cookie that tells one visitor from another (RFC 6265): 128 random bits, as 32 hex digits. Whoever guesses no
// number gets no session; what is not 32 hex digits is no session either, so nothing else ever becomes a key.

#pragma once

#include <optional>
#include <string>

#include "server/base/time.h"
#include "server/http/headers.h"

namespace handlers {

std::string newVisitor();
/// The first sound one in the request. With TLS the name begins with __Host-, which no other host and no page without
/// TLS can set.
std::optional<std::string> visitorIn(const http::Headers& request, bool isSecure);
/// The value of Set-Cookie: for this host alone, not for scripts, and not sent along by other sites' forms.
std::string visitorCookie(const std::string& visitor, bool isSecure, base::Milliseconds lifetime);

}  // namespace handlers
