// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Conditions and dates, in the order that RFC 9110 13.2.2 gives them.

#include <QTest>

#include "server/handlers/http_date.h"
#include "server/handlers/precondition.h"

using handlers::Precondition;

class TestPrecondition : public QObject {
  Q_OBJECT

 private slots:
  void evaluates_data();
  void evaluates();
  void appliesARange_data();
  void appliesARange();
  void readsDates_data();
  void readsDates();

 private:
  static constexpr handlers::Validators representation{"\"xyzzy\"", 784'111'777, "Sun, 06 Nov 1994 08:49:37 GMT"};
};

namespace {

/// "if-match: *; if-none-match: *" as fields.
http::Headers fieldsOf(const QString& text) {
  http::Headers headers;
  for (const QString& field : text.split("; ", Qt::SkipEmptyParts)) {
    const auto colon = field.indexOf(": ");
    headers.add(field.left(colon).toStdString(), field.mid(colon + 2).toStdString());
  }
  return headers;
}

const char* const same = "Sun, 06 Nov 1994 08:49:37 GMT";
const char* const before = "Sun, 06 Nov 1994 08:49:36 GMT";
const char* const after = "Sun, 06 Nov 1994 08:49:38 GMT";

}  // namespace

void TestPrecondition::evaluates_data() {
  QTest::addColumn<QString>("fields");
  QTest::addColumn<int>("status");
  const auto row = [](const QString& fields, int status) { QTest::newRow(qPrintable(fields)) << fields << status; };
  row("", 200);
  row("if-match: *", 200);
  row("if-match: \"xyzzy\"", 200);
  row("if-match: \"a\", \"xyzzy\", \"b\"", 200);
  row("if-match: \"a\"; if-match: \"xyzzy\"", 200);
  row("if-match: W/\"xyzzy\"", 412);  // 13.1.1: strongly compared
  row("if-match: \"other\"", 412);
  row("if-match: ", 412);
  row("if-match: xyzzy", 412);
  row("if-none-match: *", 304);
  row("if-none-match: \"xyzzy\"", 304);
  row("if-none-match: W/\"xyzzy\"", 304);  // 13.1.2: weakly compared
  row("if-none-match: \"r2d2xxxx\", W/\"xyzzy\" , \"c3piozzzz\"", 304);
  row("if-none-match: \"a,b\",\"xyzzy\"", 304);
  row("if-none-match: \"xyzzyx\"", 200);
  row("if-none-match: \"xyzzy", 200);
  row("if-none-match: xyzzy", 200);
  row(QString("if-modified-since: %1").arg(same), 304);
  row(QString("if-modified-since: %1").arg(after), 304);
  row(QString("if-modified-since: %1").arg(before), 200);
  row("if-modified-since: Sunday, 06-Nov-94 08:49:37 GMT", 304);
  row("if-modified-since: Sun Nov  6 08:49:37 1994", 304);
  row("if-modified-since: yesterday", 200);
  row(QString("if-unmodified-since: %1").arg(same), 200);
  row(QString("if-unmodified-since: %1").arg(before), 412);
  row("if-unmodified-since: yesterday", 200);
  // Which one wins where there are two.
  row(QString("if-none-match: \"other\"; if-modified-since: %1").arg(same), 200);
  row(QString("if-none-match: \"xyzzy\"; if-modified-since: %1").arg(before), 304);
  row(QString("if-match: \"xyzzy\"; if-unmodified-since: %1").arg(before), 200);
  row(QString("if-match: \"other\"; if-unmodified-since: %1").arg(same), 412);
  row("if-match: \"other\"; if-none-match: \"xyzzy\"", 412);
  row("if-match: \"xyzzy\"; if-none-match: \"xyzzy\"", 304);
  row(QString("if-unmodified-since: %1; if-none-match: \"xyzzy\"").arg(before), 412);
  row(QString("if-match: *; if-modified-since: %1").arg(same), 304);
}

void TestPrecondition::evaluates() {
  QFETCH(QString, fields);
  QFETCH(int, status);
  const Precondition outcome = handlers::evaluate(fieldsOf(fields), representation);
  QCOMPARE(outcome == Precondition::Holds ? 200 : outcome == Precondition::Failed ? 412 : 304, status);
}

void TestPrecondition::appliesARange_data() {
  QTest::addColumn<QString>("fields");
  QTest::addColumn<bool>("applies");
  const auto row = [](const QString& fields, bool applies) { QTest::newRow(qPrintable(fields)) << fields << applies; };
  row("", true);
  row("if-range: \"xyzzy\"", true);
  row("if-range: \"other\"", false);
  row("if-range: W/\"xyzzy\"", false);
  row(QString("if-range: %1").arg(same), true);
  row(QString("if-range: %1").arg(after), false);
  row(QString("if-range: %1").arg(before), false);
  row("if-range: yesterday", false);
}

void TestPrecondition::appliesARange() {
  QFETCH(QString, fields);
  QFETCH(bool, applies);
  QCOMPARE(handlers::rangeApplies(fieldsOf(fields), representation), applies);
}

void TestPrecondition::readsDates_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<qint64>("seconds");
  const auto row = [](const char* text, qint64 seconds) { QTest::newRow(text) << QString(text) << seconds; };
  row("Sun, 06 Nov 1994 08:49:37 GMT", 784'111'777);
  row("Sunday, 06-Nov-94 08:49:37 GMT", 784'111'777);
  row("Sun Nov  6 08:49:37 1994", 784'111'777);
  row("Thu, 01 Jan 1970 00:00:00 GMT", 0);
  row("Thu, 29 Feb 2024 23:59:59 GMT", 1'709'251'199);
  row("Wed, 29 Feb 2023 23:59:59 GMT", -1);
  row("Sun, 31 Nov 1994 08:49:37 GMT", -1);
  row("Sun, 06 Nov 1994 24:00:00 GMT", -1);
  row("Sun, 06 Nov 1994 08:60:00 GMT", -1);
  row("Sun, 06 Nuv 1994 08:49:37 GMT", -1);
  row("Sun, 06 ovD 1994 08:49:37 GMT", -1);
  row("Sun, 06 Nov 1994 08:49:37 CET", -1);
  row("Sun, 06 Nov 1994 08:49:37", -1);
  row("Sun, -6 Nov 1994 08:49:37 GMT", -1);
  row("784111777", -1);
  row(",", -1);
  row("", -1);
}

void TestPrecondition::readsDates() {
  QFETCH(QString, text);
  QFETCH(qint64, seconds);
  QCOMPARE(qint64(handlers::parseHttpDate(text.toStdString()).value_or(-1)), seconds);
}

QTEST_GUILESS_MAIN(TestPrecondition)
#include "test_precondition.moc"
