// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which of several routes takes a request.

#include <QTest>

#include "server/http/router.h"
#include "tests/server/http/whole_answer.h"

namespace {

class Named final : public http::RequestHandler {
 public:
  explicit Named(const char* its) : name(its) {}
  void handle(http::Request&, http::ResponseWriter&) override {}
  const char* name;
};

}  // namespace

class TestRouter : public QObject {
  Q_OBJECT

 private slots:
  void findsTheBestRoute_data();
  void findsTheBestRoute();
  void answersWhatNoRouteTakes();
  void takesAPrefixOffThePath_data();
  void takesAPrefixOffThePath();
  void givesARoutesFieldsToItsAnswers();
  void servesSomeRoutesOnlyToCertificates_data();
  void servesSomeRoutesOnlyToCertificates();
  void asksForCertificatesHoweverThePathIsSpelled_data();
  void asksForCertificatesHoweverThePathIsSpelled();
};

void TestRouter::findsTheBestRoute_data() {
  QTest::addColumn<QString>("host");
  QTest::addColumn<bool>("secure");
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, const char* host, bool secure, const char* path, const char* expected) {
    QTest::newRow(name) << QString::fromLatin1(host) << secure << QString::fromLatin1(path)
                        << QString::fromLatin1(expected);
  };
  row("any", "other.test", true, "/x", "any");
  row("any, plain", "other.test", false, "/x", "redirect");
  row("no authority", "", true, "/", "any");
  row("longest path", "other.test", true, "/a/b/c", "any /a/b");
  row("path itself", "other.test", true, "/a/b", "any /a/b");
  row("not within a segment", "other.test", true, "/a/bc", "any");
  row("exact host", "a.test", true, "/a/b", "exact");
  row("exact host, any case", "A.Test", true, "/", "exact");
  row("wildcard", "x.a.test", true, "/", "wildcard");
  row("longer wildcard", "y.x.a.test", true, "/", "longer wildcard");
  row("wildcard is not the name itself", "xa.test", true, "/", "any");
}

void TestRouter::findsTheBestRoute() {
  QFETCH(QString, host);
  QFETCH(bool, secure);
  QFETCH(QString, path);
  QFETCH(QString, expected);
  http::Router router;
  const auto add = [&](const char* pattern, config::Scheme scheme, const char* prefix, const char* name) {
    router.add(pattern, scheme, prefix, std::make_unique<Named>(name));
  };
  add("*", config::Scheme::Any, "/", "any");
  add("*", config::Scheme::Http, "/", "redirect");
  add("*", config::Scheme::Any, "/a/b", "any /a/b");
  add("*.a.test", config::Scheme::Any, "/", "wildcard");
  add("a.test", config::Scheme::Any, "/", "exact");
  add("*.x.a.test", config::Scheme::Any, "/", "longer wildcard");
  const auto* const found = dynamic_cast<Named*>(router.find(host.toStdString(), secure, path.toStdString()));
  QVERIFY(found != nullptr);
  QCOMPARE(QString::fromLatin1(found->name), expected);
}

void TestRouter::answersWhatNoRouteTakes() {
  http::Router router;
  router.add("a.test", config::Scheme::Any, "/", std::make_unique<Named>("a"));
  const http::Client client;
  http::Request request;
  request.client = &client;
  request.method = "GET";
  request.target = "/";
  request.authority = "b.test:80";
  WholeAnswer writer;
  router.handle(request, writer);
  QCOMPARE(writer.status, 404);
  request.method = "OPTIONS";
  request.target = "*";
  router.handle(request, writer);
  QCOMPARE(writer.status, 204);
}

void TestRouter::takesAPrefixOffThePath_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<QString>("seen");
  QTest::newRow("below") << "/api/x?y=1"
                         << "/x?y=1";
  QTest::newRow("itself") << "/api"
                          << "/";
  QTest::newRow("itself, with a query") << "/api?y=1"
                                        << "/?y=1";
  QTest::newRow("with a slash") << "/api/"
                                << "/";
  QTest::newRow("only once") << "/api/api"
                             << "/api";
  QTest::newRow("two slashes name no server") << "/api//evil.test/x"
                                              << "/evil.test/x";
  QTest::newRow("slashes alone") << "/api///"
                                 << "/";
}

void TestRouter::takesAPrefixOffThePath() {
  QFETCH(QString, target);
  QFETCH(QString, seen);
  struct Telling final : http::RequestHandler {
    void handle(http::Request& request, http::ResponseWriter& writer) override {
      writer.respond(200, {}, std::string_view(request.target));
    }
  };
  http::Router router;
  router.add("*", config::Scheme::Any, "/api", std::make_unique<Telling>(), {.strip = "/api"});
  const http::Client client;
  http::Request request;
  request.client = &client;
  request.target = target.toStdString();
  WholeAnswer writer;
  router.handle(request, writer);
  QCOMPARE(QString::fromStdString(writer.body), seen);
  QCOMPARE(QString::fromStdString(request.received), target);
}

