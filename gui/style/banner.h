// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One sentence within a page, with the buttons that answer it: problems, changes not in use yet, an undo.

#pragma once

#include <QWidget>

#include "gui/style/palette.h"

class QHBoxLayout;
class QLabel;
class QPushButton;

class Banner : public QWidget {
  Q_OBJECT

 public:
  explicit Banner(style::Tone tone, QWidget* parent = nullptr);

  void setTone(style::Tone tone);
  void setText(const QString& text);
  [[nodiscard]] QString text() const;
  /// A second, smaller line; empty: none.
  void setDetail(const QString& detail);
  /// In reading order, after the text. The banner owns the button.
  QPushButton* addButton(const QString& text, const QString& iconName = {});

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void colour();

  style::Tone m_tone;
  QLabel* m_icon;
  QLabel* m_text;
  QLabel* m_detail;
  QHBoxLayout* m_layout;
};
