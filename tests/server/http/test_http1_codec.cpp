// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HTTP/1.1 as it should go: keep-alive, framing of answers, bodies both ways, 100-continue, upgrade, drain, timeouts.

#include <QTest>

#include "server/http/http1_codec.h"
#include "tests/server/http/codec_harness.h"

namespace {

struct Http1Harness : CodecHarness {
  Http1Harness() { codec = std::make_unique<http::Http1Codec>(*this, settings(), pool); }
  ~Http1Harness() override { codec.reset(); }
  http::Http1ExchangePool pool;
};

QString text(const std::string& bytes) {
  return QString::fromStdString(bytes);
}
std::string bodyOf(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}
using State = http::BodyState;
using Steps = std::vector<ScriptedSource::Step>;

}  // namespace

class TestHttp1Codec : public QObject {
  Q_OBJECT

 private slots:
  void answersWithLengthAndDate();
  void writesNamesAsPeopleKnowThem();
  void keepsValuesOnTheirLine();
  void headCountsTheBodyOnly();
  void keepsTheConnectionAsTheVersionSays_data();
  void keepsTheConnectionAsTheVersionSays();
  void answersPipelinedRequestsInOrder();
  void rewritesHostFromAbsoluteForm();
  void asksForTheBodyWhenItIsFirstRead();
  void doesNotAskForABodyThatCame();
  void closesWhenTheBodyWasNeverAskedFor();
  void streamsInChunks();
  void streamsWithLength();
  void cutsOffWhatIsShorterThanPromised();
  void cutsOffWhatFails();
  void endsAtTheCloseForHttp10();
  void sendsTrailersToThoseWhoTakeThem();
  void waitsAndResumes();
  void upgradesToADuplexStream();
  void sendsEarlyHints();
  void tellsTheObserverOnce();
  void abandonsWhatTheClientLeft();
  void answersAHalfClosedClient();
  void refusesChunksOverTheBodyLimit();
  void discardsWhatTheHandlerDidNotRead();
  void answersTimeoutsByPhase();
  void drains();
};

void TestHttp1Codec::answersWithLengthAndDate() {
  Http1Harness harness;
  const std::string sent = harness.exchange("GET /a HTTP/1.1\r\nHost: A.test\r\n\r\n");
  QCOMPARE(text(sent),
           QStringLiteral("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                          "Content-Length: 14\r\n\r\nGET /a a.test "));
  QCOMPARE(harness.codec->phase(), http::Phase::Idle);
  QCOMPARE(harness.counters.requests.load(), 1);
}

void TestHttp1Codec::writesNamesAsPeopleKnowThem() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(204, {{"x-worker", "0/1"}, {"connection", "x"}, {"content-length", "9"}}, std::string_view());
  };
  QCOMPARE(text(harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
           QStringLiteral("HTTP/1.1 204 No Content\r\nX-Worker: 0/1\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n"));
}

void TestHttp1Codec::keepsValuesOnTheirLine() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {{"x", "a\r\nSet-Cookie: b"}}, std::string_view());
  };
  QVERIFY(!text(harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).contains(QStringLiteral("\r\nSet-Cookie")));
}

void TestHttp1Codec::headCountsTheBodyOnly() {
  Http1Harness harness;
  const std::string sent = harness.exchange("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n");
  QVERIFY(text(sent).contains(QStringLiteral("Content-Length: 10\r\n")));
  QVERIFY(sent.ends_with("\r\n\r\n"));
}

void TestHttp1Codec::keepsTheConnectionAsTheVersionSays_data() {
  QTest::addColumn<QByteArray>("head");
  QTest::addColumn<QByteArray>("field");
  QTest::addColumn<bool>("closed");
  QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << QByteArray() << false;
  QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n")
                             << QByteArray("Connection: close") << true;
  QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("Connection: close") << true;
  QTest::newRow("1.0 keep-alive") << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                                  << QByteArray("Connection: keep-alive") << false;
}

void TestHttp1Codec::keepsTheConnectionAsTheVersionSays() {
  QFETCH(QByteArray, head);
  QFETCH(QByteArray, field);
  QFETCH(bool, closed);
  Http1Harness harness;
  const QByteArray sent = QByteArray::fromStdString(harness.exchange(head.toStdString()));
  if (field.isEmpty())
    QVERIFY(!sent.contains("Connection:"));
  else
    QVERIFY2(sent.contains("\r\n" + field + "\r\n"), sent);
  QCOMPARE(harness.codec->finished(), closed);
}

void TestHttp1Codec::answersPipelinedRequestsInOrder() {
  Http1Harness harness;
  const QString sent =
      text(harness.exchange("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\n"
                            "Content-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"));
  QVERIFY(sent.indexOf("GET /1 a ") < sent.indexOf("POST /2 a abc"));
  QVERIFY(sent.indexOf("POST /2 a abc") < sent.indexOf("GET /3 a "));
}

