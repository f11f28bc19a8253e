// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sessions in the worker process's own memory: its threads share them, its sibling processes know nothing of them, and
// they die with it. It is there to show why a cluster of processes needs more.

#pragma once

#include <vector>

#include "server/net/event_loop.h"
#include "server/sessions/shared_session_table.h"

namespace sessions {

class WorkerSessionStore final : public SessionStore, private net::Deferred {
 public:
  /// For one loop, with the table of its process. Both outlive it.
  WorkerSessionStore(net::EventLoop& loop, SharedSessionTable& table) : m_loop(loop), m_table(table) {}

  [[nodiscard]] std::string_view name() const override { return "worker"; }
  void ask(Question question, Answered answered) override;

 private:
  struct Waiting {
    Answer answer;
    Answered answered;
  };
  void runDeferred() override;

  net::EventLoop& m_loop;
  SharedSessionTable& m_table;
  std::vector<Waiting> m_waiting;
};

}  // namespace sessions
