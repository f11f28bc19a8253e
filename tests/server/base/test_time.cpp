// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Dates, durations and sizes: their spellings, both ways.

#include <QTest>

#include "server/base/time.h"

using base::Milliseconds;

class TestTime : public QObject {
  Q_OBJECT

 private slots:
  void httpDateIsFixed_data();
  void httpDateIsFixed();
  void isoTimeHasMilliseconds();
  void clockTimeIsLocal();
  void parsesDurations_data();
  void parsesDurations();
  void refusesOtherDurations_data();
  void refusesOtherDurations();
  void durationTextIsShortestAndExact();
  void durationWordsAreRounded_data();
  void durationWordsAreRounded();
  void parsesSizes();
  void sizeTextIsExact();
};

void TestTime::httpDateIsFixed_data() {
  QTest::addColumn<qint64>("seconds");
  QTest::addColumn<QString>("date");
  QTest::newRow("RFC 9110") << qint64(784111777) << "Sun, 06 Nov 1994 08:49:37 GMT";
  QTest::newRow("epoch") << qint64(0) << "Thu, 01 Jan 1970 00:00:00 GMT";
  QTest::newRow("leap day") << qint64(1709164800) << "Thu, 29 Feb 2024 00:00:00 GMT";
  QTest::newRow("past 2038") << qint64(4102444799) << "Thu, 31 Dec 2099 23:59:59 GMT";
}

void TestTime::httpDateIsFixed() {
  QFETCH(qint64, seconds);
  QTEST(QString::fromStdString(base::httpDate(seconds)), "date");
}

void TestTime::isoTimeHasMilliseconds() {
  QCOMPARE(base::isoTime(784111777123), std::string("1994-11-06T08:49:37.123Z"));
  QCOMPARE(base::isoTime(0), std::string("1970-01-01T00:00:00.000Z"));
  QCOMPARE(base::isoTime(-1), std::string("1969-12-31T23:59:59.999Z"));
}

void TestTime::clockTimeIsLocal() {
  qputenv("TZ", "UTC-9");
  tzset();
  QCOMPARE(base::clockTime(784111777005), std::string("17:49:37.005"));
  qunsetenv("TZ");
  tzset();
}

void TestTime::parsesDurations_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<qint64>("milliseconds");
  QTest::newRow("ms") << "250ms" << qint64(250);
  QTest::newRow("s") << "10s" << qint64(10'000);
  QTest::newRow("m") << "5m" << qint64(300'000);
  QTest::newRow("h") << "12h" << qint64(43'200'000);
  QTest::newRow("d") << "1d" << qint64(86'400'000);
  QTest::newRow("zero") << "0s" << qint64(0);
  QTest::newRow("leading zeros") << "007s" << qint64(7000);
  QTest::newRow("nearly ten years") << "3650d" << qint64(3650) * 86'400'000;
}

void TestTime::parsesDurations() {
  QFETCH(QString, text);
  QFETCH(qint64, milliseconds);
  const auto duration = base::parseDuration(text.toStdString());
  QVERIFY(duration);
  QCOMPARE(duration->count(), milliseconds);
  QCOMPARE(*base::parseDuration(base::durationText(*duration)), *duration);
}

void TestTime::refusesOtherDurations_data() {
  QTest::addColumn<QString>("text");
  for (const char* text : {"", "10", "s", "ms", "-1s", "+1s", " 1s", "1s ", "1 s", "1.5s", "1e3s", "0x5s", "1S", "1sec",
                           "1m30s", "4000d", "99999999999999999999s", "18446744073709551615ms", "213503982335d"}) {
    QTest::newRow(text) << text;
  }
}

void TestTime::refusesOtherDurations() {
  QFETCH(QString, text);
  QVERIFY(!base::parseDuration(text.toStdString()));
}

void TestTime::durationTextIsShortestAndExact() {
  QCOMPARE(base::durationText(Milliseconds(90'000)), std::string("90s"));
  QCOMPARE(base::durationText(Milliseconds(60'000)), std::string("1m"));
  QCOMPARE(base::durationText(Milliseconds(43'200'000)), std::string("12h"));
  QCOMPARE(base::durationText(Milliseconds(86'400'000)), std::string("1d"));
  QCOMPARE(base::durationText(Milliseconds(1001)), std::string("1001ms"));
  QCOMPARE(base::durationText(Milliseconds(0)), std::string("0s"));
  QCOMPARE(base::durationText(Milliseconds(-5)), std::string("0s"));
}

void TestTime::durationWordsAreRounded_data() {
  QTest::addColumn<qint64>("milliseconds");
  QTest::addColumn<QString>("words");
  QTest::newRow("negative") << qint64(-1) << "0 ms";
  QTest::newRow("milliseconds") << qint64(250) << "250 ms";
  QTest::newRow("below a second") << qint64(999) << "999 ms";
  QTest::newRow("one second") << qint64(1000) << "1 s";
  QTest::newRow("tenths") << qint64(1249) << "1.2 s";
  QTest::newRow("no tenth of ten") << qint64(9960) << "10 s";
  QTest::newRow("seconds") << qint64(12'400) << "12 s";
  QTest::newRow("nearly a minute") << qint64(59'700) << "1 min";
  QTest::newRow("minutes") << qint64(200'000) << "3 min 20 s";
  QTest::newRow("nearly an hour") << qint64(3'599'600) << "1 h";
  QTest::newRow("hours") << qint64(7'500'000) << "2 h 5 min";
  QTest::newRow("nearly a day") << qint64(86'399'000) << "1 d";
  QTest::newRow("days") << qint64(3 * 86'400'000 + 4 * 3'600'000) << "3 d 4 h";
}

void TestTime::durationWordsAreRounded() {
  QFETCH(qint64, milliseconds);
  QTEST(QString::fromStdString(base::durationWords(Milliseconds(milliseconds))), "words");
}

void TestTime::parsesSizes() {
  QCOMPARE(*base::parseSize("512B"), std::uint64_t(512));
  QCOMPARE(*base::parseSize("8KiB"), std::uint64_t(8192));
  QCOMPARE(*base::parseSize("1MiB"), std::uint64_t(1048576));
  QCOMPARE(*base::parseSize("2GiB"), std::uint64_t(2147483648));
  QCOMPARE(*base::parseSize("0B"), std::uint64_t(0));
  for (const char* text : {"", "8", "8K", "8KB", "8kib", "-1B", "1.5MiB", " 1B", "18446744073709551615KiB"}) {
    QVERIFY2(!base::parseSize(text), text);
  }
}

void TestTime::sizeTextIsExact() {
  QCOMPARE(base::sizeText(0), std::string("0B"));
  QCOMPARE(base::sizeText(1536), std::string("1536B"));
  for (const std::uint64_t size : {1ULL, 1023ULL, 8192ULL, 1048576ULL, 3ULL << 30, ~0ULL}) {
    QCOMPARE(*base::parseSize(base::sizeText(size)), size);
  }
}

QTEST_GUILESS_MAIN(TestTime)
#include "test_time.moc"
