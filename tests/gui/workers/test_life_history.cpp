// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Lives out of events and statuses, in whichever order they come.

#include <QTest>

#include "gui/workers/life_history.h"

using control::Event;
using control::EventKind;

namespace {

Event happened(EventKind kind, base::UnixMilliseconds time, int slot, pid_t pid, int generation = 1) {
  Event event;
  event.kind = kind;
  event.time = time;
  event.slot = slot;
  event.pid = pid;
  event.generation = generation;
  return event;
}

Event exitedAt(base::UnixMilliseconds time, int slot, pid_t pid, std::int64_t lived,
               const std::string& next = "at once", std::int64_t delay = 0) {
  control::WorkerExit exit;
  exit.code = 1;
  exit.uptime = base::Milliseconds(lived);
  exit.next = next;
  exit.delayMs = delay;
  Event event = happened(EventKind::WorkerExited, time, slot, pid);
  event.fields = control::fieldsOf(exit);
  return event;
}

control::WorkerStatus running(int slot, pid_t pid, std::int64_t uptime) {
  control::WorkerStatus worker;
  worker.slot = slot;
  worker.pid = pid;
  worker.state = control::WorkerState::Ready;
  worker.uptimeMs = uptime;
  return worker;
}

}  // namespace

class TestLifeHistory : public QObject {
  Q_OBJECT

 private slots:
  void aLifeGoesFromForkToExit();
  void aDelayedRestartLeavesAGap();
  void anExitWithoutItsForkStillHasItsLength();
  void aStatusFillsInWhatTheRingForgot();
  void aForkEventJoinsTheLifeThatAStatusTold();
  void anExitEventExplainsALifeThatAStatusMissed();
  void aReloadHasTwoLivesAtATime();
  void visibleLivesAreThoseThatTouchTheWindow();
  void aLongLifeBeforeManyShortOnesIsFound();
  void anotherMasterEndsOpenLives();
  void aStatusBeforeTheRingEndsNothing();
  void theOldestLivesGoFirst();
  void aProcessOfThreadsLivesInAllLanes();
};

