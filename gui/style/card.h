// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A section of a page: a flat surface with a hairline and round corners. Sections are never nested.

#pragma once

#include <QWidget>

class Card : public QWidget {
  Q_OBJECT

 public:
  explicit Card(QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};
