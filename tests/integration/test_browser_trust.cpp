// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From nothing to a page that Chromium shows without any override, and back, by the command line alone: an authority in
// a new home, a certificate by it, trust in the browser's store, the real server, and the real browser. What the
// authority may not vouch for, Chromium refuses.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "tests/support/browser.h"
#include "tests/support/command.h"
#include "tests/support/server_process.h"

namespace {

constexpr int browserPatience = 120'000;
constexpr const char* greeting = "<h1>Hello Forkyard!</h1>";

struct Visit {
  QByteArray page;
  bool http2 = false;  ///< over an HTTP/2 session with the server
  QByteArray complaint;
  /// For its certificate, and nothing was shown.
  [[nodiscard]] bool isRefused() const { return !page.contains(greeting) && complaint.contains("net::ERR_CERT_"); }
};

}  // namespace

class TestBrowserTrust : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void refusesBefore();
  void acceptsOnceTrusted();
  void refusesWhatTheAuthorityMayNotVouchFor();
  void theLadderSaysSo();
  void refusesAgainWhenRemoved();

 private:
  /// The command's only line of JSON.
  QJsonObject forkyard(const QStringList& arguments, int expected);
  Visit visit(const QString& host, std::size_t listener);
  static QString stateOf(const QJsonObject& report, const QString& store);
  static QJsonObject rung(const QJsonObject& ladder, const QString& check, const QString& store = {});

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
  int m_visits = 0;
};

void TestBrowserTrust::initTestCase() {
  for (const char* program : {"chromium", "certutil"}) {
    if (!hasProgram(program)) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(program)));
  }
  forkyard({"ca", "create", "--json"}, 0);
  forkyard({"cert", "issue", "localhost", "shop.test", "*.shop.test", "127.0.0.1", "--name", "site", "--json"}, 0);
  // It warns that clients will refuse it: this test is about that they do.
  forkyard({"cert", "issue", "bank.example", "--name", "outside", "--json"}, 0);
  const bool started = m_server.start(R"(
name = "browser"
[cluster]
workers = 2
[[listener]]
port = 0
certificates = ["site"]
[[listener]]
port = 0
certificates = ["outside"]
)");
  QVERIFY2(started, m_server.text().constData());
}

void TestBrowserTrust::cleanupTestCase() {
  if (m_server.pid() != 0) QCOMPARE(m_server.stopAndInspect(), QString());
}

QJsonObject TestBrowserTrust::forkyard(const QStringList& arguments, int expected) {
  CommandOptions options;
  options.environment = m_home.environment();
  options.milliseconds = 60'000;
  const CommandResult result = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
  if (result.exitCode != expected) QTest::qFail(result.text().constData(), __FILE__, __LINE__);
  return QJsonDocument::fromJson(result.output).object();
}

Visit TestBrowserTrust::visit(const QString& host, std::size_t listener) {
  const QString profile = QString("chromium-%1").arg(++m_visits);
  CommandOptions options;
  options.milliseconds = browserPatience;
  options.environment = m_home.environment();
  const QString authority = QString("%1:%2").arg(host).arg(m_server.port(listener));
  const CommandResult result =
      runCommand("chromium", browserArguments(m_home, profile, "https://" + authority + "/"), options);
  return {result.output, BrowserLog(m_home, profile).spokeHttp2With(authority), result.text()};
}

QString TestBrowserTrust::stateOf(const QJsonObject& report, const QString& store) {
  for (const auto& each : report["stores"].toArray()) {
    if (each.toObject()["id"] == store) return each.toObject()["state"].toString();
  }
  return {};
}

QJsonObject TestBrowserTrust::rung(const QJsonObject& ladder, const QString& check, const QString& store) {
  for (const auto& each : ladder["rows"].toArray()) {
    const QJsonObject row = each.toObject();
    if (row["check"] == check && row["store"].toString() == store) return row;
  }
  return {};
}

void TestBrowserTrust::refusesBefore() {
  QCOMPARE(stateOf(forkyard({"ca", "status", "--json"}, 0), "chromium"), QString("not-trusted"));
  const Visit visit = this->visit("localhost", 0);
  QVERIFY2(visit.isRefused(), visit.complaint.constData());
}

void TestBrowserTrust::acceptsOnceTrusted() {
  const QJsonObject report = forkyard({"ca", "trust", "--store", "nss", "--json"}, 0);
  QVERIFY(report["done"].toBool());
  QCOMPARE(stateOf(report, "chromium"), QString("trusted"));
  QCOMPARE(stateOf(report, "system"), QString());
  for (const char* host : {"localhost", "shop.test", "a.shop.test", "127.0.0.1"}) {
    const Visit visit = this->visit(host, 0);
    QVERIFY2(visit.page.contains(greeting), visit.complaint.constData());
    QVERIFY2(visit.http2, host);
  }
}

void TestBrowserTrust::refusesWhatTheAuthorityMayNotVouchFor() {
  const Visit visit = this->visit("bank.example", 1);
  QVERIFY2(visit.isRefused(), visit.complaint.constData());
  // And a name that its certificate does not have.
  const Visit other = this->visit("other.a.shop.test", 0);
  QVERIFY2(other.isRefused(), other.complaint.constData());
}

void TestBrowserTrust::theLadderSaysSo() {
  // 1: the system does not trust it, and was not asked to.
  const QJsonObject ladder =
      forkyard({"cert", "check", QString("https://localhost:%1").arg(m_server.port()), "--json"}, 1);
  QCOMPARE(ladder["version"].toString(), QString("TLSv1.3"));
  QCOMPARE(ladder["protocol"].toString(), QString("h2"));
  for (const char* check :
       {"certificate-read", "key-read", "key-fits", "chain-complete", "name-covered", "dates", "strength", "usage"}) {
    QCOMPARE(rung(ladder, check)["answer"].toString(), QString("yes"));
  }
  QCOMPARE(rung(ladder, "store", "chromium")["answer"].toString(), QString("yes"));
  QCOMPARE(rung(ladder, "store", "system")["answer"].toString(), QString("no"));
  QCOMPARE(rung(ladder, "store", "system")["mend"].toString(), QString("trust"));
  QCOMPARE(rung(ladder, "handshake")["answer"].toString(), QString("yes"));
  // By the server's name the same; of a certificate out of bounds the handshake says no.
  const QJsonObject byName = forkyard({"cert", "check", "browser", "--json"}, 1);
  QCOMPARE(byName["rows"], ladder["rows"]);
  const QJsonObject outside = forkyard({"cert", "check", QString("127.0.0.1:%1").arg(m_server.port(1)), "--json"}, 1);
  QCOMPARE(rung(outside, "handshake")["answer"].toString(), QString("no"));
}

void TestBrowserTrust::refusesAgainWhenRemoved() {
  const QJsonObject report = forkyard({"ca", "untrust", "--store", "nss", "--json"}, 0);
  QVERIFY(report["done"].toBool());
  QCOMPARE(stateOf(report, "chromium"), QString("not-trusted"));
  const Visit visit = this->visit("localhost", 0);
  QVERIFY2(visit.isRefused(), visit.complaint.constData());
  const QJsonObject ladder =
      forkyard({"cert", "check", QString("https://localhost:%1").arg(m_server.port()), "--json"}, 1);
  QCOMPARE(rung(ladder, "store", "chromium")["answer"].toString(), QString("no"));
  QCOMPARE(rung(ladder, "store", "chromium")["mend"].toString(), QString("trust"));
}

QTEST_GUILESS_MAIN(TestBrowserTrust)
#include "test_browser_trust.moc"
