// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificates' table: one row selected at a time, widths for what usually stands in it.

#pragma once

#include <QTableView>

class CertificateList;

class CertificateTable : public QTableView {
  Q_OBJECT

 public:
  CertificateTable(CertificateList& list, QWidget* parent);
};
