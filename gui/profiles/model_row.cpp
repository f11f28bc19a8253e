// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See model_row.h.

#include "gui/profiles/model_row.h"

#include "gui/style/elided_label.h"
#include "gui/style/segmented_control.h"

ModelRow::ModelRow(QWidget* parent) : ChoiceRow(parent) {
  choice()->setObjectName(QStringLiteral("workerModel"));
  choice()->addSegment(int(config::Model::Processes), QString(), QString());
  choice()->addSegment(int(config::Model::Threads), QString(), QString());
  connect(choice(), &SegmentedControl::chosen, this, [this](int id) { emit chosen(static_cast<config::Model>(id)); });
  retranslate();
}

void ModelRow::setModel(config::Model model) {
  m_model = model;
  tell();
}

void ModelRow::tell() {
  choice()->setChoice(int(m_model));
  meaning()->setFullText(m_model == config::Model::Processes
                             ? tr("A crash ends one worker, and the others serve on.")
                             : tr("The workers share their memory, and one crash ends them all."));
}

void ModelRow::retranslate() {
  choice()->setSegmentText(int(config::Model::Processes), tr("Processes"), tr("Each worker is a process of its own"));
  choice()->setSegmentText(int(config::Model::Threads), tr("Threads"), tr("All workers are threads of one process"));
  tell();
}
