// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// When a slot starts again, with given times and given chance: every promise of [restart].

#include <QTest>

#include "server/cluster/restart_policy.h"

using namespace cluster;
using namespace std::chrono_literals;

namespace {

constexpr double middle = 0.5;  // no spread

EndedRun servedFor(base::Milliseconds served, base::MonotonicTime at = {}) {
  return {.at = at, .uptime = served + 20ms, .wasReady = true, .served = served, .configurationAtFault = false};
}

EndedRun failedBoot(base::MonotonicTime at = {}) {
  return {.at = at, .uptime = 5ms, .wasReady = false, .served = 0ms, .configurationAtFault = false};
}

/// The delays after the same run again and again.
std::vector<qint64> delaysAfter(const EndedRun& run, int times, const config::Restart& policy = {}) {
  std::vector<qint64> delays;
  RestartHistory history;
  for (int i = 0; i < times; ++i) {
    const RestartDecision decision = decideRestart(policy, history, run, middle);
    history = decision.history;
    delays.push_back(decision.delay.count());
  }
  return delays;
}

}  // namespace

class TestRestartPolicy : public QObject {
  Q_OBJECT
 private slots:
  void startsAtOnceAfterALongRun();
  void waitsLongerAfterEachCrash();
  void neverWaitsLongerThanTheLongestDelay();
  void spreadsTheDelayBothWays_data();
  void spreadsTheDelayBothWays();
  void aLongRunNeitherCountsNorResets();
  void servingStablyResetsTheCount();
  void givesUpAfterUnstableStartsInARow();
  void aRunOfASecondBreaksTheRow();
  void neverGivesUpWhenToldSo();
  void givesUpAtOnceWhenTheConfigurationIsAtFault();
  void isCrashLoopingAfterFiveUnstableExitsInTenSeconds_data();
  void isCrashLoopingAfterFiveUnstableExitsInTenSeconds();
  void isNoLongerCrashLoopingAfterAStableRun();
  void survivesAnyCountOfRuns();
};

void TestRestartPolicy::startsAtOnceAfterALongRun() {
  for (const auto served : {10s, 25s, 3600s}) {
    const RestartDecision decision = decideRestart({}, {}, servedFor(served), middle);
    QCOMPARE(decision.next, NextStart::AtOnce);
    QCOMPARE(decision.delay.count(), 0);
  }
  QCOMPARE(decideRestart({}, {}, servedFor(9s), middle).next, NextStart::Delayed);
}

void TestRestartPolicy::waitsLongerAfterEachCrash() {
  const std::vector<qint64> expected{250, 500, 1000, 2000, 4000, 8000, 15000, 15000};
  QCOMPARE(delaysAfter(servedFor(2s), 8), expected);
}

void TestRestartPolicy::neverWaitsLongerThanTheLongestDelay() {
  const config::Restart policy{.firstDelay = 50ms, .maxDelay = 50ms};
  QCOMPARE(delaysAfter(servedFor(2s), 3, policy), (std::vector<qint64>{50, 50, 50}));
  // Also with the spread at its widest, and where the first delay is the longer one.
  QCOMPARE(decideRestart(policy, {}, servedFor(2s), 0.999).delay.count(), 50);
  QCOMPARE(decideRestart({.firstDelay = 900ms, .maxDelay = 100ms}, {}, servedFor(2s), middle).delay.count(), 100);
}

void TestRestartPolicy::spreadsTheDelayBothWays_data() {
  QTest::addColumn<double>("chance");
  QTest::addColumn<qint64>("delay");
  QTest::newRow("least") << 0.0 << qint64(200);
  QTest::newRow("middle") << 0.5 << qint64(250);
  QTest::newRow("most") << 1.0 << qint64(300);
}

void TestRestartPolicy::spreadsTheDelayBothWays() {
  QFETCH(double, chance);
  QFETCH(qint64, delay);
  QCOMPARE(decideRestart({}, {}, servedFor(2s), chance).delay.count(), delay);
}

