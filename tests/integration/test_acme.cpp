// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A certificate from a public authority, ordered, proved, served and renewed: pebble is the authority, and looks for
// the proof on our own listener.

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpServer>
#include <QTest>

#include "tests/integration/test_authority.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

namespace {

constexpr int startPatience = 20'000;

int freePort() {
  QTcpServer server;
  return server.listen(QHostAddress::LocalHost, 0) ? server.serverPort() : 0;
}

/// A program of a test's own, ended with it.
class Companion {
 public:
  ~Companion() {
    m_process.terminate();
    if (!m_process.waitForFinished(5000)) m_process.kill();
    m_process.waitForFinished(5000);
  }
  /// True once it said `words`.
  bool start(const QString& program, const QStringList& arguments, const QProcessEnvironment& environment,
             const QByteArray& words) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setProcessEnvironment(environment);
    m_process.start(program, arguments);
    const QDeadlineTimer deadline(startPatience);
    while (!m_said.contains(words) && !deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
      m_process.waitForReadyRead(500);
      m_said += m_process.readAll();
    }
    return m_said.contains(words);
  }
  [[nodiscard]] QByteArray said() {
    m_said += m_process.readAll();
    return m_said;
  }

 private:
  QProcess m_process;
  QByteArray m_said;
};

}  // namespace

class TestAcme : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void asksForTheTerms();
  void refusesWhatCannotBeCertified_data();
  void refusesWhatCannotBeCertified();
  void getsNothingWithoutTheProof();
  void issues();
  void issuesAWildcardByTheDns();
  void leavesOtherEntriesAlone();
  void renewsInARunningServer();

 private:
  CommandResult forkyard(const QStringList& arguments);
  QJsonObject outcomeOf(const CommandResult& result) {
    return QJsonDocument::fromJson(result.output).object()["entries"].toArray().at(0).toObject();
  }
  CommandResult issue(const QStringList& names, const QStringList& more = {}) {
    return forkyard(QStringList{"cert", "acme", "issue"} + names +
                    QStringList{"--email", "someone@shop.test", "--server", m_directory, "--trusted-ca",
                                m_authority.path("ca.pem"), "--accept-terms", "--json"} +
                    more);
  }

  TemporaryHome m_home;
  TestAuthority m_authority;
  ServerProcess m_server{m_home};
  Companion m_names;
  Companion m_pebble;
  int m_management = 0;  ///< the port where m_names is told what to answer
  QString m_directory;
};

void TestAcme::initTestCase() {
  for (const char* program : {"lego", "pebble", "pebble-challtestsrv"}) {
    if (!hasProgram(program)) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(program)));
  }
  QVERIFY2(m_authority.make(m_home.path("ca")) && m_authority.issue("pebble", {"DNS:localhost", "IP:127.0.0.1"}),
           qPrintable(m_authority.complaint()));
  const bool started = m_server.start(
      "name = \"acme\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\nprotocol = \"http\"\n"
      "[[route]]\n[[route]]\nhandler = \"acme-challenge\"\n");
  QVERIFY2(started, m_server.text().constData());

  m_management = freePort();
  const QString names = QString("127.0.0.1:%1").arg(freePort());
  QVERIFY2(m_names.start("pebble-challtestsrv",
                         {"-dns01", names, "-http01", "", "-https01", "", "-tlsalpn01", "", "-management",
                          QString("127.0.0.1:%1").arg(m_management), "-defaultIPv6", ""},
                         m_home.environment(), "Starting management server"),
           m_names.said().constData());

  const int port = freePort();
  m_directory = QString("https://localhost:%1/dir").arg(port);
  const QJsonObject settings{{"listenAddress", QString("127.0.0.1:%1").arg(port)},
                             {"managementListenAddress", QString("127.0.0.1:%1").arg(freePort())},
                             {"certificate", m_authority.path("pebble.pem")},
                             {"privateKey", m_authority.path("pebble.key")},
                             {"httpPort", m_server.port()},
                             {"tlsPort", freePort()},
                             {"ocspResponderURL", ""},
                             {"externalAccountBindingRequired", false}};
  QProcessEnvironment environment = m_home.environment();
  // It looks at once, and it really looks.
  environment.insert("PEBBLE_VA_NOSLEEP", "1");
  environment.remove("PEBBLE_VA_ALWAYS_VALID");
  const QString file = m_home.write("pebble.json", QJsonDocument(QJsonObject{{"pebble", settings}}).toJson());
  QVERIFY2(m_pebble.start("pebble", {"-config", file, "-dnsserver", names}, environment, "Listening on: 127.0.0.1"),
           m_pebble.said().constData());
}

void TestAcme::cleanupTestCase() {
  if (m_server.pid() != 0) QCOMPARE(m_server.stopAndInspect(), QString());
}

CommandResult TestAcme::forkyard(const QStringList& arguments) {
  CommandOptions options;
  options.environment = m_home.environment();
  // lego's DNS provider "exec": a program that publishes a record.
  options.environment.insert("EXEC_PATH", m_home.path("publish"));
  options.milliseconds = 120'000;
  return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
}

void TestAcme::asksForTheTerms() {
  const CommandResult result =
      forkyard({"cert", "acme", "issue", "shop.test", "--email", "someone@shop.test", "--server", m_directory});
  QCOMPARE(result.exitCode, 64);
  QVERIFY2(result.errors.contains("--accept-terms"), result.text().constData());
}

