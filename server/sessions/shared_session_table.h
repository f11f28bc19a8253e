// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A table of sessions that the threads of one process share. One lock for all of it: an operation is well under a
// microsecond, where the request around it is a hundred times that.

#pragma once

#include <mutex>

#include "server/sessions/session_table.h"

namespace sessions {

class SharedSessionTable {
 public:
  /// `memory` as for SessionTable.
  explicit SharedSessionTable(std::size_t memory) : m_table(memory) {}

  /// From any thread. What two threads call now may differ by one turn of their loops.
  Answer carryOut(const Question& question, base::MonotonicTime now);

 private:
  std::mutex m_mutex;
  SessionTable m_table;  ///< under m_mutex
};

}  // namespace sessions
