// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The master's memory: numbering, order, what is kept and what is owned up to as lost.

#include <QTest>

#include "server/cluster/event_history.h"

using namespace cluster;
using control::Event;
using control::EventKind;

namespace {

Event of(EventKind kind) {
  Event made;
  made.kind = kind;
  return made;
}

std::vector<std::uint64_t> numbers(const std::vector<const Event*>& events) {
  std::vector<std::uint64_t> all;
  for (const Event* each : events) all.push_back(each->seq);
  return all;
}

}  // namespace

class TestEventHistory : public QObject {
  Q_OBJECT
 private slots:
  void numbersDatesAndWordsEveryEvent();
  void tellsListenersInTheirOrder();
  void givesWhatALateComerMissedInOrder();
  void requestsNeverEvictExits();
  void countsWhatIsGone();
  void knowsNothingOfTheFuture();
  void whatIsHeldFollowsWhatAnotherMasterKept();
  void anHeirIsToldInsteadOfTheListeners();
};

void TestEventHistory::numbersDatesAndWordsEveryEvent() {
  EventHistory history;
  const Event& first = history.add(of(EventKind::MasterStarted));
  QCOMPARE(first.seq, 1u);
  QVERIFY(first.time > 0);
  QVERIFY(!first.text.empty());
  QCOMPARE(history.add(of(EventKind::MasterStopped)).seq, 2u);
  QCOMPARE(history.lastSeq(), 2u);
}

void TestEventHistory::tellsListenersInTheirOrder() {
  EventHistory history;
  std::string heard;
  history.listen([&](const Event& told) { heard += "a" + std::to_string(told.seq); });
  history.listen([&](const Event& told) { heard += "b" + std::to_string(told.seq); });
  history.add(of(EventKind::WorkerReady));
  history.add(of(EventKind::WorkerExited));
  QCOMPARE(heard, std::string("a1b1a2b2"));
}

void TestEventHistory::givesWhatALateComerMissedInOrder() {
  EventHistory history;
  for (const EventKind kind : {EventKind::WorkerForked, EventKind::RequestServed, EventKind::WorkerReady,
                               EventKind::RequestServed, EventKind::WorkerExited}) {
    history.add(of(kind));
  }
  std::uint64_t lost = 99;
  QCOMPARE(numbers(history.after(0, lost)), (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
  QCOMPARE(lost, 0u);
  QCOMPARE(numbers(history.after(3, lost)), (std::vector<std::uint64_t>{4, 5}));
}

void TestEventHistory::requestsNeverEvictExits() {
  EventHistory history;
  history.add(of(EventKind::WorkerExited));
  for (std::size_t i = 0; i < EventHistory::capacity + 10; ++i) history.add(of(EventKind::RequestServed));
  std::uint64_t lost = 0;
  const auto kept = history.after(0, lost);
  QCOMPARE(kept.front()->kind, EventKind::WorkerExited);
  QCOMPARE(kept.size(), EventHistory::capacity + 1);
  QCOMPARE(lost, 10u);
}

void TestEventHistory::countsWhatIsGone() {
  EventHistory history;
  for (std::size_t i = 0; i < EventHistory::capacity + 5; ++i) history.add(of(EventKind::WorkerReady));
  std::uint64_t lost = 0;
  QCOMPARE(history.after(2, lost).front()->seq, 6u);
  QCOMPARE(lost, 3u);
  QVERIFY(!history.after(100, lost).empty());
  QCOMPARE(lost, 0u);
}

void TestEventHistory::knowsNothingOfTheFuture() {
  EventHistory history;
  history.add(of(EventKind::WorkerReady));
  std::uint64_t lost = 1;
  QVERIFY(history.after(1000, lost).empty());
  QCOMPARE(lost, 0u);
}

void TestEventHistory::whatIsHeldFollowsWhatAnotherMasterKept() {
  EventHistory before;
  before.add(of(EventKind::WorkerForked));
  before.add(of(EventKind::RequestServed));
  std::uint64_t lost = 0;
  std::vector<Event> copies;
  for (const Event* each : before.after(0, lost)) copies.push_back(*each);

  EventHistory history;
  std::vector<std::uint64_t> heard;
  history.listen([&](const Event& told) { heard.push_back(told.seq); });
  history.hold();
  QVERIFY(!history.add(of(EventKind::WorkerReady)).text.empty());
  QCOMPARE(history.lastSeq(), 0u);
  QVERIFY(heard.empty());
  history.release(std::move(copies), 3);  // the third was of a kind that we do not know
  QCOMPARE(history.add(of(EventKind::WorkerExited)).seq, 5u);
  QCOMPARE(numbers(history.after(0, lost)), (std::vector<std::uint64_t>{1, 2, 4, 5}));
  QCOMPARE(heard, (std::vector<std::uint64_t>{4, 5}));  // the old ones were told by the old master
}

void TestEventHistory::anHeirIsToldInsteadOfTheListeners() {
  EventHistory history;
  std::string heard;
  bool hears = true;
  history.listen([&](const Event& told) { heard += "l" + std::to_string(told.seq); });
  history.add(of(EventKind::WorkerForked));
  history.passOn([&](const Event& told) {
    if (hears) heard += "h" + std::to_string(told.seq);
    return hears;
  });
  history.add(of(EventKind::WorkerReady));
  hears = false;
  history.add(of(EventKind::WorkerExited));
  QCOMPARE(heard, std::string("l1h2l3"));
}

QTEST_GUILESS_MAIN(TestEventHistory)
#include "test_event_history.moc"