void TestAcme::refusesWhatCannotBeCertified_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("an address") << "127.0.0.1";
  QTest::newRow("a wildcard without the DNS") << "*.shop.test";
  QTest::newRow("an option") << "-x.test";
  QTest::newRow("a path") << "../shop.test";
}

void TestAcme::refusesWhatCannotBeCertified() {
  QFETCH(QString, name);
  const CommandResult result = issue({"shop.test", name});
  QVERIFY2(result.exitCode != 0, result.text().constData());
  if (!name.startsWith('-')) {
    QCOMPARE(outcomeOf(result)["problems"].toArray().at(0).toObject()["code"].toString(), QString("name-not-usable"));
  }
  QVERIFY(!QFile::exists(m_home.path("data/forkyard/acme/lego/certificates")));
}

void TestAcme::getsNothingWithoutTheProof() {
  const CommandResult result = issue({"shop.test"}, {"--webroot", m_home.path("nobody-serves-this")});
  QCOMPARE(result.exitCode, 1);
  const QJsonObject outcome = outcomeOf(result);
  QCOMPARE(outcome["outcome"].toString(), QString("failed"));
  QCOMPARE(outcome["problems"].toArray().at(0).toObject()["code"].toString(), QString("acme-failed"));
  QVERIFY2(outcome["reason"].toString().contains("shop.test"), result.text().constData());
  QVERIFY(!QFile::exists(m_home.path("data/forkyard/certificates/shop.test")));
}

void TestAcme::issues() {
  const CommandResult result = issue({"shop.test", "www.shop.test"});
  QVERIFY2(result.exitCode == 0, (result.text() + m_pebble.said()).constData());
  QCOMPARE(outcomeOf(result)["outcome"].toString(), QString("issued"));
  QCOMPARE(outcomeOf(result)["entry"].toString(), QString("shop.test"));
  const QString folder = m_home.path("data/forkyard/certificates/shop.test/");
  const CommandResult shown =
      runCommand("openssl", {"x509", "-in", folder + "certificate.pem", "-noout", "-issuer", "-ext", "subjectAltName"});
  QVERIFY2(shown.output.contains("Pebble") && shown.output.contains("DNS:www.shop.test"), shown.text().constData());
  QCOMPARE(QFile::permissions(folder + "key.pem") & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestAcme::issuesAWildcardByTheDns() {
  const QByteArray script =
      "#!/bin/sh\nif [ \"$1\" = present ]; then\n"
      "  curl -sS --max-time 10 -d \"{\\\"host\\\": \\\"$2\\\", \\\"value\\\": \\\"$3\\\"}\" "
      "http://127.0.0.1:" +
      QByteArray::number(m_management) + "/set-txt\nfi\n";
  QVERIFY(QFile::setPermissions(m_home.write("publish", script), QFile::ReadOwner | QFile::ExeOwner));
  const CommandResult result = issue({"*.wild.test"}, {"--dns", "exec", "--dns-no-wait"});
  QVERIFY2(result.exitCode == 0, (result.text() + m_pebble.said()).constData());
  QCOMPARE(outcomeOf(result)["entry"].toString(), QString("wildcard.wild.test"));
}

void TestAcme::leavesOtherEntriesAlone() {
  // An entry of that name which came from elsewhere: nothing is ordered that could not be kept.
  const QString folder = m_home.path("data/forkyard/certificates/");
  const CommandResult copied = runCommand("cp", {"-a", folder + "shop.test", folder + "own.test"});
  QCOMPARE(copied.exitCode, 0);
  const CommandResult result = issue({"own.test"});
  QCOMPARE(outcomeOf(result)["problems"].toArray().at(0).toObject()["code"].toString(), QString("entry-exists"));
  QCOMPARE(forkyard({"cert", "acme", "renew", "own.test"}).exitCode, 1);
}

void TestAcme::renewsInARunningServer() {
  ServerProcess site(m_home);
  QVERIFY2(site.start("name = \"site\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\ncertificates = "
                      "[\"shop.test\"]\n"),
           site.text().constData());
  const auto shown = [&] {
    const CommandResult probe = forkyard({"probe", "tls", QString("127.0.0.1:%1").arg(site.port()), "--json"});
    return QJsonDocument::fromJson(probe.output).object()["fingerprint"].toString();
  };
  const QString before = shown();
  QVERIFY(!before.isEmpty());

  const CommandResult early = forkyard({"cert", "acme", "renew", "--json", "--days", "1"});
  QCOMPARE(outcomeOf(early)["outcome"].toString(), QString("not-due"));
  QCOMPARE(shown(), before);

  const std::size_t seen = site.events().size();
  const CommandResult renewed = forkyard({"cert", "acme", "renew", "--json", "--days", "3650"});
  QVERIFY2(renewed.exitCode == 0, renewed.text().constData());
  QCOMPARE(outcomeOf(renewed)["outcome"].toString(), QString("renewed"));
  const auto finished = site.waitFor(
      [](const control::Event& event) { return event.kind == control::EventKind::ReloadFinished; }, seen, 60'000);
  QVERIFY2(finished, site.text().constData());
  QVERIFY(shown() != before);
  QCOMPARE(site.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestAcme)
#include "test_acme.moc"
