// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificates' table: one row selected at a time, widths for what usually stands in it. Where it is narrow it
// keeps the names and how long they are good for; the rest stands in the details.

#pragma once

#include <QTableView>

class CertificateList;

class CertificateTable : public QTableView {
  Q_OBJECT

 public:
  CertificateTable(CertificateList& list, QWidget* parent);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();
  [[nodiscard]] int widthOf(int letters) const;
};
