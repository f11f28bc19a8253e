// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Who trusts the local authority, store by store, and the buttons that change it. The system's store belongs to root:
// the exact command stands there before pkexec runs it. What is shown afterwards was read back.

#pragma once

#include <QDialog>
#include <QStringList>

#include "server/certificates/trust_store.h"

class LocalAuthority;
class ProblemList;
class QDialogButtonBox;
class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;

class TrustDialog : public QDialog {
  Q_OBJECT

 public:
  TrustDialog(LocalAuthority& authority, QWidget* parent);

 private:
  enum class Wish { Trusted, Removed };
  void show();
  void addRow(const certificates::TrustReading& reading);
  void addRootCommand(const certificates::TrustReading& reading);
  /// One after the other; each outcome is read back.
  void change(const QStringList& stores, Wish wish);
  void takeNext(const base::Result<void>& result);
  void runAsRoot(const QString& command, const QStringList& arguments);
  void setBusy(bool busy);

  LocalAuthority& m_authority;
  QLabel* m_introduction;
  QWidget* m_rows = nullptr;
  QGridLayout* m_grid = nullptr;
  ProblemList* m_problems;
  QProgressBar* m_progress;
  QDialogButtonBox* m_buttons;
  QPushButton* m_removeAll;
  QStringList m_waiting;
  Wish m_wish = Wish::Trusted;
  std::vector<base::Problem> m_failures;
};
