// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Looks once a day at the certificates that are served: has those renewed that the local authority issued, and reminds
// of the others. A renewed file is seen by the file watch, which has it served.

#pragma once

#include <functional>
#include <vector>

#include "server/certificates/renewal.h"
#include "server/cluster/generation.h"
#include "server/net/event_loop.h"

namespace cluster {

class ExpiryWatch {
 public:
  struct Expiring {
    const certificates::Identity& identity;
    int daysLeft = 0;
    std::vector<base::Problem> problems;  ///< why it was not renewed, where that was tried
  };
  using Remind = std::function<void(const Expiring&)>;

  ExpiryWatch(net::EventLoop& loop, Remind remind);
  /// From now on these. The first look is a turn of the loop later, when the files are watched.
  void watch(GenerationPointer generation);
  void stop() { m_timer.stop(); }

 private:
  void look();

  Remind m_remind;
  net::Timer m_timer;
  GenerationPointer m_generation;
  certificates::ExpiryReminder m_reminder;
};

}  // namespace cluster
