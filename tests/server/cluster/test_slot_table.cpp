// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The lives of slots, with real processes that are killed, hang, fail and obey.

#include <QTest>
#include <csignal>

#include "tests/server/cluster/slot_fixture.h"

using namespace cluster;
using namespace std::chrono_literals;
using control::EventKind;
using control::ExitReason;
using control::MasterState;

namespace {

config::Config quick() {
  config::Config config;
  config.restart.firstDelay = 5ms;
  config.restart.maxDelay = 5ms;
  config.cluster.drainTimeout = 5s;
  return config;
}

}  // namespace

class TestSlotTable : public QObject {
  Q_OBJECT
 private slots:
  void init() { m_fixture = std::make_unique<SlotFixture>(); }
  void cleanup() { m_fixture.reset(); }

  void forksAsManyAsAreWanted();
  void restartsWhatIsKilledAndReportsIt();
  void reportsEveryDeathOnceWhenManyDieAtOnce();
  void givesUpAStartThatAlwaysFails();
  void tellsTheLastWordsOfAFailedStart();
  void doesNotRepeatAStartThatItsConfigurationFails();
  void killsWhatIsNotReadyInTime();
  void otherSlotsServeOnWhileOneFails();
  void scalingDownDrainsTheLastSlots();
  void scalingUpAgainReusesASlotThatStillDrains();
  void aDrainedSlotRestsUntilItIsStarted();
  void abortsAWorkerWhoseHeartStandsStill();
  void endsByForceWhatDoesNotDrain();
  void aKillByRequestNamesWhoAsked();

 private:
  std::unique_ptr<SlotFixture> m_fixture;
};

void TestSlotTable::forksAsManyAsAreWanted() {
  m_fixture->table.scaleTo(4, m_fixture->generation(), "master");
  QCOMPARE(m_fixture->table.state(), MasterState::Starting);
  QVERIFY(m_fixture->untilReady(4));
  QCOMPARE(m_fixture->table.state(), MasterState::Running);
  QCOMPARE(m_fixture->events(EventKind::WorkerForked).size(), 4u);
  const auto rows = m_fixture->table.statuses();
  QCOMPARE(rows.size(), 4u);
  for (const control::WorkerStatus& row : rows) QCOMPARE(row.state, control::WorkerState::Ready);
}

void TestSlotTable::restartsWhatIsKilledAndReportsIt() {
  m_fixture->table.scaleTo(2, m_fixture->generation(1, quick()), "master");
  QVERIFY(m_fixture->untilReady(2));
  const pid_t before = m_fixture->pidOf(1);
  ::kill(before, SIGKILL);
  QVERIFY(m_fixture->until([&] { return m_fixture->pidOf(1) != before && m_fixture->table.ready() == 2; }));

  const auto exits = m_fixture->exits();
  QCOMPARE(exits.size(), 1u);
  QCOMPARE(exits[0].signal, std::string("SIGKILL"));
  QCOMPARE(exits[0].reason, ExitReason::Killed);
  QCOMPARE(exits[0].askedBy, std::string("none"));
  QCOMPARE(exits[0].next, std::string("delayed"));
  QCOMPARE(m_fixture->table.statuses()[1].restarts, 1);
  QVERIFY(!m_fixture->table.statuses()[1].lastExit.empty());
}

void TestSlotTable::reportsEveryDeathOnceWhenManyDieAtOnce() {
  m_fixture->table.scaleTo(8, m_fixture->generation(1, quick()), "master");
  QVERIFY(m_fixture->untilReady(8));
  for (int slot = 0; slot < 8; ++slot) ::kill(m_fixture->pidOf(slot), SIGKILL);
  QVERIFY(m_fixture->until([&] { return m_fixture->exits().size() >= 8 && m_fixture->table.ready() == 8; }));
  QCOMPARE(m_fixture->exits().size(), 8u);
  QCOMPARE(m_fixture->events(EventKind::WorkerForked).size(), 16u);
}

