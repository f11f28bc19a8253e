// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The seal that a configuration asks for: the same from the same secret and name, and whose key a problem is of.

#include <QTest>

#include "server/cluster/ticket_seal.h"
#include "tests/support/temporary_home.h"

class TestTicketSeal : public QObject {
  Q_OBJECT

 private slots:
  void noneIsNoSeal() { QVERIFY(*cluster::loadTicketSeal({}) == nullptr); }
  void theSameBytesMakeTheSameSeal();
  void problemsNameTheKey();

 private:
  static config::Config configOf(const QString& file, const char* name = "shop") {
    config::Config config;
    config.name = name;
    config.sessions.ticketSecret = file.toStdString();
    return config;
  }

  TemporaryHome m_home;
};

void TestTicketSeal::theSameBytesMakeTheSameSeal() {
  const QByteArray bytes(64, 'x');
  const auto one = cluster::loadTicketSeal(configOf(m_home.write("one", bytes)));
  const auto two = cluster::loadTicketSeal(configOf(m_home.write("two", bytes)));
  QVERIFY(one && two);
  QVERIFY((*one)->isSameAs(**two));
  const auto other = cluster::loadTicketSeal(configOf(m_home.write("three", bytes), "shop2"));
  QVERIFY(other && !(*one)->isSameAs(**other));
}

void TestTicketSeal::problemsNameTheKey() {
  const QString file = m_home.write("short", "x");
  const auto seal = cluster::loadTicketSeal(configOf(file));
  QVERIFY(!seal);
  QCOMPARE(seal.error().problems.size(), std::size_t{1});
  QCOMPARE(seal.error().problems.front().code, base::ProblemCode::TicketSecretShort);
  QCOMPARE(seal.error().problems.front().key, std::string("sessions.ticket_secret"));
  QVERIFY(seal.error().sentence.starts_with(file.toStdString() + ": sessions.ticket_secret: "));
}

QTEST_GUILESS_MAIN(TestTicketSeal)
#include "test_ticket_seal.moc"
