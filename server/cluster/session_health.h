// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the workers say of the session store, as one fact of the cluster: down with the first that gets no answer, up
// when nobody is left that gets none, and somebody has got one meanwhile.

#pragma once

#include <sys/types.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "server/cluster/event_history.h"

namespace cluster {

class SessionHealth {
 public:
  struct Outage {
    base::UnixMilliseconds since = 0;
    std::string reason;  ///< as it was told last
  };

  explicit SessionHealth(EventHistory& history) : m_history(history) {}
  /// `reason` is why the store does not answer that worker; empty: it does, or that worker depends on none.
  void tell(pid_t worker, int slot, const std::string& reason);
  /// The worker is gone, and so is what it said. Its end alone makes no store answer; but it may have been the last of
  /// those without, and others have found the store since: what replaced them after a reload.
  void forget(pid_t worker);
  /// After an upgrade: the history tells now what the old master knew, whose workers speak no more.
  void takeOver();
  /// While it is down.
  [[nodiscard]] const std::optional<Outage>& outage() const { return m_outage; }

 private:
  using Loop = std::pair<pid_t, int>;  ///< each event loop speaks for itself
  void judge();

  EventHistory& m_history;
  std::set<Loop> m_without;
  std::set<Loop> m_answered;  ///< they have said so since the last outage began
  std::optional<Outage> m_outage;
};

}  // namespace cluster
