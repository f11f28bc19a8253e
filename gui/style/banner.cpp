// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Layout and painting of the banner.

#include "gui/style/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include "gui/style/icon.h"

namespace {

QString iconFor(style::Tone tone) {
  switch (tone) {
    case style::Tone::Good:
      return QStringLiteral("done-circle");
    case style::Tone::Warning:
      return QStringLiteral("warning");
    case style::Tone::Bad:
      return QStringLiteral("error");
    case style::Tone::Busy:
    case style::Tone::Quiet:
      break;
  }
  return QStringLiteral("information");
}

}  // namespace

Banner::Banner(style::Tone tone, QWidget* parent)
    : QWidget(parent),
      m_tone(tone),
      m_icon(new QLabel(this)),
      m_text(new QLabel(this)),
      m_detail(new QLabel(this)),
      m_layout(new QHBoxLayout(this)) {
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::PlainText);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_detail->setWordWrap(true);
  m_detail->setTextFormat(Qt::PlainText);
  m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_detail->hide();
  m_icon->setFixedSize(16, 16);

  auto* words = new QVBoxLayout;
  words->setSpacing(2);
  words->addStretch();
  words->addWidget(m_text);
  words->addWidget(m_detail);
  words->addStretch();
  m_layout->setContentsMargins(12, 6, 8, 6);
  m_layout->setSpacing(8);
  m_layout->addWidget(m_icon);
  m_layout->addSpacing(2);
  m_layout->addLayout(words, 1);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  colour();
}

void Banner::setTone(style::Tone tone) {
  m_tone = tone;
  colour();
}

void Banner::setText(const QString& text) {
  m_text->setText(text);
}

QString Banner::text() const {
  return m_text->text();
}

void Banner::setDetail(const QString& detail) {
  m_detail->setText(detail);
  m_detail->setVisible(!detail.isEmpty());
}

QPushButton* Banner::addButton(const QString& text, const QString& iconName) {
  auto* button = new QPushButton(text, this);
  if (!iconName.isEmpty()) button->setIcon(style::icon(iconName));
  button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  m_layout->addWidget(button);
  return button;
}

void Banner::colour() {
  const style::Colors& c = style::colorsOf(palette());
  m_icon->setPixmap(style::tintedPixmap(iconFor(m_tone), 16, devicePixelRatioF(), c.of(m_tone)));
  update();
}

void Banner::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) colour();
  QWidget::changeEvent(event);
}

void Banner::paintEvent(QPaintEvent*) {
  const style::Colors& c = style::colorsOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(c.softOf(m_tone));
  painter.drawRoundedRect(rect(), 8, 8);
}
