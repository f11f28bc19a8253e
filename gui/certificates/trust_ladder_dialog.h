// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Will my browser accept this server? One row a check, by `forkyard cert check`, which looks at the files, at each
// store of this machine, and shakes hands with the server where it runs. Each row that is not a yes has its mend.

#pragma once

#include <QDialog>
#include <QStringList>

#include "gui/cluster/program_run.h"
#include "server/control/message_trust.h"

class CertificateMend;
class LocalAuthority;
class ProblemList;
class QDialogButtonBox;
class QGridLayout;
class QLabel;
class QProgressBar;
struct Mend;

class TrustLadderDialog : public QDialog {
  Q_OBJECT

 public:
  /// `target`: what `forkyard cert check` is asked about: a server's forkyard.toml, an entry of the store, or a
  /// certificate with --key and --ca.
  TrustLadderDialog(LocalAuthority& authority, QStringList target, QString host, QWidget* parent);

 public slots:
  void climb();

 signals:
  /// A certificate was made that the server should show.
  void certificateMade(const QString& entry);
  void startAsked();
  void reloadAsked();
  /// Another certificate, key or CA file is to be chosen.
  void pickAsked();
  /// A file or an entry of the store was changed in place.
  void mended();

 private:
  void handleFinished(const ProgramRun::Answer& answer);
  void show(const control::LadderReport& report);
  void addRow(const control::LadderRow& row, const control::LadderReport& report);
  [[nodiscard]] QString question(const control::LadderRow& row, const control::LadderReport& report) const;
  [[nodiscard]] QString reason(const control::LadderRow& row) const;
  void addMend(const control::LadderRow& row, const control::LadderReport& report, int line);
  void mend(const Mend& mend, const std::string& certificate);

  LocalAuthority& m_authority;
  CertificateMend* m_mend;
  QStringList m_target;
  QString m_host;
  QLabel* m_verdict;
  QWidget* m_rows = nullptr;
  QGridLayout* m_grid = nullptr;
  ProblemList* m_problems;
  QProgressBar* m_progress;
  QDialogButtonBox* m_buttons;
  ProgramRun m_run{ProgramRun::End::Killed};
};
