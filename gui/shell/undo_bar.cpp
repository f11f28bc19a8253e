// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A banner that goes by itself.

#include "gui/shell/undo_bar.h"

#include <QEvent>
#include <QPushButton>

namespace {

constexpr int shownMs = 15'000;

}  // namespace

UndoBar::UndoBar(QWidget* parent)
    : Banner(style::Tone::Quiet, parent), m_button(addButton(QString(), QStringLiteral("undo"))) {
  m_time.setSingleShot(true);
  m_time.setInterval(shownMs);
  connect(&m_time, &QTimer::timeout, this, &QWidget::hide);
  connect(m_button, &QPushButton::clicked, this, &UndoBar::undoAsked);
  retranslate();
  hide();
}

void UndoBar::tell(const QString& title) {
  m_title = title;
  retranslate();
  show();
  m_time.start();
}

void UndoBar::retranslate() {
  m_button->setText(tr("Undo"));
  if (!m_title.isEmpty()) setText(tr("“%1” was removed from your servers.").arg(m_title));
}

void UndoBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  Banner::changeEvent(event);
}
