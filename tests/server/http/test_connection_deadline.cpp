// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which waits end, and when, with a clock that is moved by hand.

#include <QTest>

#include "server/http/connection_deadline.h"

using http::ConnectionDeadline;
using http::Phase;
using std::chrono::seconds;

class TestConnectionDeadline : public QObject {
  Q_OBJECT

 private slots:
  void headerRunsInAllNotPerByte();
  void eachRequestStartsAnotherIdleTime();
  void handlersHaveNoLimit();
  void transfersGoOnWhileTheyProgress_data();
  void transfersGoOnWhileTheyProgress();

 private:
  const config::Timeouts m_timeouts{};
  const base::MonotonicTime m_start{std::chrono::hours(1)};
};

void TestConnectionDeadline::headerRunsInAllNotPerByte() {
  ConnectionDeadline deadline(m_timeouts);
  QVERIFY(deadline.next(m_start, {Phase::Header}) == m_start + m_timeouts.requestHeader);
  QVERIFY(deadline.next(m_start + seconds(9), {Phase::Header, 0, 9}) == m_start + m_timeouts.requestHeader);
  QVERIFY(!deadline.expired(m_start + seconds(9), {Phase::Header, 0, 9}));
  QVERIFY(deadline.expired(m_start + seconds(10), {Phase::Header, 0, 100'000}));
}

void TestConnectionDeadline::eachRequestStartsAnotherIdleTime() {
  ConnectionDeadline deadline(m_timeouts);
  deadline.next(m_start, {Phase::Idle, 1});
  QVERIFY(deadline.next(m_start + seconds(5), {Phase::Idle, 1}) == m_start + m_timeouts.keepAlive);
  QVERIFY(deadline.next(m_start + seconds(5), {Phase::Idle, 2}) == m_start + seconds(5) + m_timeouts.keepAlive);
}

void TestConnectionDeadline::handlersHaveNoLimit() {
  ConnectionDeadline deadline(m_timeouts);
  deadline.next(m_start, {Phase::Header});
  QVERIFY(!deadline.next(m_start, {Phase::Handler, 1}));
  QVERIFY(!deadline.expired(m_start + std::chrono::hours(1), {Phase::Handler, 1}));
}

void TestConnectionDeadline::transfersGoOnWhileTheyProgress_data() {
  QTest::addColumn<int>("phase");
  QTest::addColumn<int>("bytesIn");
  QTest::addColumn<int>("bytesOut");
  QTest::addColumn<bool>("expired");
  const int enough = static_cast<int>(ConnectionDeadline::leastProgress);
  QTest::newRow("61 body, a byte now and then") << static_cast<int>(Phase::Body) << 60 << 0 << true;
  QTest::newRow("body that comes") << static_cast<int>(Phase::Body) << enough << 0 << false;
  QTest::newRow("62 client that takes nothing") << static_cast<int>(Phase::Client) << enough << 10 << true;
  QTest::newRow("client that takes") << static_cast<int>(Phase::Client) << 0 << enough << false;
}

void TestConnectionDeadline::transfersGoOnWhileTheyProgress() {
  QFETCH(int, phase);
  QFETCH(int, bytesIn);
  QFETCH(int, bytesOut);
  QFETCH(bool, expired);
  ConnectionDeadline deadline(m_timeouts);
  deadline.next(m_start, {static_cast<Phase>(phase), 1, 5, 5});
  const ConnectionDeadline::Activity later{static_cast<Phase>(phase), 1, 5 + static_cast<std::uint64_t>(bytesIn),
                                           5 + static_cast<std::uint64_t>(bytesOut)};
  QVERIFY(!deadline.expired(m_start + seconds(59), later));
  QCOMPARE(deadline.expired(m_start + seconds(60), later), expired);
  QVERIFY(deadline.next(m_start + seconds(60), later) == m_start + seconds(120));
}

QTEST_GUILESS_MAIN(TestConnectionDeadline)
#include "test_connection_deadline.moc"
