// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Colours say the state together with the form: ready is a full bar, booting is hatched, draining is a thin line at the
// foot, not answering is hatched in the warning colour. So during a reload both lives of a slot are seen in one lane.

#include "gui/workers/lane_painter.h"

#include <QFontMetricsF>
#include <QPixmapCache>
#include <algorithm>
#include <cmath>
#include <map>

#include "gui/log/event_look.h"
#include "gui/log/event_sentences.h"
#include "gui/log/exit_sentences.h"

using base::UnixMilliseconds;
using style::Tone;

namespace {

constexpr double markSize = 9;
constexpr double markSpacing = 11;
constexpr double markHalo = 2;
constexpr double narrowBar = 12;  // pixels: under it corners and fractions of a pixel are not seen
constexpr double drainHeight = 3;

QColor mix(const QColor& over, const QColor& under, double part) {
  const auto blend = [part](int a, int b) { return static_cast<int>(std::lround(part * a + (1 - part) * b)); };
  return QColor(blend(over.red(), under.red()), blend(over.green(), under.green()), blend(over.blue(), under.blue()));
}

int seriousness(Tone tone) {
  switch (tone) {
    case Tone::Bad:
      return 3;
    case Tone::Warning:
      return 2;
    default:
      return 1;
  }
}

/// A mark on a disc of the ground's colour, painted once for each look: a lane may have hundreds.
QPixmap markPixmap(style::StateLook look, const QColor& color, const QColor& ground, double ratio) {
  const QString key = QStringLiteral("lane-mark:%1:%2:%3:%4")
                          .arg(static_cast<int>(look.shape))
                          .arg(color.rgb())
                          .arg(ground.rgb())
                          .arg(ratio);
  QPixmap pixmap;
  if (QPixmapCache::find(key, &pixmap)) return pixmap;
  const double side = markSize + 2 * markHalo;
  pixmap = QPixmap(QSizeF(side * ratio, side * ratio).toSize());
  pixmap.setDevicePixelRatio(ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(ground);
  painter.drawEllipse(QRectF(0, 0, side, side));
  style::paintShape(painter, QRectF(markHalo, markHalo, markSize, markSize), look.shape, color);
  painter.end();
  QPixmapCache::insert(key, pixmap);
  return pixmap;
}

void hatch(QPainter& painter, const QRectF& rect, const QColor& line, const QColor& ground) {
  painter.fillRect(rect, ground);
  painter.save();
  painter.setClipRect(rect, Qt::IntersectClip);
  painter.setPen(QPen(line, 1.2));
  for (double start = std::floor(rect.left() / 5) * 5 - rect.height(); start < rect.right(); start += 5)
    painter.drawLine(QPointF(start, rect.bottom()), QPointF(start + rect.height(), rect.top()));
  painter.restore();
}

}  // namespace

LanePainter::LanePainter(const TimeWindow& window, const QPalette& palette, const QFont& font, const QColor& ground)
    : m_window(window), m_colors(style::colorsOf(palette)), m_smallFont(font), m_ground(ground) {
  m_smallFont.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.85));
  for (const Tone tone : {Tone::Good, Tone::Busy, Tone::Warning, Tone::Bad, Tone::Quiet})
    m_bars[static_cast<std::size_t>(tone)] = mix(m_colors.of(tone), m_colors.card, 0.7);
}

QRectF LanePainter::barArea(const QRect& cell) {
  const double height = std::clamp(cell.height() * 0.42, 8.0, 15.0);
  const double top = std::round(cell.center().y() + 0.5 - height / 2);
  return {static_cast<double>(cell.left() + leftMargin), top,
          static_cast<double>(cell.width() - leftMargin - rightMargin), std::round(height)};
}

double LanePainter::x(const QRectF& area, UnixMilliseconds time) const {
  return m_window.position(time, area.left(), area.width());
}

