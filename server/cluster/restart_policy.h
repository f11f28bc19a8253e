// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// When a slot whose worker ended by itself starts the next one: how its past runs ended and the time go in; at once,
// wait or give up comes out. Pure: no clock, no chance and no process of its own.

#pragma once

#include <vector>

#include "server/base/time.h"
#include "server/config/config.h"

namespace cluster {

inline constexpr base::Milliseconds longRun{10'000};        ///< after this much uptime the next start is at once
inline constexpr base::Milliseconds unstableUptime{1'000};  ///< a shorter run counts as an unstable start
inline constexpr base::Milliseconds crashLoopWindow{10'000};
inline constexpr std::size_t crashLoopExits = 5;  ///< unstable exits within the window: the slot is crash-looping

/// How one life of a slot ended.
struct EndedRun {
  base::MonotonicTime at;
  base::Milliseconds uptime{0};  ///< from its fork
  bool wasReady = false;
  base::Milliseconds served{0};       ///< from ready
  bool configurationAtFault = false;  ///< it said so (exit code 78): another start would end alike
};

/// What a slot remembers from one end to the next.
struct RestartHistory {
  int shortRuns = 0;                                 ///< since the last reset: the exponent of the next delay
  int unstableStarts = 0;                            ///< in a row
  std::vector<base::MonotonicTime> unstableExits{};  ///< the last crashLoopExits of them, oldest first
  bool crashLooping = false;
};

enum class NextStart { AtOnce, Delayed, Abandoned };

struct RestartDecision {
  NextStart next = NextStart::AtOnce;
  base::Milliseconds delay{0};
  RestartHistory history;
};

/// `chance` is in [0, 1) and spreads the delay by 20 % either way, never past `max_delay`.
RestartDecision decideRestart(const config::Restart& policy, RestartHistory history, const EndedRun& run,
                              double chance);

}  // namespace cluster
