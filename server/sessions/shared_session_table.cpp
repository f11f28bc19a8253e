// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See shared_session_table.h.

#include "server/sessions/shared_session_table.h"

namespace sessions {

Answer SharedSessionTable::carryOut(const Question& question, base::MonotonicTime now) {
  const std::lock_guard lock(m_mutex);
  return m_table.carryOut(question, now);
}

}  // namespace sessions
