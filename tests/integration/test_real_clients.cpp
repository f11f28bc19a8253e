// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The hello page as clients that people really use see it: curl, nghttp, openssl, Qt's own, and Chromium.

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QSslConfiguration>
#include <QTest>

#include "tests/support/command.h"
#include "tests/support/server_process.h"

class TestRealClients : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void curlSpeaksWhatItAsksFor_data();
  void curlSpeaksWhatItAsksFor();
  void curlTrustsTheCertificateItIsGiven();
  void headHasNoBody();
  void whatIsNotServedIsRefused_data();
  void whatIsNotServedIsRefused();
  void handshakesAgree_data();
  void handshakesAgree();
  void withoutAlpnHttp1IsSpoken();
  void nghttpGetsManyStreams();
  void qtSpeaksHttp2();
  void chromiumShowsThePage();

 private:
  [[nodiscard]] QString url(const QString& path = "/") const {
    return QString("https://localhost:%1%2").arg(m_server.port()).arg(path);
  }
  [[nodiscard]] QString host() const { return QString("127.0.0.1:%1").arg(m_server.port()); }
  CommandResult curl(const QStringList& arguments) {
    return runCommand("curl", QStringList{"-sS", "-k", "--max-time", "10"} + arguments);
  }

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
};

void TestRealClients::initTestCase() {
  const bool started = m_server.start(R"(
name = "clients"
[cluster]
workers = 2
[[listener]]
port = 0
protocol = "http2"
[[listener]]
port = 0
protocol = "http"
)");
  QVERIFY2(started, m_server.text().constData());
}

void TestRealClients::cleanupTestCase() {
  QCOMPARE(m_server.stopAndInspect(), QString());
}

void TestRealClients::curlSpeaksWhatItAsksFor_data() {
  QTest::addColumn<QString>("option");
  QTest::addColumn<bool>("encrypted");
  QTest::addColumn<QByteArray>("statusLine");
  QTest::newRow("HTTP/2") << "--http2" << true << QByteArray("HTTP/2 200");
  QTest::newRow("HTTP/1.1 over TLS") << "--http1.1" << true << QByteArray("HTTP/1.1 200 OK");
  QTest::newRow("HTTP/1.0 in the clear") << "--http1.0" << false << QByteArray("HTTP/1.1 200 OK");
  QTest::newRow("HTTP/1.1 in the clear") << "--http1.1" << false << QByteArray("HTTP/1.1 200 OK");
}

void TestRealClients::curlSpeaksWhatItAsksFor() {
  QFETCH(QString, option);
  QFETCH(bool, encrypted);
  QFETCH(QByteArray, statusLine);
  const QString address = encrypted ? url() : QString("http://127.0.0.1:%1/").arg(m_server.port(1));
  const CommandResult result = curl({"-i", option, address});
  QCOMPARE(result.exitCode, 0);
  QVERIFY2(result.output.startsWith(statusLine), result.text().constData());
  for (const char* part : {"<h1>Hello Forkyard!</h1>", "<p>Hello Cluster!</p>", "text/html; charset=utf-8"})
    QVERIFY2(result.output.contains(part), result.text().constData());
  QVERIFY2(result.output.toLower().contains("\r\nx-worker: "), result.text().constData());
}

void TestRealClients::curlTrustsTheCertificateItIsGiven() {
  // Not -k: the certificate made on first use is right for its three names.
  const QString certificate = m_home.path("data/forkyard/certificates/localhost/certificate.pem");
  QVERIFY2(QFile::exists(certificate), qPrintable(certificate));
  for (const char* name : {"localhost", "127.0.0.1"}) {
    const CommandResult result = runCommand("curl", {"-sS", "--max-time", "10", "--cacert", certificate,
                                                     QString("https://%1:%2/").arg(name).arg(m_server.port())});
    QVERIFY2(result.exitCode == 0, result.text().constData());
  }
}

void TestRealClients::headHasNoBody() {
  for (const char* option : {"--http2", "--http1.1"}) {
    const CommandResult result = curl({"-I", option, url()});
    QCOMPARE(result.exitCode, 0);
    QVERIFY2(result.output.contains("200") && result.output.toLower().contains("content-length: "),
             result.text().constData());
    QVERIFY(!result.output.contains("<h1>"));
  }
}

