// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The line below a field: a shape for its tone and the sentence. Takes its room also while it is empty, so that nothing
// jumps.

#pragma once

#include <QWidget>

#include "gui/routes/handler_fields.h"

class ElidedLabel;
class QLabel;

class WordsLine : public QWidget {
  Q_OBJECT

 public:
  explicit WordsLine(QWidget* parent = nullptr);

  void setWords(const FieldWords& words);
  [[nodiscard]] const FieldWords& words() const { return m_words; }

 private:
  FieldWords m_words;
  QLabel* m_shape;
  ElidedLabel* m_text;
};
