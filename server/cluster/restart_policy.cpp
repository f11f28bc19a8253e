// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/restart_policy.h"

#include <algorithm>
#include <cmath>

namespace cluster {

namespace {

void rememberUnstableExit(RestartHistory& history, base::MonotonicTime at) {
  ++history.unstableStarts;
  history.unstableExits.push_back(at);
  if (history.unstableExits.size() > crashLoopExits) history.unstableExits.erase(history.unstableExits.begin());
  if (history.unstableExits.size() == crashLoopExits && at - history.unstableExits.front() <= crashLoopWindow) {
    history.crashLooping = true;
  }
}

void forgetUnstableExits(RestartHistory& history) {
  history.unstableStarts = 0;
  history.unstableExits.clear();
  history.crashLooping = false;
}

base::Milliseconds delayAfter(const config::Restart& policy, int shortRuns, double chance) {
  base::Milliseconds delay = std::min(policy.firstDelay, policy.maxDelay);
  // Stops at the cap, so that no count of runs can overflow the duration.
  for (int run = 0; run < shortRuns && delay < policy.maxDelay && delay.count() > 0; ++run) {
    delay = std::min(delay * 2, policy.maxDelay);
  }
  const double spread = 0.8 + 0.4 * chance;
  const base::Milliseconds spreadOut{std::llround(static_cast<double>(delay.count()) * spread)};
  return std::min(spreadOut, policy.maxDelay);
}

}  // namespace

RestartDecision decideRestart(const config::Restart& policy, RestartHistory history, const EndedRun& run,
                              double chance) {
  if (run.wasReady && run.served >= policy.stableAfter) history.shortRuns = 0;

  const bool unstable = !run.wasReady || run.uptime < unstableUptime;
  if (unstable) {
    rememberUnstableExit(history, run.at);
  } else {
    forgetUnstableExits(history);
  }

  RestartDecision decision;
  if (run.configurationAtFault || (policy.giveUpAfter > 0 && history.unstableStarts >= policy.giveUpAfter)) {
    decision.next = NextStart::Abandoned;
  } else if (run.wasReady && run.uptime >= longRun) {
    decision.next = NextStart::AtOnce;
  } else {
    decision.delay = delayAfter(policy, history.shortRuns, chance);
    decision.next = decision.delay.count() > 0 ? NextStart::Delayed : NextStart::AtOnce;
    ++history.shortRuns;
  }
  decision.history = std::move(history);
  return decision;
}

}  // namespace cluster
