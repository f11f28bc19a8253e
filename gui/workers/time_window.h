// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The stretch of time that the lanes show: one minute to a day, ending now (the live edge) or where it was scrolled to.

#pragma once

#include <QString>
#include <vector>

#include "server/base/time.h"

class TimeWindow {
 public:
  static constexpr qint64 shortest = 60'000;  ///< milliseconds
  static constexpr qint64 longest = 24LL * 3600 * 1000;

  struct Tick {
    base::UnixMilliseconds time = 0;
    QString label;
  };

  void setNow(base::UnixMilliseconds now);
  [[nodiscard]] bool isLive() const { return m_live; }
  [[nodiscard]] base::UnixMilliseconds now() const { return m_now; }
  [[nodiscard]] base::UnixMilliseconds from() const { return to() - m_span; }
  [[nodiscard]] base::UnixMilliseconds to() const { return m_live ? m_now : m_to; }
  [[nodiscard]] qint64 span() const { return m_span; }
  /// "5 min", "24 h".
  [[nodiscard]] QString spanText() const;

  /// Keeps `anchor` where it is on the screen; at the live edge the edge stays. Under 1.0 shows less time.
  void zoom(double factor, base::UnixMilliseconds anchor);
  /// The next round span: 1, 5, 15 minutes, 1, 6, 24 hours.
  void zoomStep(int direction);
  void setSpan(qint64 span);
  /// Negative: into the past. Reaching now makes it live again.
  void pan(qint64 milliseconds);
  /// Moves as little as shows [from, to]; a longer stretch is shown from its beginning.
  void reveal(base::UnixMilliseconds from, base::UnixMilliseconds to);
  void goLive() { m_live = true; }

  [[nodiscard]] double position(base::UnixMilliseconds time, double left, double width) const;
  [[nodiscard]] base::UnixMilliseconds timeAt(double x, double left, double width) const;

  /// Round times, at most one in `spacing` pixels: "-4 min" at the live edge, clock times elsewhere. The live edge
  /// itself has the label "now".
  [[nodiscard]] std::vector<Tick> ticks(double width, double spacing) const;
  /// The same without their labels, which cost more than all else: for grids.
  [[nodiscard]] std::vector<base::UnixMilliseconds> tickTimes(double width, double spacing) const;

 private:
  [[nodiscard]] qint64 tickStep(double width, double spacing) const;

  qint64 m_span = 5 * 60'000;
  base::UnixMilliseconds m_now = 0;
  base::UnixMilliseconds m_to = 0;
  bool m_live = true;
};
