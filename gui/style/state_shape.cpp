// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Plain vector shapes, drawn with a 1.5 px pen.

#include "gui/style/state_shape.h"

#include <QPainterPath>

namespace style {

namespace {

QPainterPath trianglePath(const QRectF& rect) {
  QPainterPath path;
  path.moveTo(rect.center().x(), rect.top() + 0.5);
  path.lineTo(rect.right(), rect.bottom() - 0.5);
  path.lineTo(rect.left(), rect.bottom() - 0.5);
  path.closeSubpath();
  return path;
}

QPainterPath hourglassPath(const QRectF& rect) {
  QPainterPath path;
  path.moveTo(rect.topLeft());
  path.lineTo(rect.topRight());
  path.lineTo(rect.bottomLeft());
  path.lineTo(rect.bottomRight());
  path.closeSubpath();
  return path;
}

QPainterPath diamondPath(const QRectF& rect) {
  QPainterPath path;
  path.moveTo(rect.center().x(), rect.top());
  path.lineTo(rect.right(), rect.center().y());
  path.lineTo(rect.center().x(), rect.bottom());
  path.lineTo(rect.left(), rect.center().y());
  path.closeSubpath();
  return path;
}

void paintHalfDisc(QPainter& painter, const QRectF& rect, const QColor& color) {
  painter.drawEllipse(rect);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPie(rect, 90 * 16, 180 * 16);
}

// A loop arrow around a small triangle: it starts, fails, and starts again.
void paintLoopedTriangle(QPainter& painter, const QRectF& rect, const QColor& color) {
  painter.drawArc(rect, 60 * 16, 270 * 16);
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  const double side = rect.width() * 0.46;
  painter.drawPath(trianglePath(QRectF(rect.center().x() - side / 2, rect.center().y() - side * 0.55, side, side)));
  const double head = rect.width() * 0.2;
  const QPointF tip(rect.center().x() + rect.width() * 0.25, rect.top() + rect.height() * 0.07);
  painter.drawEllipse(tip, head / 1.6, head / 1.6);
}

void paintCross(QPainter& painter, const QRectF& rect) {
  painter.setPen(QPen(painter.pen().color(), 2.2, Qt::SolidLine, Qt::RoundCap));
  const QRectF inner = rect.adjusted(1, 1, -1, -1);
  painter.drawLine(inner.topLeft(), inner.bottomRight());
  painter.drawLine(inner.topRight(), inner.bottomLeft());
}

}  // namespace

void paintStateShape(QPainter& painter, const QRectF& rect, StateShape shape, const QColor& color) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF inner = rect.adjusted(1, 1, -1, -1);
  painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  switch (shape) {
    case StateShape::Ring: painter.drawEllipse(inner); break;
    case StateShape::HalfDisc: paintHalfDisc(painter, inner, color); break;
    case StateShape::Disc:
      painter.setBrush(color);
      painter.drawEllipse(inner);
      break;
    case StateShape::Triangle:
      painter.setBrush(color);
      painter.drawPath(trianglePath(inner));
      break;
    case StateShape::LoopedTriangle: paintLoopedTriangle(painter, inner, color); break;
    case StateShape::Cross: paintCross(painter, inner); break;
    case StateShape::Square:
      painter.setBrush(color);
      painter.drawRect(inner.adjusted(1, 1, -1, -1));
      break;
    case StateShape::DashedRing:
      painter.setPen(QPen(color, 1.6, Qt::CustomDashLine));
      {
        QPen pen = painter.pen();
        pen.setDashPattern({1.8, 1.6});
        painter.setPen(pen);
      }
      painter.drawEllipse(inner);
      break;
    case StateShape::Hourglass: painter.drawPath(hourglassPath(inner.adjusted(1.5, 0, -1.5, 0))); break;
    case StateShape::Diamond:
      painter.setBrush(color);
      painter.drawPath(diamondPath(inner));
      break;
  }
  painter.restore();
}

}  // namespace style
