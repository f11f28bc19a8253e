// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Will my browser accept this server? One row a check, by `forkyard cert check`, which looks at the files, at each
// store of this machine, and shakes hands with the server where it runs. Each row that is not a yes has its mend.

#pragma once

#include <QDialog>
#include <memory>

#include "server/control/message_trust.h"

class LocalAuthority;
class ProblemList;
class QGridLayout;
class QLabel;
class QProcess;
class QProgressBar;

class TrustLadderDialog : public QDialog {
  Q_OBJECT

 public:
  /// `file`: the server's forkyard.toml.
  TrustLadderDialog(LocalAuthority& authority, QString file, QString host, QWidget* parent);
  ~TrustLadderDialog() override;

 public slots:
  void climb();

 signals:
  /// A certificate was made that the server should show.
  void certificateMade(const QString& entry);
  void startAsked();
  void reloadAsked();

 private:
  void handleFinished();
  void show(const control::LadderReport& report);
  void addRow(const control::LadderRow& row, const control::LadderReport& report);
  [[nodiscard]] QString question(const control::LadderRow& row, const control::LadderReport& report) const;
  [[nodiscard]] QString reason(const control::LadderRow& row) const;
  /// What the button says; empty: no button.
  [[nodiscard]] static QString mendText(const std::string& mend);
  void mend(const std::string& mend, const control::LadderRow& row, const std::string& certificate);
  void makeCertificate();
  void orderChain(const std::string& certificate);

  LocalAuthority& m_authority;
  QString m_file;
  QString m_host;
  QLabel* m_verdict;
  QWidget* m_rows = nullptr;
  QGridLayout* m_grid = nullptr;
  ProblemList* m_problems;
  QProgressBar* m_progress;
  std::unique_ptr<QProcess> m_process;
};
