// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a person may type for an app's address.

#include <QTest>

#include "gui/routes/typed_backend.h"

class TestTypedBackend : public QObject {
  Q_OBJECT

 private slots:
  void whatIsLeftOutIsFilledIn_data();
  void whatIsLeftOutIsFilledIn();
  void whatIsNoAddressIsRefused_data();
  void whatIsNoAddressIsRefused();
  void severalAreRead();
};

void TestTypedBackend::whatIsLeftOutIsFilledIn_data() {
  QTest::addColumn<QString>("address");
  QTest::addColumn<QString>("shortly");
  QTest::newRow("3000") << "http://127.0.0.1:3000"
                        << "127.0.0.1:3000";
  QTest::newRow(" :3000 ") << "http://127.0.0.1:3000"
                           << "127.0.0.1:3000";
  QTest::newRow("localhost:3000") << "http://localhost:3000"
                                  << "localhost:3000";
  QTest::newRow("http://127.0.0.1:3000/") << "http://127.0.0.1:3000"
                                          << "127.0.0.1:3000";
  QTest::newRow("https://app.test") << "https://app.test"
                                    << "app.test:443";
  QTest::newRow("app.test") << "http://app.test"
                            << "app.test:80";
  QTest::newRow("[::1]:3000") << "http://[::1]:3000"
                              << "[::1]:3000";
  QTest::newRow("unix:/run/app.sock") << "unix:/run/app.sock"
                                      << "/run/app.sock";
  QTest::newRow("/run/app.sock") << "unix:/run/app.sock"
                                 << "/run/app.sock";
}

void TestTypedBackend::whatIsLeftOutIsFilledIn() {
  QFETCH(QString, address);
  QFETCH(QString, shortly);
  const auto read = typedBackend::read(QString::fromUtf8(QTest::currentDataTag()));
  QVERIFY(read);
  QCOMPARE(QString::fromStdString(read->text), address);
  QCOMPARE(typedBackend::shortText(*read), shortly);
}

void TestTypedBackend::whatIsNoAddressIsRefused_data() {
  QTest::addColumn<QString>("typed");
  for (const char* typed : {"", "0", "70000", "localhost:", "a b", "ftp://a.test", "http://", "http://a.test/path",
                            "http://me@a.test", "unix:app.sock", "::1"})
    QTest::newRow(typed) << QString::fromUtf8(typed);
}

void TestTypedBackend::whatIsNoAddressIsRefused() {
  QFETCH(QString, typed);
  QVERIFY(!typedBackend::read(typed));
}

void TestTypedBackend::severalAreRead() {
  const auto two = typedBackend::readAll(QStringLiteral("3000, localhost:3001"));
  QCOMPARE(two.size(), std::size_t(2));
  QCOMPARE(two[1].text, std::string("http://localhost:3001"));
  QVERIFY(typedBackend::readAll(QStringLiteral("3000, ftp://x")).empty());
  QVERIFY(typedBackend::readAll(QStringLiteral("  ")).empty());
}

QTEST_GUILESS_MAIN(TestTypedBackend)
#include "test_typed_backend.moc"
