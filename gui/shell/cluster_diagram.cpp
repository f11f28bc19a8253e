// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Boxes and curves; at most four workers are drawn, the rest is told by a number.

#include "gui/shell/cluster_diagram.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "gui/profiles/setup_summary.h"
#include "gui/style/icon.h"
#include "gui/style/palette.h"

namespace {

constexpr int mostDrawn = 4;
constexpr double boxGap = 8;

void paintCurve(QPainter& painter, const QPointF& from, const QPointF& to) {
  QPainterPath path(from);
  const double middle = (from.x() + to.x()) / 2;
  path.cubicTo({middle, from.y()}, {middle, to.y()}, to);
  painter.drawPath(path);
}

}  // namespace

ClusterDiagram::ClusterDiagram(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ClusterDiagram::setConfig(const config::Config& config) {
  if (config.listeners.empty()) return;
  m_protocol = setupSummary::protocolName(config.listeners.front().protocol);
  m_port = config.listeners.front().port;
  m_workers = config::workerCount(config.cluster);
  setAccessibleName(
      tr("Picture: browsers connect to port %1, which %n worker(s) share", nullptr, m_workers).arg(m_port));
  updateGeometry();
  update();
}

QSize ClusterDiagram::sizeHint() const {
  const int line = fontMetrics().height();
  const int boxes = std::min(m_workers, mostDrawn) + (m_workers > mostDrawn ? 1 : 0);
  const int box = line + 16;
  return {line * 38, std::max(boxes * (box + int(boxGap)), 3 * line + 24)};
}

void ClusterDiagram::paintBox(QPainter& painter, const QRectF& box, const QString& icon, const QString& text,
                              const QString& detail) {
  const style::Colors& c = style::colorsOf(palette());
  painter.setPen(QPen(c.outline, 1));
  painter.setBrush(c.card);
  painter.drawRoundedRect(box, 8, 8);
  painter.drawPixmap(QPointF(box.left() + 12, box.center().y() - 8),
                     style::tintedPixmap(icon, 16, devicePixelRatioF(), c.link));
  const QRectF words = box.adjusted(36, 0, -8, 0);
  if (detail.isEmpty()) {
    painter.setPen(c.text);
    painter.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, text);
    return;
  }
  const double line = fontMetrics().height();
  painter.setPen(c.text);
  painter.drawText(QRectF(words.left(), box.center().y() - line, words.width(), line), Qt::AlignVCenter, text);
  painter.setPen(c.mutedText);
  painter.drawText(QRectF(words.left(), box.center().y(), words.width(), line), Qt::AlignVCenter, detail);
}

void ClusterDiagram::paintEvent(QPaintEvent*) {
  const style::Colors& c = style::colorsOf(palette());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double line = fontMetrics().height();
  const double middle = height() / 2.0;
  const double tall = 2 * line + 12;
  const QRectF browsers(0.5, middle - tall / 2, line * 12, tall);
  const QRectF port(line * 15.5, middle - tall / 2, line * 9, tall);

  painter.setPen(QPen(c.outline, 1.5));
  painter.setBrush(Qt::NoBrush);
  painter.drawLine(QPointF(browsers.right(), middle), QPointF(port.left(), middle));

  const int drawn = std::min(m_workers, mostDrawn);
  const bool more = m_workers > mostDrawn;
  const double box = line + 16;
  const double total = (drawn + (more ? 1 : 0)) * (box + boxGap) - boxGap;
  double top = middle - total / 2;
  for (int worker = 0; worker < drawn + (more ? 1 : 0); ++worker, top += box + boxGap) {
    const QRectF place(line * 28, top, line * 9.8, box);
    painter.setPen(QPen(c.outline, 1.5));
    painter.setBrush(Qt::NoBrush);
    paintCurve(painter, {port.right(), middle}, {place.left(), place.center().y()});
    if (worker < drawn)
      paintBox(painter, place, QStringLiteral("worker"), tr("Worker %1").arg(worker), {});
    else
      paintBox(painter, place, QStringLiteral("add"), tr("%n more", nullptr, m_workers - drawn), {});
  }
  paintBox(painter, browsers, QStringLiteral("globe"), tr("Browsers"), tr("on this computer"));
  paintBox(painter, port, QStringLiteral("server"), tr("Port %1").arg(m_port), m_protocol);
}
