// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Servers run and the window is to be closed: keep them running, stop them, or stay.

#pragma once

#include <QMessageBox>

#include "gui/settings/settings.h"

class ClosingQuestion : public QMessageBox {
  Q_OBJECT

 public:
  /// Keeps the answer in `settings` where the person asks for it.
  ClosingQuestion(Settings& settings, int runningServers, QWidget* parent);

 signals:
  /// Not on Cancel.
  void answered(Settings::Closing answer);
};
