// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What one route serves: a box of kinds, the fields of the chosen one beside it, and below a sentence on what was
// typed. A kind that is left keeps what was typed into it.

#pragma once

#include <QWidget>
#include <vector>

#include "gui/routes/handler_fields.h"

class QComboBox;
class QHBoxLayout;
class QStackedWidget;
class WordsLine;

class HandlerEditor : public QWidget {
  Q_OBJECT

 public:
  explicit HandlerEditor(QWidget* parent = nullptr);

  /// Emits nothing. `surroundings`: the configuration that the route is in.
  void setHandler(const config::RouteHandler& handler, const config::Config& surroundings);
  /// Also one that is not known here is told, and kept.
  [[nodiscard]] const config::RouteHandler& handler() const { return m_handler; }
  /// Empties the fields of the kinds not chosen: what was typed into them belonged to something else.
  void forget();
  /// At the end of the line with the sentence.
  void addBeside(QWidget* widget);
  [[nodiscard]] FieldWords words() const;
  [[nodiscard]] QComboBox* kinds() const { return m_kinds; }

 signals:
  /// By the person.
  void edited(const config::RouteHandler& handler);
  void wordsChanged();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void handleEdited();
  void showWords();
  void fit();
  [[nodiscard]] HandlerFields* current() const;

  config::RouteHandler m_handler;
  QComboBox* m_kinds;
  QStackedWidget* m_stack;
  WordsLine* m_words;
  QHBoxLayout* m_below;
  std::vector<HandlerFields*> m_fields;  ///< in the box's order
};
