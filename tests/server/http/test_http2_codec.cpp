// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HTTP/2 as it should go: answers, bodies and windows both ways, 100-continue, trailers, resets, drain, timeouts.

#include <QTest>

#include "server/http/http2_codec.h"
#include "tests/server/http/codec_harness.h"
#include "tests/server/http/http2_client.h"

namespace {

struct Http2Harness : CodecHarness {
  Http2Harness() { codec = std::make_unique<http::Http2Codec>(*this, settings(), shared); }
  ~Http2Harness() override { codec.reset(); }
  http::Http2Shared shared;
  FrameReader reader;

  void send(const std::string& bytes) { reader.add(exchange(bytes)); }
  void flush() { reader.add(produce()); }
};

QString text(const std::string& bytes) {
  return QString::fromStdString(bytes);
}
using State = http::BodyState;
using Steps = std::vector<ScriptedSource::Step>;

}  // namespace

class TestHttp2Codec : public QObject {
  Q_OBJECT

 private slots:
  void needsNoSessionBeforeTheFirstByte();
  void answersWithLengthAndDate();
  void countsAnAnswerWhoseClientLeavesWithItsBody();
  void headCountsTheBodyOnly();
  void authorityWinsOverHost();
  void joinsCookieCrumbs();
  void asksForTheBodyWhenItIsFirstRead();
  void opensWindowsOnlyForWhatIsTaken();
  void stopsAtTheClientsWindow();
  void makesNoMoreThanThereIsRoomFor();
  void streamsAndSendsTrailers();
  void waitsAndResumes();
  void resetsWhatFails();
  void tellsAbandonedOnce();
  void tellsCompletedOnce();
  void refusesABodyOverTheLimitAndResetsIt();
  void discardsWhatTheHandlerDidNotRead();
  void answersBodyTimeouts();
  void drainsInTwoSteps();
  void gathersManyAnswers();
};

void TestHttp2Codec::needsNoSessionBeforeTheFirstByte() {
  Http2Harness harness;
  QVERIFY(harness.produce().empty());
  QCOMPARE(harness.codec->phase(), http::Phase::Header);
  QVERIFY(harness.codec->wantsInput());
  harness.codec->inputEnded();
  QVERIFY(harness.codec->finished());
}

void TestHttp2Codec::answersWithLengthAndDate() {
  Http2Harness harness;
  harness.send(preface() + headers(1, get("/a?b")));
  QCOMPARE(text(harness.reader.field(1, ":status")), QStringLiteral("200"));
  QCOMPARE(text(harness.reader.field(1, "date")), QStringLiteral("Sun, 06 Nov 1994 08:49:37 GMT"));
  QCOMPARE(text(harness.reader.field(1, "content-length")), QStringLiteral("16"));
  QCOMPARE(text(harness.reader.body(1)), QStringLiteral("GET /a?b a.test "));
  QVERIFY(harness.reader.ended(1));
  QCOMPARE(harness.codec->openRequests(), std::size_t{0});
  QCOMPARE(harness.codec->phase(), http::Phase::Idle);
  QCOMPARE(harness.counters.requests.load(), 1);
}

// Whoever is refused before the body was sent may go with the answer, and end neither stream nor body.
void TestHttp2Codec::countsAnAnswerWhoseClientLeavesWithItsBody() {
  Http2Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) { writer.respond(405, {}, "no"); };
  Fields fields = get("/");
  fields.front().second = "POST";
  harness.send(preface() + headers(1, fields, true));
  QCOMPARE(text(harness.reader.body(1)), QStringLiteral("no"));
  QVERIFY(harness.reader.ended(1));
  harness.codec.reset();
  QCOMPARE(harness.counters.requests.load(), 1);
  QCOMPARE(harness.counters.answers[3].load(), 1);
  QCOMPARE(harness.counters.openRequests.load(), 0);
}

void TestHttp2Codec::headCountsTheBodyOnly() {
  Http2Harness harness;
  Fields fields = get("/a");
  fields.front().second = "HEAD";
  harness.send(preface() + headers(1, fields));
  QCOMPARE(text(harness.reader.field(1, "content-length")), QStringLiteral("15"));
  QVERIFY(harness.reader.body(1).empty());
  QVERIFY(harness.reader.ended(1));
}

