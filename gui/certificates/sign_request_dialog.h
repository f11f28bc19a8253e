// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Signing somebody's request (CSR) with the local authority: chosen, dropped or pasted, its names shown before anything
// is signed, the certificate saved where the person says.

#pragma once

#include <QTimer>
#include <optional>

#include "gui/certificates/signing_task.h"
#include "gui/certificates/task_dialog.h"

class Banner;
class FileField;
class LocalAuthority;
class QComboBox;
class QPlainTextEdit;
class QSpinBox;

class SignRequestDialog : public TaskDialog {
  Q_OBJECT

 public:
  SignRequestDialog(LocalAuthority& authority, QWidget* parent);

  void setFile(const QString& file);

 protected:
  /// Asks where to, then signs.
  void perform() override;

 private:
  void build();
  [[nodiscard]] signingTask::Source source() const;
  void look();
  void handleAuthority();
  void check();
  void signTo(const QString& file);
  void showSaved(const certificates::CertificateFacts& facts, const QString& file);

  LocalAuthority& m_authority;
  FileField* m_file;
  QPlainTextEdit* m_text;
  QSpinBox* m_days;
  QComboBox* m_usage;
  QFormLayout* m_form = nullptr;
  QLineEdit* m_passphrase = nullptr;  ///< there once the authority is known to have one
  Banner* m_found;
  Banner* m_missing;
  QTimer m_settle;
  int m_number = 0;                          ///< of the newest look
  std::optional<signingTask::Wish> m_ready;  ///< nothing: there is no request to sign
};
