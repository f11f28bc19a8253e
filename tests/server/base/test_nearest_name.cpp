// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// "Did you mean ...?" finds slips of the finger and stays silent about other words.

#include <QTest>

#include "server/base/nearest_name.h"

class TestNearestName : public QObject {
  Q_OBJECT

 private slots:
  void countsMistakes_data();
  void countsMistakes();
  void findsWhatWasMeant_data();
  void findsWhatWasMeant();
};

void TestNearestName::countsMistakes_data() {
  QTest::addColumn<QString>("left");
  QTest::addColumn<QString>("right");
  QTest::addColumn<int>("distance");
  QTest::newRow("same") << "port"
                        << "port" << 0;
  QTest::newRow("case and dash") << "Boot-Timeout"
                                 << "boot_timeout" << 0;
  QTest::newRow("inserted") << "portt"
                            << "port" << 1;
  QTest::newRow("missing") << "prt"
                           << "port" << 1;
  QTest::newRow("replaced") << "pört"
                            << "port" << 2;  // two bytes
  QTest::newRow("swapped") << "prot"
                           << "port" << 1;
  QTest::newRow("empty") << ""
                         << "port" << 4;
  QTest::newRow("kitten") << "kitten"
                          << "sitting" << 3;
}

void TestNearestName::countsMistakes() {
  QFETCH(QString, left);
  QFETCH(QString, right);
  QFETCH(int, distance);
  QCOMPARE(int(base::editDistance(left.toStdString(), right.toStdString())), distance);
  QCOMPARE(int(base::editDistance(right.toStdString(), left.toStdString())), distance);
}

void TestNearestName::findsWhatWasMeant_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("meant");
  QTest::newRow("swap") << "prot"
                        << "port";
  QTest::newRow("plural") << "listeners"
                          << "listener";
  QTest::newRow("camel case") << "bootTimeout"
                              << "boot_timeout";
  QTest::newRow("first of equals") << "porta"
                                   << "port";
  QTest::newRow("other word") << "log"
                              << "";
  QTest::newRow("other long word") << "rate_limit"
                                   << "";
  QTest::newRow("empty") << ""
                         << "";
  QTest::newRow("endless") << QString(100'000, 'p') << "";
  QTest::newRow("short to shorter") << "x"
                                    << "";
}

void TestNearestName::findsWhatWasMeant() {
  QFETCH(QString, text);
  QFETCH(QString, meant);
  const std::vector<std::string> known = {"a", "port", "ports", "listener", "boot_timeout", "name"};
  const auto nearest = base::nearestName(text.toStdString(), known);
  QCOMPARE(QString::fromStdString(nearest.value_or("")), meant);
}

QTEST_GUILESS_MAIN(TestNearestName)
#include "test_nearest_name.moc"
