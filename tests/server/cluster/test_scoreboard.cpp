// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Memory shared with real children: what they count is seen, and what a dead life left is gone for the next.

#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "server/cluster/scoreboard.h"

using namespace cluster;
using namespace std::chrono_literals;

class TestScoreboard : public QObject {
  Q_OBJECT
 private slots:
  void showsWhatAChildCounts();
  void givesEveryLifeAFreshEntry();
  void theKeepersLifeIsNoSlots();
  void whatALifeCountedStaysItsSlots();
  void hasAnEnd();
  void shrinksBehindTheLastEntryUsed();
  void meansOnlyLivesThatAcceptAndBeat();
};

void TestScoreboard::showsWhatAChildCounts() {
  Scoreboard board = *Scoreboard::create(4);
  const base::MonotonicTime now = base::MonotonicClock::now();
  ScoreboardEntry& entry = *board.claim(now);
  QVERIFY(entry.lastBeat() == now);
  const pid_t child = ::fork();
  if (child == 0) {
    entry.counters.requests += 5;
    entry.beat(now + 3s);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  QCOMPARE(entry.counters.requests.load(), 5);
  QVERIFY(entry.lastBeat() == now + 3s);
}

void TestScoreboard::givesEveryLifeAFreshEntry() {
  Scoreboard board = *Scoreboard::create(2);
  ScoreboardEntry& entry = *board.claim({});
  entry.counters.requests = 7;
  entry.counters.latency[19] = 1;
  entry.phase = LifePhase::Draining;
  board.release(entry);
  ScoreboardEntry& next = *board.claim({});
  QCOMPARE(&next, &entry);
  QCOMPARE(next.counters.requests.load(), 0);
  QCOMPARE(next.counters.latency[19].load(), 0);
  QVERIFY(next.phase.load() == LifePhase::Booting);
}

void TestScoreboard::theKeepersLifeIsNoSlots() {
  Scoreboard board = *Scoreboard::create(2);
  ScoreboardEntry& keeper = *board.claim({}, cluster::noSlot);
  board.claim({}, 0);
  std::vector<cluster::SlotFigures> figures = board.bySlot();
  QCOMPARE(figures.size(), 1u);
  QCOMPARE(figures[0].starts, 1);
  QCOMPARE(figures[0].lives, 1);
  board.release(keeper);
  figures = board.bySlot();
  QCOMPARE(figures[0].starts, 1);
  QCOMPARE(figures[0].lives, 1);
}

void TestScoreboard::whatALifeCountedStaysItsSlots() {
  Scoreboard board = *Scoreboard::create(3);
  ScoreboardEntry& first = *board.claim({}, 1);
  first.counters.requests = 7;
  first.counters.answers[1] = 6;
  first.counters.answers[4] = 1;
  first.counters.bytesOut = 100;
  first.counters.connections = 3;
  first.counters.latency[2] = 7;
  first.counters.latencyUs = 900;
  board.release(first);
  ScoreboardEntry& second = *board.claim({}, 1);
  second.counters.answers[1] = 10;
  second.counters.connections = 2;
  second.counters.latency[2] = 1;
  const std::vector<cluster::SlotFigures> figures = board.bySlot();
  QCOMPARE(figures.size(), 2u);
  QCOMPARE(figures[0].starts, 0);
  QCOMPARE(figures[1].starts, 2);
  QCOMPARE(figures[1].lives, 1);
  QCOMPARE(figures[1].sums.answers[1], 16);
  QCOMPARE(figures[1].sums.answers[4], 1);
  QCOMPARE(figures[1].sums.bytesOut, 100);
  QCOMPARE(figures[1].sums.connections, 2);  // of the living only
  QCOMPARE(figures[1].sums.latency[2], 8);
  QCOMPARE(figures[1].sums.latencyUs, 900);
}

void TestScoreboard::hasAnEnd() {
  Scoreboard board = *Scoreboard::create(2);
  QVERIFY(board.claim({}) != nullptr);
  QVERIFY(board.claim({}) != nullptr);
  QVERIFY(board.claim({}) == nullptr);
}

void TestScoreboard::shrinksBehindTheLastEntryUsed() {
  Scoreboard board = *Scoreboard::create(8);
  ScoreboardEntry& first = *board.claim({});
  ScoreboardEntry& second = *board.claim({});
  ScoreboardEntry& third = *board.claim({});
  QCOMPARE(board.inUse().size(), 3u);
  board.release(second);
  QCOMPARE(board.inUse().size(), 3u);
  board.release(third);
  QCOMPARE(board.inUse().size(), 1u);
  board.release(first);
  QVERIFY(board.inUse().empty());
}

void TestScoreboard::meansOnlyLivesThatAcceptAndBeat() {
  Scoreboard board = *Scoreboard::create(8);
  const base::MonotonicTime now = base::MonotonicClock::now();
  QCOMPARE(board.accepting(now, 3s).meanConnections(), 0.0);
  // Three of 100, and one of none that stands still: it must not hold the three back.
  for (int i = 0; i < 3; ++i) {
    ScoreboardEntry& entry = *board.claim(now);
    entry.counters.connections = 100;
    entry.phase = LifePhase::Accepting;
  }
  board.claim(now - 10s)->phase = LifePhase::Accepting;
  QCOMPARE(board.accepting(now, 3s).meanConnections(), 100.0);

  ScoreboardEntry& draining = *board.claim(now);
  draining.counters.connections = 900;
  draining.phase = LifePhase::Draining;
  QCOMPARE(board.accepting(now, 3s).meanConnections(), 100.0);
  draining.phase = LifePhase::Accepting;
  QCOMPARE(board.accepting(now, 3s).meanConnections(), 300.0);
}

QTEST_GUILESS_MAIN(TestScoreboard)
#include "test_scoreboard.moc"
