// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// When a worker has accepted more than its part of what came.

#include <QTest>

#include "server/cluster/serving_loop.h"

using namespace std::chrono_literals;
using cluster::AcceptedShare;
using Accepting = cluster::Scoreboard::Accepting;

class TestAcceptedShare : public QObject {
  Q_OBJECT

 private slots:
  void oneThatTookAllIsAhead();
  void oneWithItsPartIsNot();
  void aLoneWorkerIsNeverAhead();
  void whatIsLongAgoDoesNotCount();
  void newcomersAreNotCaughtUpWith();

 private:
  base::MonotonicTime m_now = base::MonotonicTime(1h);
};

namespace {

Accepting four(std::int64_t accepted) {
  return {.lives = 4, .connections = 0, .accepted = accepted};
}

}  // namespace

void TestAcceptedShare::oneThatTookAllIsAhead() {
  AcceptedShare share;
  QVERIFY(!share.isAhead(m_now, 1000, four(4000)));
  QVERIFY(share.isAhead(m_now + 1ms, 1016, four(4016)));
  // Until the others have taken as much.
  QVERIFY(share.isAhead(m_now + 2ms, 1016, four(4030)));
  QVERIFY(!share.isAhead(m_now + 3ms, 1016, four(4060)));
}

void TestAcceptedShare::oneWithItsPartIsNot() {
  AcceptedShare share;
  QVERIFY(!share.isAhead(m_now, 0, four(0)));
  for (std::int64_t own = 16; own < 1600; own += 16) QVERIFY(!share.isAhead(m_now + 1ms, own, four(4 * own)));
}

void TestAcceptedShare::aLoneWorkerIsNeverAhead() {
  AcceptedShare share;
  for (std::int64_t own = 0; own < 1600; own += 16)
    QVERIFY(!share.isAhead(m_now + 1ms, own, {.lives = 1, .connections = own, .accepted = own}));
}

void TestAcceptedShare::whatIsLongAgoDoesNotCount() {
  AcceptedShare share;
  QVERIFY(!share.isAhead(m_now, 0, four(0)));
  QVERIFY(share.isAhead(m_now + 1s, 1000, four(1000)));
  QVERIFY(!share.isAhead(m_now + 1001ms, 1016, four(1016)));
}

void TestAcceptedShare::newcomersAreNotCaughtUpWith() {
  AcceptedShare share;
  QVERIFY(!share.isAhead(m_now, 1000, {.lives = 1, .connections = 0, .accepted = 1000}));
  QVERIFY(!share.isAhead(m_now + 1ms, 1016, {.lives = 2, .connections = 0, .accepted = 1016}));
}

QTEST_GUILESS_MAIN(TestAcceptedShare)
#include "test_accepted_share.moc"
