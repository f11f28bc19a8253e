// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A certificate from a public authority, ordered, proved, served and renewed: pebble is the authority, and looks for
// the proof on our own listener.

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include "tests/support/command.h"
#include "tests/support/pebble.h"
#include "tests/support/server_process.h"

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
  void renewsAsAnyOtherEntry();
  void theServerRenewsWhatItServes();

 private:
  CommandResult forkyard(const QStringList& arguments);
  QJsonObject outcomeOf(const CommandResult& result) {
    return QJsonDocument::fromJson(result.output).object()["entries"].toArray().at(0).toObject();
  }
  CommandResult issue(const QStringList& names, const QStringList& more = {}) { return issueBy(m_pebble, names, more); }
  CommandResult issueBy(const Pebble& authority, const QStringList& names, const QStringList& more = {}) {
    return forkyard(QStringList{"cert", "acme", "issue"} + names +
                    QStringList{"--email", "someone@shop.test", "--server", authority.directory(), "--trusted-ca",
                                authority.trustedCa(), "--accept-terms", "--json"} +
                    more);
  }
  /// Of the certificate that is shown there.
  QString fingerprintAt(int port) {
    const CommandResult probe = forkyard({"probe", "tls", QString("127.0.0.1:%1").arg(port), "--json"});
    return QJsonDocument::fromJson(probe.output).object()["fingerprint"].toString();
  }
  static QByteArray siteOf(const char* entry) {
    return QByteArray("name = \"site\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\ncertificates = [\"") + entry +
           "\"]\n";
  }

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
  Pebble m_pebble;
  QString m_publisher;
};

void TestAcme::initTestCase() {
  const QString missing = Pebble::missing();
  if (!missing.isEmpty()) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(missing)));
  const bool started = m_server.start(
      "name = \"acme\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\nprotocol = \"http\"\n"
      "[[route]]\n[[route]]\nhandler = \"acme-challenge\"\n");
  QVERIFY2(started, m_server.text().constData());

  QVERIFY2(m_pebble.start(m_home, m_server.port()), m_pebble.complaint().constData());
}

void TestAcme::cleanupTestCase() {
  if (m_server.pid() != 0) QCOMPARE(m_server.stopAndInspect(), QString());
}

CommandResult TestAcme::forkyard(const QStringList& arguments) {
  CommandOptions options;
  options.environment = m_home.environment();
  if (!m_publisher.isEmpty()) options.environment.insert("EXEC_PATH", m_publisher);
  options.milliseconds = 120'000;
  return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
}

