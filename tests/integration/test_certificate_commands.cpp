// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The commands `cert` and `ca` as a person uses them, from an empty home to a server that curl trusts, with openssl as
// the judge; and the master that renews in time.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "server/certificates/certificate_issue.h"
#include "server/certificates/store_changes.h"
#include "tests/support/command.h"
#include "tests/support/server_process.h"

using control::EventKind;

namespace {

constexpr base::UnixMilliseconds day = 24LL * 3600 * 1000;

QJsonObject objectOf(const CommandResult& result) {
  return QJsonDocument::fromJson(result.output).object();
}

QString firstCode(const QJsonObject& outcome) {
  return outcome["problems"].toArray().at(0).toObject()["code"].toString();
}

}  // namespace

class TestCertificateCommands : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_home = std::make_unique<TemporaryHome>(); }
  void fromNothingToAServerThatCurlTrusts();
  void whatIsOutsideIsWarnedOfAndRefusedByOpenssl();
  void helpTeaches();
  void wrongUseIsTold_data();
  void wrongUseIsTold();
  void whatIsNotThereIsTold_data();
  void whatIsNotThereIsTold();
  void filesComeInAndGoOut();
  void aRequestGoesOutAndItsCertificateComesBack();
  void passphrasesComeFromAFile();
  void theAuthorityIsReissued();
  void linkedFilesAreServedWhereTheyAre();
  void aChainIsPutInOrder();
  void aCheckHasOneShape_data();
  void aCheckHasOneShape();
  void theMasterRenewsInTime();
  void theMasterSaysWhyItCannotRenew_data();
  void theMasterSaysWhyItCannotRenew();

 private:
  [[nodiscard]] CommandResult forkyard(const QStringList& arguments) const {
    CommandOptions options;
    options.environment = m_home->environment();
    return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
  }
  [[nodiscard]] QString entry(const QString& file) const { return m_home->path("data/forkyard/certificates/" + file); }
  [[nodiscard]] QString authority() const { return m_home->path("data/forkyard/authority/certificate.pem"); }
  [[nodiscard]] std::filesystem::path store() const { return entry("").toStdString(); }
  [[nodiscard]] QByteArray verify(const QString& file, const QStringList& arguments = {}) const {
    return runCommand("openssl", QStringList{"verify", "-no-CApath", "-no-CAstore", "-CAfile", authority()} +
                                     arguments + QStringList{file})
        .text();
  }
  /// An entry that the authority issued for 90 days, 70 days ago.
  void makeDueEntry(const char* passphrase = "") const;

  std::unique_ptr<TemporaryHome> m_home;
};

void TestCertificateCommands::makeDueEntry(const char* passphrase) const {
  const auto files = certificates::authorityFiles(m_home->path("data/forkyard").toStdString());
  certificates::AuthorityRequest wish;
  wish.passphrase = certificates::Secret(passphrase);
  QVERIFY(certificates::createAuthority(files, wish, base::unixNow() - 100 * day));
  const auto opened = certificates::openAuthority(files, wish.passphrase);
  certificates::IssueRequest request;
  request.names = certificates::parseNames({"localhost", "127.0.0.1"}).names;
  request.days = 90;
  const auto issued = certificates::issueCertificate(*opened, request, base::unixNow() - 70 * day);
  certificates::EntryContent content;
  content.certificate = issued->certificate.get();
  content.chain = {opened->certificate.get()};
  content.key = issued->key.get();
  QVERIFY(certificates::addEntry(store(), "shop", content));
}

