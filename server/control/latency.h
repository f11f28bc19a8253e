// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the latency buckets of a Status say.

#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace control {

/// The time in milliseconds within which `part` (0 to 1) of the requests were answered: 0.5 is the median, 0.99 the
/// p99. Between a bucket's bounds it is interpolated. `buckets`: as Status::latency. Empty: nothing was answered.
std::optional<double> latencyQuantile(std::span<const std::int64_t> buckets, double part);

}  // namespace control