void TestSlotTable::givesUpAStartThatAlwaysFails() {
  m_fixture->conducts[{0, 1}] = Conduct::ExitsAtOnce;
  config::Config config = quick();
  config.restart.giveUpAfter = 3;
  m_fixture->table.scaleTo(1, m_fixture->generation(1, config), "master");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.isLost(); }));
  QCOMPARE(m_fixture->exits().size(), 3u);
  QCOMPARE(m_fixture->exits().back().next, std::string("abandoned"));
  QCOMPARE(m_fixture->events(EventKind::RestartAbandoned).size(), 1u);
  QCOMPARE(m_fixture->table.state(), MasterState::Failed);
  QCOMPARE(m_fixture->table.statuses()[0].state, control::WorkerState::GivenUp);
}

void TestSlotTable::tellsTheLastWordsOfAFailedStart() {
  m_fixture->conducts[{0, 1}] = Conduct::ExitsAtOnce;
  m_fixture->table.scaleTo(1, m_fixture->generation(), "master");
  QVERIFY(m_fixture->until([&] { return !m_fixture->exits().empty(); }));
  QCOMPARE(m_fixture->exits()[0].reason, ExitReason::BootFailed);
  QCOMPARE(m_fixture->exits()[0].code, std::optional<int>(3));
  const auto problems = m_fixture->table.problems();
  QCOMPARE(problems.size(), 1u);
  QCOMPARE(problems[0].code, base::ProblemCode::BootFailed);
  QCOMPARE(problems[0].arguments.at("reason"), std::string("exited with code 3: the cat sat on the socket"));
  QCOMPARE(m_fixture->events(EventKind::WorkerOutput)[0].string("line"), std::string("the cat sat on the socket"));
}

void TestSlotTable::doesNotRepeatAStartThatItsConfigurationFails() {
  m_fixture->conducts[{0, 1}] = Conduct::Misconfigured;
  m_fixture->table.scaleTo(1, m_fixture->generation(), "master");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.isLost(); }));
  QCOMPARE(m_fixture->exits().size(), 1u);
  QVERIFY(m_fixture->table.find(0)->isConfigurationAtFault());
  QCOMPARE(m_fixture->table.problems()[0].code, base::ProblemCode::PrivilegeDropFailed);
}

void TestSlotTable::killsWhatIsNotReadyInTime() {
  m_fixture->conducts[{0, 1}] = Conduct::NeverReady;
  config::Config config;
  config.cluster.bootTimeout = 100ms;
  m_fixture->table.scaleTo(1, m_fixture->generation(1, config), "master");
  QVERIFY(m_fixture->until([&] { return !m_fixture->exits().empty(); }));
  const control::WorkerExit exit = m_fixture->exits()[0];
  QCOMPARE(exit.reason, ExitReason::BootFailed);
  QCOMPARE(exit.signal, std::string("SIGKILL"));
  QCOMPARE(exit.askedBy, std::string("master"));
  QCOMPARE(m_fixture->table.problems()[0].arguments.at("reason"), std::string("not ready after 100 ms"));
}

void TestSlotTable::otherSlotsServeOnWhileOneFails() {
  m_fixture->conducts[{1, 1}] = Conduct::ExitsAtOnce;
  config::Config config = quick();
  config.restart.giveUpAfter = 6;
  m_fixture->table.scaleTo(3, m_fixture->generation(1, config), "master");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.find(1)->hasGivenUp(); }));
  QCOMPARE(m_fixture->table.ready(), 2);
  QCOMPARE(m_fixture->table.state(), MasterState::CrashLooping);
  QVERIFY(!m_fixture->table.isLost());
}

void TestSlotTable::scalingDownDrainsTheLastSlots() {
  m_fixture->table.scaleTo(4, m_fixture->generation(), "master");
  QVERIFY(m_fixture->untilReady(4));
  m_fixture->table.scaleTo(1, m_fixture->generation(), "panel");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.processes() == 1; }));
  for (const control::WorkerExit& exit : m_fixture->exits()) {
    QCOMPARE(exit.reason, ExitReason::Stopped);
    QCOMPARE(exit.askedBy, std::string("panel"));
    QCOMPARE(exit.next, std::string("none"));
  }
  QCOMPARE(m_fixture->table.statuses().size(), 1u);
  QCOMPARE(m_fixture->table.state(), MasterState::Running);
}

