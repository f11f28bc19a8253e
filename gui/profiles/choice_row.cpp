// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See choice_row.h.

#include "gui/profiles/choice_row.h"

#include <QEvent>
#include <QHBoxLayout>

#include "gui/style/elided_label.h"
#include "gui/style/segmented_control.h"

ChoiceRow::ChoiceRow(QWidget* parent)
    : QWidget(parent), m_choice(new SegmentedControl(this)), m_meaning(new ElidedLabel(this)) {
  m_meaning->setForegroundRole(QPalette::PlaceholderText);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(12);
  row->addWidget(m_choice);
  row->addWidget(m_meaning, 1);
}

void ChoiceRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
