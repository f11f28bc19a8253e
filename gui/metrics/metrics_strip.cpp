// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every figure keeps the width of its widest usual value: nothing moves when data arrives.

#include "gui/metrics/metrics_strip.h"

#include <QBoxLayout>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <cmath>

#include "gui/style/icon.h"
#include "gui/style/segmented_control.h"

namespace {

constexpr base::UnixMilliseconds sparkSpan = 2 * MetricsHistory::minute;
constexpr std::array<int, 3> ranges = {5, 60, 24 * 60};  // minutes

QString number(double value, int decimals = 0) {
  return QLocale().toString(value, 'f', decimals);
}

}  // namespace

MetricsStrip::MetricsStrip(QWidget* parent) : QWidget(parent) {
  buildLine();
  buildCharts();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_line);
  column->addWidget(m_charts);
  m_charts->hide();
  retranslate();
}

void MetricsStrip::buildLine() {
  m_line = new QWidget(this);
  auto* row = new QHBoxLayout(m_line);
  row->setContentsMargins(8, 4, 8, 4);
  row->setSpacing(8);
  for (int figure = 0; figure < FigureCount; ++figure) {
    Column& column = m_columns[static_cast<std::size_t>(figure)];
    column.value = new QLabel(m_line);
    column.value->setTextFormat(Qt::PlainText);
    row->addWidget(column.value);
    if (figure == Requests || figure == P99) {
      column.spark = new LineChart(LineChart::Form::Sparkline, m_line);
      column.spark->setMaximumWidth(160);
      row->addWidget(column.spark, 1);
    }
    row->addSpacing(10);
  }
  row->addStretch(0);
  m_toggle = new QToolButton(m_line);
  m_toggle->setAutoRaise(true);
  m_toggle->setCheckable(true);
  m_toggle->setFocusPolicy(Qt::TabFocus);
  m_toggle->setIcon(style::icon(QStringLiteral("chart"), style::Ink::Muted));
  m_toggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  row->addWidget(m_toggle);
  connect(m_toggle, &QToolButton::toggled, this, &MetricsStrip::setChartsShown);
}

void MetricsStrip::buildCharts() {
  m_charts = new QWidget(this);
  auto* column = new QVBoxLayout(m_charts);
  column->setContentsMargins(8, 4, 8, 8);
  auto* row = new QHBoxLayout;
  row->setSpacing(20);
  for (int figure = 0; figure < FigureCount; ++figure) {
    LineChart* chart = new LineChart(LineChart::Form::Chart, m_charts);
    chart->setFormat([](double value) { return number(value, value < 9.95 && value != std::floor(value) ? 1 : 0); });
    m_columns[static_cast<std::size_t>(figure)].chart = chart;
    row->addWidget(chart, 1);
  }
  m_range = new SegmentedControl(m_charts);
  for (std::size_t i = 0; i < ranges.size(); ++i) m_range->addSegment(static_cast<int>(i), {}, {});
  m_range->setChoice(0);
  column->addWidget(m_range, 0, Qt::AlignLeft);
  column->addLayout(row, 1);
  connect(m_range, &SegmentedControl::chosen, this, &MetricsStrip::refresh);
}

