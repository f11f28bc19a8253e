// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Flat painting of controls. Every function takes its colours from the option's palette, so a theme switch shows at
// once.

#include "gui/style/paint_controls.h"

#include <QStyle>

#include "gui/style/icon.h"

namespace style {

namespace {

constexpr double radius = 6;

bool has(const QStyleOption& option, QStyle::StateFlag flag) {
  return option.state.testFlag(flag);
}

// Half a pixel inside, so that a 1 px line falls on whole pixels.
QRectF lineRect(const QRect& rect) {
  return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
}

void paintBox(QPainter& painter, const QRect& rect, const QColor& fill, const QColor& line) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
  painter.setBrush(fill);
  painter.drawRoundedRect(lineRect(rect), radius, radius);
  painter.restore();
}

QColor buttonFill(const QStyleOptionButton& option, bool primary, const Colors& c) {
  const bool enabled = has(option, QStyle::State_Enabled);
  const bool down = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
  const bool hover = has(option, QStyle::State_MouseOver);
  if (!enabled) return primary ? c.quietSoft : c.card;
  if (primary) return down || hover ? c.accentHover : c.accent;
  return down ? c.quietSoft : hover ? c.hover : c.card;
}

}  // namespace

void paintButton(QPainter& painter, const QStyleOptionButton& option, bool primary) {
  const Colors& c = colorsOf(option.palette);
  const bool flat = option.features.testFlag(QStyleOptionButton::Flat);
  const bool active = has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken);
  if (!flat || active)
    paintBox(painter, option.rect, buttonFill(option, primary, c), primary || flat ? QColor() : c.outline);
  if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange))
    paintFocusRing(painter, option.rect, c);
}

void paintToolButton(QPainter& painter, const QStyleOption& option) {
  const Colors& c = colorsOf(option.palette);
  const bool enabled = has(option, QStyle::State_Enabled);
  if (has(option, QStyle::State_On))
    paintBox(painter, option.rect, enabled ? c.selection : c.quietSoft, QColor());
  else if (enabled && has(option, QStyle::State_Sunken))
    paintBox(painter, option.rect, c.quietSoft, QColor());
  else if (enabled && has(option, QStyle::State_MouseOver))
    paintBox(painter, option.rect, c.hover, QColor());
  if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange))
    paintFocusRing(painter, option.rect, c);
}

void paintField(QPainter& painter, const QStyleOption& option) {
  const Colors& c = colorsOf(option.palette);
  const bool enabled = has(option, QStyle::State_Enabled);
  paintBox(painter, option.rect, enabled ? c.field : c.window, enabled ? c.outline : c.border);
  if (has(option, QStyle::State_HasFocus)) paintFocusRing(painter, option.rect, c);
}

void paintFocusRing(QPainter& painter, const QRect& rect, const Colors& c) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(c.link, 2));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius);
  painter.restore();
}

void paintFrame(QPainter& painter, const QStyleOption& option) {
  const Colors& c = colorsOf(option.palette);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(has(option, QStyle::State_HasFocus) ? c.link : c.border, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(lineRect(option.rect), radius, radius);
  painter.restore();
}

void paintCheckBox(QPainter& painter, const QStyleOption& option) {
  const Colors& c = colorsOf(option.palette);
  const bool enabled = has(option, QStyle::State_Enabled);
  const bool on = has(option, QStyle::State_On) || has(option, QStyle::State_NoChange);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(on ? (enabled ? c.accent : c.disabledText) : c.outline, 1));
  painter.setBrush(on ? (enabled ? c.accent : c.disabledText) : c.field);
  painter.drawRoundedRect(lineRect(option.rect), 4, 4);
  if (has(option, QStyle::State_NoChange)) {
    painter.setPen(QPen(c.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap));
    const QRectF rect(option.rect);
    painter.drawLine(QPointF(rect.left() + 4, rect.center().y()), QPointF(rect.right() - 4, rect.center().y()));
  } else if (on) {
    const int side = option.rect.width() - 2;
    painter.drawPixmap(option.rect.left() + 1, option.rect.top() + 1,
                       tintedPixmap(QStringLiteral("done"), side, painter.device()->devicePixelRatioF(), c.onAccent));
  }
  painter.restore();
}

void paintRadioButton(QPainter& painter, const QStyleOption& option) {
  const Colors& c = colorsOf(option.palette);
  const bool enabled = has(option, QStyle::State_Enabled);
  const bool on = has(option, QStyle::State_On);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(on ? (enabled ? c.accent : c.disabledText) : c.outline, 1));
  painter.setBrush(on ? (enabled ? c.accent : c.disabledText) : c.field);
  painter.drawEllipse(lineRect(option.rect));
  if (on) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.onAccent);
    const double inset = option.rect.width() * 0.32;
    painter.drawEllipse(QRectF(option.rect).adjusted(inset, inset, -inset, -inset));
  }
  painter.restore();
}

void paintHeaderSection(QPainter& painter, const QStyleOptionHeader& option) {
  const Colors& c = colorsOf(option.palette);
  painter.fillRect(option.rect, option.palette.color(QPalette::Base));
  painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), c.border);
}

void paintScrollBar(QPainter& painter, const QStyleOptionSlider& option, const QRect& slider) {
  const Colors& c = colorsOf(option.palette);
  if (option.maximum <= option.minimum) return;
  const bool active = has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken);
  const bool vertical = option.orientation == Qt::Vertical;
  const int inset = active ? 2 : 3;
  const QRectF thumb =
      vertical ? QRectF(slider).adjusted(inset, 2, -inset, -2) : QRectF(slider).adjusted(2, inset, -2, -inset);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(active ? c.mutedText : c.outline);
  const double round = (vertical ? thumb.width() : thumb.height()) / 2;
  painter.drawRoundedRect(thumb, round, round);
  painter.restore();
}

void paintMenuPanel(QPainter& painter, const QStyleOption& option) {
  const Colors& c = colorsOf(option.palette);
  painter.fillRect(option.rect, c.card);
  painter.setPen(QPen(c.outline, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
}

void paintMenuBarItem(QPainter& painter, const QStyleOptionMenuItem& option) {
  const Colors& c = colorsOf(option.palette);
  painter.fillRect(option.rect, c.window);
  const bool active = has(option, QStyle::State_Selected) && has(option, QStyle::State_Enabled);
  if (active) paintBox(painter, option.rect.adjusted(1, 2, -1, -2), c.hover, QColor());
}

void paintArrow(QPainter& painter, const QRect& rect, const QString& name, const QStyleOption& option) {
  const Colors& c = colorsOf(option.palette);
  const int side = std::min({rect.width(), rect.height(), 14});
  if (side < 4) return;
  const QPixmap pixmap = tintedPixmap(name, side, painter.device()->devicePixelRatioF(),
                                      has(option, QStyle::State_Enabled) ? c.mutedText : c.disabledText);
  painter.drawPixmap(rect.center().x() - side / 2 + 1, rect.center().y() - side / 2 + 1, pixmap);
}

}  // namespace style
