// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether a request is one of those that a route, or a rate limit, is for.

#pragma once

#include <string>
#include <string_view>

namespace http {

/// `pattern`: "a.test", "*.a.test" (any name below, not "a.test" itself) or "*".
bool hostMatches(std::string_view pattern, std::string_view host);
/// `prefix` begins with "/", and matches itself and what lies below it: "/a" takes "/a" and "/a/b", not "/ab".
bool pathMatches(std::string_view prefix, std::string_view path);

/// `raw` as whoever reads it most freely might: decoded, ";x" at the end of a name left out, "." and ".." followed, and
/// several slashes as one. Begins with "/". Only to be suspicious by: no file and no route is found with it.
std::string freelyReadPath(std::string_view raw);

}  // namespace http
