// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// For a quarter of a minute: which server was removed from the list, and the way back.

#pragma once

#include <QTimer>

#include "gui/style/banner.h"

class QPushButton;

class UndoBar : public Banner {
  Q_OBJECT

 public:
  explicit UndoBar(QWidget* parent);

  void tell(const QString& title);

 signals:
  void undoAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QPushButton* m_button;
  QString m_title;
  QTimer m_time;
};
