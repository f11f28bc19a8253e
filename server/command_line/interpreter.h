// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The words of the command line: which commands and options there are, what --help teaches, and which function carries
// each out.

#pragma once

namespace command_line {

/// The program's exit code.
int interpret(int count, char** words);

}  // namespace command_line