void TestCertificateCommands::fromNothingToAServerThatCurlTrusts() {
  const CommandResult ca = forkyard({"ca", "create"});
  QCOMPARE(ca.exitCode, 0);
  QVERIFY2(ca.output.contains("can vouch only for localhost, test, internal, home.arpa, 127.0.0.0/8"),
           ca.text().constData());
  const CommandResult issued =
      forkyard({"cert", "issue", "localhost", "shop.test", "*.shop.test", "127.0.0.1", "--name", "shop"});
  QVERIFY2(issued.exitCode == 0 && issued.errors.isEmpty(), issued.text().constData());
  QVERIFY2(issued.output.contains("certificates = [\"shop\"]"), issued.text().constData());
  for (const char* host : {"localhost", "shop.test", "a.shop.test"}) {
    const QByteArray said = verify(entry("shop/certificate.pem"), {"-purpose", "sslserver", "-verify_hostname", host});
    QVERIFY2(said.contains("OK"), said.constData());
  }
  const QJsonArray list = QJsonDocument::fromJson(forkyard({"cert", "list", "--json"}).output).array();
  QCOMPARE(list.size(), 1);
  QCOMPARE(list[0].toObject()["name"].toString(), QString("shop"));
  QCOMPARE(list[0].toObject()["days_left"].toInt(), 820);
  QVERIFY(list[0].toObject()["problems"].toArray().isEmpty());
  QCOMPARE(forkyard({"cert", "check", "shop", "--host", "shop.test"}).exitCode, 0);

  ServerProcess server(*m_home);
  QVERIFY2(server.start("name = \"trusted\"\n[[listener]]\nport = 0\ncertificates = [\"shop\"]\n"),
           server.text().constData());
  // Its root is this machine's own: nothing is missing.
  QVERIFY2(server.report().problems.empty(), server.text());
  for (const char* host : {"localhost", "a.shop.test", "127.0.0.1"}) {
    const CommandResult seen = runCommand("curl", {"-sS", "--max-time", "10", "--cacert", authority(), "--resolve",
                                                   QString("a.shop.test:%1:127.0.0.1").arg(server.port()),
                                                   QString("https://%1:%2/").arg(host).arg(server.port())});
    QVERIFY2(seen.exitCode == 0 && seen.output.contains("Hello"), seen.text().constData());
  }
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestCertificateCommands::whatIsOutsideIsWarnedOfAndRefusedByOpenssl() {
  QCOMPARE(forkyard({"ca", "create"}).exitCode, 0);
  const CommandResult issued = forkyard({"cert", "issue", "shop.example"});
  QCOMPARE(issued.exitCode, 0);
  QVERIFY2(issued.errors.startsWith("warning: ") && issued.errors.contains("forkyard ca reissue --add shop.example"),
           issued.text().constData());
  QVERIFY(verify(entry("shop.example/certificate.pem")).contains("permitted subtree violation"));
  QCOMPARE(forkyard({"ca", "reissue", "--add", "shop.example"}).exitCode, 0);
  const QByteArray said = verify(entry("shop.example/certificate.pem"), {"-verify_hostname", "shop.example"});
  QVERIFY2(said.contains("OK"), said.constData());
}

void TestCertificateCommands::helpTeaches() {
  for (const QStringList& command : {QStringList{"cert", "--help"},
                                     {"ca", "--help"},
                                     {"cert", "issue", "--help"},
                                     {"cert", "export", "--help"},
                                     {"ca", "reissue", "--help"}}) {
    const CommandResult help = forkyard(command);
    QCOMPARE(help.exitCode, 0);
    QVERIFY2(help.output.size() > 300, help.text().constData());
  }
  QVERIFY(forkyard({"ca", "--help"}).output.contains("could not pose as a site of the internet"));
}

void TestCertificateCommands::wrongUseIsTold_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("nothing") << QStringList{"cert"};
  QTest::newRow("no names") << QStringList{"cert", "issue"};
  QTest::newRow("a key of no kind") << QStringList{"cert", "issue", "a.test", "--key-type", "dsa"};
  QTest::newRow("no days") << QStringList{"cert", "issue", "a.test", "--days", "0"};
  QTest::newRow("both") << QStringList{"cert", "issue", "a.test", "--csr", "--self-signed"};
  QTest::newRow("a form of no kind") << QStringList{"cert", "export", "a", "--form", "jks"};
  QTest::newRow("link without key") << QStringList{"cert", "link", "a.pem"};
  QTest::newRow("an RSA authority") << QStringList{"ca", "create", "--key-type", "rsa2048"};
}

