// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A program run to its end, with a deadline.

#pragma once

#include <QByteArray>
#include <QProcessEnvironment>
#include <QStringList>

struct CommandResult {
  int exitCode = -1;  ///< -1: not started, killed by a signal, or not done in time
  QByteArray output;
  QByteArray errors;
  /// All of it, for a test's message.
  [[nodiscard]] QByteArray text() const;
};

struct CommandOptions {
  QByteArray input;
  int milliseconds = 20'000;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
};

CommandResult runCommand(const QString& program, const QStringList& arguments, const CommandOptions& options = {});
/// Whether the program is on the PATH.
bool hasProgram(const QString& program);
