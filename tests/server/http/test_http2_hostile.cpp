// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What HTTP/2 must not take, by the table, and what lies between two calls of the codec: limits, floods, drains.

#include <QTest>

#include "server/http/http2_codec.h"
#include "tests/server/http/codec_harness.h"
#include "tests/server/http/http2_cases.h"
#include "tests/server/http/http2_client.h"

namespace {

struct Http2Harness : CodecHarness {
  Http2Harness() { codec = std::make_unique<http::Http2Codec>(*this, settings(), shared); }
  ~Http2Harness() override { codec.reset(); }
  http::Http2Shared shared;
  FrameReader reader;

  void send(const std::string& bytes, std::size_t piece = 16 * 1024) { reader.add(exchange(bytes, piece)); }
};

constexpr int noError = 0;
constexpr int calm = 11;

void addRows(const std::vector<HostileCase>& cases) {
  QTest::addColumn<QByteArray>("input");
  QTest::addColumn<QString>("expected");
  for (const HostileCase& each : cases) {
    QTest::newRow(each.name.c_str()) << QByteArray::fromStdString(each.input) << QString::fromStdString(each.expected);
  }
}

}  // namespace

class TestHttp2Hostile : public QObject {
  Q_OBJECT

 private slots:
  void isAnsweredSafely_data() { addRows(http2Cases()); }
  void isAnsweredSafely();
  void answersTheSameHoweverSplit();
  void refusesStreamsOverTheLimitAndGoesOn();
  void calmsFloods_data() { addRows(http2Floods()); }
  void calmsFloods();
  void jobsThatOutliveTheirStreamsCount();
  void countsOnAfterItsGoAway();
  void resetsOverTimeAreFine();
  void stalledWindowsHoldLittle();
  void takesNothingAfterItsGoAway();
};

