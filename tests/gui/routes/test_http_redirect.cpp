// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The redirect comes as two tables and goes as the same two.

#include <QTcpServer>
#include <QTest>

#include "gui/routes/http_redirect.h"
#include "server/config/config_edit.h"
#include "server/config/config_toml.h"

using config::Config;

namespace {

const std::filesystem::path file = "/etc/forkyard/shop.toml";

std::string applied(const std::string& text, const Config& before, const Config& after) {
  const auto edited = config::applyChanges(text, config::difference(before, after), file);
  return edited ? *edited : "refused: " + edited.error().sentence;
}

}  // namespace

class TestHttpRedirect : public QObject {
  Q_OBJECT

 private slots:
  void onAndOffLeavesTheFileAsItWas();
  void everyOtherRouteAnswersHttpsOnly();
  void onlyItsOwnTablesGo();
  void itIsNotOfferedWhereHttpIsServed();
  void anotherPortIsSetInPlace();
  void aPortThatIsHeldIsNotSuggested();
};

void TestHttpRedirect::onAndOffLeavesTheFileAsItWas() {
  const std::string text =
      "# mine\nname = \"shop\"\n\n[[listener]]\nport = 8443 # https\n\n[[route]]\npath = \"/\"\nhandler = \"hello\"\n"
      "\n[[route]]\npath = \"/b\"\nhandler = \"hello\"\n";
  const auto before = config::parse(text, file);
  QVERIFY(before);
  Config with = *before;
  httpRedirect::set(with, 8080);
  const std::string on = applied(text, *before, with);
  const auto read = config::parse(on, file);
  QVERIFY2(read && *read == with, on.c_str());
  QVERIFY2(on.find("# https") != std::string::npos, on.c_str());
  Config without = *read;
  httpRedirect::remove(without);
  QCOMPARE(applied(on, *read, without), text);
}

// "/b" would be longer than the redirect's "/", and be served in the open.
void TestHttpRedirect::everyOtherRouteAnswersHttpsOnly() {
  Config config = config::demo();
  config.routes.emplace_back().path = "/b";
  config::Route challenge;
  challenge.path = "/.well-known/acme-challenge/";
  challenge.handler = config::AcmeChallengeRoute();
  config.routes.push_back(challenge);
  httpRedirect::set(config, 8080);
  QVERIFY(config.routes[0].scheme == config::Scheme::Https);
  QVERIFY(config.routes[1].scheme == config::Scheme::Https);
  QVERIFY(config.routes[2].scheme == config::Scheme::Any);
  QVERIFY(config.routes[3].scheme == config::Scheme::Http);
}

void TestHttpRedirect::onlyItsOwnTablesGo() {
  Config config = config::demo();
  httpRedirect::set(config, 8080);
  config.routes.emplace_back().path = "/later";
  config.listeners.emplace_back().port = 9443;
  QCOMPARE(httpRedirect::find(config), std::optional<std::size_t>(1));
  httpRedirect::remove(config);
  QVERIFY(!httpRedirect::find(config));
  QCOMPARE(config.listeners.size(), std::size_t(2));
  QCOMPARE(config.listeners[1].port, 9443);
  QCOMPARE(config.routes.size(), std::size_t(2));
  QCOMPARE(config.routes[1].path, std::string("/later"));
}

void TestHttpRedirect::itIsNotOfferedWhereHttpIsServed() {
  Config plain = config::demo();
  plain.listeners[0].protocol = config::Protocol::Http;
  QVERIFY(httpRedirect::possible(plain) == httpRedirect::Possible::FirstIsPlain);
  Config served = config::demo();
  config::Route hello;
  hello.scheme = config::Scheme::Http;
  served.routes.push_back(hello);
  QVERIFY(httpRedirect::possible(served) == httpRedirect::Possible::RouteIsTaken);
  const Config before = served;
  httpRedirect::set(served, 8080);
  QVERIFY(served == before);
}

void TestHttpRedirect::anotherPortIsSetInPlace() {
  Config config = config::demo();
  httpRedirect::set(config, 8080);
  httpRedirect::set(config, 8081);
  QCOMPARE(config.listeners.size(), std::size_t(2));
  QCOMPARE(config.listeners[1].port, 8081);
  QCOMPARE(config.routes.size(), std::size_t(2));
}

void TestHttpRedirect::aPortThatIsHeldIsNotSuggested() {
  const Config config = config::demo();
  const int first = httpRedirect::suggestedPort(config);
  QVERIFY(first >= 8080);
  QTcpServer holder;
  QVERIFY(holder.listen(QHostAddress::Any, static_cast<quint16>(first)));
  QVERIFY(httpRedirect::suggestedPort(config) > first);
}

QTEST_GUILESS_MAIN(TestHttpRedirect)
#include "test_http_redirect.moc"