void TestLifeHistory::aLifeGoesFromForkToExit() {
  LifeHistory history;
  history.take(happened(EventKind::WorkerForked, 1'000, 0, 41));
  history.take(happened(EventKind::WorkerReady, 1'030, 0, 41));
  history.take(happened(EventKind::WorkerDraining, 5'000, 0, 41));
  history.take(exitedAt(6'000, 0, 41, 5'000));
  QCOMPARE(history.lives(0).size(), std::size_t{1});
  const WorkerLife& life = history.lives(0).front();
  QCOMPARE(life.forked, 1'000);
  QCOMPARE(life.ready, 1'030);
  QCOMPARE(life.draining, 5'000);
  QCOMPARE(life.exited, 6'000);
  QCOMPARE(life.exit->code.value_or(0), 1);
  QCOMPARE(history.lives(7).size(), std::size_t{0});
}

void TestLifeHistory::aDelayedRestartLeavesAGap() {
  LifeHistory history;
  history.take(happened(EventKind::WorkerForked, 1'000, 0, 41));
  history.take(exitedAt(2'000, 0, 41, 1'000, "delayed", 500));
  QCOMPARE(history.lives(0).back().retryAt, 2'500);
  Event delayed = happened(EventKind::RestartDelayed, 2'001, 0, 0);
  delayed.fields["delay_ms"] = std::int64_t{700};
  history.take(delayed);
  QCOMPARE(history.lives(0).back().retryAt, 2'701);
  history.take(happened(EventKind::RestartAbandoned, 3'000, 0, 0));
  QVERIFY(history.lives(0).back().abandoned);
}

void TestLifeHistory::anExitWithoutItsForkStillHasItsLength() {
  LifeHistory history;
  history.take(exitedAt(9'000, 2, 50, 4'000));
  QCOMPARE(history.lives(2).front().forked, 5'000);
  QCOMPARE(history.lives(2).front().exited, 9'000);
}

void TestLifeHistory::aStatusFillsInWhatTheRingForgot() {
  LifeHistory history;
  control::Status status;
  status.workers = {running(0, 41, 60'000)};
  history.take(status, 100'000);
  QCOMPARE(history.lives(0).front().forked, 40'000);
  QCOMPARE(history.lives(0).front().exited, 0);
  QVERIFY(history.lives(0).front().ready != 0);
}

void TestLifeHistory::aForkEventJoinsTheLifeThatAStatusTold() {
  LifeHistory history;
  control::Status status;
  status.workers = {running(0, 41, 100)};
  history.take(status, 10'000);
  history.take(happened(EventKind::WorkerForked, 9'899, 0, 41));
  history.take(happened(EventKind::WorkerForked, 5'000, 0, 40));  // the ring's older events come after the status
  history.take(exitedAt(9'000, 0, 40, 4'000));
  QCOMPARE(history.lives(0).size(), std::size_t{2});
  QCOMPARE(history.lives(0).front().pid, 40);
  QCOMPARE(history.lives(0).back().pid, 41);
}

void TestLifeHistory::anExitEventExplainsALifeThatAStatusMissed() {
  LifeHistory history;
  history.take(happened(EventKind::WorkerForked, 1'000, 0, 41));
  history.take(control::Status{}, 2'000);
  QCOMPARE(history.lives(0).front().exited, 2'000);
  QVERIFY(!history.lives(0).front().exit);
  history.take(exitedAt(1'990, 0, 41, 990));
  QCOMPARE(history.lives(0).size(), std::size_t{1});
  QVERIFY(history.lives(0).front().exit.has_value());
  QCOMPARE(history.lives(0).front().exited, 1'990);
}

void TestLifeHistory::aReloadHasTwoLivesAtATime() {
  LifeHistory history;
  history.take(happened(EventKind::WorkerForked, 1'000, 0, 41, 1));
  history.take(happened(EventKind::WorkerForked, 5'000, 0, 42, 2));
  history.take(happened(EventKind::WorkerDraining, 5'100, 0, 41, 1));
  const auto both = history.visible(0, 5'050, 5'200);
  QCOMPARE(both.last - both.first, std::size_t{2});
  history.take(exitedAt(8'000, 0, 41, 7'000));
  QCOMPARE(history.lives(0).back().exited, 0);
  const auto after = history.visible(0, 8'500, 9'000);
  QCOMPARE(history.lives(0)[after.first].pid, 42);
}

void TestLifeHistory::visibleLivesAreThoseThatTouchTheWindow() {
  LifeHistory history;
  for (int i = 0; i < 1'000; ++i) {
    history.take(happened(EventKind::WorkerForked, 1'000 + i * 100, 0, 41 + i));
    history.take(exitedAt(1'000 + i * 100 + 50, 0, 41 + i, 50));
  }
  const auto range = history.visible(0, 11'040, 11'260);
  QCOMPARE(range.first, std::size_t{100});
  QCOMPARE(range.last, std::size_t{103});
  const auto none = history.visible(0, 500'000, 600'000);
  QCOMPARE(none.first, none.last);
}

void TestLifeHistory::aLongLifeBeforeManyShortOnesIsFound() {
  LifeHistory history;
  history.take(happened(EventKind::WorkerForked, 1'000, 0, 40, 1));
  for (int i = 0; i < 100; ++i) {
    history.take(happened(EventKind::WorkerForked, 2'000 + i * 100, 0, 50 + i, 2));
    history.take(exitedAt(2'000 + i * 100 + 50, 0, 50 + i, 50));
  }
  QCOMPARE(history.visible(0, 11'000, 11'010).first, std::size_t{0});
  history.take(exitedAt(20'000, 0, 40, 19'000));
  QCOMPARE(history.visible(0, 15'000, 16'000).first, std::size_t{0});
  QCOMPARE(history.visible(0, 20'001, 21'000).first, history.lives(0).size());
}

void TestLifeHistory::anotherMasterEndsOpenLives() {
  LifeHistory history;
  history.take(happened(EventKind::WorkerForked, 1'000, 0, 41));
  Event started;
  started.kind = EventKind::MasterStarted;
  started.time = 4'000;
  history.take(started);
  QCOMPARE(history.lives(0).front().exited, 4'000);
  QVERIFY(!history.lives(0).front().exit);
}

// Attaching to a running server: the status comes first, then what the ring holds, from the master's start on.
void TestLifeHistory::aStatusBeforeTheRingEndsNothing() {
  LifeHistory history;
  control::Status status;
  status.workers = {running(0, 41, 60'000), running(1, 42, 60'000)};
  history.take(status, 100'000);
  Event started;
  started.kind = EventKind::MasterStarted;
  started.time = 39'990;
  history.take(started);
  history.take(happened(EventKind::WorkerForked, 39'999, 0, 41));
  history.take(happened(EventKind::WorkerReady, 40'010, 0, 41));
  history.take(happened(EventKind::WorkerForked, 39'999, 1, 42));
  for (const int slot : {0, 1}) {
    QCOMPARE(history.lives(slot).size(), std::size_t{1});
    QCOMPARE(history.lives(slot).front().exited, 0);
  }
  const auto now = history.visible(0, 100'000, 101'000);
  QCOMPARE(now.last - now.first, std::size_t{1});
}

void TestLifeHistory::theOldestLivesGoFirst() {
  LifeHistory history;
  const int count = static_cast<int>(LifeHistory::capacity) + 500;
  for (int i = 0; i < count; ++i) {
    history.take(happened(EventKind::WorkerForked, 1'000 + i * 10, i % 2, 10'000 + i));
    history.take(exitedAt(1'005 + i * 10, i % 2, 10'000 + i, 5));
  }
  QCOMPARE(history.size(), LifeHistory::capacity);
  QCOMPARE(history.lives(0).front().pid, 10'500);
  QCOMPARE(history.lives(1).back().pid, 10'000 + count - 1);
}

void TestLifeHistory::aProcessOfThreadsLivesInAllLanes() {
  LifeHistory history;
  Event forked = happened(EventKind::WorkerForked, 1'000, 0, 41);
  Event exited = exitedAt(6'000, 0, 41, 5'000);
  for (Event* event : {&forked, &exited}) event->fields["slots"] = std::int64_t{3};
  history.take(forked);
  Event silent = happened(EventKind::WorkerUnresponsive, 5'000, 2, 41);
  silent.fields["silent_ms"] = std::int64_t{2'000};
  history.take(silent);
  history.take(exited);
  for (int slot = 0; slot < 3; ++slot) {
    QCOMPARE(history.lives(slot).size(), std::size_t{1});
    QCOMPARE(history.lives(slot).front().pid, 41);
    QCOMPARE(history.lives(slot).front().exited, 6'000);
    QCOMPARE(history.lives(slot).front().silentSince, slot == 2 ? 3'000 : 0);
  }
  QVERIFY(history.lives(3).empty());
}

QTEST_GUILESS_MAIN(TestLifeHistory)
#include "test_life_history.moc"
