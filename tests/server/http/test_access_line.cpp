// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a client sends cannot end a line of the access log, nor a field of it, nor make it long.

#include <QTest>

#include "server/http/access_line.h"

namespace {

QByteArray lineOf(const http::Request& request, int status = 200, std::uint64_t bytes = 12) {
  std::string line;
  http::appendAccessLine(line, {request, status, bytes, {}}, "T");
  return QByteArray::fromStdString(line);
}

}  // namespace

class TestAccessLine : public QObject {
  Q_OBJECT

 private slots:
  void isTheCombinedFormat();
  void everyByteStaysInItsField();
  void isBounded();
  void tellsLocalTimeInEnglish();
};

void TestAccessLine::isTheCombinedFormat() {
  http::Client client;
  client.address = "::1";
  http::Request request;
  request.client = &client;
  request.method = "GET";
  request.target = "/x";
  request.received = "/api/x";
  request.version = http::Version::Http2;
  request.headers.add("user-agent", "a b");
  QCOMPARE(lineOf(request), QByteArray("::1 - - [T] \"GET /api/x HTTP/2.0\" 200 12 \"-\" \"a b\"\n"));
  QCOMPARE(lineOf(request, 0, 0), QByteArray("::1 - - [T] \"GET /api/x HTTP/2.0\" 499 0 \"-\" \"a b\"\n"));
}

void TestAccessLine::everyByteStaysInItsField() {
  for (int byte = 0; byte < 256; ++byte) {
    http::Request request;
    request.method = "GET";
    request.target = std::string("/") + static_cast<char>(byte);
    request.headers.add("referer", std::string("r") + static_cast<char>(byte));
    const QByteArray line = lineOf(request);
    const bool plain = byte >= 0x20 && byte < 0x7F && byte != '"' && byte != '\\';
    const QByteArray shown = plain ? QByteArray(1, static_cast<char>(byte))
                                   : "\\x" + QByteArray::number(byte, 16).rightJustified(2, '0').toUpper();
    QCOMPARE(line, "- - - [T] \"GET /" + shown + " HTTP/1.1\" 200 12 \"r" + shown + "\" \"-\"\n");
  }
}

void TestAccessLine::isBounded() {
  http::Request request;
  request.method = "GET";
  request.target = "/" + std::string(1'000'000, '\x01');
  request.headers.add("referer", std::string(100'000, '"'));
  request.headers.add("user-agent", std::string(100'000, '\x80'));
  const QByteArray line = lineOf(request);
  QVERIFY(line.size() <= qsizetype{http::longestAccessLine});
  QCOMPARE(line.count('\n'), 1);
  QCOMPARE(line.count('"'), 6);
  QCOMPARE(line.count("..."), 3);
}

void TestAccessLine::tellsLocalTimeInEnglish() {
  qputenv("TZ", "UTC-5:30");
  ::tzset();
  QCOMPARE(QByteArray::fromStdString(http::accessTime(0)), QByteArray("01/Jan/1970:05:30:00 +0530"));
}

QTEST_GUILESS_MAIN(TestAccessLine)
#include "test_access_line.moc"
