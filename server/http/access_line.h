// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One line of an access log in the combined format, as Apache and nginx write it and every analyser reads it.

#pragma once

#include <cstddef>
#include <string>

#include "server/base/time.h"
#include "server/http/access_observer.h"

namespace http {

/// The longest line, with its newline: each text of the client's is cut, and ends with "..." then.
inline constexpr std::size_t longestAccessLine = 16 * 1024;

/// "24/Nov/2026:19:05:00 +0100": local time.
std::string accessTime(base::UnixMilliseconds time);

/// Appends the line. What a client sent is written so that it can end no line and no field: a quote, a backslash, and
/// every byte that is not visible ASCII or a space becomes \xHH. No answer is status 499, as with nginx.
void appendAccessLine(std::string& out, const ServedRequest& served, std::string_view time);

/// "HTTP/1.1", "HTTP/2.0".
std::string_view versionText(Version version);

}  // namespace http
