// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The place of one event loop in the cluster: its lives one after the other, two at once while one replaces the other,
// and what follows from the end of each. Several slots at once are SlotTable's and RollingReload's business. With model
// = "threads" the first slot stands for all: its lives have every loop that is wanted.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/cluster/worker_handle.h"

namespace cluster {

class Slot;

/// Hears what becomes of slots. Told at the end of what a slot does, so that it may act on the slot again.
class SlotObserver {
 public:
  /// A life became ready; with a replacement, the slot has passed to the new generation and the old life drains.
  virtual void slotReady(Slot& slot) = 0;
  /// The life that was to replace the others ended before it was ready; the others stay.
  virtual void slotReplacementFailed(Slot& slot, const std::vector<base::Problem>& problems) = 0;
  /// A life is over; what follows is decided.
  virtual void slotExited(Slot& slot, pid_t pid) = 0;
  virtual void connectionTaken(std::uint64_t number) = 0;
  virtual void accessLogTroubled(const std::string& reason, std::int64_t lost) = 0;

 protected:
  ~SlotObserver() = default;
};

class Slot final : public net::Destroyable, private WorkerObserver {
 public:
  Slot(Surroundings& surroundings, SlotObserver& observer, int number);

  [[nodiscard]] int number() const { return m_number; }
  /// Forks the first life, or the next one of a slot that rests, waits or gave up; the past is forgotten.
  void start(GenerationPointer generation);
  /// Forks a life beside the old ones; once it is ready they drain for `reason`.
  void replace(GenerationPointer generation, control::ExitReason reason, const std::string& askedBy);
  /// Drains all lives, or the one of this generation, and starts none after them.
  void stop(control::ExitReason reason, const std::string& askedBy, base::Milliseconds timeout);
  bool drain(std::optional<int> generation, const std::string& askedBy);
  bool signal(std::optional<int> generation, int number, const std::string& askedBy);
  /// True when it was one of ours that ended.
  bool handleExit(pid_t pid, int waitStatus);
  void lookAtHearts(base::MonotonicTime trustedSince);
  void send(const control::WorkerMessage& message);

  [[nodiscard]] const GenerationPointer& generation() const { return m_generation; }
  [[nodiscard]] const std::vector<std::unique_ptr<WorkerHandle>>& lives() const { return m_lives; }
  [[nodiscard]] bool isReady() const;
  /// Event loops that serve here.
  [[nodiscard]] int readyLoops() const;
  [[nodiscard]] bool isReplacing() const { return m_replacement != nullptr; }
  [[nodiscard]] bool hasGivenUp() const { return m_state == State::GivenUp; }
  [[nodiscard]] bool isStopped() const { return m_state == State::Stopped; }
  [[nodiscard]] bool isCrashLooping() const;
  /// Its first start has come to an end, well or not.
  [[nodiscard]] bool hasTried() const { return m_wasReady || m_lastExit.has_value() || hasGivenUp(); }
  [[nodiscard]] bool wasEverReady() const { return m_wasReady; }
  /// The last start failed for its configuration.
  [[nodiscard]] bool isConfigurationAtFault() const { return m_configurationAtFault; }
  /// Why it does not serve; empty while it does.
  [[nodiscard]] const std::vector<base::Problem>& problems() const { return m_problems; }
  [[nodiscard]] std::vector<control::WorkerStatus> statuses() const;

 private:
  /// GivenUp and Stopped start nothing by themselves.
  enum class State { Kept, GivenUp, Stopped };
  void workerReady(WorkerHandle& worker) override;
  void connectionTaken(std::uint64_t number) override { m_observer.connectionTaken(number); }
  void accessLogTroubled(const std::string& reason, std::int64_t lost) override {
    m_observer.accessLogTroubled(reason, lost);
  }
  WorkerHandle* fork(const GenerationPointer& generation);
  void forkAgain();
  void handleForkFailure(const std::string& reason);
  /// Nothing, where the slot is not to start again on account of this end.
  std::optional<RestartDecision> decideNext(const WorkerHandle& worker, const EndedRun& run, bool wasReplacement);
  /// `obstacle`: why there is no process to start at all; empty: the last one ended.
  void follow(const RestartDecision& decision, const std::string& obstacle = {});
  void reportExit(const WorkerHandle& worker, const EndedLife& ended, const std::optional<RestartDecision>& decision);
  void report(control::EventKind kind, std::map<std::string, control::FieldValue> fields,
              std::vector<base::Problem> problems = {});
  [[nodiscard]] WorkerHandle* find(std::optional<int> generation) const;
  void forgetPast();

  Surroundings& m_surroundings;
  SlotObserver& m_observer;
  const int m_number;
  State m_state = State::Kept;
  GenerationPointer m_generation;             ///< what the next life after a death is made from
  GenerationPointer m_replacementGeneration;  ///< while isReplacing()
  control::ExitReason m_replacementReason{};
  std::string m_replacementAskedBy;
  std::vector<std::unique_ptr<WorkerHandle>> m_lives;  ///< oldest first
  WorkerHandle* m_replacement = nullptr;
  RestartHistory m_history;
  net::Timer m_restartTimer;
  int m_restarts = 0;
  bool m_wasReady = false;
  bool m_configurationAtFault = false;
  std::optional<std::string> m_lastExit;  ///< the sentence
  std::vector<base::Problem> m_problems;
};

}  // namespace cluster
