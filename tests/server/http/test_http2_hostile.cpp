// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What HTTP/2 must not take, each with its number in the list of hostile inputs, and its safe answer. The first rows
// end the connection, the next ones a stream; floods come last.

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

  void send(const std::string& bytes, std::size_t piece = 16 * 1024) { reader.add(exchange(bytes, piece)); }
};

enum {
  NoError = 0,
  Protocol = 1,
  Internal = 2,
  FlowControl = 3,
  StreamClosed = 5,
  FrameSize = 6,
  Refused = 7,
  Compression = 9,
  Calm = 11
};

std::string repeated(const std::string& bytes, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += bytes;
  return all;
}

}  // namespace

class TestHttp2Hostile : public QObject {
  Q_OBJECT

 private slots:
  void endsTheConnection_data();
  void endsTheConnection();
  void endsTheStream_data();
  void endsTheStream();
  void answersTheSameHoweverSplit();
  void refusesStreamsOverTheLimitAndGoesOn();
  void calmsFloods_data();
  void calmsFloods();
  void resetsOverTimeAreFine();
  void stalledWindowsHoldLittle();
  void takesNothingAfterItsGoAway();
};

void TestHttp2Hostile::endsTheConnection_data() {
  QTest::addColumn<QByteArray>("input");
  QTest::addColumn<int>("code");
  const auto row = [](const char* name, const std::string& input, int code) {
    QTest::newRow(name) << QByteArray::fromStdString(input) << code;
  };
  row("75 wrong preface", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", Protocol);
  row("76 first frame not SETTINGS", preface().substr(0, 24) + headers(1, get()), Protocol);
  row("77 frame over 16,384", preface() + frame(NGHTTP2_DATA, 0, 1, "", 16'385) + std::string(16'385, 'x'), FrameSize);
  row("78 SETTINGS ACK with payload", preface() + frame(NGHTTP2_SETTINGS, 1, 0, "123456"), FrameSize);
  row("78 SETTINGS of 5 bytes", preface() + frame(NGHTTP2_SETTINGS, 0, 0, "12345"), FrameSize);
  row("79 INITIAL_WINDOW_SIZE 2^31", preface() + settings({{4, 0x80000000}}), FlowControl);
  row("80 MAX_FRAME_SIZE 16383", preface() + settings({{5, 16'383}}), Protocol);
  row("80 ENABLE_PUSH 2", preface() + settings({{2, 2}}), Protocol);
  row("81 WINDOW_UPDATE 0", preface() + frame(NGHTTP2_WINDOW_UPDATE, 0, 0, number(0)), Protocol);
  row("81 WINDOW_UPDATE 0 on a stream",
      preface() + headers(1, post("/"), true) + frame(NGHTTP2_WINDOW_UPDATE, 0, 1, number(0)), Protocol);
  row("82 connection window overflow", preface() + repeated(frame(NGHTTP2_WINDOW_UPDATE, 0, 0, number(0x7fffffff)), 2),
      FlowControl);
  row("83 DATA on stream 0", preface() + data(0, "x"), Protocol);
  row("83 HEADERS on stream 0", preface() + headers(0, get()), Protocol);
  row("83 even stream", preface() + headers(2, get()), Protocol);
  row("84 DATA on an idle stream", preface() + data(1, "x"), Protocol);
  row("85 padding longer than the frame",
      preface() + headers(1, post("/"), true) + frame(NGHTTP2_DATA, 8, 1, "\x09xxx"), Protocol);
  row("86 CONTINUATION without HEADERS", preface() + frame(NGHTTP2_CONTINUATION, 4, 1, block(get())), Protocol);
  row("86 interleaved", preface() + frame(NGHTTP2_HEADERS, 1, 1, "") + frame(NGHTTP2_PING, 0, 0, "12345678"), Protocol);
  row("87 CONTINUATION flood",
      preface() + frame(NGHTTP2_HEADERS, 1, 1, block(get())) +
          repeated(frame(NGHTTP2_CONTINUATION, 0, 1, block({{"x", "y"}})), 50),
      Calm);
  row("88 HPACK index 0", preface() + frame(NGHTTP2_HEADERS, 5, 1, "\x80"), Compression);
  row("88 HPACK index past the table", preface() + frame(NGHTTP2_HEADERS, 5, 1, "\xff\x20"), Compression);
  row("88 bad Huffman padding", preface() + frame(NGHTTP2_HEADERS, 5, 1, std::string("\x00\x81\x00\x01x", 5)),
      Compression);
  row("88 table size update over SETTINGS", preface() + frame(NGHTTP2_HEADERS, 5, 1, "\x3f\xe2\x7f"), Compression);
  row("102 PUSH_PROMISE from a client",
      preface() + headers(1, get(), true) + frame(NGHTTP2_PUSH_PROMISE, 4, 1, number(2)), Protocol);
  row("102 GOAWAY on a stream", preface() + frame(NGHTTP2_GOAWAY, 0, 1, number(0) + number(0)), Protocol);
  row("102 GOAWAY of 5 bytes", preface() + frame(NGHTTP2_GOAWAY, 0, 0, "12345"), FrameSize);
  row("103 RST_STREAM on an idle stream", preface() + frame(NGHTTP2_RST_STREAM, 0, 1, number(8)), Protocol);
  row("104 HTTP/1.1 after ALPN h2", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", Protocol);
}

void TestHttp2Hostile::endsTheConnection() {
  QFETCH(QByteArray, input);
  QFETCH(int, code);
  for (const std::size_t piece : {std::size_t{16'384}, std::size_t{1}}) {
    Http2Harness harness;
    harness.send(input.toStdString(), piece);
    QCOMPARE(harness.reader.goAway(), code);
    QVERIFY(harness.codec->finished());
    harness.codec.reset();
    QCOMPARE(harness.counters.openRequests.load(), 0);
  }
}

void TestHttp2Hostile::endsTheStream_data() {
  QTest::addColumn<QByteArray>("input");
  QTest::addColumn<QString>("outcome");
  const auto row = [](const char* name, const std::string& input, const char* outcome) {
    QTest::newRow(name) << QByteArray::fromStdString(preface() + input) << QString::fromLatin1(outcome);
  };
  const auto with = [](const Fields& more) { return headers(1, get("/", more)); };
  const Fields common{{":method", "GET"}, {":scheme", "https"}, {":authority", "a"}, {":path", "/"}};
  const auto without = [&](std::size_t index) {
    Fields fields = common;
    fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(index));
    return headers(1, fields);
  };
  row("82 stream window overflow",
      headers(1, post("/"), true) + repeated(frame(NGHTTP2_WINDOW_UPDATE, 0, 1, number(0x7fffffff)), 2), "RST 3");
  Fields large;
  for (int i = 0; i < 100; ++i) large.emplace_back("x" + std::to_string(i), std::string(130, 'a'));
  row("89 17 KiB of header fields", with(large), "431");
  Fields many;
  for (int i = 0; i < 101; ++i) many.emplace_back("x" + std::to_string(i), "1");
  row("89 101 header fields", with(many), "431");
  row("90 no :method", without(0), "RST 1");
  row("90 no :scheme", without(1), "RST 1");
  row("90 no :path", without(3), "RST 1");
  row("90 :path twice", with({{":path", "/"}}), "RST 1");
  row("90 unknown pseudo header", with({{":x", "/"}}), "RST 1");
  row("90 late pseudo header", headers(1, {{":method", "GET"}, {"x", "y"}, {":scheme", "https"}, {":path", "/"}}),
      "RST 1");
  row("90 :status in a request", with({{":status", "200"}}), "RST 1");
  row("91 upper-case name", with({{"X", "y"}}), "RST 1");
  row("91 connection", with({{"connection", "close"}}), "RST 1");
  row("91 te: gzip", with({{"te", "gzip"}}), "RST 1");
  row("91 transfer-encoding", with({{"transfer-encoding", "chunked"}}), "RST 1");
  row("92 CR LF in a value", with({{"x", "a\r\nb: c"}}), "RST 1");
  row("92 NUL in a value", with({{"x", std::string("a\0b", 3)}}), "RST 1");
  row("92 colon in a name", with({{"a:b", "c"}}), "RST 1");
  row("92 space in a name", with({{"a b", "c"}}), "RST 1");
  row("93 :path hello-world", headers(1, get("hello-world")), "RST 1");
  row("93 fragment in :path", headers(1, get("/a#b")), "400");
  row("93 :path /%00", headers(1, get("/%00")), "400");
  row("93 :scheme ftp", headers(1, {{":method", "GET"}, {":scheme", "ftp"}, {":authority", "a"}, {":path", "/"}}),
      "400");
  row("94 bad authority",
      headers(1, {{":method", "GET"}, {":scheme", "https"}, {":authority", "a..b"}, {":path", "/"}}), "400");
  row("94 no authority at all", without(2), "RST 1");
  row("94 host alone", headers(1, {{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {"host", "A"}}), "200");
  row("95 content-length over what came", headers(1, post("/", {{"content-length", "3"}}), true) + data(1, "xx"),
      "RST 1");
  row("95 content-length under what came", headers(1, post("/", {{"content-length", "1"}}), true) + data(1, "xx"),
      "RST 1");
  row("95 content-length over the limit", headers(1, post("/", {{"content-length", "99999999"}}), true), "413");
  row("103 TRACE", headers(1, {{":method", "TRACE"}, {":scheme", "https"}, {":authority", "a"}, {":path", "/"}}),
      "405");
  row("107 CONNECT", headers(1, {{":method", "CONNECT"}, {":authority", "a:80"}}, true), "405");
  row("107 extended CONNECT",
      headers(1,
              {{":method", "CONNECT"},
               {":protocol", "websocket"},
               {":scheme", "https"},
               {":authority", "a"},
               {":path", "/"}},
              true),
      "RST 1");
  row("64 expect: foo", headers(1, post("/", {{"expect", "foo"}}), true), "417");
}

void TestHttp2Hostile::endsTheStream() {
  QFETCH(QByteArray, input);
  QFETCH(QString, outcome);
  Http2Harness harness;
  harness.send(input.toStdString());
  QCOMPARE(QString::fromStdString(harness.reader.outcome(1)), outcome);
  QCOMPARE(harness.reader.goAway(), -1);
  harness.send(headers(3, get("/after")));
  QCOMPARE(QString::fromStdString(harness.reader.outcome(3)), QStringLiteral("200"));
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

void TestHttp2Hostile::calmsFloods_data() {
  QTest::addColumn<QByteArray>("input");
  QTest::addColumn<int>("code");
  const auto row = [](const char* name, const std::string& input, int code = Calm) {
    QTest::newRow(name) << QByteArray::fromStdString(preface() + input) << code;
  };
  std::string resets;
  std::string endedTwice;
  std::string zeroUpdates;
  std::string overflows;
  std::string refused;
  for (int stream = 1; stream < 6000; stream += 2) {
    resets += headers(stream, post("/"), true) + frame(NGHTTP2_RST_STREAM, 0, stream, number(8));
    if (stream < 1000) endedTwice += headers(stream, get("/slow")) + data(stream, "x");
    if (stream < 1000)
      zeroUpdates += headers(stream, get("/slow")) + frame(NGHTTP2_WINDOW_UPDATE, 0, stream, number(0));
    if (stream < 1000) {
      overflows += headers(stream, get("/slow")) + frame(NGHTTP2_WINDOW_UPDATE, 0, stream, number(0x7fffffff));
    }
    if (stream < 1000) refused += headers(stream, get("/slow"));
  }
  row("96 refused streams", refused);
  row("97 rapid reset", resets);
  row("98 MadeYouReset: window update of 0", zeroUpdates, Protocol);
  row("98 MadeYouReset: window overflow", overflows);
  row("98 MadeYouReset: DATA after END_STREAM", endedTwice, StreamClosed);
  row("99 SETTINGS", repeated(settings({{1, 4096}}), 80'000));
  row("99 PING", repeated(frame(NGHTTP2_PING, 0, 0, "12345678"), 100'000));
  row("99 unknown frames", repeated(frame(0x42, 0, 0, ""), 2000));
  row("100 empty DATA", headers(1, post("/"), true) + repeated(data(1, "", false), 2000));
  std::string empty;
  for (int stream = 1; stream < 1000; stream += 2) empty += frame(NGHTTP2_HEADERS, 5, stream, "");
  row("100 empty HEADERS", empty);
}

void TestHttp2Hostile::calmsFloods() {
  QFETCH(QByteArray, input);
  QFETCH(int, code);
  Http2Harness harness;
  int open = 0;
  harness.handle = [&](http::Request& request, http::ResponseWriter& writer) {
    if (request.path() != "/slow") harness.answerWithRequest(request, writer);
    open = std::max(open, static_cast<int>(harness.codec->openRequests()));
  };
  harness.send(input.toStdString());
  QCOMPARE(harness.reader.goAway(), code);
  QVERIFY(harness.codec->finished());
  QVERIFY(open <= harness.limits.streams);
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
  QCOMPARE(harness.reader.goAway(), NoError);
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
