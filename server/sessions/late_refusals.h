// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Refusals of questions that a store does not even ask: told at the end of the turn, as no answer comes from inside
// ask().

#pragma once

#include <utility>
#include <vector>

#include "server/net/event_loop.h"
#include "server/sessions/session_store.h"

namespace sessions {

class LateRefusals final : private net::Deferred {
 public:
  /// `loop` outlives it.
  explicit LateRefusals(net::EventLoop& loop) : m_loop(loop) {}
  void add(StoreError error, Answered answered) {
    m_refused.emplace_back(error, std::move(answered));
    m_loop.defer(*this);
  }

 private:
  void runDeferred() override {
    for (const auto& [error, answered] : std::exchange(m_refused, {})) answered(tl::unexpected(error));
  }

  net::EventLoop& m_loop;
  std::vector<std::pair<StoreError, Answered>> m_refused;
};

/// Its key or its value does not fit.
inline bool isTooLarge(const Question& question) {
  return question.key.empty() || question.key.size() > longestKey || question.value.size() > largestValue;
}

}  // namespace sessions