UnixMilliseconds LanePainter::endOf(const WorkerLife& life) const {
  return life.exited != 0 ? life.exited : m_window.now();
}

QColor LanePainter::barColor(Tone tone) const {
  return m_bars[static_cast<std::size_t>(tone)];
}

void LanePainter::paint(QPainter& painter, const QRect& cell, const LifeHistory::Lives& lives, LifeHistory::Range range,
                        const Emphasis& emphasis) const {
  const QRectF area = barArea(cell);
  if (area.width() < 8) return;
  painter.save();
  paintGrid(painter, cell, area);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipRect(QRectF(cell).adjusted(1, 0, -1, 0));
  std::vector<Mark> marks;
  double painted = area.left() - 1;
  for (std::size_t i = range.first; i < range.last; ++i) {
    const WorkerLife& life = lives[i];
    const double left = std::max(x(area, life.forked), area.left());
    const double right = std::min(x(area, endOf(life)), area.right());
    // Slivers of one pixel are painted once, whoever else shares that pixel.
    if (right - left >= 1.5 || right >= painted + 1) {
      paintLife(painter, area, lives, i);
      painted = std::max(painted, right);
    }
    if (life.exited == 0) continue;
    paintGap(painter, area, life, i + 1 < lives.size() ? &lives[i + 1] : nullptr);
    if (life.exited >= m_window.from() && life.exited <= m_window.to()) addMark(marks, x(area, life.exited), life);
  }
  paintMarks(painter, area, marks);
  paintEmphasis(painter, area, emphasis);
  painter.restore();
}

void LanePainter::paintGrid(QPainter& painter, const QRect& cell, const QRectF& area) const {
  painter.setPen(QPen(mix(m_colors.border, m_colors.card, 0.75), 1));
  for (const UnixMilliseconds time : m_window.tickTimes(area.width(), 84)) {
    const int position = static_cast<int>(std::lround(x(area, time)));
    painter.drawLine(position, cell.top(), position, cell.bottom());
  }
}

void LanePainter::paintLife(QPainter& painter, const QRectF& area, const LifeHistory::Lives& lives,
                            std::size_t index) const {
  const WorkerLife& life = lives[index];
  const double left = std::max(x(area, life.forked), area.left());
  const double right = std::min(x(area, endOf(life)), area.right());
  if (right - left < 4) {
    const QRectF sliver(left, area.top(), std::max(1.0, right - left), area.height());
    painter.fillRect(sliver, barColor(life.ready != 0 ? Tone::Good : Tone::Busy));
    return;
  }
  // A hair's breadth of background before the next life keeps two lives apart.
  const QRectF bar(left, area.top(), right - left - (life.exited != 0 ? 0.75 : 0.0), area.height());
  // While a slot has two lives, the newer one has the upper half and the older one the lower.
  const double older = index == 0 ? left : x(area, std::min(lives[index - 1].reach, m_window.now()));
  const double newer = index + 1 == lives.size() ? right : x(area, lives[index + 1].forked);
  const double upperEnd = std::clamp(older, left, right);
  const double lowerStart = std::clamp(newer, upperEnd, right);
  const double half = std::floor(area.height() / 2);
  const auto part = [&](double from, double to, const QRectF& band) {
    if (to - from < 0.5) return;
    painter.save();
    painter.setClipRect(QRectF(from, area.top(), to - from, area.height()), Qt::IntersectClip);
    paintSegments(painter, band, area, life);
    painter.restore();
  };
  if (upperEnd - left < 1 && right - lowerStart < 1) return paintSegments(painter, bar, area, life);
  part(left, upperEnd, QRectF(bar.left(), bar.top(), bar.width(), half - 0.5));
  part(upperEnd, lowerStart, bar);
  part(lowerStart, right, QRectF(bar.left(), bar.top() + half + 0.5, bar.width(), area.height() - half - 0.5));
}

