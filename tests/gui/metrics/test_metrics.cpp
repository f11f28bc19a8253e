// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Figures out of statuses, and how the strip shows them.

#include <QLabel>
#include <QTest>
#include <QToolButton>

#include "gui/metrics/metrics_history.h"
#include "gui/metrics/metrics_strip.h"

using control::Status;
using control::WorkerStatus;

namespace {

WorkerStatus counting(int slot, pid_t pid, std::int64_t requests, std::int64_t cpuMs) {
  WorkerStatus worker;
  worker.slot = slot;
  worker.pid = pid;
  worker.requests = requests;
  worker.cpuMs = cpuMs;
  worker.connections = 10;
  return worker;
}

Status statusAt(std::int64_t uptime, std::vector<WorkerStatus> workers, std::vector<std::int64_t> latency = {}) {
  Status status;
  status.uptimeMs = uptime;
  status.workers = std::move(workers);
  status.latency = std::move(latency);
  return status;
}

}  // namespace

class TestMetrics : public QObject {
  Q_OBJECT

 private slots:
  void theFirstStatusGivesNoFigure();
  void figuresAreDifferences();
  void threadsOfOneProcessHaveTheirMemoryInCommon();
  void aRestartedWorkerIsNoNegativeRate();
  void statusesTooCloseTogetherAreOneSample();
  void anotherRunStartsAnew();
  void aDayIsKeptByTheMinute();
  void theScaleIsRound_data();
  void theScaleIsRound();
  void theStripShowsTheNewestFigures();
  void compactLeavesOnlyFigures();
  void chartsUnfold();
};

void TestMetrics::theFirstStatusGivesNoFigure() {
  MetricsHistory history;
  history.takeStatus(statusAt(5'000, {counting(0, 41, 1'000'000, 9'000)}), 1'000'000);
  QVERIFY(!history.newest());
}

