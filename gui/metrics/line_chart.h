// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One line over time. As a sparkline it is only the line; as a chart it has a title, a scale from zero and the time.

#pragma once

#include <QWidget>
#include <functional>
#include <optional>
#include <vector>

#include "server/base/time.h"

class LineChart : public QWidget {
  Q_OBJECT

 public:
  enum class Form { Sparkline, Chart };
  struct Point {
    base::UnixMilliseconds time = 0;
    std::optional<double> value;  ///< empty: the line has a gap
  };

  explicit LineChart(Form form, QWidget* parent = nullptr);

  /// Oldest first. Points further apart than `longestGap` milliseconds are not joined.
  void setPoints(std::vector<Point> points, base::UnixMilliseconds from, base::UnixMilliseconds to, qint64 longestGap);
  void setTitle(const QString& title);
  /// How a value is written: "812", "3 ms".
  void setFormat(std::function<QString(double)> format);
  /// The scale reaches at least this far, so that little noise is not painted as mountains.
  void setLeastMaximum(double value) { m_leastMaximum = value; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  /// 1, 2 or 5 times a power of ten, at least `value`.
  static double roundMaximum(double value);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  [[nodiscard]] QRectF plot() const;
  [[nodiscard]] double maximum() const;
  [[nodiscard]] QPointF place(const QRectF& plot, const Point& point, double maximum) const;
  void paintLine(QPainter& painter, const QRectF& plot, double maximum) const;
  void paintScale(QPainter& painter, const QRectF& plot, double maximum) const;
  void paintReading(QPainter& painter, const QRectF& plot, double maximum) const;

  Form m_form;
  std::vector<Point> m_points;
  base::UnixMilliseconds m_from = 0;
  base::UnixMilliseconds m_to = 1;
  qint64 m_longestGap = 0;
  QString m_title;
  std::function<QString(double)> m_format;
  double m_leastMaximum = 1;
  std::optional<int> m_pointer;
};
