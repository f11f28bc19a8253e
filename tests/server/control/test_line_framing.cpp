// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Bytes in any cut, lines out, and a limit that holds before memory grows.

#include <QStringList>
#include <QTest>

#include "server/control/line_framing.h"

using control::LineFraming;

class TestLineFraming : public QObject {
  Q_OBJECT

 private slots:
  void givesTheSameLinesHoweverCut();
  void keepsAViewValidUntilTheNextAppend();
  void endsAtTheLimit_data();
  void endsAtTheLimit();
};

namespace {

QStringList linesOf(LineFraming& framing) {
  QStringList lines;
  while (const auto line = framing.next())
    lines << QString::fromUtf8(line->data(), static_cast<qsizetype>(line->size()));
  return lines;
}

}  // namespace

void TestLineFraming::givesTheSameLinesHoweverCut() {
  const std::string bytes = "one\ntwo\r\n\nlast one\nunfinished";
  const QStringList expected = {"one", "two", "", "last one"};
  for (std::size_t cut = 1; cut <= bytes.size(); ++cut) {
    LineFraming framing(64);
    QStringList lines;
    for (std::size_t at = 0; at < bytes.size(); at += cut) {
      QVERIFY(framing.append(std::string_view(bytes).substr(at, cut)));
      lines << linesOf(framing);
    }
    QCOMPARE(lines, expected);
  }
}

void TestLineFraming::keepsAViewValidUntilTheNextAppend() {
  LineFraming framing(64);
  QVERIFY(framing.append("first\nsecond\n"));
  const auto first = framing.next();
  const auto second = framing.next();
  QVERIFY(first && second);
  QCOMPARE(QByteArray(first->data(), 5), QByteArray("first"));
  QCOMPARE(QByteArray(second->data(), 6), QByteArray("second"));
  QVERIFY(!framing.next());
}

void TestLineFraming::endsAtTheLimit_data() {
  QTest::addColumn<QByteArrayList>("pieces");
  QTest::addColumn<bool>("accepted");
  QTest::newRow("exactly the limit with its newline") << QByteArrayList{"1234567\n"} << true;
  QTest::newRow("one byte more") << QByteArrayList{"12345678\n"} << false;
  QTest::newRow("no newline at all") << QByteArrayList{"123456789"} << false;
  QTest::newRow("in two pieces") << QByteArrayList{"12345", "6789"} << false;
  QTest::newRow("many short lines at once") << QByteArrayList{"1\n2\n3\n4\n5\n6\n7\n8\n9\n"} << true;
  QTest::newRow("a long one after a short one") << QByteArrayList{"1\n", "2\n123", "456789\n"} << false;
}

void TestLineFraming::endsAtTheLimit() {
  QFETCH(QByteArrayList, pieces);
  QFETCH(bool, accepted);
  LineFraming framing(8);
  bool all = true;
  for (const QByteArray& piece : pieces)
    all = all && framing.append(std::string_view(piece.constData(), static_cast<std::size_t>(piece.size())));
  QCOMPARE(all, accepted);
}

QTEST_GUILESS_MAIN(TestLineFraming)
#include "test_line_framing.moc"
