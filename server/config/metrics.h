// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// [metrics]: where the figures of the server are read.

#pragma once

#include <string>

namespace config {

/// A plain listener of its own, for Prometheus.
struct Metrics {
  std::string address{};  ///< empty: nobody is told
  int port = 0;           ///< 0: a free one
  [[nodiscard]] bool isOn() const { return !address.empty(); }
  bool operator==(const Metrics&) const = default;
};

}  // namespace config