void TestCertificateCommands::wrongUseIsTold() {
  QFETCH(QStringList, arguments);
  const CommandResult result = forkyard(arguments);
  QCOMPARE(result.exitCode, 64);
  QVERIFY2(!result.errors.isEmpty(), result.text().constData());
}

void TestCertificateCommands::whatIsNotThereIsTold_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("code");
  QTest::newRow("no authority") << QStringList{"cert", "issue", "a.test"} << "authority-missing";
  QTest::newRow("none to reissue") << QStringList{"ca", "reissue"} << "authority-missing";
  QTest::newRow("none to export") << QStringList{"ca", "export"} << "authority-missing";
  QTest::newRow("an e-mail address") << QStringList{"cert", "issue", "me@a.test"} << "name-not-usable";
  QTest::newRow("no entry to show") << QStringList{"cert", "show", "nothing"} << "certificate-not-stored";
  QTest::newRow("none to renew") << QStringList{"cert", "renew", "nothing"} << "certificate-not-stored";
  QTest::newRow("none to remove") << QStringList{"cert", "remove", "nothing"} << "certificate-not-stored";
  QTest::newRow("none to export") << QStringList{"cert", "export", "nothing"} << "certificate-not-stored";
  QTest::newRow("no file") << QStringList{"cert", "import", "/nowhere.pem"} << "certificate-missing";
}

void TestCertificateCommands::whatIsNotThereIsTold() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, code);
  const CommandResult text = forkyard(arguments);
  QCOMPARE(text.exitCode, 1);
  QVERIFY2(text.errors.startsWith("error: ") && text.output.isEmpty(), text.text().constData());
  const CommandResult json = forkyard(arguments + QStringList{"--json"});
  QCOMPARE(json.exitCode, 1);
  QVERIFY(!objectOf(json)["done"].toBool() && !objectOf(json)["error"].toString().isEmpty());
  QCOMPARE(firstCode(objectOf(json)), code);
}

void TestCertificateCommands::filesComeInAndGoOut() {
  QCOMPARE(forkyard({"cert", "issue", "shop.test", "--self-signed"}).exitCode, 0);
  const QString passphrase = m_home->write("passphrase", "secret\nsecond line\n");
  const QString p12 = m_home->path("shop.p12");
  QCOMPARE(forkyard({"cert", "export", "shop.test", "--form", "p12", "--passphrase-file", passphrase, "--output", p12})
               .exitCode,
           0);
  QVERIFY(QFile::permissions(p12) == (QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser));
  QCOMPARE(firstCode(objectOf(forkyard({"cert", "export", "shop.test", "--output", p12, "--json"}))),
           QString("file-exists"));
  QCOMPARE(firstCode(objectOf(forkyard({"cert", "import", p12, "--json", "--passphrase-file", passphrase}))),
           QString("already-stored"));
  QCOMPARE(forkyard({"cert", "rename", "shop.test", "old"}).exitCode, 0);
  QCOMPARE(forkyard({"cert", "remove", "old"}).exitCode, 0);
  QVERIFY(!QFile::exists(entry("old")));
  // Nobody is asked where there is no terminal.
  QCOMPARE(firstCode(objectOf(forkyard({"cert", "import", p12, "--json"}))), QString("passphrase-needed"));
  const CommandResult imported = forkyard({"cert", "import", p12, "--passphrase-file", passphrase, "--json"});
  QVERIFY2(imported.exitCode == 0, imported.text().constData());
  QCOMPARE(objectOf(imported)["name"].toString(), QString("shop.test"));
  const QByteArray chain = forkyard({"cert", "export", "shop.test"}).output;
  QVERIFY(chain.startsWith("-----BEGIN CERTIFICATE") && !chain.contains("PRIVATE"));
  const QJsonObject shown = objectOf(forkyard({"cert", "show", "shop.test", "--json"}));
  QCOMPARE(shown["chain"].toArray().at(0).toObject()["subject"].toString(), QString("CN=shop.test"));
  QVERIFY(forkyard({"cert", "show", m_home->write("chain.pem", chain)}).output.contains("CN=shop.test"));
}

