// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What worker and keeper say to each other: a question or an answer a packet, binary, because unlike the master's
// messages these are the traffic itself. Both ends are the same program, of one fork; the border is read with care
// all the same.

#pragma once

#include <optional>

#include "server/sessions/session_store.h"

namespace sessions {

/// `number` is the asker's, and comes back with the answer.
struct NumberedQuestion {
  std::uint64_t number = 0;
  Question question;
};
struct NumberedAnswer {
  std::uint64_t number = 0;
  Answer answer;
};

/// A question with a key or value over its limit is not for here.
std::string frameOf(std::uint64_t number, const Question& question);
std::string frameOf(std::uint64_t number, const Answer& answer);
/// Empty: that is none.
std::optional<NumberedQuestion> questionIn(std::string_view frame);
std::optional<NumberedAnswer> answerIn(std::string_view frame);

}  // namespace sessions
