// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What follows from silence, with given times; and that a late master alarms nobody.

#include <QTest>

#include "server/cluster/hang_watch.h"

using namespace cluster;
using namespace std::chrono_literals;

class TestHangWatch : public QObject {
  Q_OBJECT
 private slots:
  void saysNothingOfABeatingHeart();
  void warnsOnceThenTellsOfRecovery();
  void abortsThenKillsTwoSecondsLater();
  void anAbortedWorkerIsNotForgiven();
  void warnsEarlierWhereLessTimeIsAllowed_data();
  void warnsEarlierWhereLessTimeIsAllowed();
  void aLateMasterTrustsNoSilenceBeforeItself();
};

void TestHangWatch::saysNothingOfABeatingHeart() {
  HangWatch watch(15s);
  const base::MonotonicTime now;
  for (const auto silence : {0ms, 1000ms, 4999ms}) QCOMPARE(watch.look(now, silence), HangAction::None);
}

void TestHangWatch::warnsOnceThenTellsOfRecovery() {
  HangWatch watch(15s);
  const base::MonotonicTime now;
  QCOMPARE(watch.look(now, 5s), HangAction::Warn);
  QVERIFY(watch.isUnresponsive());
  QCOMPARE(watch.look(now, 6s), HangAction::None);
  QCOMPARE(watch.look(now, 100ms), HangAction::Recovered);
  QVERIFY(!watch.isUnresponsive());
  QCOMPARE(watch.look(now, 5s), HangAction::Warn);
}

void TestHangWatch::abortsThenKillsTwoSecondsLater() {
  HangWatch watch(15s);
  const base::MonotonicTime now;
  QCOMPARE(watch.look(now, 15s), HangAction::Abort);
  QCOMPARE(watch.look(now + 1s, 16s), HangAction::None);
  QCOMPARE(watch.look(now + 2s, 17s), HangAction::Kill);
  QCOMPARE(watch.look(now + 3s, 18s), HangAction::Kill);
}

void TestHangWatch::anAbortedWorkerIsNotForgiven() {
  HangWatch watch(3s);
  const base::MonotonicTime now;
  QCOMPARE(watch.look(now, 3s), HangAction::Abort);
  QCOMPARE(watch.look(now + 2s, 0s), HangAction::Kill);
}

void TestHangWatch::warnsEarlierWhereLessTimeIsAllowed_data() {
  QTest::addColumn<qint64>("allowed");
  QTest::addColumn<qint64>("warn");
  QTest::addColumn<qint64>("beat");
  QTest::newRow("default") << qint64(15000) << qint64(5000) << qint64(1000);
  QTest::newRow("long") << qint64(60000) << qint64(5000) << qint64(1000);
  QTest::newRow("short") << qint64(3000) << qint64(1000) << qint64(500);
}

void TestHangWatch::warnsEarlierWhereLessTimeIsAllowed() {
  QFETCH(qint64, allowed);
  QFETCH(qint64, warn);
  QFETCH(qint64, beat);
  QCOMPARE(warnAfter(base::Milliseconds(allowed)).count(), warn);
  QCOMPARE(heartbeatInterval(base::Milliseconds(allowed)).count(), beat);
  // A heart that beats as agreed never comes near a warning.
  QVERIFY(2 * heartbeatInterval(base::Milliseconds(allowed)) <= warnAfter(base::Milliseconds(allowed)));
}

void TestHangWatch::aLateMasterTrustsNoSilenceBeforeItself() {
  base::MonotonicTime now;
  const base::MonotonicTime start = now;
  LatenessWatch lateness(now, 1s);
  for (int i = 0; i < 5; ++i) lateness.tick(now += 1s);
  QVERIFY(lateness.trustedSince() == start);
  lateness.tick(now += 20s);
  QVERIFY(lateness.trustedSince() == now);
  lateness.tick(now + 1s);
  QVERIFY(lateness.trustedSince() == now);
}

QTEST_GUILESS_MAIN(TestHangWatch)
#include "test_hang_watch.moc"
