// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which answers tell browsers to come back with TLS only, and that the field reaches the wire once.

#include <QTest>

#include "server/http/http1_codec.h"
#include "server/http/strict_transport.h"
#include "tests/server/http/codec_harness.h"

namespace {

class Http1Harness : public CodecHarness {
 public:
  Http1Harness() {
    client.secure = true;
    client.strictTransport = "max-age=60";
    codec = std::make_unique<http::Http1Codec>(*this, settings(), m_pool);
  }
  ~Http1Harness() override { codec.reset(); }

 private:
  http::Http1ExchangePool m_pool;
};

}  // namespace

class TestStrictTransport : public QObject {
  Q_OBJECT

 private slots:
  void isForNamesOnly_data();
  void isForNamesOnly();
  void isOnceInAnAnswer_data();
  void isOnceInAnAnswer();
};

void TestStrictTransport::isForNamesOnly_data() {
  QTest::addColumn<QString>("authority");
  QTest::addColumn<bool>("secure");
  QTest::addColumn<bool>("sent");
  const auto row = [](const char* authority, bool secure, bool sent) {
    QTest::addRow("%s, %s", authority, secure ? "TLS" : "plain") << QString(authority) << secure << sent;
  };
  row("shop.test", true, true);
  row("shop.test:8443", true, true);
  row("a.localhost.test", true, true);
  row("notlocalhost", true, true);
  row("shop.test", false, false);
  row("localhost", true, false);
  row("localhost:8443", true, false);
  row("localhost.", true, false);
  row("app.localhost:8443", true, false);
  row("127.0.0.1", true, false);
  row("10.1:80", true, false);
  row("[::1]:8443", true, false);
  row("", true, false);
}

void TestStrictTransport::isForNamesOnly() {
  QFETCH(QString, authority);
  QFETCH(bool, secure);
  QFETCH(bool, sent);
  http::Client client;
  client.secure = secure;
  client.strictTransport = "max-age=60";
  http::Request request;
  request.authority = authority.toStdString();
  QVERIFY(http::strictTransport(request).empty());
  request.client = &client;
  QCOMPARE(http::strictTransport(request), std::string_view(sent ? "max-age=60" : ""));
  client.strictTransport.clear();
  QVERIFY(http::strictTransport(request).empty());
}

void TestStrictTransport::isOnceInAnAnswer_data() {
  QTest::addColumn<QByteArray>("request");
  QTest::addColumn<QByteArray>("field");
  QTest::addColumn<int>("count");
  const QByteArray ours = "\r\nStrict-Transport-Security: max-age=60\r\n";
  QTest::newRow("a page") << QByteArray("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n") << ours << 1;
  QTest::newRow("localhost") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") << ours << 0;
  QTest::newRow("the handler says it itself") << QByteArray("GET /own HTTP/1.1\r\nHost: shop.test\r\n\r\n")
                                              << QByteArray("\r\nStrict-Transport-Security: max-age=1\r\n") << 1;
}

void TestStrictTransport::isOnceInAnAnswer() {
  QFETCH(QByteArray, request);
  QFETCH(QByteArray, field);
  QFETCH(int, count);
  Http1Harness harness;
  harness.handle = [](http::Request& its, http::ResponseWriter& writer) {
    http::Headers headers;
    if (its.target == "/own") headers.add("strict-transport-security", "max-age=1");
    writer.respond(200, headers, "x");
  };
  const QByteArray answer = QByteArray::fromStdString(harness.exchange(request.toStdString()));
  QCOMPARE(answer.count(field), count);
  QCOMPARE(answer.toLower().count("strict-transport-security"), count);
}

QTEST_GUILESS_MAIN(TestStrictTransport)
#include "test_strict_transport.moc"
