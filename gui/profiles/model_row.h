// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether each worker is a process of its own, or all are threads of one, and what that means.

#pragma once

#include "gui/profiles/choice_row.h"
#include "server/config/config.h"

class ModelRow : public ChoiceRow {
  Q_OBJECT

 public:
  explicit ModelRow(QWidget* parent = nullptr);

  /// Emits nothing.
  void setModel(config::Model model);

 signals:
  /// By the person.
  void chosen(config::Model model);

 private:
  void retranslate() override;
  void tell();

  config::Model m_model = config::Model::Processes;
};
