// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// How many requests one client may make: a bucket of tokens for each, one of which a request takes.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace config {

/// So many requests in so much time: "100/s", "10/m", "1000/h".
struct RequestRate {
  int requests = 100;
  std::chrono::seconds period{1};
  bool operator==(const RequestRate&) const = default;
};
/// Empty: it is none, or not 1 to 10000 of them.
std::optional<RequestRate> parseRequestRate(std::string_view text);
std::string requestRateText(const RequestRate& rate);

struct RateLimit {
  std::string host = "*";
  std::string path = "/";
  std::string header{};  ///< whose value tells clients apart, in small letters; empty: the address does
  RequestRate rate{};
  int burst = 100;  ///< at once, by a client that was quiet
  bool operator==(const RateLimit&) const = default;
};

/// After this a token is back.
std::chrono::microseconds tokenInterval(const RateLimit& limit);

}  // namespace config
