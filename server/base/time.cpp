// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Dates, durations and sizes as text and back. No locale is asked: the spellings are the same everywhere.

#include "server/base/time.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ctime>
#include <span>

namespace base {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// Largest first.
constexpr std::array<Unit, 5> durationUnits = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::array<Unit, 4> sizeUnits = {{{"GiB", 1ULL << 30}, {"MiB", 1ULL << 20}, {"KiB", 1ULL << 10}, {"B", 1}}};

constexpr std::uint64_t tenYears = 10ULL * 366 * 86'400'000;

std::optional<std::uint64_t> parseAmount(std::string_view text, std::span<const Unit> units) {
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  const std::string_view unitName(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& unit : units) {
    std::uint64_t product = 0;
    if (unit.name != unitName) continue;
    if (__builtin_mul_overflow(number, unit.factor, &product)) return std::nullopt;
    return product;
  }
  return std::nullopt;
}

std::string amountText(std::uint64_t amount, std::span<const Unit> units, std::string_view zero) {
  if (amount == 0) return std::string(zero);
  for (const Unit& unit : units) {
    if (amount % unit.factor == 0) return fmt::format("{}{}", amount / unit.factor, unit.name);
  }
  return {};
}

/// "3 min 20 s", or "3 min" where the second part is nothing.
std::string twoParts(std::uint64_t amount, std::uint64_t ratio, std::string_view large, std::string_view small) {
  if (amount % ratio == 0) return fmt::format("{} {}", amount / ratio, large);
  return fmt::format("{} {} {} {}", amount / ratio, large, amount % ratio, small);
}

}  // namespace

UnixMilliseconds unixNow() {
  return std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string httpDate(std::int64_t unixSeconds) {
  constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = unixSeconds;
  std::tm date{};
  gmtime_r(&seconds, &date);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(date.tm_wday)],
                     date.tm_mday, months[static_cast<std::size_t>(date.tm_mon)], date.tm_year + 1900, date.tm_hour,
                     date.tm_min, date.tm_sec);
}

namespace {

struct Split {
  std::time_t seconds;
  int milliseconds;  // 0..999, also before 1970
};

Split split(UnixMilliseconds time) {
  const auto remainder = static_cast<int>(((time % 1000) + 1000) % 1000);
  return {(time - remainder) / 1000, remainder};
}

}  // namespace

std::string isoTime(UnixMilliseconds time) {
  const Split parts = split(time);
  std::tm date{};
  gmtime_r(&parts.seconds, &date);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday,
                     date.tm_hour, date.tm_min, date.tm_sec, parts.milliseconds);
}

std::string clockTime(UnixMilliseconds time) {
  const Split parts = split(time);
  std::tm date{};
  localtime_r(&parts.seconds, &date);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", date.tm_hour, date.tm_min, date.tm_sec, parts.milliseconds);
}

std::optional<Milliseconds> parseDuration(std::string_view text) {
  const auto amount = parseAmount(text, durationUnits);
  if (!amount || *amount > tenYears) return std::nullopt;
  return Milliseconds(*amount);
}

std::string durationText(Milliseconds duration) {
  if (duration < Milliseconds::zero()) duration = Milliseconds::zero();
  return amountText(static_cast<std::uint64_t>(duration.count()), durationUnits, "0s");
}

std::string durationWords(Milliseconds duration) {
  if (duration < Milliseconds::zero()) duration = Milliseconds::zero();
  const auto milliseconds = static_cast<std::uint64_t>(duration.count());
  // Each step is chosen by the rounded number, so that 59.7 s is "1 min" and never "60 s".
  const std::uint64_t tenths = (milliseconds + 50) / 100;
  const std::uint64_t seconds = (milliseconds + 500) / 1000;
  const std::uint64_t minutes = (milliseconds + 30'000) / 60'000;
  const std::uint64_t hours = (milliseconds + 1'800'000) / 3'600'000;
  if (milliseconds < 1000) return fmt::format("{} ms", milliseconds);
  if (tenths < 100 && tenths % 10 != 0) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return twoParts(seconds, 60, "min", "s");
  if (minutes < 24 * 60) return twoParts(minutes, 60, "h", "min");
  return twoParts(hours, 24, "d", "h");
}

std::optional<std::uint64_t> parseSize(std::string_view text) {
  return parseAmount(text, sizeUnits);
}

std::string sizeText(std::uint64_t bytes) {
  return amountText(bytes, sizeUnits, "0B");
}

}  // namespace base
