// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Redirects, added fields, and what is told of routes that could never do anything.

#include <QTest>

#include "server/config/config_edit.h"
#include "server/config/config_redirect.h"
#include "server/config/config_toml.h"

namespace {

const QByteArray twoListeners =
    "[[listener]]\nport = 8443\n[[listener]]\nport = 8080\nprotocol = \"http\"\n[[route]]\n";

}  // namespace

class TestConfigRoutes : public QObject {
  Q_OBJECT

 private slots:
  void takesRoutes_data();
  void takesRoutes();
  void refusesRoutes_data();
  void refusesRoutes();
  void fromHttpToHttpsIsOneEdit();
  void keepsFieldsThroughAnEdit();
};

void TestConfigRoutes::takesRoutes_data() {
  QTest::addColumn<QByteArray>("routes");
  const auto row = [](const char* name, const QByteArray& routes) { QTest::newRow(name) << routes; };
  const QByteArray redirect = "handler = \"redirect\"\n";
  row("to https", "scheme = \"http\"\n" + redirect + "to = \"https://{host}:{https_port}{uri}\"");
  row("to another host", redirect + "to = \"https://b.test{uri}\"\nstatus = 301");
  row("to another path", "path = \"/old\"\nstrip = \"/old\"\n" + redirect + "to = \"/new{uri}\"");
  row("to one page", redirect + "to = \"/new/?from=there\"\n[[route]]\npath = \"/new\"");
  row("back to http", "scheme = \"https\"\n" + redirect + "to = \"http://{host}:8080{uri}\"");
  row("to a port that is not ours", redirect + "to = \"https://{host}:9443{uri}\"");
  row("fields", "headers = { \"X-Frame-Options\" = \"DENY\", Server = \"ours\" }");
  row("each scheme its own", "scheme = \"http\"\n[[route]]\nscheme = \"https\"");
  row("a path for each scheme", "[[route]]\nscheme = \"http\"\npath = \"/a\"\n[[route]]\nscheme = \"https\"");
}

void TestConfigRoutes::takesRoutes() {
  QFETCH(QByteArray, routes);
  const auto parsed = config::parse((twoListeners + routes).toStdString(), "/x/a.toml");
  QVERIFY2(parsed, parsed ? "" : parsed.error().sentence.c_str());
  const std::string composed = config::compose(*parsed);
  const auto again = config::parse(composed, "/x/a.toml");
  QVERIFY2(again, composed.c_str());
  QVERIFY2(*again == *parsed, composed.c_str());
}

void TestConfigRoutes::refusesRoutes_data() {
  QTest::addColumn<QByteArray>("routes");
  QTest::addColumn<QString>("key");
  QTest::addColumn<int>("line");
  const auto row = [](const char* name, const QByteArray& routes, const char* key, int line) {
    QTest::newRow(name) << routes << QString(key) << line;
  };
  const auto to = [&row](const char* name, const QByteArray& target) {
    row(name, "handler = \"redirect\"\nto = \"" + target + "\"", "route[0].to", 8);
  };
  row("no target", "handler = \"redirect\"", "route[0].to", 6);
  to("empty", "");
  to("an unknown placeholder", "https://{hots}{uri}");
  to("a lone brace", "https://{host}/}");
  to("a placeholder first", "{uri}");
  to("the path would name the server", "https://{uri}");
  to("the path would name the server, after a slash", "/{path}");
  to("two slashes", "//b.test{uri}");
  to("no server", "https:///x");
  to("a user", "https://{host}@b.test/");
  to("another scheme", "javascript:alert(1)");
  to("a space", "/a b");
  to("a backslash", R"(/\\b.test)");
  to("a header of its own", "/\\r\\nSet-Cookie: a=b");
  to("not ASCII", "/\u00fc");
  to("to itself", "https://{host}:{https_port}{uri}");
  to("to itself, the port written out", "https://{host}:8443{uri}");
  to("to itself, by path", "/");
  row("to itself, by host", "host = \"b.test\"\nhandler = \"redirect\"\nto = \"http://b.test:8080{path}\"",
      "route[0].to", 9);
  row("a status that is none", "handler = \"redirect\"\nto = \"/a\"\nstatus = 304", "route[0].status", 9);
  row("a status out of range", "handler = \"redirect\"\nto = \"/a\"\nstatus = 200", "route[0].status", 9);
  row("the same twice", "[[route]]", "route[1].path", 7);
  row("nothing is left", "[[route]]\nscheme = \"http\"\n[[route]]\nscheme = \"https\"", "route[0].scheme", 6);
  row("strip is no part of the path", "path = \"/a\"\nstrip = \"/b\"", "route[0].strip", 8);
  row("strip is part of a name", "path = \"/apix\"\nstrip = \"/api\"", "route[0].strip", 8);
  row("strip with files", "path = \"/a\"\nstrip = \"/a\"\nhandler = \"files\"\nroot = \"/\"", "route[0].strip", 8);
  row("strip ends with a slash", "path = \"/a/\"\nstrip = \"/a/\"", "route[0].strip", 8);
  row("a field of the framing", "headers = { \"Content-Length\" = \"1\" }", "route[0].headers.Content-Length", 7);
  row("a field that is no name", "headers = { \"X Y\" = \"1\" }", "route[0].headers.\"X Y\"", 7);
  row("a field's value of two lines", "headers = { X = \"a\\nb\" }", "route[0].headers.X", 7);
  row("a field twice", "headers = { X = \"a\", x = \"b\" }", "route[0].headers.x", 7);
  row("a field that is a number", "headers = { X = 1 }", "route[0].headers.X", 7);
}

