// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Redirects and added fields as clients get them, over both protocols.

#include <QTest>

#include "tests/support/command.h"
#include "tests/support/server_process.h"

class TestRoutes : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void httpGoesToTheRealPortOfHttps();
  void curlFollowsToTheAnswer();
  void routesAddTheirFields_data();
  void routesAddTheirFields();
  void hostsThatAreNoneAreRefused();

 private:
  [[nodiscard]] QString plain(const QString& path) const {
    return QString("http://127.0.0.1:%1%2").arg(m_server.port(1)).arg(path);
  }
  CommandResult curl(const QStringList& arguments) {
    return runCommand("curl", QStringList{"-sS", "-k", "--max-time", "10"} + arguments);
  }

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
};

void TestRoutes::initTestCase() {
  const bool started = m_server.start(R"(
name = "routes"
[cluster]
workers = 2
[[listener]]
port = 0
protocol = "http2"
[[listener]]
port = 0
protocol = "http"
[[route]]
scheme = "http"
handler = "redirect"
to = "https://{host}:{https_port}{uri}"
[[route]]
scheme = "https"
headers = { "X-Frame-Options" = "DENY", "Content-Type" = "text/plain; charset=utf-8" }
[[route]]
path = "/old"
scheme = "https"
strip = "/old"
handler = "redirect"
to = "/new{uri}"
status = 301
)");
  QVERIFY2(started, m_server.text().constData());
}

void TestRoutes::cleanupTestCase() {
  QCOMPARE(m_server.stopAndInspect(), QString());
}

void TestRoutes::httpGoesToTheRealPortOfHttps() {
  const CommandResult got = curl({"-i", plain("/") + "a?b=c%0d%0ax"});
  QVERIFY2(got.output.startsWith("HTTP/1.1 308 "), got.text().constData());
  const QByteArray location =
      "\r\nLocation: https://127.0.0.1:" + QByteArray::number(m_server.port()) + "/a?b=c%0d%0ax\r\n";
  QVERIFY2(got.output.contains(location), got.text().constData());
}

void TestRoutes::curlFollowsToTheAnswer() {
  const CommandResult got = curl({"-L", "-w", "%{http_code} %{num_redirects}", plain("/")});
  QVERIFY2(got.output.contains("Hello Cluster!"), got.text().constData());
  QVERIFY2(got.output.endsWith("200 1"), got.text().constData());
}

void TestRoutes::routesAddTheirFields_data() {
  QTest::addColumn<QString>("option");
  QTest::newRow("HTTP/1.1") << "--http1.1";
  QTest::newRow("HTTP/2") << "--http2";
}

void TestRoutes::routesAddTheirFields() {
  QFETCH(QString, option);
  const QString url = QString("https://127.0.0.1:%1").arg(m_server.port());
  const QByteArray hello = curl({option, "-i", url + "/"}).output.toLower();
  QVERIFY2(hello.contains("\r\nx-frame-options: deny\r\n"), hello.constData());
  QVERIFY2(hello.contains("\r\ncontent-type: text/plain; charset=utf-8\r\n"), hello.constData());
  QCOMPARE(hello.count("\r\ncontent-type:"), 1);
  const QByteArray moved = curl({option, "-i", url + "/old//evil.test?x"}).output.toLower();
  QVERIFY2(moved.contains(" 301"), moved.constData());
  QVERIFY2(moved.contains("\r\nlocation: /new/evil.test?x\r\n"), moved.constData());
  QVERIFY2(!moved.contains("x-frame-options"), moved.constData());
}

void TestRoutes::hostsThatAreNoneAreRefused() {
  for (const QString host : {"a b", "a/b", "user@a", "a\\b", "<script>", "a:99999"}) {
    const CommandResult got = curl({"-i", "-H", "Host: " + host, plain("/")});
    QVERIFY2(got.output.startsWith("HTTP/1.1 400 "), (host.toUtf8() + got.text()).constData());
  }
  const CommandResult none = curl({"-i", "--http1.0", "-H", "Host:", plain("/")});
  QVERIFY2(none.output.startsWith("HTTP/1.1 400 "), none.text().constData());
}

QTEST_GUILESS_MAIN(TestRoutes)
#include "test_routes.moc"
