// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A reload out of its events: which life takes which one's place, how it came out, and what it cost.

#include <QTest>

#include "gui/workers/reload_watch.h"

using control::Event;
using control::EventKind;
using Outcome = ReloadWatch::Outcome;

class TestReloadWatch : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void aSwapNamesBothLives();
  void connectionsCutAreCountedToTheLastOldWorker();
  void aKillAfterwardsIsNotCounted();
  void aReloadThatWasCalledOffKeepsTheOldGeneration();
  void aRestartIsTold();
  void itIsShownForAWhileAndCanBePutAway();
  void theRingsOldReloadIsNotShown();

 private:
  void happens(EventKind kind, base::UnixMilliseconds time, int slot, pid_t pid, int generation);
  void start(base::UnixMilliseconds time, const char* reason = "reload");
  void finish(base::UnixMilliseconds time, const char* outcome);
  void exit(base::UnixMilliseconds time, int slot, pid_t pid, int generation, std::int64_t open);

  LifeHistory m_history;
  ReloadWatch m_reload;
};

void TestReloadWatch::happens(EventKind kind, base::UnixMilliseconds time, int slot, pid_t pid, int generation) {
  Event event;
  event.kind = kind;
  event.time = time;
  event.slot = slot;
  event.pid = pid;
  event.generation = generation;
  m_history.take(event);
  m_reload.take(event);
}

void TestReloadWatch::start(base::UnixMilliseconds time, const char* reason) {
  Event event;
  event.kind = EventKind::ReloadStarted;
  event.time = time;
  event.fields["reason"] = std::string(reason);
  m_reload.take(event);
}

void TestReloadWatch::finish(base::UnixMilliseconds time, const char* outcome) {
  Event event;
  event.kind = EventKind::ReloadFinished;
  event.time = time;
  event.fields["outcome"] = std::string(outcome);
  event.fields["duration_ms"] = std::int64_t{120};
  m_reload.take(event);
}

void TestReloadWatch::exit(base::UnixMilliseconds time, int slot, pid_t pid, int generation, std::int64_t open) {
  control::WorkerExit exit;
  exit.code = 0;
  exit.reason = control::ExitReason::Replaced;
  exit.connections = open;
  Event event;
  event.kind = EventKind::WorkerExited;
  event.time = time;
  event.slot = slot;
  event.pid = pid;
  event.generation = generation;
  event.fields = control::fieldsOf(exit);
  m_history.take(event);
  m_reload.take(event);
}

void TestReloadWatch::init() {
  m_history.clear();
  m_reload = ReloadWatch();
  for (const int slot : {0, 1}) happens(EventKind::WorkerForked, 1'000, slot, 41 + slot, 1);
  control::Status status;
  for (const int slot : {0, 1}) {
    control::WorkerStatus worker;
    worker.slot = slot;
    worker.pid = 41 + slot;
    worker.generation = 1;
    worker.fingerprint = "aa11";
    status.workers.push_back(worker);
  }
  m_history.take(status, 2'000);
  m_reload.takeGeneration(1);
}

void TestReloadWatch::aSwapNamesBothLives() {
  QCOMPARE(m_reload.outcome(), Outcome::None);
  start(5'000);
  QCOMPARE(m_reload.outcome(), Outcome::UnderWay);
  ReloadWatch::Swap swap = m_reload.swapOf(m_history, 0);
  QVERIFY(swap.before != nullptr && swap.before->pid == 41 && swap.after == nullptr);
  happens(EventKind::WorkerForked, 5'010, 0, 51, 2);
  QCOMPARE(m_reload.newGeneration(), 2);
  exit(5'100, 0, 41, 1, 0);
  swap = m_reload.swapOf(m_history, 0);
  QVERIFY(swap.before != nullptr && swap.after != nullptr);
  QCOMPARE(swap.before->pid, 41);  // gone, and still told
  QCOMPARE(QString::fromStdString(swap.before->fingerprint), QStringLiteral("aa11"));
  QCOMPARE(swap.after->pid, 51);
  QCOMPARE(m_reload.swapOf(m_history, 1).after, static_cast<const WorkerLife*>(nullptr));
}

void TestReloadWatch::connectionsCutAreCountedToTheLastOldWorker() {
  start(5'000);
  happens(EventKind::WorkerForked, 5'010, 0, 51, 2);
  exit(5'100, 0, 41, 1, 3);
  happens(EventKind::WorkerForked, 5'110, 1, 52, 2);
  finish(5'200, "done");
  QCOMPARE(m_reload.outcome(), Outcome::Done);
  QCOMPARE(m_reload.cut(), std::int64_t{3});
  QCOMPARE(m_reload.duration(), std::int64_t{120});
  exit(9'000, 1, 42, 1, 2);  // it drained to its end
  QCOMPARE(m_reload.cut(), std::int64_t{5});
}

void TestReloadWatch::aKillAfterwardsIsNotCounted() {
  start(5'000);
  happens(EventKind::WorkerForked, 5'010, 0, 51, 2);
  finish(5'200, "done");
  exit(6'000, 0, 51, 2, 9);
  QCOMPARE(m_reload.cut(), std::int64_t{0});
}

void TestReloadWatch::aReloadThatWasCalledOffKeepsTheOldGeneration() {
  start(5'000);
  happens(EventKind::WorkerForked, 5'010, 0, 51, 2);
  exit(5'020, 0, 51, 2, 0);
  finish(5'030, "aborted");
  QCOMPARE(m_reload.outcome(), Outcome::Aborted);
  QCOMPARE(m_reload.oldGeneration(), 1);
  start(6'000);
  QCOMPARE(m_reload.oldGeneration(), 1);
}

void TestReloadWatch::aRestartIsTold() {
  start(5'000, "restart");
  QVERIFY(m_reload.isRestart());
}

void TestReloadWatch::itIsShownForAWhileAndCanBePutAway() {
  QVERIFY(!m_reload.isShown(5'000));
  start(5'000);
  QVERIFY(m_reload.isShown(500'000));
  finish(5'200, "done");
  QVERIFY(m_reload.isShown(5'200 + ReloadWatch::shownAfterEnd - 1));
  QVERIFY(!m_reload.isShown(5'200 + ReloadWatch::shownAfterEnd));
  QVERIFY(m_reload.isShown(6'000));
  m_reload.forget();
  QVERIFY(!m_reload.isShown(6'000));
}

void TestReloadWatch::theRingsOldReloadIsNotShown() {
  finish(4'000, "done");  // its start is no longer in the ring
  QVERIFY(!m_reload.isShown(4'001));
  start(5'000);
  Event started;
  started.kind = EventKind::MasterStarted;
  started.time = 6'000;
  m_reload.take(started);
  QVERIFY(!m_reload.isShown(6'001));
}

QTEST_GUILESS_MAIN(TestReloadWatch)
#include "test_reload_watch.moc"
