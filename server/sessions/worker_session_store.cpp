// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See worker_session_store.h.

#include "server/sessions/worker_session_store.h"

#include <utility>

namespace sessions {

void WorkerSessionStore::ask(Question question, Answered answered) {
  // The table is small change; only the telling waits, because it must not come from inside the asking.
  m_waiting.push_back({m_table.carryOut(question, m_loop.now()), std::move(answered)});
  m_loop.defer(*this);
}

void WorkerSessionStore::runDeferred() {
  for (const Waiting& each : std::exchange(m_waiting, {})) each.answered(each.answer);
}

}  // namespace sessions