void TestHttp2Hostile::isAnsweredSafely() {
  QFETCH(QByteArray, input);
  QFETCH(QString, expected);
  for (const std::size_t piece : {std::size_t{16'384}, std::size_t{1}}) {
    Http2Harness harness;
    harness.send(input.toStdString(), piece);
    QCOMPARE(QString::fromStdString(harness.reader.verdict()), expected);
    QCOMPARE(harness.codec->finished(), expected.startsWith("GOAWAY"));
    if (!harness.codec->finished()) {
      harness.send(headers(3, get("/after")));
      QCOMPARE(QString::fromStdString(harness.reader.outcome(3)), QStringLiteral("200"));
    }
    harness.codec.reset();
    QCOMPARE(harness.counters.openRequests.load(), 0);
  }
}

void TestHttp2Hostile::answersTheSameHoweverSplit() {
  const std::string input = preface() + headers(1, post("/p", {{"content-length", "5"}}), true) + data(1, "hello") +
                            headers(3, get("/g", {{"cookie", "a=1"}, {"cookie", "b=2"}}));
  for (std::size_t at = 1; at < input.size(); ++at) {
    Http2Harness harness;
    harness.send(input.substr(0, at));
    harness.send(input.substr(at));
    QCOMPARE(QString::fromStdString(harness.reader.body(1)), QStringLiteral("POST /p a.test hello"));
    QCOMPARE(QString::fromStdString(harness.reader.outcome(3)), QStringLiteral("200"));
  }
}

void TestHttp2Hostile::refusesStreamsOverTheLimitAndGoesOn() {
  // Row 96.
  Http2Harness harness;
  harness.limits.streams = 3;
  harness.handle = [](http::Request&, http::ResponseWriter&) {};
  std::string input = preface();
  for (int stream = 1; stream <= 9; stream += 2) input += headers(stream, get());
  harness.send(input);
  QCOMPARE(QString::fromStdString(harness.reader.outcome(5)), QString());
  QCOMPARE(QString::fromStdString(harness.reader.outcome(7)), QStringLiteral("RST 7"));
  QCOMPARE(QString::fromStdString(harness.reader.outcome(9)), QStringLiteral("RST 7"));
  QCOMPARE(harness.requests, 3);
  QCOMPARE(harness.reader.goAway(), -1);
  const std::string advised = harness.reader.frames().front().payload;
  QVERIFY(advised.find(std::string("\0\3\0\0\0\3", 6)) != std::string::npos);
}

void TestHttp2Hostile::calmsFloods() {
  QFETCH(QByteArray, input);
  QFETCH(QString, expected);
  Http2Harness harness;
  int open = 0;
  harness.handle = [&](http::Request& request, http::ResponseWriter& writer) {
    if (request.path() != "/slow") harness.answerWithRequest(request, writer);
    open = std::max(open, static_cast<int>(harness.codec->openRequests()));
  };
  harness.send(input.toStdString());
  QCOMPARE(QString::fromStdString(harness.reader.verdict()), expected);
  QVERIFY(harness.codec->finished());
  QVERIFY(open <= harness.limits.streams);
}

void TestHttp2Hostile::jobsThatOutliveTheirStreamsCount() {
  // Rows 97 and 98: a reset frees the stream at once, but not what works for it.
  Http2Harness harness;
  harness.limits.streams = 3;
  std::vector<http::RunningJobs::Job> jobs;
  harness.handle = [&](http::Request& request, http::ResponseWriter&) { jobs.push_back(request.client->jobs.begin()); };
  std::string input = preface();
  for (int stream = 1; stream <= 9; stream += 2) {
    input += headers(stream, get()) + frame(NGHTTP2_RST_STREAM, 0, stream, number(8));
  }
  harness.send(input);
  QCOMPARE(harness.codec->openRequests(), std::size_t{0});
  QCOMPARE(jobs.size(), std::size_t{3});
  jobs.clear();
  harness.handle = {};
  harness.send(headers(11, get()));
  QCOMPARE(QString::fromStdString(harness.reader.outcome(11)), QStringLiteral("200"));

  harness.handle = [&](http::Request& request, http::ResponseWriter&) { jobs.push_back(request.client->jobs.begin()); };
  for (int stream = 13; stream < 1000 && harness.reader.goAway() < 0; stream += 2) {
    harness.send(headers(stream, get()) + frame(NGHTTP2_RST_STREAM, 0, stream, number(8)));
  }
  QCOMPARE(harness.reader.goAway(), calm);
  QCOMPARE(jobs.size(), std::size_t{3});
  harness.codec.reset();
  jobs.clear();  // outlived the connection
}

void TestHttp2Hostile::countsOnAfterItsGoAway() {
  // Streams that come after the last one are skipped by the library; a flood of them is one all the same.
  Http2Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter&) {};
  harness.send(preface() + headers(1, get()));
  harness.codec->startDrain();
  harness.codec->finishDrain();
  harness.send("");
  QCOMPARE(harness.reader.goAwayStreams(), (std::vector<std::uint32_t>{0x7fffffff, 1}));
  for (int stream = 3; stream < 10'000 && harness.codec->wantsInput(); stream += 2)
    harness.send(headers(stream, get()));
  QCOMPARE(harness.requests, 1);
  QCOMPARE(harness.reader.goAway(), calm);
  QVERIFY(harness.codec->finished());
}

void TestHttp2Hostile::resetsOverTimeAreFine() {
  // A client may change its mind, as long as it does not live from it.
  Http2Harness harness;
  harness.send(preface());
  for (int stream = 1; stream < 6000; stream += 2) {
    harness.time += std::chrono::milliseconds(50);
    harness.send(headers(stream, post("/"), true) + frame(NGHTTP2_RST_STREAM, 0, stream, number(8)));
  }
  QCOMPARE(harness.reader.goAway(), -1);
  QCOMPARE(harness.codec->openRequests(), std::size_t{0});
}

void TestHttp2Hostile::stalledWindowsHoldLittle() {
  // Row 101: a client that opens no window gets no body, and none is pulled for it.
  Http2Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    std::vector<ScriptedSource::Step> steps{{http::BodyState::Data, std::string(1000, 'x')}, {http::BodyState::End}};
    writer.respond(200, {}, std::make_unique<ScriptedSource>(std::move(steps)));
  };
  std::string input = preface() + settings({{4, 0}});
  for (int stream = 1; stream < 200; stream += 2) input += headers(stream, get());
  harness.send(input);
  QCOMPARE(harness.reader.count(NGHTTP2_DATA), std::size_t{0});
  QCOMPARE(harness.codec->phase(), http::Phase::Client);
  harness.codec->timedOut();
  harness.reader.add(harness.produce());
  QCOMPARE(harness.reader.goAway(), noError);
  QVERIFY(harness.codec->finished());
}

void TestHttp2Hostile::takesNothingAfterItsGoAway() {
  // Row 105.
  Http2Harness harness;
  harness.send(preface() + data(0, "x") + frame(NGHTTP2_HEADERS, 0xff, 1, "x") + data(0, "x"));
  QVERIFY(!harness.codec->wantsInput());
  harness.codec->receive(std::string_view("more"));
  QVERIFY(harness.codec->finished());
}

QTEST_GUILESS_MAIN(TestHttp2Hostile)
#include "test_http2_hostile.moc"