void TestConfigRoutes::refusesRoutes() {
  QFETCH(QByteArray, routes);
  QFETCH(QString, key);
  QFETCH(int, line);
  const auto parsed = config::parse((twoListeners + routes).toStdString(), "/x/a.toml");
  QVERIFY(!parsed);
  QCOMPARE(parsed.error().problems.size(), std::size_t{1});
  const base::Problem& problem = parsed.error().problems.front();
  QCOMPARE(QString::fromStdString(problem.key), key);
  QCOMPARE(problem.line, line);
}

void TestConfigRoutes::fromHttpToHttpsIsOneEdit() {
  const std::string text = "# mine\n[[listener]]\nport = 8443  # for all\n[[route]]\nhandler = \"hello\"  # hi\n";
  const auto before = config::parse(text, "/x/a.toml");
  QVERIFY(before);
  const config::Config wanted = config::withRedirectToHttps(*before, 8080);
  const auto edited = config::applyChanges(text, config::difference(*before, wanted), "/x/a.toml");
  QVERIFY2(edited, edited ? "" : edited.error().sentence.c_str());
  const auto after = config::parse(*edited, "/x/a.toml");
  QVERIFY2(after && *after == wanted, edited->c_str());
  for (const char* kept :
       {"# mine\n[[listener]]\nport = 8443  # for all\n", "[[route]]\nhandler = \"hello\"  # hi\n"}) {
    QVERIFY2(edited->find(kept) != std::string::npos, edited->c_str());
  }
  QCOMPARE(after->listeners.at(1).protocol, config::Protocol::Http);
  QVERIFY(config::redirectToHttps(*after) == 1U);
  QVERIFY(!config::redirectToHttps(*before));
  config::Config more = *before;
  more.routes.emplace_back().path = "/app";
  QCOMPARE(config::withRedirectToHttps(more, 8080).routes.at(1).scheme, config::Scheme::Https);
  // And back.
  const config::Config without = config::withoutRedirectToHttps(*after);
  QVERIFY(without == *before);
  const auto undone = config::applyChanges(*edited, config::difference(*after, without), "/x/a.toml");
  QVERIFY2(undone, undone ? "" : undone.error().sentence.c_str());
  QVERIFY(*config::parse(*undone, "/x/a.toml") == *before);
}

void TestConfigRoutes::keepsFieldsThroughAnEdit() {
  for (const std::string form :
       {"", "headers = { A = \"1\", B = \"2\" }\n", "[route.headers]\nA = \"1\"\nB = \"2\"\n"}) {
    const std::string text = "[[route]]\n" + form;
    const auto before = config::parse(text, "/x/a.toml");
    QVERIFY(before);
    config::Config wanted = *before;
    wanted.routes[0].headers = {{"B", "3"}, {"C", "a \"quote\""}};
    wanted.routes[0].path = "/p";
    const auto edited = config::applyChanges(text, config::difference(*before, wanted), "/x/a.toml");
    QVERIFY2(edited, edited ? "" : (text + edited.error().sentence).c_str());
    QVERIFY2(*config::parse(*edited, "/x/a.toml") == wanted, edited->c_str());
  }
}

QTEST_APPLESS_MAIN(TestConfigRoutes)
#include "test_config_routes.moc"
