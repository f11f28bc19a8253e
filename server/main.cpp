// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The server program. Everything it can do is a command: see server/command_line.

#include "server/command_line/interpreter.h"

int main(int count, char** words) {
  return command_line::interpret(count, words);
}
