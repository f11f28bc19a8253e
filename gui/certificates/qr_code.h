// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A text as a QR code, for a phone's camera: dark on white in every theme, as readers expect it.

#pragma once

#include <QWidget>
#include <vector>

class QrCode : public QWidget {
  Q_OBJECT

 public:
  explicit QrCode(QWidget* parent = nullptr);

  /// Empty, or too long for a code: nothing is shown.
  void setText(const QString& text);
  [[nodiscard]] QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<bool> m_modules;  ///< row by row, true: dark
  int m_width = 0;              ///< modules a row
};
