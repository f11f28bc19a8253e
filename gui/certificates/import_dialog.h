// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bringing a certificate, its key and its chain into the store, out of whatever files or text hold them. What was found
// is shown before anything is stored.

#pragma once

#include <QTimer>
#include <memory>

#include "gui/certificates/task_dialog.h"
#include "server/certificates/import.h"

class Banner;
class FileField;
class QPlainTextEdit;

class ImportDialog : public TaskDialog {
  Q_OBJECT

 public:
  explicit ImportDialog(QWidget* parent);

  void setFiles(const QStringList& files);

 signals:
  void imported(const QString& entry);

 protected:
  void perform() override;

 private:
  void build();
  void look();
  void refuse(const base::Error& error);
  void show(const certificates::FoundIdentity& found);

  FileField* m_files;
  QPlainTextEdit* m_text;
  QFormLayout* m_form = nullptr;
  QLineEdit* m_passphrase = nullptr;  ///< there once a part asked for it
  Banner* m_found;
  QTimer m_settle;
  int m_number = 0;                                            ///< of the newest look
  std::shared_ptr<const certificates::FoundIdentity> m_ready;  ///< shared with the work that stores it
};
