// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether each worker is a process of its own, or all are threads of one, and what that means.

#pragma once

#include <QWidget>

#include "server/config/config.h"

class ElidedLabel;
class SegmentedControl;

class ModelRow : public QWidget {
  Q_OBJECT

 public:
  explicit ModelRow(QWidget* parent = nullptr);

  /// Emits nothing.
  void setModel(config::Model model);

 signals:
  /// By the person.
  void chosen(config::Model model);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void tell();

  config::Model m_model = config::Model::Processes;
  SegmentedControl* m_choice;
  ElidedLabel* m_words;
};
