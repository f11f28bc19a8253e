// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the program's exit code says, after sysexits.h(3head). `forkyard --help` lists them.

#pragma once

#include <sysexits.h>

#include "server/base/error.h"

namespace command_line {

enum ExitCode : int {
  Done = 0,
  Failed = 1,                   ///< understood, but refused or not finished
  WrongUse = EX_USAGE,          ///< 64: arguments
  NotRunning = EX_UNAVAILABLE,  ///< 69: no such server
  NotStartable = EX_CONFIG,     ///< 78: configuration, certificate or address
};

/// "error: ..." on stderr, one line a problem; warnings say so. Coloured on a terminal only.
void printError(const base::Error& error);
void printProblem(const base::Problem& problem);

}  // namespace command_line
