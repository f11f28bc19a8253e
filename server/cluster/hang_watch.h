// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What to do about a worker whose event loop stands still: a warning, then SIGABRT (it may leave a core), then SIGKILL.
// Pure; time is given. The monotonic clock stands still while the machine sleeps, so that sleep alarms nobody.

#pragma once

#include <optional>

#include "server/base/time.h"

namespace cluster {

inline constexpr base::Milliseconds abortToKill{2'000};

/// How often a worker's heart beats and the master looks: a sixth of the time allowed, at most a second.
base::Milliseconds heartbeatInterval(base::Milliseconds hangTimeout);
/// Silence that is told: 5 s, or a third of the time allowed where that is less.
base::Milliseconds warnAfter(base::Milliseconds hangTimeout);

enum class HangAction { None, Warn, Recovered, Abort, Kill };

/// Watches one worker.
class HangWatch {
 public:
  explicit HangWatch(base::Milliseconds hangTimeout) : m_hangTimeout(hangTimeout) {}
  /// `silence` is how long its heart did not beat. Each action is told once; Kill is repeated.
  HangAction look(base::MonotonicTime now, base::Milliseconds silence);
  [[nodiscard]] bool isUnresponsive() const { return m_warned; }

 private:
  base::Milliseconds m_hangTimeout;
  bool m_warned = false;
  std::optional<base::MonotonicTime> m_abortedAt;
};

/// Whether the master itself was held up (stopped, starved): then it has not seen the hearts beat, and counts silence
/// only from there on.
class LatenessWatch {
 public:
  LatenessWatch(base::MonotonicTime now, base::Milliseconds interval);
  /// Called every interval. Silence is to be counted from trustedSince() at the earliest.
  void tick(base::MonotonicTime now);
  void changeInterval(base::Milliseconds interval) { m_interval = interval; }
  [[nodiscard]] base::MonotonicTime trustedSince() const { return m_trustedSince; }

 private:
  base::Milliseconds m_interval;
  base::MonotonicTime m_lastTick;
  base::MonotonicTime m_trustedSince;
};

}  // namespace cluster
