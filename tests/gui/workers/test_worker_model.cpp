// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The rows of the worker table, and the stretch of time beside them; no widget.

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "gui/workers/time_window.h"
#include "gui/workers/worker_model.h"

using control::Status;
using control::WorkerState;
using control::WorkerStatus;

namespace {

WorkerStatus worker(int slot, pid_t pid, WorkerState state = WorkerState::Ready, int generation = 1) {
  WorkerStatus status;
  status.slot = slot;
  status.pid = pid;
  status.state = state;
  status.generation = generation;
  status.uptimeMs = 10'000;
  status.rss = 9 * 1024 * 1024;
  return status;
}

Status statusOf(std::vector<WorkerStatus> workers, std::int64_t uptime = 10'000) {
  Status status;
  status.workers = std::move(workers);
  status.uptimeMs = uptime;
  return status;
}

}  // namespace

class TestWorkerModel : public QObject {
  Q_OBJECT

 private slots:
  void oneRowASlotInOrder();
  void threadsAreRowsUnderOnePid();
  void rowsFollowTheScale();
  void theNewestLifeOfASlotIsShown();
  void uptimeAndCountdownMoveOnBetweenStatuses();
  void rateIsTheDifferenceOfTwoStatuses();
  void aNewProcessStartsItsRateAtZero();
  void anEndedServerLeavesItsRows();
  void aRowTellsWhenItAnswered();
  void windowStaysAtTheLiveEdge();
  void windowZoomsBetweenAMinuteAndADay();
  void windowBecomesLiveAgainAtNow();
  void windowRevealsALife();
  void ticksAreRoundAndApart();

 private:
  static QString cell(const WorkerModel& model, int row, WorkerModel::Column column) {
    return model.index(row, column).data().toString();
  }
};

void TestWorkerModel::oneRowASlotInOrder() {
  WorkerModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  model.takeStatus(statusOf({worker(2, 43), worker(0, 41), worker(1, 42)}), 1'000'000);
  QCOMPARE(model.rowCount(), 3);
  QCOMPARE(cell(model, 0, WorkerModel::Pid), QStringLiteral("41"));
  QCOMPARE(cell(model, 2, WorkerModel::Slot), QStringLiteral("2"));
  QCOMPARE(cell(model, 0, WorkerModel::State), QStringLiteral("Ready"));
  QCOMPARE(cell(model, 0, WorkerModel::Uptime), QStringLiteral("00:10"));
  QCOMPARE(cell(model, 0, WorkerModel::Memory), QStringLiteral("9"));
}

void TestWorkerModel::threadsAreRowsUnderOnePid() {
  WorkerModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  model.takeStatus(statusOf({worker(0, 41), worker(1, 41), worker(2, 41)}), 1'000'000);
  QCOMPARE(model.rowCount(), 3);
  for (int row = 0; row < 3; ++row) {
    QCOMPARE(cell(model, row, WorkerModel::Pid), QStringLiteral("41"));
    QCOMPARE(model.history().lives(row).size(), std::size_t{1});
  }
}

