// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// All slots of the cluster: as many as are wanted, and those that are on their way out. Knows how the whole is doing.
// With model = "threads" one Slot stands for all that are wanted, as they live and die together.

#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "server/cluster/slot.h"

namespace cluster {

class SlotTable {
 public:
  SlotTable(Surroundings& surroundings, SlotObserver& observer) : m_surroundings(surroundings), m_observer(observer) {}

  /// More: forks them from `generation`. Fewer: the last ones drain and go. With threads the process is replaced by one
  /// that has so many. Also where the number stays and the model of `generation` is new.
  void scaleTo(int wanted, const GenerationPointer& generation, const std::string& askedBy);
  /// Stops every slot for good.
  void stopAll(control::ExitReason reason, const std::string& askedBy, base::Milliseconds timeout);
  bool handleExit(pid_t pid, int waitStatus);
  /// Lets go of slots that were scaled away and have no life any more.
  void forgetEmptied();
  void lookAtHearts(base::MonotonicTime trustedSince);
  void send(const control::WorkerMessage& message);
  /// Also those on their way out.
  void forEachLife(const std::function<void(WorkerHandle&)>& act);
  /// Each file once, and then every life that writes to it.
  void reopenAccessLogs();

  [[nodiscard]] int wanted() const { return m_wanted; }
  /// What this number belongs to; nullptr where there is none that is wanted.
  [[nodiscard]] Slot* find(int number) const;
  /// Those that are wanted, in order; with threads the first one alone.
  [[nodiscard]] std::vector<Slot*> wantedSlots() const;
  [[nodiscard]] int processes() const;
  /// Event loops that serve, of those that are wanted.
  [[nodiscard]] int ready() const;

  /// From the slots alone: never Stopping or Stopped.
  [[nodiscard]] control::MasterState state() const;
  [[nodiscard]] bool haveAllTried() const;
  /// No slot serves and none will without being told to.
  [[nodiscard]] bool isLost() const;
  [[nodiscard]] std::vector<base::Problem> problems() const;
  [[nodiscard]] std::vector<control::WorkerStatus> statuses() const;
  /// Sum of all lives' latency buckets.
  [[nodiscard]] std::vector<std::int64_t> latency() const;

 private:
  Surroundings& m_surroundings;
  SlotObserver& m_observer;
  int m_wanted = 0;                            ///< event loops
  int m_places = 0;                            ///< slots with processes of their own
  std::vector<std::unique_ptr<Slot>> m_slots;  ///< by number; from m_places on they are on their way out
};

}  // namespace cluster