void TestRestartPolicy::aLongRunNeitherCountsNorResets() {
  RestartHistory history{.shortRuns = 3};
  history = decideRestart({}, history, servedFor(12s), middle).history;
  QCOMPARE(history.shortRuns, 3);
  QCOMPARE(decideRestart({}, history, servedFor(2s), middle).delay.count(), 2000);
}

void TestRestartPolicy::servingStablyResetsTheCount() {
  const RestartHistory history{.shortRuns = 5};
  QCOMPARE(decideRestart({}, history, servedFor(30s), middle).history.shortRuns, 0);
  // Shorter than "long", but as stable as the policy asks for.
  const config::Restart policy{.stableAfter = 3s};
  QCOMPARE(decideRestart(policy, history, servedFor(3s), middle).delay.count(), 250);
}

void TestRestartPolicy::givesUpAfterUnstableStartsInARow() {
  RestartHistory history;
  for (int start = 1; start < 16; ++start) {
    const RestartDecision decision = decideRestart({}, history, failedBoot(), middle);
    QVERIFY(decision.next != NextStart::Abandoned);
    history = decision.history;
  }
  QCOMPARE(decideRestart({}, history, servedFor(300ms), middle).next, NextStart::Abandoned);
}

void TestRestartPolicy::aRunOfASecondBreaksTheRow() {
  const RestartHistory history{.unstableStarts = 15};
  const RestartDecision decision = decideRestart({}, history, servedFor(1s), middle);
  QCOMPARE(decision.next, NextStart::Delayed);
  QCOMPARE(decision.history.unstableStarts, 0);
}

void TestRestartPolicy::neverGivesUpWhenToldSo() {
  const RestartHistory history{.unstableStarts = 1000};
  QCOMPARE(decideRestart({.giveUpAfter = 0}, history, failedBoot(), middle).next, NextStart::Delayed);
}

void TestRestartPolicy::givesUpAtOnceWhenTheConfigurationIsAtFault() {
  EndedRun run = failedBoot();
  run.configurationAtFault = true;
  QCOMPARE(decideRestart({.giveUpAfter = 0}, {}, run, middle).next, NextStart::Abandoned);
}

void TestRestartPolicy::isCrashLoopingAfterFiveUnstableExitsInTenSeconds_data() {
  QTest::addColumn<int>("secondsApart");
  QTest::addColumn<int>("exits");
  QTest::addColumn<bool>("crashLooping");
  QTest::newRow("five quick ones") << 1 << 5 << true;
  QTest::newRow("only four") << 1 << 4 << false;
  QTest::newRow("five over twelve seconds") << 3 << 5 << false;
}

void TestRestartPolicy::isCrashLoopingAfterFiveUnstableExitsInTenSeconds() {
  QFETCH(int, secondsApart);
  QFETCH(int, exits);
  QFETCH(bool, crashLooping);
  RestartHistory history;
  base::MonotonicTime at;
  for (int i = 0; i < exits; ++i) {
    history = decideRestart({}, history, failedBoot(at), middle).history;
    at += std::chrono::seconds(secondsApart);
  }
  QCOMPARE(history.crashLooping, crashLooping);
}

void TestRestartPolicy::isNoLongerCrashLoopingAfterAStableRun() {
  const RestartHistory history{.unstableStarts = 6, .crashLooping = true};
  QVERIFY(decideRestart({}, history, failedBoot(), middle).history.crashLooping);
  QVERIFY(!decideRestart({}, history, servedFor(2s), middle).history.crashLooping);
}

void TestRestartPolicy::survivesAnyCountOfRuns() {
  const RestartHistory history{.shortRuns = 1'000'000'000};
  QCOMPARE(decideRestart({.giveUpAfter = 0}, history, servedFor(2s), middle).delay.count(), 15'000);
}

QTEST_GUILESS_MAIN(TestRestartPolicy)
#include "test_restart_policy.moc"