void TestRealClients::whatIsNotServedIsRefused_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QByteArray>("status");
  QTest::newRow("a method that changes things") << QStringList{"-X", "DELETE"} << QByteArray("405");
  QTest::newRow("TRACE") << QStringList{"-X", "TRACE"} << QByteArray("405");
  QTest::newRow("a header too many") << QStringList{"-H", "X-Long: " + QString(20'000, 'x')} << QByteArray("431");
}

void TestRealClients::whatIsNotServedIsRefused() {
  QFETCH(QStringList, arguments);
  QFETCH(QByteArray, status);
  const CommandResult result =
      curl(QStringList{"--http1.1", "-o", "/dev/null", "-w", "%{http_code}", url()} + arguments);
  QCOMPARE(result.output, status);
}

void TestRealClients::handshakesAgree_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QByteArray>("said");
  QTest::newRow("h2 and http/1.1") << QStringList{"-alpn", "h2,http/1.1"} << QByteArray("ALPN protocol: h2");
  QTest::newRow("http/1.1 first: the server prefers h2")
      << QStringList{"-alpn", "http/1.1,h2"} << QByteArray("ALPN protocol: h2");
  QTest::newRow("http/1.1 only") << QStringList{"-alpn", "http/1.1"} << QByteArray("ALPN protocol: http/1.1");
  QTest::newRow("no ALPN") << QStringList{} << QByteArray("No ALPN negotiated");
  QTest::newRow("TLS 1.3") << QStringList{"-tls1_3"} << QByteArray("TLSv1.3");
  QTest::newRow("TLS 1.2") << QStringList{"-tls1_2"} << QByteArray("TLSv1.2");
  QTest::newRow("nothing in common") << QStringList{"-alpn", "foo"} << QByteArray("alert no application protocol");
  QTest::newRow("TLS 1.1") << QStringList{"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"}
                           << QByteArray("alert protocol version");
}

void TestRealClients::handshakesAgree() {
  QFETCH(QStringList, arguments);
  QFETCH(QByteArray, said);
  const CommandResult result = runCommand("openssl", QStringList{"s_client", "-connect", host()} + arguments);
  QVERIFY2(result.text().contains(said), result.text().constData());
}

void TestRealClients::withoutAlpnHttp1IsSpoken() {
  CommandOptions options;
  options.input = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  const CommandResult result = runCommand("openssl", {"s_client", "-quiet", "-ign_eof", "-connect", host()}, options);
  QVERIFY2(result.output.startsWith("HTTP/1.1 200 OK\r\n"), result.text().constData());
  QVERIFY2(result.output.contains("Connection: close"), result.text().constData());
}

void TestRealClients::nghttpGetsManyStreams() {
  const CommandResult result = runCommand("nghttp", {"-nv", "--no-verify-peer", "-m", "50", url()});
  QCOMPARE(result.exitCode, 0);
  QCOMPARE(result.output.count(":status: 200"), 50);
}

void TestRealClients::qtSpeaksHttp2() {
  QNetworkAccessManager manager;
  for (const bool http2 : {true, false}) {
    QNetworkRequest request{QUrl(url())};
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, http2);
    QNetworkReply* reply = manager.get(request);
    connect(reply, &QNetworkReply::sslErrors, reply, [reply] { reply->ignoreSslErrors(); });
    QSignalSpy finished(reply, &QNetworkReply::finished);
    QVERIFY(finished.wait(10'000));
    QVERIFY2(reply->error() == QNetworkReply::NoError, qPrintable(reply->errorString()));
    QCOMPARE(reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool(), http2);
    QVERIFY(reply->readAll().contains("Hello Forkyard!"));
    reply->deleteLater();
    manager.clearConnectionCache();
  }
}

void TestRealClients::chromiumShowsThePage() {
  if (!hasProgram("chromium")) QSKIP("chromium is not installed");
  CommandOptions options;
  options.milliseconds = 90'000;
  options.environment = m_home.environment();
  const CommandResult result =
      runCommand("chromium",
                 {"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                  "--disable-background-networking", "--disable-component-update", "--disable-sync",
                  "--ignore-certificate-errors", "--user-data-dir=" + m_home.path("chromium"), "--dump-dom", url()},
                 options);
  QVERIFY2(result.output.contains("<h1>Hello Forkyard!</h1>"), result.text().constData());
}

QTEST_GUILESS_MAIN(TestRealClients)
#include "test_real_clients.moc"