void TestCertificateCommands::aRequestGoesOutAndItsCertificateComesBack() {
  QCOMPARE(forkyard({"ca", "create"}).exitCode, 0);
  QCOMPARE(forkyard({"cert", "issue", "shop.test", "--csr"}).exitCode, 0);
  QVERIFY(forkyard({"cert", "list"}).output.contains("waits for its certificate"));
  const QString answer = m_home->path("answer.pem");
  const CommandResult done = forkyard({"cert", "sign", entry("shop.test/request.pem"), "--output", answer});
  QVERIFY2(done.exitCode == 0, done.text().constData());
  const CommandResult imported = forkyard({"cert", "import", answer});
  QVERIFY2(imported.exitCode == 0, imported.text().constData());
  QCOMPARE(forkyard({"cert", "check", "shop.test", "--host", "shop.test"}).exitCode, 0);
  QVERIFY(verify(entry("shop.test/certificate.pem"), {"-verify_hostname", "shop.test"}).contains("OK"));
}

void TestCertificateCommands::passphrasesComeFromAFile() {
  const QString right = m_home->write("right", "correct horse\n");
  const QString wrong = m_home->write("wrong", "guess\n");
  QVERIFY(objectOf(forkyard({"ca", "create", "--passphrase-file", right, "--json"}))["needs_passphrase"].toBool());
  QCOMPARE(firstCode(objectOf(forkyard({"cert", "issue", "a.test", "--json"}))), QString("passphrase-needed"));
  QCOMPARE(firstCode(objectOf(forkyard({"cert", "issue", "a.test", "--json", "--passphrase-file", wrong}))),
           QString("passphrase-wrong"));
  QCOMPARE(forkyard({"cert", "issue", "a.test", "--passphrase-file", right}).exitCode, 0);
  QCOMPARE(forkyard({"cert", "renew", "a.test"}).exitCode, 1);
  QCOMPARE(forkyard({"cert", "renew", "a.test", "--passphrase-file", right}).exitCode, 0);
  const CommandResult none = forkyard({"cert", "issue", "b.test", "--passphrase-file", m_home->path("absent")});
  QVERIFY2(none.exitCode == 1 && none.errors.contains("cannot read a passphrase"), none.text().constData());
  QVERIFY(forkyard({"ca", "create", "--passphrase"}).errors.contains("--passphrase-file"));
}

void TestCertificateCommands::theAuthorityIsReissued() {
  QCOMPARE(forkyard({"ca", "create"}).exitCode, 0);
  QCOMPARE(firstCode(objectOf(forkyard({"ca", "create", "--json"}))), QString("authority-exists"));
  QCOMPARE(forkyard({"cert", "issue", "shop.test"}).exitCode, 0);
  const QJsonObject before = objectOf(forkyard({"ca", "show", "--json"}));
  const QJsonObject preview = objectOf(forkyard({"ca", "reissue", "--add", "lan", "--preview", "--json"}));
  QCOMPARE(preview["added"].toArray(), QJsonArray{"lan"});
  QCOMPARE(preview["kept_entries"].toArray(), QJsonArray{"shop.test"});
  QCOMPARE(objectOf(forkyard({"ca", "show", "--json"})), before);
  const CommandResult done = forkyard({"ca", "reissue", "--add", "lan"});
  QVERIFY2(done.output.contains("added: lan") && done.output.contains("go on working: shop.test"),
           done.text().constData());
  QVERIFY(verify(entry("shop.test/certificate.pem")).contains("OK"));
  const QByteArray exported = forkyard({"ca", "export"}).output;
  QVERIFY(exported.startsWith("-----BEGIN CERTIFICATE") && !exported.contains("PRIVATE"));
}

