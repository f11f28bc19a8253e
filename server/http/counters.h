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

/// `Number`: std::atomic<std::int64_t> where they are counted, std::int64_t for sums of them.
template<typename Number>
struct Figures {
  // That only grow.
  Number accepted{};                ///< connections ever
  Number requests{};                ///< answered whole
  Number bytesIn{};                 ///< inside TLS
  Number bytesOut{};                ///< inside TLS
  Number handshakes{};              ///< done
  Number resumptions{};             ///< of these
  Number handshakeFailures{};       ///< not done
  Number badRequests{};             ///< refused for their form or size
  Number rateLimited{};             ///< answered 429
  Number floods{};                  ///< HTTP/2 connections ended for frames that do nothing but cost
  Number timeouts{};                ///< connections ended by one
  Number acceptFailures{};          ///< EMFILE and its kin
  Number cut{};                     ///< connections closed by the end of a drain
  Number logLost{};                 ///< lines that the access log did not take
  Number latencyUs{};               ///< of all requests together
  std::array<Number, 5> answers{};  ///< whole ones by their status: 1xx to 5xx
  /// Time from a request's head to its answer's end, by the event loop's clock, which moves between two turns of the
  /// loop; bucket i counts those under 2^i * 64 us, the last one the rest.
  std::array<Number, 20> latency{};

  // Of this moment: they end with the process that counts them.
  Number connections{};
  Number openRequests{};
};

using Counters = Figures<std::atomic<std::int64_t>>;
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

/// Calls `visit` with each figure that only grows, of all `sets` side by side.
template<typename Visit, typename... Sets>
void forEachTotal(Visit visit, Sets&... sets) {
  visit(sets.accepted...);
  visit(sets.requests...);
  visit(sets.bytesIn...);
  visit(sets.bytesOut...);
  visit(sets.handshakes...);
  visit(sets.resumptions...);
  visit(sets.handshakeFailures...);
  visit(sets.badRequests...);
  visit(sets.rateLimited...);
  visit(sets.floods...);
  visit(sets.timeouts...);
  visit(sets.acceptFailures...);
  visit(sets.cut...);
  visit(sets.logLost...);
  visit(sets.latencyUs...);
  constexpr Figures<int> sizes;
  for (std::size_t i = 0; i < sizes.answers.size(); ++i) visit(sets.answers[i]...);
  for (std::size_t i = 0; i < sizes.latency.size(); ++i) visit(sets.latency[i]...);
}

/// The same for the figures of this moment.
template<typename Visit, typename... Sets>
void forEachGauge(Visit visit, Sets&... sets) {
  visit(sets.connections...);
  visit(sets.openRequests...);
}

/// Each counter has one writer, so that a load and a store do, and no locked instruction is paid for.
inline void add(std::atomic<std::int64_t>& counter, std::int64_t amount) {
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

inline void addLatency(Counters& counters, std::chrono::nanoseconds time) {
  add(counters.latencyUs, std::max<std::int64_t>(time.count(), 0) / 1000);
  const auto units = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0)) / 64'000;
  add(counters.latency[std::min<std::size_t>(std::bit_width(units), counters.latency.size() - 1)], 1);
}

/// Plain numbers: of several lives together, or of the past.
struct CounterSums : Figures<std::int64_t> {
  /// `Set`: Counters or CounterSums.
  template<typename Set>
  void add(const Set& more) {
    const auto sum = [](std::int64_t& all, const auto& one) { all += one; };
    forEachTotal(sum, *this, more);
    forEachGauge(sum, *this, more);
  }
};

}  // namespace http
