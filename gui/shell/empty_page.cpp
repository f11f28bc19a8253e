// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two labels and a button.

#include "gui/shell/empty_page.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/style/forkyard_style.h"
#include "gui/style/icon.h"

EmptyPage::EmptyPage(QWidget* parent)
    : QWidget(parent), m_heading(new QLabel(this)), m_text(new QLabel(this)), m_add(new QPushButton(this)) {
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.4);
  large.setWeight(QFont::DemiBold);
  m_heading->setFont(large);
  m_text->setForegroundRole(QPalette::PlaceholderText);
  m_add->setIcon(style::icon(QStringLiteral("add"), style::Ink::OnAccent));
  ForkyardStyle::makePrimary(m_add);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(12);
  layout->addStretch(2);
  layout->addWidget(m_heading, 0, Qt::AlignHCenter);
  layout->addWidget(m_text, 0, Qt::AlignHCenter);
  layout->addSpacing(8);
  layout->addWidget(m_add, 0, Qt::AlignHCenter);
  layout->addStretch(3);
  connect(m_add, &QPushButton::clicked, this, &EmptyPage::addAsked);
  retranslate();
}

void EmptyPage::retranslate() {
  m_heading->setText(tr("No server yet"));
  m_text->setText(tr("Your servers will be listed here. Each is a small file that you can also edit by hand."));
  m_add->setText(tr("New server"));
}

void EmptyPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
