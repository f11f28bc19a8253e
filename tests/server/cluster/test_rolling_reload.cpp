// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Swapping generations with real processes: nobody leaves before the next one is ready, and a failure changes nothing.

#include <QTest>

#include "server/cluster/rolling_reload.h"
#include "tests/server/cluster/slot_fixture.h"

using namespace cluster;
using control::EventKind;
using Outcome = RollingReload::Outcome;

class TestRollingReload : public QObject {
  Q_OBJECT
 private slots:
  void init();
  void cleanup();

  void eachNewLifeIsReadyBeforeAnOldOneDrains();
  void neverHasMoreThanTwiceTheProcesses();
  void aFailureGoesBackToTheGenerationBefore();
  void aSlotThatGaveUpStartsAgain();
  void aDrainedSlotStaysEmpty();
  void aRestartIsToldAsOne();

 private:
  void roll(const GenerationPointer& target, control::ExitReason reason = control::ExitReason::Replaced);
  [[nodiscard]] std::vector<int> generations() const;

  std::unique_ptr<SlotFixture> m_fixture;
  std::unique_ptr<RollingReload> m_roll;
  GenerationPointer m_first;
  std::optional<Outcome> m_outcome;
  std::vector<base::Problem> m_problems;
};

void TestRollingReload::init() {
  m_outcome.reset();
  m_problems.clear();
  m_fixture = std::make_unique<SlotFixture>();
  m_roll = std::make_unique<RollingReload>(m_fixture->table, [this](Outcome outcome, const auto& problems) {
    m_outcome = outcome;
    m_problems = problems;
  });
  m_fixture->changed = [this] { m_roll->advance(); };
  m_fixture->replacementFailed = [this](const auto& problems) { m_roll->handleReplacementFailed(problems); };
  config::Config config;
  config.restart.firstDelay = base::Milliseconds(5);
  config.restart.maxDelay = base::Milliseconds(5);
  m_first = m_fixture->generation(1, config);
}

void TestRollingReload::cleanup() {
  m_roll->abandon();
  m_fixture.reset();
}

void TestRollingReload::roll(const GenerationPointer& target, control::ExitReason reason) {
  m_roll->begin(m_first, target, reason, "panel");
  QVERIFY(m_fixture->until([&] { return m_outcome.has_value(); }));
}

std::vector<int> TestRollingReload::generations() const {
  std::vector<int> all;
  for (const Slot* slot : m_fixture->table.wantedSlots()) all.push_back(slot->generation()->number);
  return all;
}

void TestRollingReload::eachNewLifeIsReadyBeforeAnOldOneDrains() {
  m_fixture->table.scaleTo(3, m_first, "master");
  QVERIFY(m_fixture->untilReady(3));
  const std::uint64_t begin = m_fixture->history.lastSeq();
  roll(m_fixture->generation(2));
  QCOMPARE(*m_outcome, Outcome::Done);
  QCOMPARE(generations(), (std::vector<int>{2, 2, 2}));
  QVERIFY(m_fixture->until([&] { return m_fixture->table.processes() == 3; }));

  std::uint64_t lost = 0;
  int ready = 0;
  int draining = 0;
  for (const control::Event* event : m_fixture->history.after(begin, lost)) {
    if (event->kind == EventKind::WorkerReady) ++ready;
    if (event->kind == EventKind::WorkerDraining) QVERIFY(++draining <= ready);
  }
  QCOMPARE(draining, 3);
  for (const control::WorkerExit& exit : m_fixture->exits()) {
    QCOMPARE(exit.reason, control::ExitReason::Replaced);
    QCOMPARE(exit.askedBy, std::string("panel"));
  }
}

void TestRollingReload::neverHasMoreThanTwiceTheProcesses() {
  for (int slot = 0; slot < 2; ++slot) {
    m_fixture->conducts[{slot, 1}] = Conduct::SlowToDrain;
    m_fixture->conducts[{slot, 2}] = Conduct::SlowToDrain;
  }
  m_fixture->table.scaleTo(2, m_first, "master");
  QVERIFY(m_fixture->untilReady(2));
  const GenerationPointer second = m_fixture->generation(2);
  roll(second);
  m_outcome.reset();
  m_roll->begin(second, m_fixture->generation(3), control::ExitReason::Replaced, "panel");
  QVERIFY(m_fixture->until([&] { return m_outcome.has_value(); }));
  QVERIFY(m_fixture->mostProcesses <= 4);
  QCOMPARE(generations(), (std::vector<int>{3, 3}));
}

void TestRollingReload::aFailureGoesBackToTheGenerationBefore() {
  m_fixture->conducts[{1, 2}] = Conduct::ExitsAtOnce;
  m_fixture->table.scaleTo(3, m_first, "master");
  QVERIFY(m_fixture->untilReady(3));
  const pid_t untouched = m_fixture->pidOf(2);
  roll(m_fixture->generation(2));
  QCOMPARE(*m_outcome, Outcome::Aborted);
  QCOMPARE(m_problems.size(), 1u);
  QCOMPARE(generations(), (std::vector<int>{1, 1, 1}));
  QCOMPARE(m_fixture->table.ready(), 3);
  QCOMPARE(m_fixture->pidOf(2), untouched);
}

void TestRollingReload::aSlotThatGaveUpStartsAgain() {
  m_fixture->conducts[{0, 1}] = Conduct::Misconfigured;
  m_fixture->table.scaleTo(1, m_first, "master");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.isLost(); }));
  roll(m_fixture->generation(2));
  QCOMPARE(*m_outcome, Outcome::Done);
  QCOMPARE(m_fixture->table.ready(), 1);
  QVERIFY(m_fixture->table.problems().empty());
}

void TestRollingReload::aDrainedSlotStaysEmpty() {
  m_fixture->table.scaleTo(2, m_first, "master");
  QVERIFY(m_fixture->untilReady(2));
  m_fixture->table.find(0)->drain(std::nullopt, "panel");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.processes() == 1; }));
  roll(m_fixture->generation(2));
  QCOMPARE(*m_outcome, Outcome::Done);
  QCOMPARE(m_fixture->pidOf(0), 0);
}

void TestRollingReload::aRestartIsToldAsOne() {
  m_fixture->table.scaleTo(1, m_first, "master");
  QVERIFY(m_fixture->untilReady(1));
  roll(m_fixture->generation(2), control::ExitReason::Recycled);
  QVERIFY(m_fixture->until([&] { return m_fixture->exits().size() == 1; }));
  QCOMPARE(m_fixture->exits()[0].reason, control::ExitReason::Recycled);
}

QTEST_GUILESS_MAIN(TestRollingReload)
#include "test_rolling_reload.moc"