void TestAcme::asksForTheTerms() {
  const CommandResult result = forkyard(
      {"cert", "acme", "issue", "shop.test", "--email", "someone@shop.test", "--server", m_pebble.directory()});
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
  QVERIFY2(result.exitCode == 0, (result.text() + m_pebble.complaint()).constData());
  QCOMPARE(outcomeOf(result)["outcome"].toString(), QString("issued"));
  QCOMPARE(outcomeOf(result)["entry"].toString(), QString("shop.test"));
  const QString folder = m_home.path("data/forkyard/certificates/shop.test/");
  const CommandResult shown =
      runCommand("openssl", {"x509", "-in", folder + "certificate.pem", "-noout", "-issuer", "-ext", "subjectAltName"});
  QVERIFY2(shown.output.contains("Pebble") && shown.output.contains("DNS:www.shop.test"), shown.text().constData());
  QCOMPARE(QFile::permissions(folder + "key.pem") & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestAcme::issuesAWildcardByTheDns() {
  m_publisher = m_pebble.publisher(m_home);
  const CommandResult result = issue({"*.wild.test"}, {"--dns", "exec", "--dns-no-wait"});
  QVERIFY2(result.exitCode == 0, (result.text() + m_pebble.complaint()).constData());
  QCOMPARE(outcomeOf(result)["entry"].toString(), QString("wildcard.wild.test"));
}

void TestAcme::leavesOtherEntriesAlone() {
  // An entry of that name which came from elsewhere: nothing is ordered that could not be kept.
  const QString folder = m_home.path("data/forkyard/certificates/");
  const CommandResult copied = runCommand("cp", {"-a", folder + "shop.test", folder + "own.test"});
  QCOMPARE(copied.exitCode, 0);
  QVERIFY(QFile::remove(folder + "own.test/acme.order"));
  const CommandResult result = issue({"own.test"});
  QCOMPARE(outcomeOf(result)["problems"].toArray().at(0).toObject()["code"].toString(), QString("entry-exists"));
  QCOMPARE(forkyard({"cert", "acme", "renew", "own.test"}).exitCode, 1);
}

void TestAcme::renewsInARunningServer() {
  ServerProcess site(m_home);
  QVERIFY2(site.start(siteOf("shop.test")), site.text().constData());
  const auto shown = [&] { return fingerprintAt(site.port()); };
  const QString before = shown();
  QVERIFY(!before.isEmpty());

  // Nobody here knows pebble, and that our own authority were trusted would not help.
  const CommandResult checked =
      forkyard({"cert", "check", QString("127.0.0.1:%1").arg(site.port()), "--host", "shop.test", "--json"});
  const QJsonObject handshake = QJsonDocument::fromJson(checked.output).object()["rows"].toArray().last().toObject();
  QVERIFY2(handshake["check"] == "handshake" && handshake["answer"] == "no", checked.text().constData());
  QCOMPARE(handshake["problems"].toArray().at(0).toObject()["code"].toString(), QString("handshake-distrusted"));
  QCOMPARE(handshake["mend"].toString(), QString());

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

void TestAcme::renewsAsAnyOtherEntry() {
  const QString file = m_home.path("data/forkyard/certificates/public/certificate.pem");
  QCOMPARE(forkyard({"cert", "rename", "shop.test", "public"}).exitCode, 0);
  const auto content = [&] { return runCommand("cat", {file}).output; };
  const QByteArray before = content();
  QVERIFY2(before.contains("BEGIN CERTIFICATE"), before.constData());

  const CommandResult refused = forkyard({"cert", "renew", "public", "--days", "10"});
  QVERIFY2(refused.exitCode == 1 && refused.errors.contains("--days"), refused.text().constData());
  const CommandResult renewed = forkyard({"cert", "renew", "public"});
  QVERIFY2(renewed.exitCode == 0, renewed.text().constData());
  QVERIFY2(renewed.output.contains("shop.test www.shop.test") || renewed.output.contains("shop.test, www.shop.test"),
           renewed.text().constData());
  QVERIFY(content().contains("BEGIN CERTIFICATE") && content() != before);
  QVERIFY(!QFile::exists(m_home.path("data/forkyard/certificates/shop.test")));
}

void TestAcme::theServerRenewsWhatItServes() {
  {
    Pebble authority;
    QVERIFY2(authority.start(m_home, m_server.port(), 2), authority.complaint().constData());
    const CommandResult issued = issueBy(authority, {"brief.test"});
    QVERIFY2(issued.exitCode == 0, issued.text().constData());
    const QStringList hasEnded{"x509", "-noout", "-checkend",
                               "0",    "-in",    m_home.path("data/forkyard/certificates/brief.test/certificate.pem")};
    QTRY_COMPARE_WITH_TIMEOUT(runCommand("openssl", hasEnded).exitCode, 1, 10'000);
    ServerProcess site(m_home);
    QVERIFY2(site.start(siteOf("brief.test")), site.text().constData());
    std::vector<std::string> loaded;
    const auto second = site.waitFor(
        [&](const control::Event& event) {
          if (event.kind == control::EventKind::CertificateLoaded)
            loaded.push_back(std::get<std::string>(event.fields.at("fingerprint")));
          return loaded.size() == 2;
        },
        0, 60'000);
    QVERIFY2(second, (site.text() + authority.complaint()).constData());
    QVERIFY(loaded[0] != loaded[1]);
    QCOMPARE(fingerprintAt(site.port()).toStdString(), loaded[1]);
    QCOMPARE(site.stopAndInspect(), QString());
  }
  // Gone, it renews nothing, and the reminder says why.
  ServerProcess site(m_home);
  QVERIFY2(site.start(siteOf("brief.test")), site.text().constData());
  const auto told = site.waitFor(
      [](const control::Event& event) { return event.kind == control::EventKind::CertificateExpiring; }, 0, 60'000);
  QVERIFY2(told, site.text().constData());
  QCOMPARE(told->problems.size(), std::size_t{1});
  const std::string reason = base::sentence(told->problems.front());
  QVERIFY2(told->problems.front().code == base::ProblemCode::AcmeFailed, reason.c_str());
  QVERIFY2(!QString::fromStdString(reason).contains(QRegularExpression("[0-9]{4}/[0-9]{2}/")), reason.c_str());
  QCOMPARE(site.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestAcme)
#include "test_acme.moc"
