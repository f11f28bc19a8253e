// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One process for all slots, from the master's side, with real child processes: it counts as many and ends as one.

#include <QTest>
#include <algorithm>
#include <csignal>
#include <set>

#include "server/cluster/rolling_reload.h"
#include "tests/server/cluster/slot_fixture.h"

using namespace cluster;
using namespace std::chrono_literals;
using control::EventKind;
using control::ExitReason;
using control::MasterState;

namespace {

config::Config settings(config::Model model) {
  config::Config config;
  config.cluster.model = model;
  config.restart.firstDelay = 5ms;
  config.restart.maxDelay = 5ms;
  return config;
}

}  // namespace

class TestSlotThreads : public QObject {
  Q_OBJECT
 private slots:
  void init();
  void cleanup() { m_fixture.reset(); }

  void oneProcessHasARowForEachThread();
  void anEndIsToldOnceForAllSlots();
  void everyNumberIsTheSameProcess();
  void scalingReplacesTheProcess();
  void aThreadThatStandsStillIsNamed();
  void aNewModelTakesTheOldOnesPlace_data();
  void aNewModelTakesTheOldOnesPlace();
  void tooFewEntriesAreAllGivenBack();

 private:
  [[nodiscard]] std::vector<pid_t> pids() const;
  GenerationPointer m_threads;
  std::unique_ptr<SlotFixture> m_fixture;
};

void TestSlotThreads::init() {
  m_fixture = std::make_unique<SlotFixture>();
  m_threads = m_fixture->generation(1, settings(config::Model::Threads));
}

std::vector<pid_t> TestSlotThreads::pids() const {
  std::vector<pid_t> all;
  for (const control::WorkerStatus& row : m_fixture->table.statuses()) all.push_back(row.pid);
  return all;
}

void TestSlotThreads::oneProcessHasARowForEachThread() {
  m_fixture->table.scaleTo(4, m_threads, "master");
  QVERIFY(m_fixture->untilReady(4));
  QCOMPARE(m_fixture->table.state(), MasterState::Running);
  QCOMPARE(m_fixture->table.processes(), 1);
  const auto rows = m_fixture->table.statuses();
  QCOMPARE(rows.size(), 4u);
  for (int slot = 0; slot < 4; ++slot) {
    QCOMPARE(rows[static_cast<std::size_t>(slot)].slot, slot);
    QCOMPARE(rows[static_cast<std::size_t>(slot)].pid, rows[0].pid);
    QCOMPARE(rows[static_cast<std::size_t>(slot)].state, control::WorkerState::Ready);
  }
  const auto ready = m_fixture->events(EventKind::WorkerReady);
  QCOMPARE(ready.size(), 1u);
  QCOMPARE(ready[0].integer("slots"), 4);
  QVERIFY2(ready[0].text.starts_with("The worker process with 4 threads (PID "), ready[0].text.c_str());
}

void TestSlotThreads::anEndIsToldOnceForAllSlots() {
  m_fixture->table.scaleTo(4, m_threads, "master");
  QVERIFY(m_fixture->untilReady(4));
  const pid_t before = m_fixture->pidOf(0);
  ::kill(before, SIGKILL);
  QVERIFY(m_fixture->until([&] { return !m_fixture->exits().empty() && m_fixture->table.ready() == 4; }));
  const auto exits = m_fixture->events(EventKind::WorkerExited);
  QCOMPARE(exits.size(), 1u);
  QCOMPARE(exits[0].integer("slots"), 4);
  QCOMPARE(exits[0].slot, std::optional<int>(0));
  QVERIFY2(exits[0].text.starts_with("The worker process with 4 threads (PID "), exits[0].text.c_str());
  const auto rows = m_fixture->table.statuses();
  QCOMPARE(rows.size(), 4u);
  for (const control::WorkerStatus& row : rows) {
    QVERIFY(row.pid != before);
    QCOMPARE(row.restarts, 1);
    QVERIFY(!row.lastExit.empty());
  }
}

void TestSlotThreads::everyNumberIsTheSameProcess() {
  m_fixture->table.scaleTo(3, m_threads, "master");
  QVERIFY(m_fixture->untilReady(3));
  QCOMPARE(m_fixture->table.find(2), m_fixture->table.find(0));
  QCOMPARE(m_fixture->table.find(3), nullptr);
  QVERIFY(m_fixture->table.find(2)->drain(std::nullopt, "panel"));
  QVERIFY(m_fixture->untilEmpty());
  const auto rows = m_fixture->table.statuses();
  QCOMPARE(rows.size(), 3u);
  for (const control::WorkerStatus& row : rows) QCOMPARE(row.state, control::WorkerState::Exited);
}

