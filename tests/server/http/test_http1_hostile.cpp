// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What HTTP/1.1 must not take: each case of the table is given whole, and split at every byte; the answer must be the
// same.

#include <QTest>

#include "server/http/http1_codec.h"
#include "tests/server/http/codec_harness.h"
#include "tests/server/http/http1_cases.h"

namespace {

struct Http1Harness : CodecHarness {
  Http1Harness() { codec = std::make_unique<http::Http1Codec>(*this, settings(), pool); }
  ~Http1Harness() override { codec.reset(); }
  http::Http1ExchangePool pool;
};

const std::string plainGet = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

/// As HostileCase::expected says it.
std::string outcome(Http1Harness& harness, const std::string& sent) {
  std::string statuses = statusesIn(sent);
  if (harness.codec->finished()) statuses += statuses.empty() ? "close" : " close";
  return statuses;
}

}  // namespace

class TestHttp1Hostile : public QObject {
  Q_OBJECT

 private slots:
  void isAnsweredSafely_data() { addRows(); }
  void isAnsweredSafely();
  void isAnsweredTheSameHoweverSplit_data() { addRows(); }
  void isAnsweredTheSameHoweverSplit();
  void tenThousandPipelinedRequestsAreHeldBack();
  void endlessHeadsAndChunksAreNotKept();

 private:
  void addRows();
};

void TestHttp1Hostile::addRows() {
  QTest::addColumn<QByteArray>("input");
  QTest::addColumn<QString>("expected");
  for (const HostileCase& each : http1Cases()) {
    QTest::newRow(each.name.c_str()) << QByteArray::fromStdString(each.input) << QString::fromStdString(each.expected);
  }
}

void TestHttp1Hostile::isAnsweredSafely() {
  QFETCH(QByteArray, input);
  QFETCH(QString, expected);
  Http1Harness harness;
  const std::string sent = harness.exchange(input.toStdString());
  QCOMPARE(QString::fromStdString(outcome(harness, sent)), expected);
  QCOMPARE(harness.counters.openRequests.load(), 0);
}

void TestHttp1Hostile::isAnsweredTheSameHoweverSplit() {
  QFETCH(QByteArray, input);
  QFETCH(QString, expected);
  const std::string text = input.toStdString();
  // Long rows are split into small pieces only: each position would take minutes and shows nothing new.
  const std::size_t last = text.size() > 2000 ? 0 : text.size();
  {
    Http1Harness harness;
    const std::string sent = harness.exchange(text, text.size() > 2000 ? 37 : 1);
    QCOMPARE(QString::fromStdString(outcome(harness, sent)), expected);
  }
  for (std::size_t at = 1; at < last; ++at) {
    Http1Harness harness;
    std::string sent = harness.exchange(text.substr(0, at));
    sent += harness.exchange(text.substr(at));
    QVERIFY2(QString::fromStdString(outcome(harness, sent)) == expected, qPrintable(QString::number(at)));
  }
}

void TestHttp1Hostile::tenThousandPipelinedRequestsAreHeldBack() {
  // Row 66: answers that nobody takes must not grow, and reading pauses.
  Http1Harness harness;
  std::string all;
  for (int i = 0; i < 10'000; ++i) all += plainGet;
  const std::size_t firstRead = 64 * 1024;
  harness.codec->receive(std::span(all.data(), firstRead));
  QVERIFY(!harness.codec->wantsInput());
  QVERIFY(harness.requests < 10'000);
  http::Buffer once;
  harness.codec->produce(once, 1024);
  QVERIFY(once.size() < 70 * 1024);

  std::string sent(once.view());
  sent += harness.produce();
  for (std::size_t at = firstRead; at < all.size(); at += firstRead) {
    QVERIFY(harness.codec->wantsInput());
    harness.codec->receive(std::span(all.data() + at, std::min(firstRead, all.size() - at)));
    sent += harness.produce();
  }
  QCOMPARE(harness.requests, 10'000);
  QCOMPARE(QString::fromStdString(sent).count(QStringLiteral("HTTP/1.1 200")), 10'000);
}

void TestHttp1Hostile::endlessHeadsAndChunksAreNotKept() {
  // Rows 50, 51 and 56 once more: after the refusal nothing more is taken in.
  Http1Harness harness;
  const std::string endless(64 * 1024, 'a');
  harness.exchange("GET /");
  harness.codec->receive(endless);
  harness.produce();
  QVERIFY(harness.codec->finished());
  QVERIFY(!harness.codec->wantsInput());
}

QTEST_GUILESS_MAIN(TestHttp1Hostile)
#include "test_http1_hostile.moc"
