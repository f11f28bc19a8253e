// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A session store that keeps every question, and answers when it is told to.

#pragma once

#include <utility>
#include <vector>

#include "server/sessions/session_store.h"

class HeldStore final : public sessions::SessionStore {
 public:
  [[nodiscard]] std::string_view name() const override { return "cluster"; }
  void ask(sessions::Question question, sessions::Answered answered) override {
    questions.push_back(std::move(question));
    waiting.push_back(std::move(answered));
  }
  void answerAll(const sessions::Answer& answer) {
    for (const sessions::Answered& each : std::exchange(waiting, {})) each(answer);
  }

  std::vector<sessions::Question> questions;
  std::vector<sessions::Answered> waiting;
};
