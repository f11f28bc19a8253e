// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Several workers' words of their session store become one event down and one up.

#include <QTest>

#include "server/cluster/session_health.h"

class TestSessionHealth : public QObject {
  Q_OBJECT

 private slots:
  void tellsTheFirstThatIsWithoutAndTheLastThatIsBack();
  void aWorkersEndMakesNoStoreAnswer();
  void aStoreThatAnswersIsNoNews();
  void eachThreadSpeaksForItself();
  void whatReplacedThoseWithoutMakesItAnswer();
  void whoAnsweredBeforeTheOutageIsNoWitness();
  void aNewMasterGoesOnWhereTheOldOneWas();

 private:
  static QStringList told(const cluster::EventHistory& history) {
    QStringList list;
    std::uint64_t lost = 0;
    for (const control::Event* event : history.after(0, lost)) list << QString::fromStdString(event->text);
    return list;
  }
};

void TestSessionHealth::tellsTheFirstThatIsWithoutAndTheLastThatIsBack() {
  cluster::EventHistory history;
  cluster::SessionHealth health(history);
  health.tell(1, 0, "it is silent");
  health.tell(2, 0, "it is silent");
  health.tell(1, 0, "it is gone");
  QCOMPARE(told(history), QStringList({"The session store does not answer: it is silent."}));
  QCOMPARE(health.outage()->reason, std::string("it is gone"));
  health.tell(1, 0, "");
  QCOMPARE(told(history).size(), 1);
  health.tell(2, 0, "");
  QCOMPARE(told(history).size(), 2);
  QCOMPARE(told(history).back(), QString("The session store answers again."));
}

void TestSessionHealth::aWorkersEndMakesNoStoreAnswer() {
  cluster::EventHistory history;
  cluster::SessionHealth health(history);
  health.tell(1, 0, "it is silent");
  health.forget(1);
  QCOMPARE(told(history).size(), 1);
  health.tell(2, 0, "");
  QCOMPARE(told(history).size(), 2);
}

void TestSessionHealth::aStoreThatAnswersIsNoNews() {
  cluster::EventHistory history;
  cluster::SessionHealth health(history);
  health.tell(1, 0, "");
  health.forget(1);
  QCOMPARE(told(history), QStringList());
}

void TestSessionHealth::eachThreadSpeaksForItself() {
  cluster::EventHistory history;
  cluster::SessionHealth health(history);
  health.tell(1, 0, "it is silent");
  health.tell(1, 3, "it is silent");
  health.tell(1, 0, "");
  QCOMPARE(told(history).size(), 1);
  health.forget(1);
  health.tell(2, 0, "");
  QCOMPARE(told(history).size(), 2);
}

void TestSessionHealth::whatReplacedThoseWithoutMakesItAnswer() {
  cluster::EventHistory history;
  cluster::SessionHealth health(history);
  health.tell(1, 0, "it is silent");
  health.tell(2, 1, "it is silent");
  QCOMPARE(health.outage()->reason, std::string("it is silent"));
  health.tell(3, 0, "");
  health.tell(4, 1, "");
  health.forget(1);
  QCOMPARE(told(history).size(), 1);
  health.forget(2);
  QCOMPARE(told(history).size(), 2);
  QCOMPARE(told(history).back(), QString("The session store answers again."));
  QVERIFY(!health.outage());

  // One that came and went proves nothing.
  health.tell(3, 0, "it is silent");
  health.tell(5, 0, "");
  health.forget(5);
  health.forget(3);
  QCOMPARE(told(history).size(), 3);
  QVERIFY(health.outage());
}

void TestSessionHealth::whoAnsweredBeforeTheOutageIsNoWitness() {
  cluster::EventHistory history;
  cluster::SessionHealth health(history);
  health.tell(1, 0, "");
  health.tell(2, 1, "");
  health.tell(1, 0, "it is silent");
  health.forget(1);
  QCOMPARE(told(history).size(), 1);
  health.tell(3, 0, "");
  QCOMPARE(told(history).size(), 2);
}

void TestSessionHealth::aNewMasterGoesOnWhereTheOldOneWas() {
  cluster::EventHistory old;
  cluster::SessionHealth ofOld(old);
  ofOld.tell(1, 0, "it is silent");
  const auto handed = [&old] {
    std::vector<control::Event> events;
    std::uint64_t lost = 0;
    for (const control::Event* event : old.after(0, lost)) events.push_back(*event);
    return events;
  };

  cluster::EventHistory history;
  history.hold();
  cluster::SessionHealth health(history);
  health.tell(2, 0, "");
  health.tell(3, 1, "");
  history.release(handed(), old.lastSeq());
  health.takeOver();
  QCOMPARE(told(history).size(), 2);
  QCOMPARE(told(history).back(), QString("The session store answers again."));

  // Down for both: since the first, and up once.
  cluster::EventHistory third;
  third.hold();
  cluster::SessionHealth unlucky(third);
  unlucky.tell(4, 0, "it is gone");
  third.release(handed(), old.lastSeq());
  unlucky.takeOver();
  QCOMPARE(unlucky.outage()->reason, std::string("it is silent"));
  unlucky.tell(4, 0, "");
  QCOMPARE(told(third).size(), 3);
  QVERIFY(!unlucky.outage());
}

QTEST_GUILESS_MAIN(TestSessionHealth)
#include "test_session_health.moc"
