// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An icon and a label.

#include "gui/routes/words_line.h"

#include <QHBoxLayout>
#include <QLabel>

#include "gui/style/elided_label.h"
#include "gui/style/icon.h"

namespace {

constexpr int shapeSize = 16;

QString shapeOf(style::Tone tone) {
  switch (tone) {
    case style::Tone::Good:
      return QStringLiteral("done-circle");
    case style::Tone::Busy:
      return QStringLiteral("clock");
    case style::Tone::Warning:
      return QStringLiteral("warning");
    case style::Tone::Bad:
      return QStringLiteral("error");
    case style::Tone::Quiet:
      return QStringLiteral("information");
  }
  return {};
}

}  // namespace

WordsLine::WordsLine(QWidget* parent) : QWidget(parent), m_shape(new QLabel(this)), m_text(new ElidedLabel(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(m_shape);
  row->addWidget(m_text, 1);
  m_shape->setFixedSize(shapeSize, shapeSize);
  setMinimumHeight(shapeSize);
}

void WordsLine::setWords(const FieldWords& words) {
  if (words.text == m_words.text && words.tone == m_words.tone) return;
  m_words = words;
  const QIcon shape = style::icon(shapeOf(words.tone), style::inkOf(words.tone));
  m_shape->setPixmap(words.text.isEmpty() ? QPixmap() : shape.pixmap(QSize(shapeSize, shapeSize), devicePixelRatioF()));
  m_text->setForegroundRole(words.tone == style::Tone::Quiet ? QPalette::PlaceholderText : QPalette::WindowText);
  m_text->setFullText(words.text);
}
