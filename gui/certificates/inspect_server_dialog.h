// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a running server shows: its chain in every field, the protocol agreed, and whether this system trusts it. By
// `forkyard probe tls`, as the window opens no connection.

#pragma once

#include <QDialog>

#include "gui/cluster/program_run.h"
#include "server/control/message.h"

class Banner;
class CertificateDetails;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

class InspectServerDialog : public QDialog {
  Q_OBJECT

 public:
  explicit InspectServerDialog(QWidget* parent);

  /// "shop.test:8443", as it is asked; 443 where no port is said, and a whole URL is taken too. Empty: not an address.
  [[nodiscard]] static QString target(const QString& text);

 private:
  void build();
  void check();
  void inspect();
  void handleFinished(const ProgramRun::Answer& answer);
  void show(const control::TlsReport& report);

  QLineEdit* m_address;
  QPushButton* m_inspect;
  QLabel* m_advice;
  Banner* m_verdict;
  CertificateDetails* m_details;
  QProgressBar* m_progress;
  ProgramRun m_run{ProgramRun::End::Killed};
};
