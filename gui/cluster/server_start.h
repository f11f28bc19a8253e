// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Starts a server of its own session with `forkyard run --detach --json FILE`, without blocking, and reads the one line
// that it prints. Watching the server is ControlClient's part: this process ends as soon as the server is ready.

#pragma once

#include <QObject>
#include <QString>

#include "gui/cluster/program_run.h"
#include "server/control/message.h"

class ServerStart : public QObject {
  Q_OBJECT

 public:
  explicit ServerStart(QObject* parent = nullptr);

  /// The server program: $FORKYARD_PROGRAM, else `forkyard` beside this program, else the one on PATH. Empty: none.
  [[nodiscard]] static QString program();

  /// `file`: absolute path of a forkyard.toml; empty for the demo. Does nothing while an earlier start is under way.
  void start(const QString& file);
  [[nodiscard]] bool isStarting() const { return m_run.isRunning(); }

 signals:
  /// Once for each start(): ready, or why not. A missing program is the problem ServerProgramMissing.
  void reported(const control::DetachReport& report);

 private:
  void handleFinished(const ProgramRun::Answer& answer);

  ProgramRun m_run;
  QString m_program;
};
