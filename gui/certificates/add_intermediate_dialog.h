// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificates that a chain of the store lacks, out of files that a person brings.

#pragma once

#include "gui/certificates/task_dialog.h"

class FileField;

class AddIntermediateDialog : public TaskDialog {
  Q_OBJECT

 public:
  AddIntermediateDialog(QString entry, QWidget* parent);

 signals:
  void added();

 protected:
  void perform() override;

 private:
  QString m_entry;
  FileField* m_files;
};
