// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/exit_code.h"

#include <fmt/format.h>

#include <cstdio>

#include "server/command_line/terminal.h"

namespace command_line {

namespace {

void printLine(bool isWarning, const std::string& text) {
  const Paint paint(STDERR_FILENO);
  fmt::print(stderr, "{} {}\n", isWarning ? paint.with(Colour::Yellow, "warning:") : paint.with(Colour::Red, "error:"),
             text);
}

}  // namespace

void printProblem(const base::Problem& problem) {
  printLine(problem.severity == base::Problem::Severity::Warning, base::sentence(problem));
}

void printError(const base::Error& error) {
  if (error.problems.size() > 1)
    for (const base::Problem& problem : error.problems) printProblem(problem);
  else
    printLine(false, error.sentence);
}

}  // namespace command_line