void MetricsStrip::retranslate() {
  m_toggle->setText(m_compact ? QString() : tr("Charts"));
  m_toggle->setAccessibleName(tr("Charts"));
  m_toggle->setToolTip(tr("Show the figures over time"));
  m_range->setSegmentText(0, tr("5 min"), tr("The last 5 minutes, by the second"));
  m_range->setSegmentText(1, tr("1 h"), tr("The last hour"));
  m_range->setSegmentText(2, tr("24 h"), tr("The last 24 hours, by the minute"));
  const std::array<QString, FigureCount> titles = {tr("Requests/s"), tr("p99, ms"), tr("Connections"), tr("CPU, %")};
  const std::array<QString, FigureCount> meanings = {
      tr("Requests answered a second"), tr("99 of 100 requests were answered within this time (p99)"),
      tr("Connections that are open now"), tr("CPU time of all workers; 100 % is one CPU")};
  const std::array<double, FigureCount> widest = {8'888, 8.8, 888, 888};
  for (std::size_t i = 0; i < FigureCount; ++i) {
    Column& column = m_columns[i];
    column.chart->setTitle(titles[i]);
    column.chart->setToolTip(meanings[i]);
    column.value->setToolTip(meanings[i]);
    if (column.spark != nullptr) column.spark->setAccessibleName(meanings[i]);
    column.value->setMinimumWidth(fontMetrics().horizontalAdvance(text(static_cast<Figure>(i), widest[i])) + 2);
  }
  m_columns[Requests].chart->setLeastMaximum(10);
  m_columns[P99].chart->setLeastMaximum(1);
  m_columns[Connections].chart->setLeastMaximum(10);
  m_columns[Cpu].chart->setLeastMaximum(100);
  refresh();
}

void MetricsStrip::setCluster(Cluster* cluster) {
  if (m_history) m_history->disconnect(this);
  m_history = cluster == nullptr ? nullptr : MetricsHistory::of(cluster);
  if (m_history) connect(m_history, &MetricsHistory::changed, this, &MetricsStrip::refresh);
  refresh();
}

void MetricsStrip::setCompact(bool compact) {
  if (std::exchange(m_compact, compact) == compact) return;
  for (const Column& column : m_columns)
    if (column.spark != nullptr) column.spark->setVisible(!compact);
  retranslate();
}

void MetricsStrip::setChartsShown(bool shown) {
  m_toggle->setChecked(shown);
  if (m_charts->isHidden() == !shown) return;
  m_charts->setVisible(shown);
  refresh();
  emit chartsShownChanged(shown);
}

bool MetricsStrip::areChartsShown() const {
  return !m_charts->isHidden();
}

void MetricsStrip::refresh() {
  const auto newest = m_history ? m_history->newest() : std::nullopt;
  for (std::size_t i = 0; i < FigureCount; ++i) {
    const auto figure = static_cast<Figure>(i);
    const QString value = text(figure, newest ? valueOf(*newest, figure) : std::nullopt);
    if (m_columns[i].value->text() != value) m_columns[i].value->setText(value);
    m_columns[i].value->setEnabled(newest.has_value());
  }
  if (!isVisible()) return;
  const base::UnixMilliseconds now = newest ? newest->time : base::unixNow();
  updateSparks(m_history ? m_history->since(now - sparkSpan) : std::vector<MetricsSample>(), now);
  if (areChartsShown()) updateCharts(now);
}

void MetricsStrip::updateSparks(const std::vector<MetricsSample>& samples, base::UnixMilliseconds now) {
  for (std::size_t i = 0; i < FigureCount; ++i)
    if (m_columns[i].spark != nullptr)
      m_columns[i].spark->setPoints(points(samples, static_cast<Figure>(i)), now - sparkSpan, now, 5'000);
}

void MetricsStrip::updateCharts(base::UnixMilliseconds now) {
  const base::UnixMilliseconds span =
      ranges.at(static_cast<std::size_t>(std::max(0, m_range->choice()))) * MetricsHistory::minute;
  const auto samples = m_history ? m_history->since(now - span) : std::vector<MetricsSample>();
  const qint64 longestGap = span > 60 * MetricsHistory::minute ? 3 * MetricsHistory::minute : 5'000;
  for (std::size_t i = 0; i < FigureCount; ++i)
    m_columns[i].chart->setPoints(points(samples, static_cast<Figure>(i)), now - span, now, longestGap);
}

std::optional<double> MetricsStrip::valueOf(const MetricsSample& sample, Figure figure) {
  switch (figure) {
    case Requests:
      return sample.requestRate;
    case P99:
      return sample.p99;
    case Connections:
      return sample.connections;
    case Cpu:
      return sample.cpu;
    case FigureCount:
      break;
  }
  return std::nullopt;
}

QString MetricsStrip::text(Figure figure, const std::optional<double>& value) {
  const QString shown = value ? number(*value, figure == P99 && *value < 9.95 ? 1 : 0) : QStringLiteral("–");
  switch (figure) {
    case Requests:
      return tr("%1 req/s").arg(shown);
    case P99:
      return tr("p99 %1 ms").arg(shown);
    case Connections:
      return value ? tr("%n connection(s)", nullptr, static_cast<int>(*value)) : tr("– connections");
    case Cpu:
      return tr("CPU %1 %").arg(shown);
    case FigureCount:
      break;
  }
  return {};
}

std::vector<LineChart::Point> MetricsStrip::points(const std::vector<MetricsSample>& samples, Figure figure) {
  std::vector<LineChart::Point> result;
  result.reserve(samples.size());
  for (const MetricsSample& sample : samples) result.push_back({sample.time, valueOf(sample, figure)});
  return result;
}

void MetricsStrip::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) retranslate();
}

void MetricsStrip::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  refresh();
}
