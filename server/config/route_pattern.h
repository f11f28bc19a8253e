// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a route may be for: the forms of its host, its path and its fields.

#pragma once

#include <string>
#include <string_view>

namespace config {

/// "*", "*.example.test", "example.test", an address, "[::1]"; in small letters, as a Host header holds it, without the
/// port.
bool isHostPattern(std::string_view host);
/// Starts with "/", without "?", "#" and spaces.
bool isRoutePath(std::string_view path);
/// A header field's: a token (RFC 9110 5.6.2), and not a long one.
bool isFieldName(std::string_view name);
/// Of ASCII letters.
std::string lowerCase(std::string_view text);

}  // namespace config
