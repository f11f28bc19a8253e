// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Renewing a certificate of the store, with its key or a new one.

#pragma once

#include "gui/certificates/task_dialog.h"

class LocalAuthority;
class QCheckBox;

class RenewDialog : public TaskDialog {
  Q_OBJECT

 public:
  RenewDialog(LocalAuthority& authority, QString entry, QWidget* parent);

 signals:
  void renewed();

 protected:
  void perform() override;

 private:
  QString m_entry;
  QCheckBox* m_newKey;
  QLineEdit* m_passphrase = nullptr;
};
