// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// When a connection has waited long enough. Knows no timer: it is given the time, and says the next time to ask.
//
// Idle and Header run in all from their start: a byte now and then does not prolong them. Body and Client run as long
// as at least 16 KiB pass in each period: a slow but honest transfer goes on, one that trickles ends.

#pragma once

#include <cstdint>
#include <optional>

#include "server/base/time.h"
#include "server/config/config.h"
#include "server/http/codec.h"

namespace http {

class ConnectionDeadline {
 public:
  static constexpr std::uint64_t leastProgress = 16 * 1024;

  struct Activity {
    Phase phase{};
    std::uint64_t requests = 0;  ///< begun so far: another one starts another wait
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
  };

  explicit ConnectionDeadline(const config::Timeouts& timeouts) : m_timeouts(&timeouts) {}

  /// At the end of a turn: when to call expired(); empty: nothing is waited for with a limit.
  std::optional<base::MonotonicTime> next(base::MonotonicTime now, const Activity& activity);
  /// True: it is over. False: ask next() again.
  bool expired(base::MonotonicTime now, const Activity& activity);

 private:
  [[nodiscard]] base::Milliseconds periodOf(Phase phase) const;
  void restart(base::MonotonicTime now, const Activity& activity);

  const config::Timeouts* m_timeouts;
  Activity m_atStart;
  std::optional<base::MonotonicTime> m_end;
  bool m_started = false;
};

}  // namespace http
