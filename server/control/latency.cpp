// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/control/latency.h"

#include <cmath>
#include <numeric>

namespace control {

std::optional<double> latencyQuantile(std::span<const std::int64_t> buckets, double part) {
  const std::int64_t total = std::accumulate(buckets.begin(), buckets.end(), std::int64_t{0});
  if (total <= 0) return std::nullopt;
  const double wanted = part * static_cast<double>(total);
  double before = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const auto count = static_cast<double>(buckets[i]);
    if (count > 0 && before + count >= wanted) {
      const double upper = std::ldexp(0.064, static_cast<int>(i));  // 2^i * 64 us
      const double lower = i == 0 ? 0 : upper / 2;
      return lower + (upper - lower) * (wanted - before) / count;
    }
    before += count;
  }
  return std::nullopt;
}

}  // namespace control