void TestSlotTable::scalingUpAgainReusesASlotThatStillDrains() {
  m_fixture->conducts[{1, 1}] = Conduct::SlowToDrain;
  m_fixture->table.scaleTo(2, m_fixture->generation(), "master");
  QVERIFY(m_fixture->untilReady(2));
  m_fixture->table.scaleTo(1, m_fixture->generation(), "panel");
  m_fixture->table.scaleTo(2, m_fixture->generation(), "panel");
  QVERIFY(m_fixture->untilReady(2));
  QVERIFY(m_fixture->until([&] { return m_fixture->exits().size() == 1; }));
  QCOMPARE(m_fixture->exits()[0].next, std::string("none"));
  QCOMPARE(m_fixture->table.processes(), 2);
}

void TestSlotTable::aDrainedSlotRestsUntilItIsStarted() {
  m_fixture->table.scaleTo(2, m_fixture->generation(1, quick()), "master");
  QVERIFY(m_fixture->untilReady(2));
  QVERIFY(m_fixture->table.find(0)->drain(std::nullopt, "command line"));
  QVERIFY(m_fixture->until([&] { return m_fixture->table.processes() == 1; }));
  QCOMPARE(m_fixture->table.statuses()[0].state, control::WorkerState::Exited);
  QVERIFY(!m_fixture->table.find(0)->drain(std::nullopt, "command line"));
  m_fixture->table.find(0)->start(m_fixture->generation());
  QVERIFY(m_fixture->untilReady(2));
}

void TestSlotTable::abortsAWorkerWhoseHeartStandsStill() {
  m_fixture->conducts[{0, 1}] = Conduct::Frozen;
  config::Config config = quick();
  config.cluster.hangTimeout = 200ms;
  m_fixture->table.scaleTo(1, m_fixture->generation(1, config), "master");
  QVERIFY(m_fixture->untilReady(1));
  QVERIFY(m_fixture->until([&] {
    m_fixture->table.lookAtHearts(base::MonotonicTime());
    return !m_fixture->exits().empty();
  }));
  QCOMPARE(m_fixture->exits()[0].reason, ExitReason::Hung);
  QCOMPARE(m_fixture->exits()[0].signal, std::string("SIGABRT"));
  QCOMPARE(m_fixture->exits()[0].askedBy, std::string("master"));
  const auto told = m_fixture->events(EventKind::WorkerUnresponsive);
  QCOMPARE(told.size(), 2u);
  QCOMPARE(told[0].string("action"), std::string("warned"));
  QCOMPARE(told[1].string("action"), std::string("SIGABRT"));
}

void TestSlotTable::endsByForceWhatDoesNotDrain() {
  m_fixture->conducts[{0, 1}] = Conduct::Deaf;
  m_fixture->table.scaleTo(1, m_fixture->generation(), "master");
  QVERIFY(m_fixture->untilReady(1));
  m_fixture->table.stopAll(ExitReason::Stopped, "panel", 10ms);
  QVERIFY(m_fixture->untilEmpty());
  QCOMPARE(m_fixture->exits()[0].signal, std::string("SIGKILL"));
  QCOMPARE(m_fixture->exits()[0].reason, ExitReason::Stopped);
}

void TestSlotTable::aKillByRequestNamesWhoAsked() {
  m_fixture->table.scaleTo(1, m_fixture->generation(1, quick()), "master");
  QVERIFY(m_fixture->untilReady(1));
  QVERIFY(!m_fixture->table.find(0)->signal(7, SIGSEGV, "panel"));
  QVERIFY(m_fixture->table.find(0)->signal(1, SIGSEGV, "panel"));
  QVERIFY(m_fixture->until([&] { return m_fixture->exits().size() == 1 && m_fixture->table.ready() == 1; }));
  QCOMPARE(m_fixture->exits()[0].reason, ExitReason::Killed);
  QCOMPARE(m_fixture->exits()[0].askedBy, std::string("panel"));
}

QTEST_GUILESS_MAIN(TestSlotTable)
#include "test_slot_table.moc"
