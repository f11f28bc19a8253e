// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The Range field: RFC 9110's examples, and what would make a server send more than it has.

#include <QTest>

#include "server/handlers/byte_ranges.h"

class TestByteRanges : public QObject {
  Q_OBJECT

 private slots:
  void selects_data();
  void selects();
  void tellsWhereAPartLies();
};

void TestByteRanges::selects_data() {
  QTest::addColumn<QString>("field");
  QTest::addColumn<quint64>("size");
  QTest::addColumn<QString>("parts");
  const auto row = [](const char* field, quint64 size, const char* parts) {
    QTest::newRow(field) << QString(field) << size << QString(parts);
  };
  // RFC 9110 14.1.2, of a representation of 10000 bytes.
  row("bytes=0-499", 10'000, "0+500");
  row("bytes=500-999", 10'000, "500+500");
  row("bytes=-500", 10'000, "9500+500");
  row("bytes=9500-", 10'000, "9500+500");
  row("bytes=0-0,-1", 10'000, "0+1 9999+1");
  row("bytes= 0-999, 4500-5499, -1000", 10'000, "0+1000 4500+1000 9000+1000");
  row("bytes=500-600,601-999", 10'000, "500+101 601+399");
  row("bytes=500-700,601-999", 10'000, "whole");  // overlap
  row("Bytes=0-0", 10, "0+1");
  row("bytes=5-100", 10, "5+5");
  row("bytes=-100", 10, "0+10");
  row("bytes=9-0,20-", 10, "whole");
  row("bytes=20-,0-1", 10, "0+2");
  row("bytes=,,0-1, ,", 10, "0+2");
  row("bytes=10-", 10, "none");
  row("bytes=-0", 10, "none");
  row("bytes=0-", 0, "none");
  row("bytes=99999999999999999999-", 10, "none");
  row("bytes=0-99999999999999999999", 10, "0+10");
  row("bytes=-99999999999999999999", 10, "0+10");
  row("bytes=18446744073709551615-18446744073709551615", 10, "none");
  row("bytes=5-2", 10, "whole");
  row("lines=1-2", 10, "whole");
  row("bytes", 10, "whole");
  row("bytes=", 10, "whole");
  row("bytes=-", 10, "whole");
  row("bytes=a-b", 10, "whole");
  row("bytes=+1-2", 10, "whole");
  row("bytes=0x1-2", 10, "whole");
  row("bytes=1 - 2", 10, "whole");
  row("bytes 0-1", 10, "whole");
  QByteArray many = "bytes=";
  for (int part = 0; part < 16; ++part) many += QByteArray::number(2 * part) + "-" + QByteArray::number(2 * part) + ",";
  QString sixteen;
  for (int part = 0; part < 16; ++part) sixteen += QString(part == 0 ? "%1+1" : " %1+1").arg(2 * part);
  QTest::newRow("sixteen") << QString(many) << quint64(100) << sixteen;
  QTest::newRow("seventeen") << QString(many + "90-90") << quint64(100) << "whole";
  QTest::newRow("apache killer") << "bytes=0-" + QString(",0-").repeated(1300) << quint64(100) << "whole";
}

void TestByteRanges::selects() {
  QFETCH(QString, field);
  QFETCH(quint64, size);
  QFETCH(QString, parts);
  const handlers::RangeSelection selection = handlers::selectRanges(field.toStdString(), size);
  QStringList selected;
  for (const handlers::ByteRange& part : selection.parts) selected << QString("%1+%2").arg(part.first).arg(part.length);
  switch (selection.outcome) {
    case handlers::RangeSelection::Outcome::Whole:
      QCOMPARE(QString("whole"), parts);
      break;
    case handlers::RangeSelection::Outcome::Unsatisfiable:
      QCOMPARE(QString("none"), parts);
      break;
    case handlers::RangeSelection::Outcome::Parts:
      QCOMPARE(selected.join(' '), parts);
      break;
  }
}

void TestByteRanges::tellsWhereAPartLies() {
  QCOMPARE(handlers::contentRange({42, 1192}, 1234), std::string("bytes 42-1233/1234"));
}

QTEST_GUILESS_MAIN(TestByteRanges)
#include "test_byte_ranges.moc"
