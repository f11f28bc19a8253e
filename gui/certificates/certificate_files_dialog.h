// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Choosing a certificate, its key and CA files where they lie. They are checked as soon as they are chosen, off the
// panel's thread, and what was found is said at once.

#pragma once

#include <QDialog>
#include <QTimer>

#include "server/certificates/identity.h"
#include "server/config/config.h"

class Banner;
class FileField;
class ProblemList;
class QLabel;
class QPushButton;
struct Mend;

class CertificateFilesDialog : public QDialog {
  Q_OBJECT

 public:
  explicit CertificateFilesDialog(QWidget* parent);

  void setFiles(const config::CertificateFiles& files);
  [[nodiscard]] config::CertificateFiles files() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void check();
  void show(const base::Result<certificates::Identity>& identity);
  void showWaiting();
  void mend(const Mend& mend);

  QLabel* m_introduction;
  QLabel* m_certificateLabel;
  QLabel* m_keyLabel;
  QLabel* m_caLabel;
  FileField* m_certificate;
  FileField* m_key;
  FileField* m_ca;
  Banner* m_outcome;
  ProblemList* m_problems;
  QPushButton* m_use;
  QTimer m_settle;
  int m_check = 0;  ///< the newest one: an older answer is of files no longer chosen
};