void LanePainter::paintSegments(QPainter& painter, const QRectF& bar, const QRectF& area,
                                const WorkerLife& life) const {
  const UnixMilliseconds end = endOf(life);
  const UnixMilliseconds drainStart = life.draining != 0 ? life.draining : end;
  const UnixMilliseconds silentStart = life.silentSince != 0 ? std::min(life.silentSince, drainStart) : drainStart;
  const UnixMilliseconds readyStart = life.ready != 0 ? std::min(life.ready, silentStart) : silentStart;
  const auto segment = [&](UnixMilliseconds from, UnixMilliseconds to) {
    const double left = std::clamp(x(area, from), bar.left(), bar.right());
    const double right = std::clamp(x(area, to), bar.left(), bar.right());
    return QRectF(left, bar.top(), right - left, bar.height());
  };
  const QRectF booting = segment(life.forked, readyStart);
  const bool bootingSeen = booting.width() >= 2 || life.ready == 0;
  if (bootingSeen && booting.width() > 0) hatch(painter, booting, barColor(Tone::Busy), m_colors.busySoft);
  const QRectF ready = segment(bootingSeen ? readyStart : life.forked, silentStart);
  if (ready.width() > 0) {
    if (bar.width() < narrowBar) {
      painter.fillRect(ready.toAlignedRect(), barColor(Tone::Good));
    } else {
      painter.setPen(Qt::NoPen);
      painter.setBrush(barColor(Tone::Good));
      painter.drawRoundedRect(ready, 2.5, 2.5);
    }
  }
  const QRectF silent = segment(silentStart, drainStart);
  if (silent.width() >= 1) hatch(painter, silent, barColor(Tone::Warning), m_colors.warningSoft);
  const QRectF draining = segment(drainStart, end);
  if (draining.width() <= 0) return;
  const QRectF foot(draining.left(), bar.bottom() - drainHeight, draining.width(), drainHeight);
  painter.fillRect(foot, barColor(Tone::Quiet));
}

void LanePainter::paintGap(QPainter& painter, const QRectF& area, const WorkerLife& life,
                           const WorkerLife* next) const {
  if (life.retryAt == 0 && !life.abandoned) return;
  const double left = std::max(x(area, life.exited) + markSize / 2 + 2, area.left());
  double right = std::min(x(area, next != nullptr ? next->forked : m_window.now()), area.right()) - 1;
  if (right - left < 3) return;
  if (next == nullptr && !life.abandoned && life.retryAt > m_window.now() && m_window.isLive()) {
    const QString words = eventSentences::durationWords((life.retryAt - m_window.now() + 999) / 1000 * 1000);
    const double width = QFontMetricsF(m_smallFont).horizontalAdvance(words);
    if (right - left > width + 16) {
      painter.setFont(m_smallFont);
      painter.setPen(m_colors.warning);
      painter.drawText(QRectF(right - width, area.top() - 4, width, area.height() + 8), Qt::AlignCenter, words);
      right -= width + 5;
    }
  }
  QPen pen(barColor(life.abandoned ? Tone::Bad : Tone::Warning), life.abandoned ? 1.2 : 1.8);
  pen.setCapStyle(Qt::RoundCap);
  if (!life.abandoned) pen.setDashPattern({0.01, 2.6});
  painter.setPen(pen);
  const double middle = area.center().y();
  painter.drawLine(QPointF(left, middle), QPointF(right, middle));
}

void LanePainter::addMark(std::vector<Mark>& marks, double x, const WorkerLife& life) {
  style::StateLook look{Tone::Quiet, style::Shape::Square};
  if (life.exit) look = eventLook::ofExit(*life.exit);
  if (marks.empty() || x - marks.back().x >= markSpacing) {
    marks.push_back({x, look, 1});
    return;
  }
  // Too close to be told apart: one mark, of the most serious, with their number where there is room.
  Mark& shared = marks.back();
  ++shared.count;
  if (seriousness(look.tone) > seriousness(shared.look.tone)) shared.look = look;
}

