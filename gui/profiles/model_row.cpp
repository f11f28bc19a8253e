// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See model_row.h.

#include "gui/profiles/model_row.h"

#include <QEvent>
#include <QHBoxLayout>

#include "gui/style/elided_label.h"
#include "gui/style/segmented_control.h"

ModelRow::ModelRow(QWidget* parent)
    : QWidget(parent), m_choice(new SegmentedControl(this)), m_words(new ElidedLabel(this)) {
  m_choice->setObjectName(QStringLiteral("workerModel"));
  m_choice->addSegment(int(config::Model::Processes), QString(), QString());
  m_choice->addSegment(int(config::Model::Threads), QString(), QString());
  m_words->setForegroundRole(QPalette::PlaceholderText);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(12);
  row->addWidget(m_choice);
  row->addWidget(m_words, 1);
  connect(m_choice, &SegmentedControl::chosen, this, [this](int id) { emit chosen(static_cast<config::Model>(id)); });
  retranslate();
}

void ModelRow::setModel(config::Model model) {
  m_model = model;
  tell();
}

void ModelRow::tell() {
  m_choice->setChoice(int(m_model));
  m_words->setFullText(m_model == config::Model::Processes
                           ? tr("A crash ends one worker, and the others serve on.")
                           : tr("The workers share their memory, and one crash ends them all."));
}

void ModelRow::retranslate() {
  m_choice->setSegmentText(int(config::Model::Processes), tr("Processes"), tr("Each worker is a process of its own"));
  m_choice->setSegmentText(int(config::Model::Threads), tr("Threads"), tr("All workers are threads of one process"));
  tell();
}

void ModelRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