void TestCertificateCommands::linkedFilesAreServedWhereTheyAre() {
  QCOMPARE(forkyard({"cert", "issue", "localhost", "--self-signed", "--name", "source"}).exitCode, 0);
  const QString pem = m_home->path("site.pem");
  const QString key = m_home->path("site.key");
  QVERIFY(QFile::rename(entry("source/certificate.pem"), pem) && QFile::rename(entry("source/key.pem"), key));
  const CommandResult linked = forkyard({"cert", "link", pem, "--key", key, "--name", "linked"});
  QVERIFY2(linked.exitCode == 0, linked.text().constData());
  ServerProcess server(*m_home);
  QVERIFY2(server.start("name = \"linking\"\n[[listener]]\nport = 0\ncertificates = [\"linked\"]\n"),
           server.text().constData());
  // Whoever owns the files renews them; the server sees it.
  const std::size_t seen = server.events().size();
  QCOMPARE(forkyard({"cert", "issue", "localhost", "--self-signed", "--name", "fresh"}).exitCode, 0);
  QCOMPARE(std::rename(entry("fresh/key.pem").toUtf8().constData(), key.toUtf8().constData()), 0);
  QCOMPARE(std::rename(entry("fresh/certificate.pem").toUtf8().constData(), pem.toUtf8().constData()), 0);
  const auto reloaded =
      server.waitFor([](const control::Event& event) { return event.kind == EventKind::ReloadFinished; }, seen);
  QVERIFY2(reloaded && reloaded->string("outcome") == "done", server.text().constData());
  QCOMPARE(server.stopAndInspect(), QString());
  QCOMPARE(firstCode(objectOf(forkyard({"cert", "renew", "linked", "--json"}))), QString("entry-linked"));
  QCOMPARE(forkyard({"cert", "remove", "linked"}).exitCode, 0);
  QVERIFY(QFile::exists(pem) && QFile::exists(key));
}

void TestCertificateCommands::aChainIsPutInOrder() {
  QCOMPARE(forkyard({"ca", "create"}).exitCode, 0);
  QCOMPARE(forkyard({"cert", "issue", "shop.test"}).exitCode, 0);
  QFile file(entry("shop.test/certificate.pem"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray leafFirst = file.readAll();
  const qsizetype second = leafFirst.indexOf("-----BEGIN", 10);
  file.close();
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write(leafFirst.mid(second) + leafFirst.left(second));
  file.close();
  const CommandResult check = forkyard({"cert", "check", "shop.test", "--json"});
  QCOMPARE(check.exitCode, 0);  // served all the same
  QStringList warned;
  for (const auto& row : objectOf(check)["rows"].toArray()) {
    if (row.toObject()["answer"].toString() == "warning")
      warned << row.toObject()["check"].toString() + " " + row.toObject()["mend"].toString();
  }
  QCOMPARE(warned, QStringList{"chain-ordered order-chain"});
  QCOMPARE(forkyard({"cert", "order", "shop.test"}).exitCode, 0);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), leafFirst);
}

void TestCertificateCommands::aCheckHasOneShape_data() {
  QTest::addColumn<QStringList>("target");
  QTest::addColumn<int>("exitCode");
  QTest::addColumn<bool>("isFound");
  QTest::newRow("an entry") << QStringList{"shop.test", "--host", "shop.test"} << 0 << true;
  QTest::newRow("files") << QStringList{"CERTIFICATE", "--key", "KEY"} << 0 << true;
  QTest::newRow("files of which one is missing") << QStringList{"CERTIFICATE", "--key", "/none.key"} << 1 << true;
  QTest::newRow("an address where nobody listens") << QStringList{"127.0.0.1:1"} << 1 << true;
  QTest::newRow("a server that does not run") << QStringList{"nobody"} << 69 << false;
  QTest::newRow("no server at all") << QStringList{} << 69 << false;
  QTest::newRow("a file that is not there") << QStringList{"/none.toml"} << 78 << false;
  QTest::newRow("a server without TLS") << QStringList{"PLAIN"} << 64 << false;
}

