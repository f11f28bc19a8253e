// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The server program run for one answer, which it prints on its standard output.

#pragma once

#include <QObject>
#include <QStringList>
#include <memory>

class QProcess;

class ProgramRun : public QObject {
  Q_OBJECT

 public:
  /// What becomes of one that still runs when this ends. Killed: at once. Asked: SIGTERM, and its end is waited for;
  /// should the panel die, it gets SIGTERM too.
  enum class End { Killed, Asked };
  struct Answer {
    std::string text;  ///< standard output, without white space around it
    QString errors;    ///< standard error, likewise
    QString failure;   ///< what the system says where that is empty
    bool started = true;
  };

  explicit ProgramRun(End end, QObject* parent = nullptr);
  ~ProgramRun() override;

  /// Only while none runs.
  void start(const QString& program, const QStringList& arguments);
  [[nodiscard]] bool isRunning() const { return m_process != nullptr; }

 signals:
  /// Once for each start(); another one may begin then.
  void finished(const ProgramRun::Answer& answer);

 private:
  void handleEnded(bool started);

  End m_end;
  std::unique_ptr<QProcess> m_process;
};