void TestMetrics::figuresAreDifferences() {
  MetricsHistory history;
  history.takeStatus(statusAt(5'000, {counting(0, 41, 100, 50), counting(1, 42, 100, 50)}), 1'000'000);
  history.takeStatus(statusAt(7'000, {counting(0, 41, 900, 250), counting(1, 42, 924, 450)}), 1'002'000);
  QCOMPARE(history.newest()->requestRate, 812.0);
  QCOMPARE(history.newest()->cpu, 30.0);
  QCOMPARE(history.newest()->connections, 20.0);
  QVERIFY(!history.newest()->p99);
}

void TestMetrics::threadsOfOneProcessHaveTheirMemoryInCommon() {
  MetricsHistory history;
  std::vector<WorkerStatus> threads{counting(0, 41, 100, 50), counting(1, 41, 100, 50)};
  for (WorkerStatus& thread : threads) thread.rss = 8'000'000;
  history.takeStatus(statusAt(5'000, threads), 1'000'000);
  threads[0].cpuMs = 250;
  threads[1].cpuMs = 450;
  history.takeStatus(statusAt(7'000, threads), 1'002'000);
  QCOMPARE(history.newest()->memory, 8'000'000.0);
  QCOMPARE(history.newest()->cpu, 30.0);
}

void TestMetrics::aRestartedWorkerIsNoNegativeRate() {
  MetricsHistory history;
  history.takeStatus(statusAt(5'000, {counting(0, 41, 1'000, 500)}, {0, 900}), 1'000'000);
  history.takeStatus(statusAt(6'000, {counting(0, 99, 20, 5)}, {0, 20}), 1'001'000);
  QCOMPARE(history.newest()->requestRate, 20.0);
  QVERIFY(history.newest()->cpu >= 0);
  QVERIFY(!history.newest()->p99);
}

void TestMetrics::statusesTooCloseTogetherAreOneSample() {
  MetricsHistory history;
  history.takeStatus(statusAt(5'000, {counting(0, 41, 0, 0)}), 1'000'000);
  history.takeStatus(statusAt(5'040, {counting(0, 41, 500, 0)}), 1'000'040);
  QVERIFY(!history.newest());
  history.takeStatus(statusAt(6'000, {counting(0, 41, 500, 0)}), 1'001'000);
  QCOMPARE(history.newest()->requestRate, 500.0);
}

void TestMetrics::anotherRunStartsAnew() {
  MetricsHistory history;
  history.takeStatus(statusAt(5'000, {counting(0, 41, 0, 0)}), 1'000'000);
  history.takeStatus(statusAt(6'000, {counting(0, 41, 10, 0)}), 1'001'000);
  history.takeEnd();
  QVERIFY(!history.newest());
  history.takeStatus(statusAt(100, {counting(0, 51, 70, 0)}), 1'009'000);
  QVERIFY(!history.newest());
  history.takeStatus(statusAt(1'100, {counting(0, 51, 100, 0)}), 1'010'000);
  QCOMPARE(history.newest()->requestRate, 30.0);
  QCOMPARE(history.since(0).size(), std::size_t{2});
}

void TestMetrics::aDayIsKeptByTheMinute() {
  MetricsHistory history;
  const base::UnixMilliseconds start = 1'700'000'040'000;
  std::int64_t requests = 0;
  for (int second = 0; second <= 2 * 3'600; ++second) {
    requests += second < 3'600 ? 100 : 300;
    history.takeStatus(statusAt(second * 1'000, {counting(0, 41, requests, 0)}), start + second * 1'000);
  }
  const auto hour = history.since(start + 3'700 * 1'000);
  QVERIFY(hour.size() > 3'400);
  const auto day = history.since(start - 1'000);
  QVERIFY2(day.size() >= 119 && day.size() <= 122, qPrintable(QString::number(day.size())));
  QVERIFY(std::abs(day.front().requestRate - 100) < 1);
  QVERIFY(std::abs(day[day.size() - 2].requestRate - 300) < 1);
}

void TestMetrics::theScaleIsRound_data() {
  QTest::addColumn<double>("value");
  QTest::addColumn<double>("maximum");
  QTest::newRow("nothing") << 0.0 << 1.0;
  QTest::newRow("exact") << 200.0 << 200.0;
  QTest::newRow("up") << 812.0 << 1'000.0;
  QTest::newRow("small") << 0.0031 << 0.005;
}

void TestMetrics::theScaleIsRound() {
  QFETCH(double, value);
  QTEST(LineChart::roundMaximum(value), "maximum");
}

void TestMetrics::theStripShowsTheNewestFigures() {
  Cluster cluster(QStringLiteral("demo"), QString());
  MetricsStrip strip;
  strip.setCluster(&cluster);
  strip.show();
  MetricsHistory* history = MetricsHistory::of(&cluster);
  history->takeStatus(statusAt(5'000, {counting(0, 41, 0, 0)}, {0, 0, 0}), base::unixNow());
  history->takeStatus(statusAt(6'000, {counting(0, 41, 812, 120)}, {0, 0, 812}), base::unixNow());
  QStringList texts;
  for (const QLabel* label : strip.findChildren<QLabel*>()) texts << label->text();
  QVERIFY2(texts.contains(QStringLiteral("812 req/s")), qPrintable(texts.join(QLatin1Char('|'))));
  QVERIFY2(texts.contains(QStringLiteral("p99 0.3 ms")), qPrintable(texts.join(QLatin1Char('|'))));
  QVERIFY2(texts.contains(QStringLiteral("CPU 12 %")), qPrintable(texts.join(QLatin1Char('|'))));
}

void TestMetrics::compactLeavesOnlyFigures() {
  MetricsStrip strip;
  strip.show();
  const auto visibleCharts = [&strip] {
    int count = 0;
    for (const LineChart* chart : strip.findChildren<LineChart*>()) count += chart->isVisible() ? 1 : 0;
    return count;
  };
  QCOMPARE(visibleCharts(), 2);
  strip.setCompact(true);
  QCOMPARE(visibleCharts(), 0);
  strip.setCompact(false);
  QCOMPARE(visibleCharts(), 2);
}

void TestMetrics::chartsUnfold() {
  MetricsStrip strip;
  strip.show();
  const int folded = strip.sizeHint().height();
  QTest::mouseClick(strip.findChild<QToolButton*>(), Qt::LeftButton);
  QVERIFY(strip.areChartsShown());
  QVERIFY(strip.sizeHint().height() > folded);
}

QTEST_MAIN(TestMetrics)
#include "test_metrics.moc"
