// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The figures of one cluster in one line: requests a second, p99, connections, CPU, each with its last minutes as a
// sparkline where there is room; unfolded, the same as charts.

#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <array>

#include "gui/cluster/cluster.h"
#include "gui/metrics/line_chart.h"
#include "gui/metrics/metrics_history.h"

class QGridLayout;
class QLabel;
class QToolButton;
class SegmentedControl;

class MetricsStrip : public QWidget {
  Q_OBJECT

 public:
  explicit MetricsStrip(QWidget* parent = nullptr);

  /// Null: shows nothing. The cluster stays its owner's.
  void setCluster(Cluster* cluster);
  /// Figures only, for narrow windows.
  void setCompact(bool compact);
  void setChartsShown(bool shown);
  [[nodiscard]] bool areChartsShown() const;

 signals:
  void chartsShownChanged(bool shown);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  enum Figure { Requests, P99, Connections, Cpu, FigureCount };
  struct Column {
    QLabel* value = nullptr;
    LineChart* spark = nullptr;  ///< null: a figure without one
    LineChart* chart = nullptr;
  };

  void buildLine();
  void buildCharts();
  void retranslate();
  void refresh();
  void updateSparks(const std::vector<MetricsSample>& samples, base::UnixMilliseconds now);
  void updateCharts(base::UnixMilliseconds now);
  [[nodiscard]] static std::optional<double> valueOf(const MetricsSample& sample, Figure figure);
  [[nodiscard]] static QString text(Figure figure, const std::optional<double>& value);
  [[nodiscard]] static std::vector<LineChart::Point> points(const std::vector<MetricsSample>& samples, Figure figure);

  QPointer<MetricsHistory> m_history;
  std::array<Column, FigureCount> m_columns;
  QWidget* m_line = nullptr;
  QWidget* m_charts = nullptr;
  QToolButton* m_toggle = nullptr;
  SegmentedControl* m_range = nullptr;
  bool m_compact = false;
};
