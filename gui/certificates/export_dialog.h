// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A certificate of the store for another program, in the form that it asks for.

#pragma once

#include "gui/certificates/task_dialog.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/export.h"

class Banner;
class QCheckBox;
class QComboBox;

class ExportDialog : public TaskDialog {
  Q_OBJECT

 public:
  ExportDialog(const certificates::StoreEntry& entry, QWidget* parent);

 protected:
  void perform() override;

 private:
  void build();
  void browse();
  void handleForm();
  void check();
  [[nodiscard]] certificates::ExportForm form() const;

  certificates::StoreEntry m_entry;
  QComboBox* m_form;
  QLineEdit* m_file;
  QLineEdit* m_passphrase = nullptr;
  QCheckBox* m_overwrite;
  Banner* m_secret;
};
