// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What one worker counts. Lies in memory shared with the master (cluster/scoreboard), so atomics only; one writer (or,
// with threads, one a loop), relaxed order: readers want figures, not an order of events.

#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>

namespace http {

struct Counters {
  std::atomic<std::int64_t> accepted{0};     ///< connections ever
  std::atomic<std::int64_t> connections{0};  ///< open now
  std::atomic<std::int64_t> requests{0};     ///< answered whole
  std::atomic<std::int64_t> openRequests{0};
  std::atomic<std::int64_t> bytesIn{0};
  std::atomic<std::int64_t> bytesOut{0};
  std::atomic<std::int64_t> handshakes{0};
  std::atomic<std::int64_t> resumptions{0};
  std::atomic<std::int64_t> handshakeFailures{0};
  std::atomic<std::int64_t> badRequests{0};
  std::atomic<std::int64_t> timeouts{0};
  std::atomic<std::int64_t> acceptFailures{0};  ///< EMFILE and its kin
  std::atomic<std::int64_t> cut{0};             ///< connections closed by the end of a drain
  /// Time from a request's head to its answer's end; bucket i counts those under 2^i * 64 us, the last one the rest.
  std::array<std::atomic<std::int64_t>, 20> latency{};
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

/// Each counter has one writer, so that a load and a store do, and no locked instruction is paid for.
inline void add(std::atomic<std::int64_t>& counter, std::int64_t amount) {
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

inline void addLatency(Counters& counters, std::chrono::nanoseconds time) {
  const auto units = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0)) / 64'000;
  add(counters.latency[std::min<std::size_t>(std::bit_width(units), counters.latency.size() - 1)], 1);
}

}  // namespace http
