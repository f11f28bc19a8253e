// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Dates as clients send them (RFC 9110 5.6.7); base::httpDate writes them.

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace handlers {

/// Seconds since 1970, of any of the three forms: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
/// "Sun Nov  6 08:49:37 1994". Nothing: it is none of them, or no day of the calendar.
std::optional<std::int64_t> parseHttpDate(std::string_view text);

}  // namespace handlers
