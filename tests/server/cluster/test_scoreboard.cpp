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
