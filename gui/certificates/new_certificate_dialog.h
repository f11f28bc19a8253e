// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A new certificate: one field, the names. Who signs it, the kind of key, the days and the use stand folded below. What
// is wrong with a name, and what clients will think of it, is said while it is typed.

#pragma once

#include "gui/certificates/certificate_task.h"
#include "gui/certificates/task_dialog.h"

class Banner;
class LocalAuthority;
class QComboBox;
class QSpinBox;
class QToolButton;

class NewCertificateDialog : public TaskDialog {
  Q_OBJECT

 public:
  NewCertificateDialog(LocalAuthority& authority, QWidget* parent);

  /// What the field starts with, names with spaces between.
  void setNames(const QString& names);
  void setSigner(certificateTask::Signer signer);

 signals:
  void made(const QString& entry);

 protected:
  void perform() override;

 private:
  void build();
  QWidget* makeAdvanced();
  [[nodiscard]] certificateTask::Signer signer() const;
  [[nodiscard]] certificateTask::Order order() const;
  void handleAuthority();
  void check();

  LocalAuthority& m_authority;
  QLineEdit* m_names;
  ProblemList* m_advice;
  Banner* m_missing;
  QToolButton* m_fold;
  QWidget* m_advanced;
  QComboBox* m_signer;
  QComboBox* m_key;
  QSpinBox* m_days;
  QComboBox* m_usage;
  QFormLayout* m_secretForm = nullptr;
  QLineEdit* m_passphrase = nullptr;
};
