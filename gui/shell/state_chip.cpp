// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Painting of the pill.

#include "gui/shell/state_chip.h"

#include <QEvent>
#include <QPainter>

#include "gui/cluster/state_look.h"
#include "gui/style/state_colors.h"

namespace {

constexpr int shapeSize = 12;
constexpr int padding = 10;
constexpr int gap = 7;

}  // namespace

StateChip::StateChip(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setState(Cluster::State::Stopped);
}

void StateChip::setState(Cluster::State state) {
  m_state = state;
  setAccessibleName(tr("State: %1").arg(stateLook::word(state)));
  updateGeometry();
  update();
}

QSize StateChip::sizeHint() const {
  return {padding + shapeSize + gap + fontMetrics().horizontalAdvance(stateLook::word(m_state)) + padding + 2,
          fontMetrics().height() + 8};
}

void StateChip::paintEvent(QPaintEvent*) {
  const style::Colors& c = style::colorsOf(palette());
  const style::StateLook look = stateLook::look(m_state);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(c.softOf(look.tone));
  painter.drawRoundedRect(rect(), height() / 2.0, height() / 2.0);
  style::paintShape(painter, QRectF(padding, (height() - shapeSize) / 2.0, shapeSize, shapeSize), look.shape,
                    c.of(look.tone));
  painter.setPen(c.of(look.tone));
  painter.drawText(rect().adjusted(padding + shapeSize + gap, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                   stateLook::word(m_state));
}

void StateChip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) setState(m_state);
  QWidget::changeEvent(event);
}
