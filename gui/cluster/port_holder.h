// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Who holds a port, by `forkyard probe port`, and asking that program to end. Nothing is ended that is not still the
// program that was shown.

#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <memory>

#include "server/base/unique_fd.h"
#include "server/control/message.h"

class QProcess;
class QSocketNotifier;

class PortHolder : public QObject {
  Q_OBJECT

 public:
  static constexpr int patience = 5'000;  ///< milliseconds for a program to end after TERM

  explicit PortHolder(QObject* parent = nullptr);
  ~PortHolder() override;

  /// `target`: "127.0.0.1:8443", "[::1]:8443". Ends in found(), or in nothing where the server program is missing.
  void look(const QString& target);
  [[nodiscard]] const control::PortReport& report() const { return m_report; }
  /// Whether this person may end it.
  [[nodiscard]] bool canEnd() const;
  /// Sends TERM to the program of the report; then ended() or refused().
  void end();

 signals:
  void found();
  void ended();
  /// The sentence is for the person.
  void refused(const QString& sentence);

 private:
  void probe(const QString& target, void (PortHolder::*done)(const control::PortReport&));
  void take(const control::PortReport& report);
  void endIfSame(const control::PortReport& report);

  std::unique_ptr<QProcess> m_process;
  std::unique_ptr<QSocketNotifier> m_notifier;
  base::UniqueFd m_handle;  ///< a pidfd: the number may be another program's by now, this is not
  QTimer m_deadline;
  QString m_target;
  control::PortReport m_report;
};
