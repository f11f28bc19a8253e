// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Ticket keys as data; what a handshake does with them is tested with the TLS stream.

#include <QTest>
#include <algorithm>
#include <array>

#include "server/net/ticket_keys.h"

using net::TicketKeys;

class TestTicketKeys : public QObject {
  Q_OBJECT
 private slots:
  void areAllDifferent() {
    const auto keys = TicketKeys::generate();
    QVERIFY(keys);
    std::vector<std::string> hex = keys->toHex();
    for (const std::string& other : TicketKeys::generate()->toHex()) hex.push_back(other);
    std::sort(hex.begin(), hex.end());
    QVERIFY(std::adjacent_find(hex.begin(), hex.end()) == hex.end());
  }

  void growOlderOneByOne() {
    TicketKeys keys = *TicketKeys::generate();
    const std::vector<std::string> before = keys.toHex();
    QVERIFY(keys.rotate());
    const std::vector<std::string> after = keys.toHex();
    QCOMPARE(after[1], before[0]);
    QCOMPARE(after[2], before[1]);
    QVERIFY(std::find(before.begin(), before.end(), after[0]) == before.end());
  }

  void areTheSameAfterTheirTrip() {
    const TicketKeys keys = *TicketKeys::generate();
    const std::vector<std::string> hex = keys.toHex();
    QCOMPARE(hex.size(), std::size_t{3});
    QCOMPARE(hex[0].size(), std::size_t{160});
    const auto back = TicketKeys::fromHex(hex);
    QVERIFY(back);
    QVERIFY(*back == keys);
    std::array<unsigned char, TicketKeys::allSize> bytes{};
    keys.writeTo(bytes);
    QVERIFY(TicketKeys::fromBytes(bytes) == keys);
    QVERIFY(
        std::equal(bytes.begin(), bytes.begin() + TicketKeys::nameSize, keys.key(TicketKeys::Age::Next).name.begin()));
  }

  void refusesOtherText_data() {
    QTest::addColumn<QStringList>("keys");
    const QString good(160, 'a');
    QTest::newRow("none") << QStringList();
    QTest::newRow("two") << QStringList{good, good};
    QTest::newRow("four") << QStringList{good, good, good, good};
    QTest::newRow("short") << QStringList{good, good, good.left(158)};
    QTest::newRow("odd") << QStringList{good, good, good.left(159)};
    QTest::newRow("not hex") << QStringList{good, good, good.left(159) + 'g'};
    QTest::newRow("signed") << QStringList{good, good, "-1" + good.left(158)};
  }
  void refusesOtherText() {
    QFETCH(QStringList, keys);
    std::vector<std::string> texts;
    for (const QString& key : keys) texts.push_back(key.toStdString());
    QVERIFY(!TicketKeys::fromHex(texts));
  }
};

QTEST_GUILESS_MAIN(TestTicketKeys)
#include "test_ticket_keys.moc"
