// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard cert acme ...` as a process of its own: it takes minutes, and ending it ends lego too.

#pragma once

#include <QObject>
#include <QStringList>
#include <memory>

#include "server/control/message_acme.h"

class QProcess;

class AcmeRun : public QObject {
  Q_OBJECT

 public:
  explicit AcmeRun(QObject* parent = nullptr);
  /// Stops it.
  ~AcmeRun() override;

  /// `command`: "issue" or "renew". Does nothing while it runs.
  void start(const QString& command, const QStringList& arguments);
  [[nodiscard]] bool isRunning() const { return m_process != nullptr; }

 signals:
  /// Once for each start(), with the outcome of the one entry that was asked for.
  void finished(const control::AcmeOutcome& outcome);

 private:
  void handleFinished();

  std::unique_ptr<QProcess> m_process;
};
