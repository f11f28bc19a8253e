// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The shapes as plain vector paths.

#include "gui/style/state_colors.h"

#include <QPainterPath>
#include <algorithm>
#include <numbers>

namespace style {

namespace {

QPainterPath polygonPath(std::initializer_list<QPointF> corners) {
  QPainterPath path;
  path.addPolygon(QPolygonF(QList<QPointF>(corners)));
  path.closeSubpath();
  return path;
}

QPainterPath trianglePath(const QRectF& box) {
  return polygonPath({{box.center().x(), box.top()}, box.bottomRight(), box.bottomLeft()});
}

QPainterPath hourglassPath(const QRectF& box) {
  return polygonPath({box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()});
}

QPainterPath diamondPath(const QRectF& box) {
  const QPointF middle = box.center();
  return polygonPath(
      {{middle.x(), box.top()}, {box.right(), middle.y()}, {middle.x(), box.bottom()}, {box.left(), middle.y()}});
}

void fill(QPainter& painter, const QPainterPath& path, const QColor& color) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  painter.drawPath(path);
}

void stroke(QPainter& painter, const QPainterPath& path, const QColor& color, qreal width) {
  painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
}

QPainterPath circlePath(const QRectF& box) {
  QPainterPath path;
  path.addEllipse(box);
  return path;
}

void paintDashedRing(QPainter& painter, const QRectF& box, const QColor& color, qreal width) {
  QPen pen(color, width, Qt::CustomDashLine, Qt::FlatCap);
  const qreal dash = std::numbers::pi * box.width() / width / 10;
  pen.setDashPattern({dash, dash});
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  painter.drawEllipse(box);
}

// An open circle with an arrow head around a triangle: it comes back again and again.
void paintLoopedTriangle(QPainter& painter, const QRectF& box, const QColor& color, qreal width) {
  QPainterPath loop;
  loop.arcMoveTo(box, 55);
  loop.arcTo(box, 55, 290);
  stroke(painter, loop, color, width);
  const qreal side = box.width() * 0.46;
  fill(painter, trianglePath({box.center().x() - side / 2, box.center().y() - side * 0.62, side, side}), color);
  const qreal head = box.width() * 0.3;
  fill(painter, trianglePath({box.right() - head * 0.72, box.center().y() - head * 1.15, head, head}), color);
}

void paintCross(QPainter& painter, const QRectF& box, const QColor& color, qreal width) {
  QPainterPath path(box.topLeft());
  path.lineTo(box.bottomRight());
  path.moveTo(box.topRight());
  path.lineTo(box.bottomLeft());
  stroke(painter, path, color, width);
}

QRectF inset(const QRectF& box, qreal by) {
  return box.adjusted(by, by, -by, -by);
}

}  // namespace

void paintShape(QPainter& painter, const QRectF& rect, Shape shape, const QColor& color) {
  const qreal side = std::min(rect.width(), rect.height());
  const qreal pen = std::max(1.4, side / 8);
  const QRectF box(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side);
  const QRectF line = inset(box, pen / 2);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  switch (shape) {
    case Shape::Ring:
      stroke(painter, circlePath(line), color, pen);
      break;
    case Shape::DashedRing:
      paintDashedRing(painter, line, color, pen);
      break;
    case Shape::HalfDisc:
      stroke(painter, circlePath(line), color, pen);
      painter.setPen(Qt::NoPen);
      painter.setBrush(color);
      painter.drawPie(line, -90 * 16, 180 * 16);
      break;
    case Shape::Disc:
      fill(painter, circlePath(inset(box, side * 0.04)), color);
      break;
    case Shape::Triangle:
      painter.setBrush(color);
      painter.setPen(QPen(color, pen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter.drawPath(trianglePath(line));
      break;
    case Shape::LoopedTriangle:
      paintLoopedTriangle(painter, line, color, pen);
      break;
    case Shape::Cross:
      paintCross(painter, inset(line, side * 0.1), color, pen * 1.4);
      break;
    case Shape::Square:
      fill(painter, polygonPath({line.topLeft(), line.topRight(), line.bottomRight(), line.bottomLeft()}), color);
      break;
    case Shape::Hourglass:
      fill(painter, hourglassPath(line.adjusted(side * 0.1, 0, -side * 0.1, 0)), color);
      break;
    case Shape::Diamond:
      fill(painter, diamondPath(box), color);
      break;
  }
  painter.restore();
}

}  // namespace style
