// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where a redirect sends whom.

#include <QTest>

#include "server/handlers/redirect.h"
#include "tests/server/http/whole_answer.h"

class TestRedirect : public QObject {
  Q_OBJECT

 private slots:
  void leadsWhereItSays_data();
  void leadsWhereItSays();
  void answersWithTheStatusAsked();
  void wantsAHost();
  void pageCarriesNoMarkupOfTheClient();
};

void TestRedirect::leadsWhereItSays_data() {
  QTest::addColumn<QString>("to");
  QTest::addColumn<int>("port");
  QTest::addColumn<QString>("authority");
  QTest::addColumn<QString>("target");
  QTest::addColumn<QString>("location");
  const auto row = [](const char* name, const char* to, int port, const char* authority, const char* target,
                      const char* location) {
    QTest::newRow(name) << QString(to) << port << QString(authority) << QString(target) << QString(location);
  };
  const char* toHttps = "https://{host}:{https_port}{uri}";
  row("to https", toHttps, 8443, "a.test:8080", "/x?y=1", "https://a.test:8443/x?y=1");
  row("to https, the usual port", toHttps, 443, "a.test", "/", "https://a.test/");
  row("an IPv6 address", toHttps, 8443, "[::1]:8080", "/", "https://[::1]:8443/");
  row("a port written out stays", "https://{host}:4433{uri}", 443, "a.test", "/", "https://a.test:4433/");
  row("the path alone", "https://b.test{path}", 0, "a.test", "/x/?y=1", "https://b.test/x/");
  row("the query alone", "https://b.test/search{query}", 0, "a.test", "/x?y=1", "https://b.test/search?y=1");
  row("no query", "/search{query}", 0, "a.test", "/x", "/search");
  row("a path of this server", "/new{uri}", 0, "a.test", "/x", "/new/x");
  row("two slashes name no server", "https://{host}:{https_port}{uri}", 443, "a.test", "//evil.test/%2e",
      "https://a.test//evil.test/%2e");
}

void TestRedirect::leadsWhereItSays() {
  QFETCH(QString, to);
  QFETCH(int, port);
  QFETCH(QString, authority);
  QFETCH(QString, target);
  QFETCH(QString, location);
  handlers::Redirect handler({.to = to.toStdString()}, port);
  http::Request request;
  request.method = "GET";
  request.authority = authority.toStdString();
  request.target = target.toStdString();
  WholeAnswer answer;
  handler.handle(request, answer);
  QCOMPARE(answer.status, 308);
  QCOMPARE(QString::fromStdString(std::string(answer.fields.find("location").value_or(""))), location);
}

void TestRedirect::answersWithTheStatusAsked() {
  handlers::Redirect handler({.to = "/new", .status = 303}, 0);
  http::Request request;
  request.method = "POST";
  request.target = "/";
  WholeAnswer answer;
  handler.handle(request, answer);
  QCOMPARE(answer.status, 303);
}

void TestRedirect::wantsAHost() {
  handlers::Redirect handler({.to = "https://{host}{uri}"}, 0);
  http::Request request;
  request.method = "GET";
  request.target = "/";
  WholeAnswer answer;
  handler.handle(request, answer);
  QCOMPARE(answer.status, 400);
  request.authority = "a.test";
  request.target = "/\r\nSet-Cookie: x";  // no codec lets it through
  handler.handle(request, answer);
  QCOMPARE(answer.status, 400);
}

void TestRedirect::pageCarriesNoMarkupOfTheClient() {
  handlers::Redirect handler({.to = "https://b.test{uri}"}, 0);
  http::Request request;
  request.method = "GET";
  request.target = "/?\"><script>";
  WholeAnswer answer;
  handler.handle(request, answer);
  QVERIFY(answer.body.find("<script>") == std::string::npos);
}

QTEST_GUILESS_MAIN(TestRedirect)
#include "test_redirect.moc"
