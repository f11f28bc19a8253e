// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where a running server keeps its sessions, and since when that does not answer. Shows nothing where nothing is kept,
// or where each worker has its own.

#pragma once

#include <QWidget>

#include "server/control/message.h"

class ElidedLabel;
class QLabel;

class SessionsLine : public QWidget {
  Q_OBJECT

 public:
  explicit SessionsLine(QWidget* parent = nullptr);

  void setStatus(const control::SessionsStatus& status);
  /// The whole sentence; where there is little room, a shorter one is shown.
  [[nodiscard]] QString text() const;
  /// There is something to show; the caller decides whether it is shown.
  [[nodiscard]] bool isTelling() const;
  /// For the whole sentence.
  [[nodiscard]] QSize sizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void tell();
  void fit();
  [[nodiscard]] bool isDown() const { return m_status.downSince != 0; }
  [[nodiscard]] QString shortText() const;

  control::SessionsStatus m_status;
  QLabel* m_shape;
  ElidedLabel* m_text;
};
