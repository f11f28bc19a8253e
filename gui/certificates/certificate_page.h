// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificates of the store, what each covers and for how long, and what is wrong with the selected one.

#pragma once

#include <QWidget>

class CertificateList;
class ProblemList;
class QLabel;
class QPushButton;
class QTableView;

class CertificatePage : public QWidget {
  Q_OBJECT

 public:
  CertificatePage(CertificateList& list, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void handleSelection();

  CertificateList& m_list;
  QLabel* m_title;
  QLabel* m_explanation;
  QPushButton* m_openFolder;
  QTableView* m_table;
  ProblemList* m_problems;
};
