// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a state looks like: a tone of the palette and a shape, so that no state is told by colour alone. Which state has
// which tone, shape and word is said in gui/cluster/state_look.

#pragma once

#include <QPainter>
#include <QPainterPath>

#include "gui/style/palette.h"

namespace style {

enum class Shape { Ring, HalfDisc, Disc, Triangle, LoopedTriangle, Cross, Square, DashedRing, Hourglass, Diamond };

/// One state's look; the colour is colorsOf(palette).of(tone): 4.5:1 as text, so more than 3:1 as a shape.
struct StateLook {
  Tone tone = Tone::Quiet;
  Shape shape = Shape::Ring;
};

namespace detail {

inline void strokePath(QPainter& painter, const QPainterPath& path, const QColor& color, qreal width,
                       Qt::PenStyle pen = Qt::SolidLine) {
  painter.setPen(QPen(color, width, pen, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
}

inline QPainterPath trianglePath(const QRectF& box) {
  QPainterPath path;
  path.moveTo(box.center().x(), box.top());
  path.lineTo(box.right(), box.bottom());
  path.lineTo(box.left(), box.bottom());
  path.closeSubpath();
  return path;
}

inline QPainterPath crossPath(const QRectF& box) {
  QPainterPath path;
  path.moveTo(box.topLeft());
  path.lineTo(box.bottomRight());
  path.moveTo(box.topRight());
  path.lineTo(box.bottomLeft());
  return path;
}

inline QPainterPath hourglassPath(const QRectF& box) {
  QPainterPath path;
  path.moveTo(box.topLeft());
  path.lineTo(box.topRight());
  path.lineTo(box.bottomLeft());
  path.lineTo(box.bottomRight());
  path.closeSubpath();
  return path;
}

inline QPainterPath diamondPath(const QRectF& box) {
  QPainterPath path;
  path.moveTo(box.center().x(), box.top());
  path.lineTo(box.right(), box.center().y());
  path.lineTo(box.center().x(), box.bottom());
  path.lineTo(box.left(), box.center().y());
  path.closeSubpath();
  return path;
}

}  // namespace detail

/// Paints `shape` into the middle of `rect`, as large as its shorter side; antialiased, in one colour.
inline void paintShape(QPainter& painter, const QRectF& rect, Shape shape, const QColor& color) {
  const qreal side = qMin(rect.width(), rect.height());
  const qreal pen = qMax<qreal>(1.3, side / 7);
  const QPointF corner(rect.center().x() - side / 2, rect.center().y() - side / 2);
  const QRectF box(corner, QSizeF(side, side));
  const QRectF inner = box.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
  QPainterPath circle;
  circle.addEllipse(inner);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  switch (shape) {
    case Shape::Ring: detail::strokePath(painter, circle, color, pen); break;
    case Shape::DashedRing:
      painter.setPen(QPen(color, pen, Qt::CustomDashLine, Qt::FlatCap));
      {
        QPen dashed = painter.pen();
        const qreal circumference = 3.14159265 * inner.width() / pen;
        dashed.setDashPattern({circumference / 10, circumference / 10});
        painter.setPen(dashed);
      }
      painter.drawEllipse(inner);
      break;
    case Shape::HalfDisc:
      detail::strokePath(painter, circle, color, pen);
      painter.setPen(Qt::NoPen);
      painter.setBrush(color);
      painter.drawPie(inner, -90 * 16, 180 * 16);
      break;
    case Shape::Disc: painter.setPen(Qt::NoPen), painter.setBrush(color), painter.drawEllipse(box); break;
    case Shape::Triangle:
      painter.setPen(QPen(color, pen, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin)), painter.setBrush(color);
      painter.drawPath(detail::trianglePath(inner));
      break;
    case Shape::LoopedTriangle: {
      // An open circle with an arrow head: it comes back again and again.
      QPainterPath loop;
      loop.arcMoveTo(inner, 60);
      loop.arcTo(inner, 60, 285);
      detail::strokePath(painter, loop, color, pen);
      painter.setPen(Qt::NoPen), painter.setBrush(color);
      const qreal third = side * 0.42;
      painter.drawPath(detail::trianglePath(QRectF(box.center().x() - third / 2, box.center().y() - third * 0.6, third,
                                                   third)));
      painter.drawPath(detail::trianglePath(QRectF(inner.right() - third * 0.6, inner.center().y() - third * 0.75,
                                                   third, third * 0.7)));
      break;
    }
    case Shape::Cross:
      detail::strokePath(painter, detail::crossPath(inner.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2)), color,
                         pen * 1.35);
      break;
    case Shape::Square: painter.fillRect(inner.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), color); break;
    case Shape::Hourglass:
      painter.setPen(QPen(color, pen * 0.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin)), painter.setBrush(color);
      painter.drawPath(detail::hourglassPath(inner.adjusted(pen, pen / 2, -pen, -pen / 2)));
      break;
    case Shape::Diamond:
      painter.setPen(Qt::NoPen), painter.setBrush(color), painter.drawPath(detail::diamondPath(box));
      break;
  }
  painter.restore();
}

}  // namespace style
