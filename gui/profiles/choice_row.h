// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A row of Setup that is one choice, and a sentence beside it of what the choice means.

#pragma once

#include <QWidget>

class ElidedLabel;
class SegmentedControl;

class ChoiceRow : public QWidget {
  Q_OBJECT

 protected:
  /// The choice has no segments yet; whoever adds them calls retranslate() then.
  explicit ChoiceRow(QWidget* parent);

  /// All words, in the language that is in use now.
  virtual void retranslate() = 0;
  void changeEvent(QEvent* event) override;
  [[nodiscard]] SegmentedControl* choice() const { return m_choice; }
  [[nodiscard]] ElidedLabel* meaning() const { return m_meaning; }

 private:
  SegmentedControl* m_choice;
  ElidedLabel* m_meaning;
};