void TestHttp2Codec::authorityWinsOverHost() {
  Http2Harness harness;
  std::string host;
  harness.handle = [&](http::Request& request, http::ResponseWriter& writer) {
    host = request.headers.find("host").value_or("");
    harness.answerWithRequest(request, writer);
  };
  harness.send(preface() + headers(1, get("/", {{"host", "other.test"}})));
  QCOMPARE(text(host), QStringLiteral("a.test"));
}

void TestHttp2Codec::joinsCookieCrumbs() {
  Http2Harness harness;
  std::string cookie;
  harness.handle = [&](http::Request& request, http::ResponseWriter& writer) {
    cookie = request.headers.find("cookie").value_or("");
    QCOMPARE(request.headers.count("cookie"), std::size_t{1});
    harness.answerWithRequest(request, writer);
  };
  harness.send(preface() + headers(1, get("/", {{"cookie", "a=1"}, {"x", "y"}, {"cookie", "b=2"}})));
  QCOMPARE(text(cookie), QStringLiteral("a=1; b=2"));
  // One without anything in it too.
  harness.send(headers(3, get("/", {{"cookie", ""}, {"cookie", "b=2"}})));
  QCOMPARE(text(cookie), QStringLiteral("; b=2"));
}

void TestHttp2Codec::asksForTheBodyWhenItIsFirstRead() {
  Http2Harness harness;
  harness.send(preface() + headers(1, post("/", {{"expect", "100-continue"}}), true));
  QCOMPARE(text(harness.reader.field(1, ":status")), QStringLiteral("100"));
  harness.send(data(1, "hi"));
  QCOMPARE(text(harness.reader.field(1, ":status")), QStringLiteral("200"));
}

