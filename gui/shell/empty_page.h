// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What stands in the window while there is no server: what belongs here, and the one thing to do.

#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

class EmptyPage : public QWidget {
  Q_OBJECT

 public:
  explicit EmptyPage(QWidget* parent = nullptr);

 signals:
  void addAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QLabel* m_heading;
  QLabel* m_text;
  QPushButton* m_add;
};
