// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Paints one slot's lane: a bar a process life, a mark an exit, dots while the next start is delayed. What a pixel
// cannot show apart is painted once, so a day of thousands of lives costs no more than the lane is wide.

#pragma once

#include <QPainter>
#include <QPalette>
#include <array>
#include <vector>

#include "gui/style/palette.h"
#include "gui/style/state_colors.h"
#include "gui/workers/life_history.h"
#include "gui/workers/time_window.h"

class LanePainter {
 public:
  /// Pixels kept free at the two ends of a lane, for marks at the edge.
  static constexpr int leftMargin = 10;
  static constexpr int rightMargin = 16;

  struct Emphasis {
    const WorkerLife* focused = nullptr;  ///< gets a ring: keyboard
    const WorkerLife* hovered = nullptr;  ///< gets an outline: pointer
    double pulse = 0;                     ///< 0..1: a glow at the live edge: it has just answered
  };

  /// `ground`: what the cell is filled with; marks are cut out of it.
  LanePainter(const TimeWindow& window, const QPalette& palette, const QFont& font, const QColor& ground);

  /// Lives that have not ended reach the live edge.
  void paint(QPainter& painter, const QRect& cell, const LifeHistory::Lives& lives, LifeHistory::Range range,
             const Emphasis& emphasis) const;
  /// The axis in a header section.
  void paintAxis(QPainter& painter, const QRect& section) const;

  [[nodiscard]] static QRectF barArea(const QRect& cell);

 private:
  struct Mark {
    double x = 0;
    style::StateLook look;
    int count = 1;
  };

  void paintGrid(QPainter& painter, const QRect& cell, const QRectF& area) const;
  void paintLife(QPainter& painter, const QRectF& area, const LifeHistory::Lives& lives, std::size_t index) const;
  void paintSegments(QPainter& painter, const QRectF& bar, const QRectF& area, const WorkerLife& life) const;
  void paintGap(QPainter& painter, const QRectF& area, const WorkerLife& life, const WorkerLife* next) const;
  void paintMarks(QPainter& painter, const QRectF& area, const std::vector<Mark>& marks) const;
  void paintEmphasis(QPainter& painter, const QRectF& area, const Emphasis& emphasis) const;
  static void addMark(std::vector<Mark>& marks, double x, const WorkerLife& life);
  [[nodiscard]] double x(const QRectF& area, base::UnixMilliseconds time) const;
  [[nodiscard]] base::UnixMilliseconds endOf(const WorkerLife& life) const;
  [[nodiscard]] QColor barColor(style::Tone tone) const;

  const TimeWindow& m_window;
  const style::Colors& m_colors;
  QFont m_smallFont;
  QColor m_ground;
  std::array<QColor, 5> m_bars;  ///< by style::Tone
};
