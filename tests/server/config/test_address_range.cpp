// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Networks as people write them, and who is in them.

#include <QTest>

#include "server/config/address_range.h"

using namespace config;

class TestAddressRange : public QObject {
  Q_OBJECT

 private slots:
  void knowsWhoIsIn_data();
  void knowsWhoIsIn();
  void refusesWhatIsNoNetwork_data();
  void refusesWhatIsNoNetwork();
};

void TestAddressRange::knowsWhoIsIn_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("shown");
  QTest::addColumn<QStringList>("inside");
  QTest::addColumn<QStringList>("outside");
  const auto row = [](const char* text, const char* shown, const QStringList& inside, const QStringList& outside) {
    QTest::newRow(text) << text << shown << inside << outside;
  };
  row("10.0.0.0/8", "10.0.0.0/8", {"10.0.0.0", "10.255.255.255"}, {"9.255.255.255", "11.0.0.0", "::1", "a00::"});
  row("10.1.2.4/31", "10.1.2.4/31", {"10.1.2.4", "10.1.2.5"}, {"10.1.2.3", "10.1.2.6"});
  row("127.0.0.1", "127.0.0.1/32", {"127.0.0.1", "::ffff:127.0.0.1"}, {"127.0.0.2", "", "localhost", "127.0.0.1:80"});
  row("0.0.0.0/0", "0.0.0.0/0", {"0.0.0.0", "255.255.255.255"}, {"::", "::1"});
  row("::/0", "::/0", {"::", "ffff::", "1.2.3.4"}, {"", "x"});
  row("::1", "::1/128", {"::1", "0:0::1"}, {"::2", "127.0.0.1"});
  row("2001:DB8::/33", "2001:db8::/33", {"2001:db8:7fff::1"}, {"2001:db8:8000::", "2001:db9::"});
  row("fe80::/10", "fe80::/10", {"fe80::1%eth0", "febf::"}, {"fec0::", "%eth0"});
  row("::ffff:10.0.0.0/104", "10.0.0.0/8", {"10.9.9.9"}, {"11.0.0.0"});
}

void TestAddressRange::knowsWhoIsIn() {
  QFETCH(QString, text);
  const auto range = parseAddressRange(text.toStdString());
  QVERIFY(range);
  QTEST(QString::fromStdString(rangeText(*range)), "shown");
  QCOMPARE(parseAddressRange(rangeText(*range)), range);
  QFETCH(QStringList, inside);
  for (const QString& address : inside) QVERIFY2(isIn({*range}, address.toStdString()), qPrintable(address));
  QFETCH(QStringList, outside);
  for (const QString& address : outside) QVERIFY2(!isIn({*range}, address.toStdString()), qPrintable(address));
  QVERIFY(!isIn({}, inside.first().toStdString()));
}

void TestAddressRange::refusesWhatIsNoNetwork_data() {
  QTest::addColumn<QString>("text");
  for (const char* text : {"",
                           "/",
                           "/8",
                           "10.0.0.0/",
                           "10.0.0.0/33",
                           "10.0.0.0/-1",
                           "10.0.0.0/+8",
                           "10.0.0.0/8 ",
                           " 10.0.0.0/8",
                           "10.0.0.0/8/8",
                           "10.0.0.1/8",
                           "10.0.0/8",
                           "10.0.0.0/0x8",
                           "10.0.0.0/08x",
                           "::1/127",
                           "::/129",
                           "fe80::1%lo",
                           "localhost",
                           "10.0.0.0/255.0.0.0",
                           "::1/99999999999"})
    QTest::newRow(text) << text;
}

void TestAddressRange::refusesWhatIsNoNetwork() {
  QFETCH(QString, text);
  QVERIFY(!parseAddressRange(text.toStdString()));
}

QTEST_GUILESS_MAIN(TestAddressRange)

#include "test_address_range.moc"