void TestHttp1Codec::rewritesHostFromAbsoluteForm() {
  Http1Harness harness;
  QString host;
  harness.handle = [&](http::Request& request, http::ResponseWriter& writer) {
    host = text(std::string(request.headers.find("host").value_or("")));
    QCOMPARE(request.headers.count("host"), std::size_t{1});
    harness.answerWithRequest(request, writer);
  };
  const std::string sent = harness.exchange("GET http://B.test:81?q HTTP/1.1\r\nHost: a\r\n\r\n");
  QCOMPARE(text(bodyOf(sent)), QStringLiteral("GET /?q b.test:81 "));
  QCOMPARE(host, QStringLiteral("b.test:81"));
}

void TestHttp1Codec::asksForTheBodyWhenItIsFirstRead() {
  Http1Harness harness;
  QCOMPARE(text(harness.exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n")),
           QStringLiteral("HTTP/1.1 100 Continue\r\n\r\n"));
  QCOMPARE(harness.codec->phase(), http::Phase::Body);
  QVERIFY(harness.exchange("hi").ends_with("POST / a hi"));
  QVERIFY(!harness.codec->finished());
}

void TestHttp1Codec::doesNotAskForABodyThatCame() {
  Http1Harness harness;
  const QString sent =
      text(harness.exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi"));
  QVERIFY(sent.startsWith(QStringLiteral("HTTP/1.1 200")));
}

void TestHttp1Codec::closesWhenTheBodyWasNeverAskedFor() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(403, {}, std::string_view("no"));
  };
  const QString sent =
      text(harness.exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  QVERIFY(sent.contains(QStringLiteral("Connection: close")));
  QVERIFY(harness.codec->finished());
}

void TestHttp1Codec::streamsInChunks() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {}, std::make_unique<ScriptedSource>(Steps{{State::Data, "hello"}, {State::End}}));
  };
  const std::string sent = harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  QVERIFY(text(sent).contains(QStringLiteral("Transfer-Encoding: chunked\r\n")));
  QCOMPARE(text(bodyOf(sent)), QStringLiteral("0005\r\nhello\r\n0\r\n\r\n"));
  QVERIFY(!harness.codec->finished());
}

void TestHttp1Codec::streamsWithLength() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {}, std::make_unique<ScriptedSource>(Steps{{State::Data, "hello, more"}, {State::End}}, 5));
  };
  const std::string sent = harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  QVERIFY(text(sent).contains(QStringLiteral("Content-Length: 5\r\n")));
  QCOMPARE(text(bodyOf(sent)), QStringLiteral("hello"));
  QVERIFY(!harness.codec->finished());
}

void TestHttp1Codec::cutsOffWhatIsShorterThanPromised() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {}, std::make_unique<ScriptedSource>(Steps{{State::Data, "hello"}, {State::End}}, 6));
  };
  harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  QVERIFY(harness.codec->finished());
  QCOMPARE(harness.counters.requests.load(), 0);
}

void TestHttp1Codec::cutsOffWhatFails() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {}, std::make_unique<ScriptedSource>(Steps{{State::Data, "hello"}, {State::Failed}}));
  };
  const std::string sent = harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  QVERIFY(harness.codec->finished());
  QVERIFY(sent.ends_with("0005\r\nhello\r\n"));
}

void TestHttp1Codec::endsAtTheCloseForHttp10() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {}, std::make_unique<ScriptedSource>(Steps{{State::Data, "hello"}, {State::End}}));
  };
  const std::string sent = harness.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  QCOMPARE(text(bodyOf(sent)), QStringLiteral("hello"));
  QVERIFY(text(sent).contains(QStringLiteral("Connection: close")));
  QVERIFY(harness.codec->finished());
}

void TestHttp1Codec::sendsTrailersToThoseWhoTakeThem() {
  for (const bool takes : {true, false}) {
    Http1Harness harness;
    harness.handle = [](http::Request&, http::ResponseWriter& writer) {
      auto source = std::make_unique<ScriptedSource>(Steps{{State::Data, "hello"}, {State::End}});
      source->trailerFields.add("digest", "x");
      writer.respond(200, {}, std::move(source));
    };
    const std::string te = takes ? "TE: trailers\r\n" : "";
    const std::string sent = harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n" + te + "\r\n");
    QCOMPARE(sent.ends_with("0\r\ndigest: x\r\n\r\n"), takes);
  }
}

