// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A form as high as its rows where there is room, and scrolled where there is not: down to a few rows, never sideways.
// What takes the keyboard comes into view, and the wheel scrolls instead of turning the number below the pointer.

#pragma once

#include <QScrollArea>

class FormScroll : public QScrollArea {
  Q_OBJECT

 public:
  explicit FormScroll(QWidget* parent = nullptr);

  /// With all of its fields: those that come later turn by the wheel as ever.
  void setForm(QWidget* form);
  [[nodiscard]] QSize sizeHint() const override;
  [[nodiscard]] QSize minimumSizeHint() const override;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool takeWheel(QObject* watched, QEvent* event);
};
