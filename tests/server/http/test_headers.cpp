// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A list of fields in one buffer: order, case, and views into itself.

#include <QTest>

#include "server/http/headers.h"

class TestHeaders : public QObject {
  Q_OBJECT

 private slots:
  void lowersNamesAndKeepsOrder();
  void setReplacesAll();
  void addTakesAViewIntoItself();
  void staysSendableUntilAFieldIsAdded();
};

void TestHeaders::lowersNamesAndKeepsOrder() {
  http::Headers headers{{"Content-Type", "Text/HTML"}, {"x", ""}, {"X", "2"}};
  QCOMPARE(headers.size(), std::size_t{3});
  QVERIFY(headers.at(0).name == "content-type");
  QVERIFY(headers.at(0).value == "Text/HTML");
  QVERIFY(headers.find("x") == "");
  QCOMPARE(headers.count("x"), std::size_t{2});
  QVERIFY(!headers.contains("X"));
  headers.clear();
  QVERIFY(headers.empty());
}

void TestHeaders::setReplacesAll() {
  http::Headers headers{{"a", "1"}, {"b", "2"}, {"a", "3"}};
  headers.set("a", *headers.find("b"));
  QCOMPARE(headers.count("a"), std::size_t{1});
  QVERIFY(headers.find("a") == "2");
  headers.remove("b");
  QCOMPARE(headers.size(), std::size_t{1});
}

void TestHeaders::addTakesAViewIntoItself() {
  http::Headers headers{{"a", "some value"}};
  for (int i = 0; i < 100; ++i) headers.add("b", headers.at(headers.size() - 1).value);
  QVERIFY(headers.at(100).value == "some value");
}

void TestHeaders::staysSendableUntilAFieldIsAdded() {
  http::Headers headers{{"a", "1"}};
  QVERIFY(!headers.isSendable());
  headers.declareSendable();
  http::Headers copy = headers;
  QVERIFY(copy.isSendable());
  copy.set("a", "2");
  QVERIFY(!copy.isSendable());
  QVERIFY(headers.isSendable());
}

QTEST_GUILESS_MAIN(TestHeaders)
#include "test_headers.moc"
