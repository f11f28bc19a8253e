// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Why a browser warns of a self-signed certificate, and what to click in each to go on.

#pragma once

#include <QDialog>

class BrowserWarningDialog : public QDialog {
  Q_OBJECT

 public:
  /// Of the server at "localhost", "https://localhost:8443".
  BrowserWarningDialog(const QString& host, const QString& address, QWidget* parent);
};
