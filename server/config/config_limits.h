// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What clients and applications may take of a worker: how much, and how long.

#pragma once

#include <chrono>
#include <cstdint>

namespace config {

using std::chrono::milliseconds;

struct Limits {
  int connectionsPerWorker = 10'000;
  std::uint64_t requestLine = 8 * 1024;
  std::uint64_t headerBlock = 16 * 1024;
  int headerFields = 100;
  std::uint64_t body = 1024 * 1024;
  int streams = 128;
  bool operator==(const Limits&) const = default;
};

struct Timeouts {
  milliseconds handshake{10'000};
  milliseconds requestHeader{10'000};
  milliseconds requestBody{60'000};
  milliseconds keepAlive{75'000};
  milliseconds send{60'000};
  milliseconds backend{60'000};  ///< an application that says nothing for so long
  bool operator==(const Timeouts&) const = default;
};

}  // namespace config
