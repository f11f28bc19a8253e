// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Painted by us: one path for the line, one for the area under it.

#include "gui/metrics/line_chart.h"

#include <QDateTime>
#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "gui/style/palette.h"

namespace {

QString clockText(base::UnixMilliseconds time) {
  return QDateTime::fromMSecsSinceEpoch(time).toString(QStringLiteral("HH:mm:ss"));
}

}  // namespace

LineChart::LineChart(Form form, QWidget* parent)
    : QWidget(parent), m_form(form), m_format([](double value) { return QString::number(std::lround(value)); }) {
  setSizePolicy(QSizePolicy::Expanding, form == Form::Chart ? QSizePolicy::Expanding : QSizePolicy::Fixed);
  setMouseTracking(form == Form::Chart);
}

void LineChart::setPoints(std::vector<Point> points, base::UnixMilliseconds from, base::UnixMilliseconds to,
                          qint64 longestGap) {
  m_points = std::move(points);
  m_from = from;
  m_to = std::max(to, from + 1);
  m_longestGap = longestGap;
  update();
}

void LineChart::setTitle(const QString& title) {
  m_title = title;
  setAccessibleName(title);
  update();
}

void LineChart::setFormat(std::function<QString(double)> format) {
  m_format = std::move(format);
}

QSize LineChart::sizeHint() const {
  return m_form == Form::Chart ? QSize(240, 120) : QSize(72, fontMetrics().height());
}

QSize LineChart::minimumSizeHint() const {
  return m_form == Form::Chart ? QSize(140, 84) : QSize(40, fontMetrics().height());
}

double LineChart::roundMaximum(double value) {
  if (!(value > 0)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (value <= factor * power * (1 + 1e-9)) return factor * power;
  return 10 * power;
}

double LineChart::maximum() const {
  double highest = m_leastMaximum;
  for (const Point& point : m_points)
    if (point.value) highest = std::max(highest, *point.value);
  return m_form == Form::Chart ? roundMaximum(highest) : highest;
}

QRectF LineChart::plot() const {
  if (m_form == Form::Sparkline) return QRectF(rect()).adjusted(1, 2, -2, -2);
  const double text = fontMetrics().height();
  return QRectF(rect()).adjusted(1, text + 6, -1, -text - 3);
}

QPointF LineChart::place(const QRectF& plot, const Point& point, double maximum) const {
  const double part = static_cast<double>(point.time - m_from) / static_cast<double>(m_to - m_from);
  return {plot.left() + part * plot.width(), plot.bottom() - *point.value / maximum * plot.height()};
}

void LineChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double top = maximum();
  if (m_form == Form::Chart) paintScale(painter, plot(), top);
  paintLine(painter, plot(), top);
  if (m_form == Form::Chart) paintReading(painter, plot(), top);
}

void LineChart::paintLine(QPainter& painter, const QRectF& plot, double maximum) const {
  const style::Colors& colors = style::colorsOf(palette());
  QPainterPath line;
  QPainterPath area;
  const Point* before = nullptr;
  const auto closeArea = [&] {
    if (before == nullptr) return;
    area.lineTo(place(plot, *before, maximum).x(), plot.bottom());
    area.closeSubpath();
  };
  for (const Point& point : m_points) {
    if (!point.value || point.time < m_from) continue;
    const QPointF at = place(plot, point, maximum);
    if (before != nullptr && point.time - before->time <= m_longestGap) {
      line.lineTo(at);
      area.lineTo(at);
    } else {
      closeArea();
      line.moveTo(at);
      area.moveTo(at.x(), plot.bottom());
      area.lineTo(at);
    }
    before = &point;
  }
  closeArea();
  QColor ground = colors.busy;
  ground.setAlphaF(0.14F);
  painter.fillPath(area, ground);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colors.busy, m_form == Form::Chart ? 1.5 : 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPath(line);
}

void LineChart::paintScale(QPainter& painter, const QRectF& plot, double maximum) const {
  const style::Colors& colors = style::colorsOf(palette());
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(colors.border);
  for (const double part : {0.0, 0.5, 1.0}) {
    const int y = static_cast<int>(std::lround(plot.top() + part * plot.height()));
    painter.drawLine(static_cast<int>(plot.left()), y, static_cast<int>(plot.right()), y);
  }
  painter.setRenderHint(QPainter::Antialiasing);
  const double height = fontMetrics().height();
  painter.setPen(colors.text);
  const double room = plot.width() - fontMetrics().horizontalAdvance(m_format(maximum)) - 8;
  painter.drawText(QRectF(plot.left(), 0, room, height + 2), Qt::AlignLeft | Qt::AlignVCenter,
                   fontMetrics().elidedText(m_title, Qt::ElideRight, static_cast<int>(room)));
  painter.setPen(colors.mutedText);
  painter.drawText(QRectF(plot.left(), 0, plot.width(), height + 2), Qt::AlignRight | Qt::AlignVCenter,
                   m_format(maximum));
  const QRectF foot(plot.left(), plot.bottom() + 3, plot.width(), height);
  painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter, clockText(m_from));
  painter.drawText(foot, Qt::AlignRight | Qt::AlignVCenter, clockText(m_to));
}

void LineChart::paintReading(QPainter& painter, const QRectF& plot, double maximum) const {
  if (!m_pointer || m_points.empty()) return;
  const style::Colors& colors = style::colorsOf(palette());
  const double part = std::clamp((*m_pointer - plot.left()) / plot.width(), 0.0, 1.0);
  const auto time = m_from + static_cast<qint64>(part * static_cast<double>(m_to - m_from));
  const auto nearest = std::min_element(m_points.begin(), m_points.end(), [time](const Point& a, const Point& b) {
    return std::abs(a.time - time) < std::abs(b.time - time);
  });
  if (!nearest->value || std::abs(nearest->time - time) > m_longestGap) return;
  const QPointF at = place(plot, *nearest, maximum);
  painter.setPen(QPen(colors.outline, 1, Qt::DashLine));
  painter.drawLine(QPointF(at.x(), plot.top()), QPointF(at.x(), plot.bottom()));
  painter.setPen(Qt::NoPen);
  painter.setBrush(colors.busy);
  painter.drawEllipse(at, 3, 3);
  const QString text = tr("%1 at %2").arg(m_format(*nearest->value), clockText(nearest->time));
  const double width = fontMetrics().horizontalAdvance(text) + 10;
  const double left = std::clamp(at.x() - width / 2, plot.left(), std::max(plot.left(), plot.right() - width));
  const QRectF label(left, plot.top() + 2, width, fontMetrics().height() + 2);
  painter.setBrush(colors.card);
  painter.setPen(colors.border);
  painter.drawRoundedRect(label, 3, 3);
  painter.setPen(colors.text);
  painter.drawText(label, Qt::AlignCenter, text);
}

bool LineChart::event(QEvent* event) {
  if (event->type() == QEvent::FontChange) updateGeometry();
  return QWidget::event(event);
}

void LineChart::mouseMoveEvent(QMouseEvent* event) {
  m_pointer = event->position().toPoint().x();
  update();
}

void LineChart::leaveEvent(QEvent*) {
  m_pointer.reset();
  update();
}
