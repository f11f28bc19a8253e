// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Errors from Problems, and errno in words.

#include "server/base/error.h"

#include <fmt/format.h>

#include <cstring>

namespace base {

Error::Error(Problem problem) : sentence(base::sentence(problem)) {
  problems.push_back(std::move(problem));
}

Error::Error(std::vector<Problem> list) : problems(std::move(list)) {
  if (problems.empty()) return;
  // What stops us comes before what only worries us.
  const Problem* first = &problems.front();
  for (const Problem& problem : problems) {
    if (problem.severity != Problem::Severity::Error) continue;
    first = &problem;
    break;
  }
  sentence = base::sentence(*first);
}

std::string errnoText(int number) {
  // Not strerror_r: its words follow the locale, and Qt sets one. Sentences here are English.
  const char* description = strerrordesc_np(number);
  if (description == nullptr) return fmt::format("error {}", number);
  std::string text = description;
  const auto isUpper = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
  const bool isAcronym = text.size() > 1 && isUpper(text[1]);
  if (!text.empty() && isUpper(text[0]) && !isAcronym) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

}  // namespace base
