// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/support/command.h"

#include <QProcess>
#include <QStandardPaths>

QByteArray CommandResult::text() const {
  return "exit " + QByteArray::number(exitCode) + "\n" + output + "\n" + errors;
}

CommandResult runCommand(const QString& program, const QStringList& arguments, const CommandOptions& options) {
  QProcess process;
  process.setProcessEnvironment(options.environment);
  process.start(program, arguments);
  CommandResult result;
  if (!process.waitForStarted()) {
    result.errors = process.errorString().toUtf8();
    return result;
  }
  process.write(options.input);
  process.closeWriteChannel();
  const bool finished = process.waitForFinished(options.milliseconds);
  if (!finished) {
    process.kill();
    process.waitForFinished();
  }
  result.output = process.readAllStandardOutput();
  result.errors = process.readAllStandardError();
  if (finished && process.exitStatus() == QProcess::NormalExit) result.exitCode = process.exitCode();
  return result;
}

bool hasProgram(const QString& program) {
  return !QStandardPaths::findExecutable(program).isEmpty();
}