void TestCertificateCommands::aCheckHasOneShape() {
  QFETCH(QStringList, target);
  QFETCH(bool, isFound);
  QCOMPARE(forkyard({"cert", "issue", "shop.test", "--self-signed"}).exitCode, 0);
  target.replaceInStrings("CERTIFICATE", entry("shop.test/certificate.pem"));
  target.replaceInStrings("KEY", entry("shop.test/key.pem"));
  target.replaceInStrings("PLAIN", m_home->write("plain.toml", "[[listener]]\nport = 0\nprotocol = \"http\"\n"));
  const CommandResult check = forkyard(QStringList{"cert", "check"} + target + QStringList{"--json"});
  QTEST(check.exitCode, "exitCode");
  const QJsonObject report = objectOf(check);
  QCOMPARE(report.keys(),
           (QStringList{"certificate", "error", "host", "port", "problems", "protocol", "rows", "version"}));
  QCOMPARE(!report["rows"].toArray().isEmpty(), isFound);
  QCOMPARE(report["error"].toString().isEmpty() && report["problems"].toArray().isEmpty(), isFound);
  for (const auto& row : report["rows"].toArray())
    QCOMPARE(row.toObject().keys(), (QStringList{"answer", "check", "mend", "problems", "store"}));
}

void TestCertificateCommands::theMasterRenewsInTime() {
  makeDueEntry();
  ServerProcess server(*m_home);
  QVERIFY2(server.start("name = \"renewing\"\n[[listener]]\nport = 0\ncertificates = [\"shop\"]\n"),
           server.text().constData());
  const auto loaded = server.waitFor([](const control::Event& event) {
    return event.kind == EventKind::CertificateLoaded && event.integer("days_left") == 90;
  });
  QVERIFY2(loaded, server.text().constData());
  const auto reload =
      server.waitFor([](const control::Event& event) { return event.kind == EventKind::ReloadStarted; });
  QVERIFY2(reload && reload->string("reason") == "certificate", server.text().constData());
  for (const control::Event& event : server.events())
    QVERIFY2(event.kind != EventKind::CertificateExpiring, event.text.c_str());
  const CommandResult seen = runCommand("curl", {"-sS", "--max-time", "10", "--cacert", authority(),
                                                 QString("https://localhost:%1/").arg(server.port())});
  QVERIFY2(seen.output.contains("Hello"), seen.text().constData());
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestCertificateCommands::theMasterSaysWhyItCannotRenew_data() {
  QTest::addColumn<QByteArray>("passphrase");
  QTest::addColumn<QByteArray>("toml");
  QTest::addColumn<int>("problems");
  QTest::newRow("a passphrase") << QByteArray("secret") << QByteArray() << 1;
  QTest::newRow("not wished") << QByteArray() << QByteArray("[tls]\nrenew = \"off\"\n") << 0;
}

void TestCertificateCommands::theMasterSaysWhyItCannotRenew() {
  QFETCH(QByteArray, passphrase);
  QFETCH(QByteArray, toml);
  QFETCH(int, problems);
  makeDueEntry(passphrase.constData());
  ServerProcess server(*m_home);
  QVERIFY2(server.start("name = \"reminding\"\n" + toml + "[[listener]]\nport = 0\ncertificates = [\"shop\"]\n"),
           server.text().constData());
  const auto expiring =
      server.waitFor([](const control::Event& event) { return event.kind == EventKind::CertificateExpiring; });
  QVERIFY2(expiring, server.text().constData());
  QCOMPARE(static_cast<int>(expiring->integer("days_left")), 20);
  QCOMPARE(static_cast<int>(expiring->problems.size()), problems);
  if (problems > 0) QCOMPARE(expiring->problems.front().code, base::ProblemCode::PassphraseNeeded);
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestCertificateCommands)
#include "test_certificate_commands.moc"