void TestHttp1Codec::waitsAndResumes() {
  Http1Harness harness;
  http::ResponseWriter* kept = nullptr;
  harness.handle = [&](http::Request&, http::ResponseWriter& writer) {
    kept = &writer;
    writer.respond(200, {},
                   std::make_unique<ScriptedSource>(
                       Steps{{State::Data, "one"}, {State::Wait}, {State::Data, "two"}, {State::End}}));
  };
  QVERIFY(harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").ends_with("one\r\n"));
  QVERIFY(harness.produce().empty());
  QCOMPARE(harness.codec->phase(), http::Phase::Handler);
  kept->resume();
  QVERIFY(harness.outputIsReady());
  QCOMPARE(text(harness.produce()), QStringLiteral("0003\r\ntwo\r\n0\r\n\r\n"));
}

void TestHttp1Codec::upgradesToADuplexStream() {
  Http1Harness harness;
  http::Request* request = nullptr;
  CountingObserver observer;
  harness.handle = [&](http::Request& its, http::ResponseWriter& writer) {
    request = &its;
    writer.observe(&observer);
    writer.upgrade({{"upgrade", "echo"}}, std::make_unique<ScriptedSource>(Steps{{State::Data, "out"}, {State::Wait}}));
  };
  const std::string sent =
      harness.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nin");
  QCOMPARE(text(sent),
           QStringLiteral("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nout"));
  std::array<char, 8> piece;
  QCOMPARE(request->body->read(piece).bytes, std::size_t{2});
  QVERIFY(request->body->read(piece).state == State::Wait);
  harness.exchange("GET / HTTP/1.1\r\n\r\n");
  QCOMPARE(observer.readable, 1);
  QCOMPARE(harness.requests, 1);
  harness.codec->inputEnded();
  harness.produce();
  while (request->body->read(piece).state == State::Data) continue;
  QVERIFY(request->body->read(piece).state == State::End);
  QCOMPARE(observer.abandonments, 0);
}

void TestHttp1Codec::sendsEarlyHints() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) {
    writer.informational(103, {{"link", "</a.css>"}});
    writer.respond(200, {}, std::string_view("x"));
  };
  QVERIFY(harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
              .starts_with("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\n"));
  QVERIFY(harness.exchange("GET / HTTP/1.0\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n"));
}

void TestHttp1Codec::tellsTheObserverOnce() {
  CountingObserver complete;
  CountingObserver cut;
  {
    Http1Harness harness;
    harness.handle = [&](http::Request&, http::ResponseWriter& writer) {
      writer.observe(&complete);
      writer.respond(200, {}, std::string_view("x"));
    };
    harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    harness.handle = [&](http::Request&, http::ResponseWriter& writer) { writer.observe(&cut); };
    harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(harness.codec->openRequests(), std::size_t{1});
  }
  QCOMPARE(complete.completions, 1);
  QCOMPARE(complete.abandonments, 0);
  QCOMPARE(cut.completions, 0);
  QCOMPARE(cut.abandonments, 1);
}

void TestHttp1Codec::abandonsWhatTheClientLeft() {
  Http1Harness harness;
  CountingObserver observer;
  harness.handle = [&](http::Request&, http::ResponseWriter& writer) { writer.observe(&observer); };
  harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  harness.codec->inputEnded();
  QCOMPARE(observer.abandonments, 1);
  QVERIFY(harness.produce().empty());
  QVERIFY(harness.codec->finished());
}

void TestHttp1Codec::answersAHalfClosedClient() {
  Http1Harness harness;
  harness.codec->receive(std::string_view("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"));
  harness.codec->inputEnded();
  const QString sent = text(harness.produce());
  QVERIFY(sent.contains("GET /1 a "));
  QVERIFY(sent.contains("GET /2 a "));
  QVERIFY(harness.codec->finished());
}

void TestHttp1Codec::refusesChunksOverTheBodyLimit() {
  Http1Harness harness;
  harness.limits.body = 10;
  const QString sent =
      text(harness.exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n3\r\n"));
  QVERIFY(sent.startsWith(QStringLiteral("HTTP/1.1 413")));
  QVERIFY(harness.codec->finished());
}

void TestHttp1Codec::discardsWhatTheHandlerDidNotRead() {
  Http1Harness harness;
  harness.handle = [](http::Request&, http::ResponseWriter& writer) { writer.respond(404, {}, std::string_view("x")); };
  harness.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n");
  QCOMPARE(harness.codec->phase(), http::Phase::Body);
  harness.exchange(std::string(20'000, 'x'), 6000);
  QCOMPARE(harness.codec->phase(), http::Phase::Idle);
  harness.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  QCOMPARE(harness.requests, 2);
}

void TestHttp1Codec::answersTimeoutsByPhase() {
  Http1Harness fresh;
  QCOMPARE(fresh.codec->phase(), http::Phase::Header);
  fresh.codec->timedOut();
  QVERIFY(fresh.produce().empty());
  QVERIFY(fresh.codec->finished());

  Http1Harness half;
  half.exchange("GET / HT");
  half.codec->timedOut();
  QVERIFY(half.produce().starts_with("HTTP/1.1 408 "));
  QVERIFY(half.codec->finished());

  Http1Harness body;
  body.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
  QCOMPARE(body.codec->phase(), http::Phase::Body);
  body.codec->timedOut();
  QVERIFY(body.produce().starts_with("HTTP/1.1 408 "));

  Http1Harness idle;
  idle.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  idle.codec->timedOut();
  QVERIFY(idle.produce().empty());
  QVERIFY(idle.codec->finished());
}

void TestHttp1Codec::drains() {
  Http1Harness busy;
  busy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  busy.codec->startDrain();
  QVERIFY(!busy.codec->finished());
  QVERIFY(text(busy.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).contains(QStringLiteral("Connection: close")));
  QVERIFY(busy.codec->finished());

  Http1Harness idle;
  idle.codec->startDrain();
  idle.codec->finishDrain();
  QVERIFY(idle.codec->finished());
}

QTEST_GUILESS_MAIN(TestHttp1Codec)
#include "test_http1_codec.moc"
