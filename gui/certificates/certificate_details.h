// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every field of the selected certificate and of its chain, to read and to copy. Read off the panel's thread.

#pragma once

#include <QWidget>

#include "server/certificates/inspection.h"

class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

class CertificateDetails : public QWidget {
  Q_OBJECT

 public:
  explicit CertificateDetails(QWidget* parent = nullptr);

  /// Empty files: nothing is shown.
  void setFiles(const certificates::IdentityFiles& files);
  /// Certificates as PEM, of a server for one.
  void setText(const std::string& pem);
  void retranslate();

 private:
  void read();
  void show(const certificates::Inspection& inspection);
  void addFields(QTreeWidgetItem* item, const certificates::CertificateDetails& details);

  QTreeWidget* m_tree;
  QPushButton* m_copy;
  certificates::IdentityFiles m_files;
  std::string m_text;  ///< where it is not of files
  QString m_pem;
  int m_number = 0;
};