void TestHttp2Codec::opensWindowsOnlyForWhatIsTaken() {
  Http2Harness harness;
  harness.limits.body = 1 << 20;
  http::Request* request = nullptr;
  harness.handle = [&](http::Request& its, http::ResponseWriter&) { request = &its; };
  harness.send(preface() + headers(1, post("/"), true));
  const std::size_t atFirst = harness.reader.count(NGHTTP2_WINDOW_UPDATE);
  for (int i = 0; i < 3; ++i) harness.send(data(1, std::string(16'384, 'x'), false));
  QCOMPARE(harness.reader.count(NGHTTP2_WINDOW_UPDATE), atFirst);
  std::vector<char> into(40'000);
  std::size_t taken = 0;
  while (taken < 49'152) {
    const http::BodyRead got = request->body->read(into);
    QVERIFY(got.state == State::Data);
    taken += got.bytes;
  }
  QVERIFY(request->body->read(into).state == State::Wait);
  QVERIFY(harness.outputIsReady());
  harness.flush();
  QVERIFY(harness.reader.count(NGHTTP2_WINDOW_UPDATE) > atFirst);
  QCOMPARE(harness.codec->phase(), http::Phase::Body);
}

void TestHttp2Codec::stopsAtTheClientsWindow() {
  Http2Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {}, std::string_view(std::string(100, 'x')));
  };
  harness.send(preface() + settings({{4, 30}}) + headers(1, get()));
  QCOMPARE(harness.reader.body(1).size(), std::size_t{30});
  QCOMPARE(harness.codec->phase(), http::Phase::Client);
  harness.send(frame(NGHTTP2_WINDOW_UPDATE, 0, 1, number(1000)));
  QCOMPARE(harness.reader.body(1).size(), std::size_t{100});
  QVERIFY(harness.reader.ended(1));
}

void TestHttp2Codec::makesNoMoreThanThereIsRoomFor() {
  Http2Harness harness;
  const std::size_t length = 1000 * std::size_t{16'000};
  harness.handle = [&](http::Request&, http::ResponseWriter& writer) {
    Steps steps(1000, {State::Data, std::string(16'000, 'x')});
    steps.push_back({State::End});
    writer.respond(200, {}, std::make_unique<ScriptedSource>(steps));
  };
  // A client that leaves it all to us.
  const std::string wide = settings({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0x7fffffff}}) +
                           frame(NGHTTP2_WINDOW_UPDATE, 0, 0, number(0x7fff0000 - 65'535));
  const std::string bytes = preface() + wide + headers(1, get());
  harness.codec->receive({bytes.data(), bytes.size()});
  while (!harness.reader.ended(1)) {
    http::Buffer out;
    harness.codec->produce(out, 64 * 1024);
    QVERIFY(!out.empty());
    QVERIFY2(out.size() <= 64 * 1024 + 17 * 1024, std::to_string(out.size()).c_str());
    harness.reader.add(out.view());
  }
  QCOMPARE(harness.reader.body(1).size(), length);
}

void TestHttp2Codec::streamsAndSendsTrailers() {
  Http2Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    auto source = std::make_unique<ScriptedSource>(Steps{{State::Data, "hello"}, {State::End}});
    source->trailerFields.add("digest", "x");
    writer.respond(200, {}, std::move(source));
  };
  harness.send(preface() + headers(1, get()));
  QCOMPARE(text(harness.reader.body(1)), QStringLiteral("hello"));
  QCOMPARE(text(harness.reader.field(1, "digest")), QStringLiteral("x"));
  QVERIFY(harness.reader.ended(1));
  QCOMPARE(harness.codec->openRequests(), std::size_t{0});
}

void TestHttp2Codec::waitsAndResumes() {
  Http2Harness harness;
  http::ResponseWriter* kept = nullptr;
  harness.handle = [&](http::Request&, http::ResponseWriter& writer) {
    kept = &writer;
    writer.respond(200, {},
                   std::make_unique<ScriptedSource>(
                       Steps{{State::Data, "one"}, {State::Wait}, {State::Data, "two"}, {State::End}}));
  };
  harness.send(preface() + headers(1, get()));
  QCOMPARE(text(harness.reader.body(1)), QStringLiteral("one"));
  QCOMPARE(harness.codec->phase(), http::Phase::Handler);
  kept->resume();
  QVERIFY(harness.outputIsReady());
  harness.flush();
  QCOMPARE(text(harness.reader.body(1)), QStringLiteral("onetwo"));
  QVERIFY(harness.reader.ended(1));
}

void TestHttp2Codec::resetsWhatFails() {
  Http2Harness harness;
  CountingObserver observer;
  harness.handle = [&](http::Request& request, http::ResponseWriter& writer) {
    writer.observe(&observer);
    if (request.path() == "/abort") return writer.abort();
    const auto length = request.path() == "/short" ? std::optional<std::uint64_t>(9) : std::nullopt;
    const State last = request.path() == "/short" ? State::End : State::Failed;
    writer.respond(200, {}, std::make_unique<ScriptedSource>(Steps{{State::Data, "hello"}, {last}}, length));
  };
  harness.send(preface() + headers(1, get("/fail")) + headers(3, get("/short")) + headers(5, get("/abort")));
  QCOMPARE(harness.reader.count(NGHTTP2_RST_STREAM), std::size_t{3});
  for (const int stream : {1, 3, 5}) QVERIFY(!harness.reader.ended(stream));
  QCOMPARE(observer.abandonments, 3);
  QCOMPARE(observer.completions, 0);
}

void TestHttp2Codec::tellsAbandonedOnce() {
  CountingObserver observer;
  {
    Http2Harness harness;
    harness.handle = [&](http::Request&, http::ResponseWriter& writer) { writer.observe(&observer); };
    harness.send(preface() + headers(1, get()) + headers(3, get()));
    harness.send(frame(NGHTTP2_RST_STREAM, 0, 1, number(8)));
    QCOMPARE(observer.abandonments, 1);
    QCOMPARE(harness.codec->openRequests(), std::size_t{1});
  }
  QCOMPARE(observer.abandonments, 2);
}

void TestHttp2Codec::tellsCompletedOnce() {
  CountingObserver observer;
  Http2Harness harness;
  harness.handle = [&](http::Request&, http::ResponseWriter& writer) {
    writer.observe(&observer);
    writer.respond(200, {}, std::string_view("x"));
  };
  harness.send(preface() + headers(1, get()));
  harness.send(frame(NGHTTP2_RST_STREAM, 0, 1, number(8)));
  QCOMPARE(observer.completions, 1);
  QCOMPARE(observer.abandonments, 0);
}

void TestHttp2Codec::refusesABodyOverTheLimitAndResetsIt() {
  Http2Harness harness;
  harness.limits.body = 10;
  harness.send(preface() + headers(1, post("/"), true) + data(1, "12345678", false) + data(1, "9abc", false));
  QCOMPARE(text(harness.reader.field(1, ":status")), QStringLiteral("413"));
  QVERIFY(harness.reader.ended(1));
  QCOMPARE(harness.reader.frames().back().type, std::uint8_t{NGHTTP2_RST_STREAM});
  QCOMPARE(text(harness.reader.frames().back().payload), text(number(0)));
  QCOMPARE(harness.codec->openRequests(), std::size_t{0});
}

void TestHttp2Codec::discardsWhatTheHandlerDidNotRead() {
  Http2Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) { writer.respond(404, {}, std::string_view("x")); };
  harness.send(preface() + headers(1, post("/"), true));
  QCOMPARE(text(harness.reader.outcome(1)), QStringLiteral("404"));
  QCOMPARE(harness.codec->phase(), http::Phase::Body);
  // More than a window: it must open again although nobody reads.
  for (int i = 0; i < 40; ++i) harness.send(data(1, std::string(10'000, 'x'), false));
  harness.send(data(1, "end"));
  QCOMPARE(harness.codec->openRequests(), std::size_t{0});
  QCOMPARE(harness.reader.count(NGHTTP2_RST_STREAM), std::size_t{0});
  QCOMPARE(harness.reader.goAway(), -1);
}

void TestHttp2Codec::answersBodyTimeouts() {
  Http2Harness harness;
  harness.send(preface() + headers(1, post("/"), true) + data(1, "x", false));
  QCOMPARE(harness.codec->phase(), http::Phase::Body);
  harness.codec->timedOut();
  harness.flush();
  QCOMPARE(text(harness.reader.field(1, ":status")), QStringLiteral("408"));
  harness.send(headers(3, get()));
  QCOMPARE(text(harness.reader.field(3, ":status")), QStringLiteral("200"));
  harness.codec->timedOut();
  harness.flush();
  QCOMPARE(harness.reader.goAway(), 0);
  QVERIFY(harness.codec->finished());
}

void TestHttp2Codec::drainsInTwoSteps() {
  Http2Harness harness;
  http::ResponseWriter* kept = nullptr;
  harness.handle = [&](http::Request&, http::ResponseWriter& writer) { kept = &writer; };
  harness.send(preface() + headers(1, get()));
  harness.codec->startDrain();
  harness.flush();
  harness.send(headers(3, get()));
  QCOMPARE(harness.requests, 2);
  harness.codec->finishDrain();
  harness.flush();
  const std::vector<std::uint32_t> expected{0x7fffffff, 3};
  QCOMPARE(harness.reader.goAwayStreams(), expected);
  harness.send(headers(5, get()));
  QCOMPARE(harness.requests, 2);
  kept->respond(200, {}, std::string_view("x"));
  harness.flush();
  QVERIFY(harness.reader.ended(3));
  QVERIFY(!harness.codec->finished());
  harness.send(frame(NGHTTP2_RST_STREAM, 0, 1, number(8)));
  QVERIFY(harness.codec->finished());
}

void TestHttp2Codec::gathersManyAnswers() {
  Http2Harness harness;
  std::string input = preface();
  for (int stream = 1; stream < 200; stream += 2) input += headers(stream, get());
  harness.codec->receive(input);
  http::Buffer out;
  harness.codec->produce(out, 64 * 1024);
  harness.reader.add(out.view());
  for (int stream = 1; stream < 200; stream += 2) QVERIFY(harness.reader.ended(stream));
}

QTEST_GUILESS_MAIN(TestHttp2Codec)
#include "test_http2_codec.moc"
