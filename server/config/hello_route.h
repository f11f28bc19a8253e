// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A route that greets.

#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace config {

/// The answer to anything: a greeting that names the worker.
struct HelloRoute {
  std::string text;  ///< empty: "Hello Server!" with one worker, "Hello Cluster!" with several
  /// The worker exits with code 1 this long after its first answer.
  std::optional<std::chrono::milliseconds> crashAfter;
  bool operator==(const HelloRoute&) const = default;
};

}  // namespace config
