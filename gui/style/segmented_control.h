// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One choice of a few, all visible: [ HTTP/2 | HTTPS | HTTP ]. Arrow keys move the choice as in a group of radio
// buttons.

#pragma once

#include <QButtonGroup>
#include <QWidget>

class SegmentedControl : public QWidget {
  Q_OBJECT

 public:
  explicit SegmentedControl(QWidget* parent = nullptr);

  /// `id` is the caller's own number for the choice, zero or more.
  void addSegment(int id, const QString& text, const QString& explanation);
  void setSegmentText(int id, const QString& text, const QString& explanation);
  [[nodiscard]] int choice() const { return m_group->checkedId(); }
  /// Emits nothing.
  void setChoice(int id);

 signals:
  /// By the person, not by setChoice().
  void chosen(int id);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QButtonGroup* m_group;
};