void LanePainter::paintMarks(QPainter& painter, const QRectF& area, const std::vector<Mark>& marks) const {
  const double middle = area.center().y();
  painter.setFont(m_smallFont);
  const QFontMetricsF metrics(m_smallFont);
  std::map<std::pair<style::Shape, Tone>, QPixmap> pixmaps;
  const double leastForNumber = 2 * (markSize / 2 + markHalo) + metrics.averageCharWidth() + 4;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const Mark& mark = marks[i];
    const double ground = markSize / 2 + markHalo;
    // A lane has few looks and may have hundreds of marks.
    QPixmap& pixmap = pixmaps[{mark.look.shape, mark.look.tone}];
    if (pixmap.isNull())
      pixmap = markPixmap(mark.look, m_colors.of(mark.look.tone), m_ground, painter.device()->devicePixelRatioF());
    // On whole pixels a picture is copied; between them it would be sampled anew.
    painter.drawPixmap(QPointF(mark.x - ground, middle - ground).toPoint(), pixmap);
    if (mark.count < 2 || (i + 1 < marks.size() && marks[i + 1].x - mark.x < leastForNumber)) continue;
    const QString number = QString::number(mark.count);
    const double width = metrics.horizontalAdvance(number);
    const double end = i + 1 < marks.size() ? marks[i + 1].x - ground : area.right();
    const QRectF place(mark.x + ground, middle - area.height() / 2, width + 4, area.height());
    if (place.right() > end) continue;
    painter.setBrush(m_ground);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(place, 3, 3);
    painter.setPen(m_colors.of(mark.look.tone));
    painter.drawText(place, Qt::AlignCenter, number);
  }
}

void LanePainter::paintEmphasis(QPainter& painter, const QRectF& area, const Emphasis& emphasis) const {
  painter.setBrush(Qt::NoBrush);
  const auto ring = [&](const WorkerLife& life, double grow) {
    const double left = std::max(x(area, life.forked), area.left());
    const double right = std::min(x(area, endOf(life)), area.right());
    painter.drawRoundedRect(
        QRectF(left, area.top(), std::max(2.0, right - left), area.height()).adjusted(-grow, -grow, grow, grow), 3, 3);
  };
  if (emphasis.hovered != nullptr) {
    painter.setPen(QPen(m_colors.mutedText, 1));
    ring(*emphasis.hovered, 1.5);
  }
  if (emphasis.focused != nullptr) {
    painter.setPen(QPen(m_colors.accent, 1.6));
    ring(*emphasis.focused, 2.5);
  }
  if (emphasis.pulse <= 0 || !m_window.isLive()) return;
  QColor glow = m_colors.good;
  glow.setAlphaF(static_cast<float>(0.45 * emphasis.pulse));
  painter.setPen(Qt::NoPen);
  painter.setBrush(glow);
  painter.drawEllipse(QPointF(area.right(), area.center().y()), rightMargin * 0.5, rightMargin * 0.5);
}

void LanePainter::paintAxis(QPainter& painter, const QRect& section) const {
  const QRectF area = barArea(section);
  if (area.width() < 40) return;
  painter.save();
  painter.setClipRect(section);
  painter.setFont(m_smallFont);
  painter.setPen(m_colors.mutedText);
  const QFontMetricsF metrics(m_smallFont);
  double occupied = section.left() + 2.0;
  for (const TimeWindow::Tick& tick : m_window.ticks(area.width(), 84)) {
    const double width = metrics.horizontalAdvance(tick.label);
    const double left = std::min(x(area, tick.time) - width / 2, section.right() - width - 3.0);
    if (left < occupied) continue;
    painter.drawText(QRectF(left, section.top(), width + 1, section.height()), Qt::AlignVCenter, tick.label);
    occupied = left + width + 8;
  }
  painter.restore();
}