void TestWorkerModel::rowsFollowTheScale() {
  WorkerModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
  model.takeStatus(statusOf({worker(0, 41), worker(1, 42), worker(2, 43)}), 1'000'000);
  model.takeStatus(statusOf({worker(0, 41)}, 11'000), 1'001'000);
  QCOMPARE(model.rowCount(), 1);
  model.takeStatus(statusOf({worker(0, 41), worker(1, 50)}, 12'000), 1'002'000);
  QCOMPARE(cell(model, 1, WorkerModel::Pid), QStringLiteral("50"));
  QCOMPARE(model.rowOf(1), 1);
  QCOMPARE(model.rowOf(2), -1);
}

void TestWorkerModel::theNewestLifeOfASlotIsShown() {
  WorkerModel model;
  model.takeStatus(statusOf({worker(0, 52, WorkerState::Ready, 2), worker(0, 41, WorkerState::Draining, 1)}),
                   1'000'000);
  QCOMPARE(model.rowCount(), 1);
  QCOMPARE(cell(model, 0, WorkerModel::Pid), QStringLiteral("52"));
  QCOMPARE(model.history().lives(0).size(), std::size_t{2});
}

void TestWorkerModel::uptimeAndCountdownMoveOnBetweenStatuses() {
  WorkerModel model;
  WorkerStatus delayed = worker(1, 0, WorkerState::Delayed);
  delayed.retryInMs = 3'000;
  model.takeStatus(statusOf({worker(0, 41), delayed}), 1'000'000);
  QCOMPARE(cell(model, 1, WorkerModel::State), QStringLiteral("Retry in 3 s"));
  QCOMPARE(cell(model, 1, WorkerModel::Pid), QStringLiteral("–"));
  model.setNow(1'001'500);
  QCOMPARE(cell(model, 0, WorkerModel::Uptime), QStringLiteral("00:11"));
  QCOMPARE(cell(model, 1, WorkerModel::State), QStringLiteral("Retry in 2 s"));
  model.setNow(1'009'000);
  QCOMPARE(cell(model, 1, WorkerModel::State), QStringLiteral("Retry in 0 s"));
}

void TestWorkerModel::rateIsTheDifferenceOfTwoStatuses() {
  WorkerModel model;
  WorkerStatus counting = worker(0, 41);
  counting.requests = 100;
  model.takeStatus(statusOf({counting}, 10'000), 1'000'000);
  counting.requests = 500;
  model.takeStatus(statusOf({counting}, 10'100), 1'000'100);  // too soon after: no rate from a moment
  QCOMPARE(model.rate(0), 0.0);
  counting.requests = 2'100;
  model.takeStatus(statusOf({counting}, 12'000), 1'002'000);
  QCOMPARE(model.rate(0), 1'000.0);
}

void TestWorkerModel::aNewProcessStartsItsRateAtZero() {
  WorkerModel model;
  WorkerStatus counting = worker(0, 41);
  counting.requests = 1'000'000;
  model.takeStatus(statusOf({counting}, 10'000), 1'000'000);
  counting.pid = 42;
  counting.requests = 3;
  model.takeStatus(statusOf({counting}, 11'000), 1'001'000);
  QCOMPARE(model.rate(0), 0.0);
}

void TestWorkerModel::anEndedServerLeavesItsRows() {
  WorkerModel model;
  model.takeStatus(statusOf({worker(0, 41)}), 1'000'000);
  model.takeEnd(1'005'000);
  QCOMPARE(model.rowCount(), 1);
  QCOMPARE(cell(model, 0, WorkerModel::State), QStringLiteral("Stopped"));
  QCOMPARE(cell(model, 0, WorkerModel::Uptime), QStringLiteral("–"));
  QCOMPARE(model.history().lives(0).front().exited, 1'005'000);
}

void TestWorkerModel::aRowTellsWhenItAnswered() {
  WorkerModel model;
  QSignalSpy answered(&model, &WorkerModel::answered);
  WorkerStatus counting = worker(0, 41);
  model.takeStatus(statusOf({counting}, 10'000), 1'000'000);
  QCOMPARE(answered.size(), 0);
  counting.requests = 1;
  model.takeStatus(statusOf({counting}, 11'000), 1'001'000);
  QCOMPARE(answered.size(), 1);
  QCOMPARE(answered.front().front().toInt(), 0);
}

void TestWorkerModel::windowStaysAtTheLiveEdge() {
  TimeWindow window;
  window.setNow(10'000'000);
  QVERIFY(window.isLive());
  QCOMPARE(window.to(), 10'000'000);
  window.setNow(10'001'000);
  QCOMPARE(window.to(), 10'001'000);
  window.pan(-60'000);
  QVERIFY(!window.isLive());
  window.setNow(10'005'000);
  QCOMPARE(window.to(), 9'941'000);
}

void TestWorkerModel::windowZoomsBetweenAMinuteAndADay() {
  TimeWindow window;
  window.setNow(1'700'000'000'000);
  for (int i = 0; i < 9; ++i) window.zoomStep(-1);
  QCOMPARE(window.span(), TimeWindow::longest);
  QCOMPARE(window.spanText(), QStringLiteral("24 h"));
  for (int i = 0; i < 9; ++i) window.zoomStep(1);
  QCOMPARE(window.span(), TimeWindow::shortest);
  QVERIFY(window.isLive());
  window.pan(-3'600'000);
  const base::UnixMilliseconds anchor = window.from() + window.span() / 4;
  const double before = window.position(anchor, 0, 1'000);
  window.zoom(3.0, anchor);
  QVERIFY(std::abs(window.position(anchor, 0, 1'000) - before) < 1.0);
}

void TestWorkerModel::windowBecomesLiveAgainAtNow() {
  TimeWindow window;
  window.setNow(1'700'000'000'000);
  window.pan(-100'000);
  QVERIFY(!window.isLive());
  window.pan(200'000);
  QVERIFY(window.isLive());
  window.pan(-TimeWindow::longest * 3);
  QCOMPARE(window.to(), window.now() - TimeWindow::longest);
}

void TestWorkerModel::windowRevealsALife() {
  TimeWindow window;
  window.setNow(1'700'000'000'000);
  const base::UnixMilliseconds long_ago = window.now() - 3'600'000;
  window.reveal(long_ago, long_ago + 2'000);
  QVERIFY(window.from() <= long_ago && long_ago + 2'000 <= window.to());
  window.reveal(window.now() - 5'000, window.now());
  QVERIFY(window.isLive());
}

void TestWorkerModel::ticksAreRoundAndApart() {
  TimeWindow window;
  window.setNow(1'700'000'000'000);
  const auto live = window.ticks(500, 84);
  QCOMPARE(live.back().label, QStringLiteral("now"));
  QCOMPARE(live.front().label, QStringLiteral("−5 min"));
  window.pan(-7'000'000);
  const auto past = window.ticks(500, 84);
  QVERIFY(past.size() >= 2);
  for (std::size_t i = 0; i < past.size(); ++i) {
    QCOMPARE(past[i].time % 60'000, 0);
    if (i > 0) QVERIFY(window.position(past[i].time, 0, 500) - window.position(past[i - 1].time, 0, 500) >= 84);
  }
}

QTEST_GUILESS_MAIN(TestWorkerModel)
#include "test_worker_model.moc"
