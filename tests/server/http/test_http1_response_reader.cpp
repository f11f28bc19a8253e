// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include <QTest>

#include "server/http/http1_response_reader.h"

using http::Http1Body;
using http::Http1ResponseReader;
using http::ResponseHead;

namespace {

struct Reading {
  bool refused = false;
  bool complete = false;  ///< to the end of the body, as far as bytes tell
  int status = 0;
  std::string body{};
  std::size_t left = 0;
};

/// Gives the reader its bytes in pieces, as connections do.
Reading readInPieces(std::string_view bytes, std::size_t piece, bool askedForHead) {
  Http1ResponseReader reader;
  reader.begin(askedForHead);
  ResponseHead head;
  Reading reading;
  std::string kept;
  bool hasHead = false;
  char into[7];
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    kept += bytes.substr(at, piece);
    std::string_view unread = kept;
    if (!hasHead) {
      const auto verdict = reader.readHead(unread, head);
      if (verdict == Http1ResponseReader::Verdict::Refused) return {.refused = true};
      hasHead = verdict == Http1ResponseReader::Verdict::Complete;
    }
    while (hasHead) {
      const Http1Body::Step step = reader.readBody(unread, into);
      if (step.state == Http1Body::State::Refused) return {.refused = true};
      if (step.state != Http1Body::State::Data) break;
      reading.body.append(into, step.bytes);
    }
    kept.erase(0, kept.size() - unread.size());
  }
  reading.status = head.status;
  reading.complete = hasHead && reader.isTaken();
  reading.left = kept.size();
  return reading;
}

}  // namespace

class TestHttp1ResponseReader : public QObject {
  Q_OBJECT

 private slots:
  void readsAnswers_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("askedForHead");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("complete");
    QTest::addColumn<int>("left");
    const auto row = [](const char* name, const QByteArray& bytes, const QByteArray& body, bool complete, int left = 0,
                        bool askedForHead = false) {
      QTest::newRow(name) << bytes << askedForHead << body << complete << left;
    };
    row("length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true);
    row("no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", "ok", true);
    row("length and more", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok-more", "ok", true, 5);
    row("length and less", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", "ok", false);
    row("chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n3;a=b\r\n...\r\n0\r\n\r\n", "ok...",
        true);
    row("trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\nContent-Length: 9\r\n\r\n",
        "ok", true);
    row("chunked without an end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n", "ok", false);
    row("to the connection's end", "HTTP/1.0 200 OK\r\n\r\nhello", "hello", false);
    row("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "", true, 0, true);
    row("HEAD with a body", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "", true, 5, true);
    row("204", "HTTP/1.1 204 No Content\r\n\r\nx", "", true, 1);
    row("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "", true);
  }
  void readsAnswers() {
    QFETCH(QByteArray, bytes);
    QFETCH(bool, askedForHead);
    QFETCH(QByteArray, body);
    QFETCH(bool, complete);
    QFETCH(int, left);
    for (std::size_t piece = 1; piece <= static_cast<std::size_t>(bytes.size()); ++piece) {
      const Reading reading =
          readInPieces({bytes.constData(), static_cast<std::size_t>(bytes.size())}, piece, askedForHead);
      QVERIFY(!reading.refused);
      QCOMPARE(reading.body, body.toStdString());
      QCOMPARE(reading.complete, complete);
      QCOMPARE(static_cast<int>(reading.left), left);
    }
  }

  void refusesWhatCouldBeReadDifferently_data() {
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray head = "HTTP/1.1 200 OK\r\n";
    for (const char* each :
         {"Content-Length: +2\r\n\r\nok", "Content-Length: \r\n\r\nok", "Content-Length: 0x2\r\n\r\nok",
          "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", "Content-Length: 2,2\r\n\r\nok",
          "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n", "Transfer-Encoding: xchunked\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n-1\r\n", "Transfer-Encoding: chunked\r\n\r\n0x2\r\nok\r\n0\r\n\r\n",
          "X: a\r\n\tb\r\n\r\n", " X: a\r\n\r\n", ": a\r\n\r\n", "X y: a\r\n\r\n", "X: a\rb\r\n\r\n",
          "X: \x01\r\n\r\n"}) {
      QTest::newRow(each) << head + each;
    }
    for (const char* each : {"HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
                             "http/1.1 200 OK\r\n\r\n", "HTTP/1.2 200 OK\r\n\r\n", "ICY 200 OK\r\n\r\n",
                             "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n"}) {
      QTest::newRow(each) << QByteArray(each);
    }
  }
  void refusesWhatCouldBeReadDifferently() {
    QFETCH(QByteArray, bytes);
    for (std::size_t piece = 1; piece <= static_cast<std::size_t>(bytes.size()); ++piece)
      QVERIFY(readInPieces({bytes.constData(), static_cast<std::size_t>(bytes.size())}, piece, false).refused);
  }

  void readsInterimAnswersOneByOne() {
    Http1ResponseReader reader;
    ResponseHead head;
    std::string_view unread =
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: "
        "close\r\n\r\n";
    reader.begin(false);
    QVERIFY(reader.readHead(unread, head) == Http1ResponseReader::Verdict::Complete);
    QCOMPARE(head.status, 103);
    reader.begin(false);
    QVERIFY(reader.readHead(unread, head) == Http1ResponseReader::Verdict::Complete);
    QCOMPARE(head.status, 200);
    QVERIFY(!head.keepAlive && reader.isTaken() && unread.empty());
  }
};

QTEST_GUILESS_MAIN(TestHttp1ResponseReader)
#include "test_http1_response_reader.moc"
