// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The master's ticket keys: turned by it alone, or taken from others.

#include <QTest>

#include "server/cluster/ticket_rotation.h"

using namespace std::chrono_literals;
using cluster::TicketRotation;
using net::TicketKeys;

class TestTicketRotation : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void turnsByItself();
  void takesWhatIsNewer();
  void countsItsOwnTurnsOnceItShared();
  void turnsInTheEndIfNobodyDoes();
  void beginsAnew();

 private:
  bool until(const std::function<bool()>& condition);
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<TicketKeys> m_keys;
  std::unique_ptr<TicketRotation> m_rotation;
  std::vector<control::TicketKeysChanged> m_told;
};

void TestTicketRotation::init() {
  m_loop = *net::EventLoop::create();
  m_keys = std::make_unique<TicketKeys>(*TicketKeys::generate());
  m_told.clear();
  m_rotation = std::make_unique<TicketRotation>(*m_loop, *m_keys, [this](const control::WorkerMessage& message) {
    m_told.push_back(std::get<control::TicketKeysChanged>(message));
  });
}

void TestTicketRotation::cleanup() {
  m_rotation.reset();
  m_loop.reset();
}

bool TestTicketRotation::until(const std::function<bool()>& condition) {
  const base::MonotonicTime end = base::MonotonicClock::now() + 10s;
  while (!condition()) {
    if (base::MonotonicClock::now() > end) return false;
    m_loop->turn(5ms);
  }
  return true;
}

void TestTicketRotation::turnsByItself() {
  const std::vector<std::string> before = m_keys->toHex();
  m_rotation->setPeriod(20ms);
  QVERIFY(until([&] { return m_told.size() == 2; }));
  QCOMPARE(m_told[0].keys[1], before[0]);
  QCOMPARE(m_told[1].keys[2], before[0]);
  QVERIFY(m_told[1].keys == m_keys->toHex());
  // Never shared: whatever is found one day is taken.
  QCOMPARE(m_rotation->generation(), std::uint64_t{0});
}

void TestTicketRotation::takesWhatIsNewer() {
  m_rotation->setPeriod(1h);
  const TicketKeys found = *TicketKeys::generate();
  QVERIFY(m_rotation->take(5, found));
  QVERIFY(*m_keys == found);
  QCOMPARE(m_told.size(), std::size_t{1});
  QCOMPARE(m_told[0].generation, std::uint64_t{5});
  QVERIFY(m_rotation->take(5, found));
  QCOMPARE(m_told.size(), std::size_t{1});
  QVERIFY(!m_rotation->take(4, *TicketKeys::generate()));
  QVERIFY(*m_keys == found);
  // Two that turned at once: what all find is what counts.
  const TicketKeys other = *TicketKeys::generate();
  QVERIFY(m_rotation->take(5, other));
  QVERIFY(*m_keys == other);
}

void TestTicketRotation::countsItsOwnTurnsOnceItShared() {
  m_rotation->setPeriod(20ms);
  m_rotation->setGeneration(5);
  QVERIFY(until([&] { return !m_told.empty(); }));
  QCOMPARE(m_told[0].generation, std::uint64_t{6});
}

void TestTicketRotation::turnsInTheEndIfNobodyDoes() {
  m_rotation->setShared(true);
  m_rotation->setPeriod(50ms);
  QVERIFY(until([&] { return !m_told.empty(); }));
}

void TestTicketRotation::beginsAnew() {
  m_rotation->setPeriod(1h);
  m_rotation->setGeneration(5);
  const std::vector<std::string> before = m_keys->toHex();
  m_rotation->beginAnew();
  QCOMPARE(m_rotation->generation(), std::uint64_t{0});
  QCOMPARE(m_told.size(), std::size_t{1});
  for (const std::string& key : m_told[0].keys) QVERIFY(std::ranges::find(before, key) == before.end());
}

QTEST_GUILESS_MAIN(TestTicketRotation)
#include "test_ticket_rotation.moc"