void TestRouter::givesARoutesFieldsToItsAnswers() {
  http::Router router;
  router.add("*", config::Scheme::Any, "/", std::make_unique<Named>("plain"));
  router.add("*", config::Scheme::Any, "/a", std::make_unique<Named>("a"), {.fields = {{"x-frame-options", "DENY"}}});
  const http::Client client;
  http::Request request;
  request.client = &client;
  request.target = "/";
  WholeAnswer writer;
  router.handle(request, writer);
  QVERIFY(request.answerFields == nullptr);
  request.target = "/a";
  router.handle(request, writer);
  QVERIFY(request.answerFields != nullptr);
  QVERIFY(request.answerFields->find("x-frame-options") == "DENY");
}

void TestRouter::servesSomeRoutesOnlyToCertificates_data() {
  QTest::addColumn<QString>("serverName");
  QTest::addColumn<QString>("authority");
  QTest::addColumn<QString>("certificate");
  QTest::addColumn<int>("status");
  const auto row = [](const char* name, const char* serverName, const char* authority, const char* certificate,
                      int status) {
    QTest::newRow(name) << QString(serverName) << QString(authority) << QString(certificate) << status;
  };
  row("shown", "b.test", "b.test:8443", "CN=client", 200);
  row("shown, on another name's connection", "a.test", "b.test", "CN=client", 200);
  row("not shown", "b.test", "b.test:8443", "", 403);
  row("not shown, to an address or without TLS", "", "b.test", "", 403);
  row("not shown, on another name's connection", "a.test", "b.test", "", 421);
  row("not asked for", "a.test", "a.test", "", 200);
  row("a longer path of the same host", "b.test", "c.test", "", 421);
}

void TestRouter::servesSomeRoutesOnlyToCertificates() {
  QFETCH(QString, serverName);
  QFETCH(QString, authority);
  QFETCH(QString, certificate);
  QFETCH(int, status);
  struct Fine final : public http::RequestHandler {
    void handle(http::Request&, http::ResponseWriter& writer) override { writer.respond(200, {}, std::string_view()); }
  };
  constexpr auto required = config::ClientCertificates::Required;
  http::Router router;
  router.add("*", config::Scheme::Any, "/", std::make_unique<Fine>());
  router.add("b.test", config::Scheme::Any, "/", std::make_unique<Fine>(), {.clients = required});
  router.add("c.test", config::Scheme::Any, "/admin", std::make_unique<Fine>(), {.clients = required});
  http::Client client;
  client.secure = !serverName.isEmpty();
  client.serverName = serverName.toStdString();
  client.certificateName = certificate.toStdString();
  http::Request request;
  request.client = &client;
  request.method = "GET";
  request.target = "/admin/a";
  request.authority = authority.toStdString();
  WholeAnswer writer;
  router.handle(request, writer);
  QCOMPARE(writer.status, status);
}

void TestRouter::asksForCertificatesHoweverThePathIsSpelled_data() {
  QTest::addColumn<QString>("target");
  QTest::addColumn<int>("status");
  const auto row = [](const char* target, int status) { QTest::newRow(target) << target << status; };
  row("/admin", 403);
  row("/admin/a", 403);
  row("//admin/a", 403);
  row("/%61dmin/a", 403);
  row("/admin%2fa", 403);
  row("/a/../admin/a", 403);
  row("/a/..;b/admin;c/a", 403);
  row("/./admin?b", 403);
  row("/admin/help", 200);
  row("//admin/help", 200);
  row("/admin/help/../a", 403);
  row("/administer", 200);
  row("/a?/admin", 200);
}

void TestRouter::asksForCertificatesHoweverThePathIsSpelled() {
  QFETCH(QString, target);
  QFETCH(int, status);
  struct Fine final : public http::RequestHandler {
    void handle(http::Request&, http::ResponseWriter& writer) override { writer.respond(200, {}, std::string_view()); }
  };
  http::Router router;
  router.add("*", config::Scheme::Any, "/", std::make_unique<Fine>());
  router.add("*", config::Scheme::Any, "/admin", std::make_unique<Fine>(),
             {.clients = config::ClientCertificates::Required});
  router.add("*", config::Scheme::Any, "/admin/help", std::make_unique<Fine>());
  for (const bool shown : {false, true}) {
    http::Client client;
    client.secure = true;
    client.certificateName = shown ? "CN=Ada" : "";
    http::Request request;
    request.client = &client;
    request.method = "GET";
    request.target = target.toStdString();
    request.authority = "a.test";
    WholeAnswer writer;
    router.handle(request, writer);
    QCOMPARE(writer.status, shown ? 200 : status);
  }
}

QTEST_GUILESS_MAIN(TestRouter)
#include "test_router.moc"
