// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard cert acme ...` as a process of its own: it takes minutes, and ending it ends lego too.

#pragma once

#include <QObject>
#include <QStringList>

#include "gui/cluster/program_run.h"
#include "server/control/message_acme.h"

class AcmeRun : public QObject {
  Q_OBJECT

 public:
  /// What still runs is stopped with it.
  explicit AcmeRun(QObject* parent = nullptr);

  /// `command`: "issue" or "renew". Does nothing while it runs.
  void start(const QString& command, const QStringList& arguments);
  [[nodiscard]] bool isRunning() const { return m_run.isRunning(); }

 signals:
  /// Once for each start(), with the outcome of the one entry that was asked for.
  void finished(const control::AcmeOutcome& outcome);

 private:
  void handleFinished(const ProgramRun::Answer& answer);

  ProgramRun m_run;
};
