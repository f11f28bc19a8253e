// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What every slot and every life of the master works with; all of it outlives them.

#pragma once

#include <functional>
#include <random>

#include "server/cluster/event_history.h"
#include "server/cluster/generation.h"
#include "server/cluster/oom_counter.h"
#include "server/cluster/scoreboard.h"
#include "server/cluster/worker_spawner.h"
#include "server/control/message.h"
#include "server/net/event_loop.h"
#include "server/net/ticket_keys.h"

namespace cluster {

class WorkerHandle;

/// A child's whole life: builds a Worker and runs it. Given from above, so that slots can be tested with other
/// children.
using WorkerMain = std::function<int(base::UniqueFd channel, int slot, const GenerationPointer& generation,
                                     ScoreboardEntries entries)>;

struct Surroundings {
  net::EventLoop& loop;
  EventHistory& history;
  Scoreboard& scoreboard;
  const WorkerSpawner& spawner;
  OomCounter& oomCounter;
  std::mt19937& chance;
  WorkerMain workerMain;
  /// Wanted in all; SlotTable's to set.
  int workers = 1;
  /// A worker began, and has done nothing yet; may be empty.
  std::function<void(WorkerHandle&)> forked{};
  /// Why the session store does not answer that event loop, or an empty reason: it does. May be empty.
  std::function<void(pid_t worker, int slot, const std::string& reason)> sessionsState{};
  /// What a worker says of the keys of TLS tickets; may be empty.
  std::function<void(pid_t worker, const control::TicketsTold& told)> ticketsTold{};
};

}  // namespace cluster
