// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// [[rate_limit]]: whom it is for, and how much.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "server/config/config_route_checks.h"
#include "server/config/config_sections.h"
#include "server/config/route_pattern.h"

namespace config {

using base::ProblemCode;

namespace {

constexpr int mostInPeriod = 10'000;
constexpr int largestBurst = 100'000;
/// A bucket is remembered until it is full again.
constexpr std::chrono::hours longestMemory{24};
constexpr std::string_view headerPrefix = "header:";

struct Period {
  char letter;
  std::chrono::seconds length;
};
constexpr Period periods[] = {
    {'s', std::chrono::seconds(1)}, {'m', std::chrono::minutes(1)}, {'h', std::chrono::hours(1)}};

void readClientKey(TableReader& table, std::string& header) {
  std::string key = "address";
  table.readText("key", key, 256);
  if (key == "address") return;
  if (key.starts_with(headerPrefix) && isFieldName(std::string_view(key).substr(headerPrefix.size()))) {
    header = lowerCase(key.substr(headerPrefix.size()));
    return;
  }
  table.report(
      ProblemCode::ConfigInvalidValue, "key",
      {{"expected", R"("address", or "header:" and a field's name ("header:X-Api-Key"))"}, {"value", inQuotes(key)}});
}

/// False: it was not told, or wrongly.
bool readRate(TableReader& table, RequestRate& target) {
  const std::string expected =
      fmt::format(R"(1 to {} requests in a second, minute or hour: "100/s", "10/m", "1000/h")", mostInPeriod);
  const std::size_t before = table.problemCount();
  std::string text;
  table.readText("rate", text, 256);
  if (table.problemCount() > before) return false;
  if (!table.has("rate")) {
    table.report(ProblemCode::ConfigMissingKey, "rate", {{"expected", expected}});
    return false;
  }
  if (const auto rate = parseRequestRate(text)) {
    target = *rate;
    return true;
  }
  table.report(ProblemCode::ConfigInvalidValue, "rate", {{"expected", expected}, {"value", inQuotes(text)}});
  return false;
}

RateLimit readRateLimit(TableReader& table) {
  RateLimit limit;
  readHost(table, limit.host);
  readPathPrefix(table, limit.path);
  readClientKey(table, limit.header);
  int most = largestBurst;
  if (readRate(table, limit.rate)) {
    limit.burst = limit.rate.requests;
    most = static_cast<int>(std::min<std::int64_t>(most, longestMemory / tokenInterval(limit)));
  }
  table.readInteger("burst", limit.burst, 1, most);
  table.rejectUnknownKeys();
  return limit;
}

}  // namespace

std::optional<RequestRate> parseRequestRate(std::string_view text) {
  if (text.size() < 3 || text[text.size() - 2] != '/') return std::nullopt;
  RequestRate rate;
  const char* const end = text.data() + text.size() - 2;
  const auto [stopped, error] = std::from_chars(text.data(), end, rate.requests);
  if (error != std::errc() || stopped != end || rate.requests < 1 || rate.requests > mostInPeriod) return std::nullopt;
  const auto* const period = std::ranges::find(periods, text.back(), &Period::letter);
  if (period == std::end(periods)) return std::nullopt;
  rate.period = period->length;
  return rate;
}

std::string requestRateText(const RequestRate& rate) {
  const auto* const period = std::ranges::find(periods, rate.period, &Period::length);
  return fmt::format("{}/{}", rate.requests, period->letter);
}

std::chrono::microseconds tokenInterval(const RateLimit& limit) {
  return std::chrono::microseconds(limit.rate.period) / limit.rate.requests;
}

std::vector<RateLimit> readRateLimits(TableReader& root) {
  std::vector<RateLimit> limits;
  if (root.find("rate_limit") == nullptr) return limits;
  const std::size_t before = root.problemCount();
  std::vector<TableReader> tables = root.tables("rate_limit", maximumRateLimits);
  if (root.problemCount() > before) return limits;  // they are no tables
  for (TableReader& table : tables) limits.push_back(readRateLimit(table));
  return limits;
}

}  // namespace config
