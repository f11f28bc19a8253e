// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The switch between this computer and the network, by clicks.

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "gui/profiles/reach_row.h"
#include "tests/gui/shell/widgets.h"

class TestReachRow : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void theFileSaysWhoReachesIt();
  void aClickAsksForTheAddress();
  void theNetworksAddressesAreTold();
  void anAddressOfTheirOwnIsLeftAlone();

 private:
  [[nodiscard]] QString words() const { return m_row->findChild<QLabel*>()->accessibleName(); }

  std::unique_ptr<ReachRow> m_row;
  config::Listener m_listener;
};

void TestReachRow::init() {
  m_row = std::make_unique<ReachRow>();
  m_row->resize(800, 40);
  m_row->show();
  m_listener = config::Listener();
  m_listener.port = 8443;
}

void TestReachRow::theFileSaysWhoReachesIt() {
  for (const char* address : {"127.0.0.1", "::1", "localhost"}) {
    m_listener.address = address;
    m_row->setListener(m_listener);
    QVERIFY2(button(m_row.get(), QStringLiteral("This computer"))->isChecked(), address);
  }
  for (const char* address : {"0.0.0.0", "::"}) {
    m_listener.address = address;
    m_row->setListener(m_listener);
    QVERIFY2(button(m_row.get(), QStringLiteral("Local network"))->isChecked(), address);
  }
}

void TestReachRow::aClickAsksForTheAddress() {
  m_row->setListener(m_listener);
  QSignalSpy chosen(m_row.get(), &ReachRow::chosen);
  QVERIFY(click(m_row.get(), QStringLiteral("Local network")));
  QCOMPARE(chosen.takeFirst().front().toString(), QStringLiteral("0.0.0.0"));
  QVERIFY(click(m_row.get(), QStringLiteral("This computer")));
  QCOMPARE(chosen.takeFirst().front().toString(), QStringLiteral("127.0.0.1"));
}

void TestReachRow::theNetworksAddressesAreTold() {
  m_listener.address = "0.0.0.0";
  m_row->setListener(m_listener);
  const QStringList addresses = ReachRow::addresses();
  for (const QString& address : addresses)
    QVERIFY2(words().contains(QStringLiteral("://%1:8443").arg(address)), qPrintable(words()));
  if (addresses.isEmpty()) QVERIFY2(words().contains(QStringLiteral("no address")), qPrintable(words()));
  QVERIFY(!words().contains(QStringLiteral("127.0.0.1")));
}

void TestReachRow::anAddressOfTheirOwnIsLeftAlone() {
  m_listener.address = "192.0.2.7";
  m_row->setListener(m_listener);
  QVERIFY(!button(m_row.get(), QStringLiteral("This computer")));
  QVERIFY(words().contains(QStringLiteral("192.0.2.7")));
}

QTEST_MAIN(TestReachRow)
#include "test_reach_row.moc"