void TestSlotThreads::scalingReplacesTheProcess() {
  m_fixture->table.scaleTo(2, m_threads, "master");
  QVERIFY(m_fixture->untilReady(2));
  const pid_t before = m_fixture->pidOf(0);
  m_fixture->table.scaleTo(5, m_threads, "panel");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.ready() == 5 && m_fixture->table.processes() == 1; }));
  QVERIFY(m_fixture->pidOf(0) != before);
  QCOMPARE(m_fixture->exits().size(), 1u);
  QCOMPARE(m_fixture->exits()[0].reason, ExitReason::Recycled);
  QCOMPARE(m_fixture->table.statuses().size(), 5u);
  m_fixture->table.scaleTo(1, m_threads, "panel");
  QVERIFY(m_fixture->until([&] { return m_fixture->table.processes() == 1 && m_fixture->exits().size() == 2; }));
  QCOMPARE(m_fixture->table.statuses().size(), 1u);
  QVERIFY(m_fixture->events(EventKind::WorkerForked).back().integer("slots") == 0);
}

void TestSlotThreads::aThreadThatStandsStillIsNamed() {
  m_fixture->conducts[{0, 1}] = Conduct::FrozenThread;
  config::Config config = settings(config::Model::Threads);
  config.cluster.hangTimeout = 200ms;
  m_fixture->table.scaleTo(3, m_fixture->generation(1, config), "master");
  QVERIFY(m_fixture->untilReady(3));
  QVERIFY(m_fixture->until([&] {
    m_fixture->table.lookAtHearts(base::MonotonicTime());
    return !m_fixture->exits().empty();
  }));
  QCOMPARE(m_fixture->exits()[0].reason, ExitReason::Hung);
  const auto told = m_fixture->events(EventKind::WorkerUnresponsive);
  QCOMPARE(told.size(), 2u);
  for (const control::Event& event : told) QCOMPARE(event.slot, std::optional<int>(2));
  QVERIFY2(told[0].text.starts_with("Worker 2 (PID "), told[0].text.c_str());
}

void TestSlotThreads::aNewModelTakesTheOldOnesPlace_data() {
  QTest::addColumn<bool>("toThreads");
  QTest::newRow("to threads") << true;
  QTest::newRow("to processes") << false;
}

void TestSlotThreads::aNewModelTakesTheOldOnesPlace() {
  QFETCH(const bool, toThreads);
  const GenerationPointer processes = m_fixture->generation(2, settings(config::Model::Processes));
  const GenerationPointer before = toThreads ? processes : m_threads;
  const GenerationPointer target = toThreads ? m_threads : processes;
  m_fixture->table.scaleTo(3, before, "master");
  QVERIFY(m_fixture->untilReady(3));

  std::optional<RollingReload::Outcome> outcome;
  RollingReload roll(m_fixture->table, [&](RollingReload::Outcome done, const auto&) {
    outcome = done;
    m_fixture->table.scaleTo(3, target, "master");
  });
  m_fixture->changed = [&roll] { roll.advance(); };
  roll.begin(before, target, ExitReason::Replaced, "panel");
  QVERIFY(m_fixture->until(
      [&] { return outcome && m_fixture->table.ready() == 3 && m_fixture->table.processes() == (toThreads ? 1 : 3); }));
  m_fixture->changed = nullptr;
  QCOMPARE(*outcome, RollingReload::Outcome::Done);
  const std::vector<pid_t> now = pids();
  QCOMPARE(now.size(), 3u);
  QCOMPARE(std::set<pid_t>(now.begin(), now.end()).size(), toThreads ? 1u : 3u);
  for (const control::WorkerExit& exit : m_fixture->exits()) QCOMPARE(exit.reason, ExitReason::Replaced);
  QCOMPARE(m_fixture->exits().size(), toThreads ? 3u : 1u);
}

void TestSlotThreads::tooFewEntriesAreAllGivenBack() {
  m_fixture->table.scaleTo(40, m_threads, "master");
  QVERIFY(m_fixture->untilReady(40));
  // The fixture's scoreboard has 64: a replacement finds too few, and the one that is there stays.
  m_fixture->table.find(0)->replace(m_threads, ExitReason::Recycled, "panel");
  QCOMPARE(m_fixture->table.processes(), 1);
  QCOMPARE(m_fixture->table.ready(), 40);
  m_fixture->table.find(0)->stop(ExitReason::Stopped, "panel", 5s);
  QVERIFY(m_fixture->untilEmpty());
  m_fixture->table.scaleTo(60, m_threads, "panel");
  m_fixture->table.find(0)->start(m_threads);
  QVERIFY(m_fixture->untilReady(60));
}

QTEST_GUILESS_MAIN(TestSlotThreads)
#include "test_slot_threads.moc"
