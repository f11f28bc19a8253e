// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Clocks and their spellings. Durations and deadlines use the monotonic clock, which stands still while the machine
// sleeps and never jumps; the wall clock is only for what a person or a protocol reads.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using MonotonicClock = std::chrono::steady_clock;  // CLOCK_MONOTONIC
using MonotonicTime = MonotonicClock::time_point;
using Milliseconds = std::chrono::milliseconds;

/// Milliseconds since 1970-01-01T00:00:00Z.
using UnixMilliseconds = std::int64_t;
UnixMilliseconds unixNow();

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7, IMF-fixdate).
std::string httpDate(std::int64_t unixSeconds);
/// "2026-11-22T15:00:01.123Z".
std::string isoTime(UnixMilliseconds time);
/// "15:00:01.123" in local time, for a terminal.
std::string clockTime(UnixMilliseconds time);

/// "250ms", "10s", "5m", "12h", "1d"; a bare number is refused. Empty result: not a duration, or over ten years.
std::optional<Milliseconds> parseDuration(std::string_view text);
/// The shortest exact spelling of the above: 90000 ms is "90s". Less than nothing counts as nothing.
std::string durationText(Milliseconds duration);
/// For sentences, rounded: "250 ms", "1.2 s", "12 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
std::string durationWords(Milliseconds duration);

/// "8KiB", "1MiB", "2GiB", "512B"; powers of 1024. Empty result: not a size.
std::optional<std::uint64_t> parseSize(std::string_view text);
std::string sizeText(std::uint64_t bytes);

}  // namespace base
