// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whom stores trust, with real databases, real certutil and real update-ca-certificates, all in folders of the test's
// own.

#include <unistd.h>

#include "server/certificates/certificate.h"
#include "server/certificates/certificate_issue.h"
#include "server/certificates/firefox_profiles.h"
#include "server/certificates/self_signed_certificate.h"
#include "tests/server/certificates/trust_fixture.h"

using certificates::TrustChange;
using certificates::TrustState;
using certificates::TrustStore;

Q_DECLARE_METATYPE(certificates::TrustState)

namespace {

base::ProgramEnd certutil(const TrustStore& store, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "certutil");
  arguments.insert(arguments.end(), {"-d", "sql:" + store.folder.string()});
  auto end = base::runProgram({.arguments = std::move(arguments)});
  if (!end) qFatal("%s", end.error().sentence.c_str());
  return std::move(*end);
}

base::ProblemCode codeOf(const base::Result<certificates::TrustReading>& result) {
  return result || result.error().problems.empty() ? base::ProblemCode::DiskFull : result.error().problems.front().code;
}

}  // namespace

class TestTrustStore : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void readsProfilesIni_data();
  void readsProfilesIni();
  void findsEveryProfile();
  void findsChromiumInItsPackages();
  void trustsAndForgets_data();
  void trustsAndForgets();
  void certutilAgrees();
  void presenceIsNotTrust();
  void knowsItUnderAnyName();
  void anOlderCertificateIsReplaced();
  void leavesOthersAlone();
  void aDatabaseWithAPasswordKeepsNoHalf();
  void aDamagedDatabaseIsSaid();
  void anOpenFirefoxIsSaid();
  void missingCertutilIsSaid();
  void theSystemTrustsAndForgets();
  void theSystemsCommandIsShownToOthers();
  void theOtherDistributionsCommandIsRunAsWritten();
  void aSystemOfAnotherKindIsSaid();

 private:
  static TrustStore firefox(TrustFixture& fixture) {
    fixture.write("home/.mozilla/firefox/profiles.ini", "[Profile0]\nName=default\nIsRelative=1\nPath=a.default\n");
    QDir().mkpath(QString::fromStdString(fixture.path("home/.mozilla/firefox/a.default")));
    return fixture.store("firefox:a.default");
  }
};

void TestTrustStore::initTestCase() {
  for (const char* program : {"certutil", "update-ca-certificates"}) {
    if (!base::findProgram(program)) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(program)));
  }
}

void TestTrustStore::readsProfilesIni_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QStringList>("expected");
  QTest::newRow("empty") << QByteArray() << QStringList();
  QTest::newRow("relative") << QByteArray("[Profile0]\nName=a\nIsRelative=1\nPath=x.a\n") << QStringList{"a=/b/x.a"};
  QTest::newRow("absolute") << QByteArray("[Profile0]\nName=a\nIsRelative=0\nPath=/y\n") << QStringList{"a=/y"};
  QTest::newRow("CRLF, blanks, no newline at the end")
      << QByteArray("[Profile0]\r\n Name=a \r\nPath=x.a") << QStringList{"a=/b/x.a"};
  QTest::newRow("others between")
      << QByteArray(
             "[Install4F96]\nDefault=z\nPath=no\n[Profile1]\nName=b\nPath=x.b\n[General]\nPath=no\n[Profile0]\n"
             "Name=a\nIsRelative=1\nPath=x.a\n")
      << QStringList{"b=/b/x.b", "a=/b/x.a"};
  QTest::newRow("without a name") << QByteArray("[Profile0]\nPath=x.a\n") << QStringList{"x.a=/b/x.a"};
  QTest::newRow("without a path") << QByteArray("[Profile0]\nName=a\n") << QStringList();
  QTest::newRow("not an ini file") << QByteArray("\0\xff[[[=\n=\n", 10) << QStringList();
}

void TestTrustStore::readsProfilesIni() {
  QFETCH(QByteArray, text);
  QFETCH(QStringList, expected);
  QStringList found;
  for (const auto& profile : certificates::listedProfiles(text.toStdString(), "/b")) {
    found << QString::fromStdString(profile.name + "=" + profile.folder.string());
  }
  QCOMPARE(found, expected);
}

void TestTrustStore::findsEveryProfile() {
  TrustFixture fixture;
  const auto ini = [](const char* name, const char* path) {
    return QByteArray("[Profile0]\nName=") + name + "\nIsRelative=1\nPath=" + path + "\n";
  };
  fixture.write("home/.mozilla/firefox/profiles.ini",
                ini("default", "a.default") + "[Profile1]\nName=gone\nPath=never.there\n[Profile2]\nName=far\n" +
                    "IsRelative=0\nPath=" + fixture.path("elsewhere").c_str() +
                    "\n[Profile3]\nName=again\nPath=a.default\n");
  fixture.write("home/.mozilla/firefox/a.default/prefs.js", "");
  fixture.write("home/.mozilla/firefox/b.unlisted/cert9.db", "");
  fixture.write("home/.mozilla/firefox/c.dev-edition-default/cert9.db", "");
  fixture.write("elsewhere/prefs.js", "");
  fixture.write("home/.config/mozilla/firefox/profiles.ini", ini("default-nightly", "d.default-nightly"));
  fixture.write("home/.config/mozilla/firefox/d.default-nightly/prefs.js", "");
  fixture.write("home/snap/firefox/common/.mozilla/firefox/profiles.ini", ini("default", "e.default"));
  fixture.write("home/snap/firefox/common/.mozilla/firefox/e.default/prefs.js", "");
  fixture.write("home/.var/app/org.mozilla.firefox/.mozilla/firefox/profiles.ini", ini("default", "f.default"));
  fixture.write("home/.var/app/org.mozilla.firefox/.mozilla/firefox/f.default/prefs.js", "");
  QStringList titles;
  for (const TrustStore& store : trustStores(fixture.surroundings)) {
    titles << QString::fromStdString(store.id + " | " + store.title());
  }
  titles.sort();
  QStringList expected{"system | this system",
                       "chromium | Chromium",
                       "firefox:a.default | Firefox (default)",
                       "firefox:elsewhere | Firefox (far)",
                       "firefox:b.unlisted | Firefox (b.unlisted)",
                       "firefox:c.dev-edition-default | Firefox Developer Edition (c.dev-edition-default)",
                       "firefox:d.default-nightly | Firefox Nightly (default-nightly)",
                       "firefox:e.default@snap | Firefox (default, snap)",
                       "firefox:f.default@flatpak | Firefox (default, flatpak)"};
  expected.sort();
  QCOMPARE(titles, expected);
}

void TestTrustStore::findsChromiumInItsPackages() {
  TrustFixture fixture;
  fixture.write("home/snap/chromium/common/x", "");
  fixture.write("home/.var/app/org.chromium.Chromium/x", "");
  QCOMPARE(fixture.store("chromium@snap").title(), std::string("Chromium (snap)"));
  QCOMPARE(fixture.store("chromium@flatpak").title(), std::string("Chromium (flatpak)"));
  QVERIFY(fixture.change(fixture.store("chromium@flatpak"), TrustChange::Install));
}

void TestTrustStore::trustsAndForgets_data() {
  QTest::addColumn<QString>("which");
  QTest::addColumn<bool>("made");
  QTest::newRow("Chromium, never started") << "chromium" << false;
  QTest::newRow("Chromium") << "chromium" << true;
  QTest::newRow("Firefox, never started") << "firefox" << false;
  QTest::newRow("Firefox") << "firefox" << true;
}

void TestTrustStore::trustsAndForgets() {
  QFETCH(QString, which);
  QFETCH(bool, made);
  TrustFixture fixture;
  const TrustStore store = which == "chromium" ? fixture.store("chromium") : firefox(fixture);
  if (made) {
    QDir().mkpath(QString::fromStdString(store.folder));
    QCOMPARE(certutil(store, {"-N", "--empty-password"}).exitCode, 0);
  }
  QCOMPARE(fixture.stateOf(store), TrustState::NotTrusted);
  for (int again = 0; again < 2; ++again) {
    const auto installed = fixture.change(store, TrustChange::Install);
    QVERIFY2(installed, installed ? "" : installed.error().sentence.c_str());
    QCOMPARE(installed->state, TrustState::Trusted);
    const std::string list = certutil(store, {"-L"}).output;
    QCOMPARE(QByteArray::fromStdString(list).count(" C,,"), 1);
  }
  QCOMPARE(fixture.stateOf(store), TrustState::Trusted);
  for (int again = 0; again < 2; ++again) {
    const auto removed = fixture.change(store, TrustChange::Remove);
    QVERIFY2(removed, removed ? "" : removed.error().sentence.c_str());
    QCOMPARE(removed->state, TrustState::NotTrusted);
  }
  QVERIFY(!QByteArray::fromStdString(certutil(store, {"-L"}).output).contains("orkyard"));
}

void TestTrustStore::certutilAgrees() {
  TrustFixture fixture;
  const TrustStore store = fixture.store("chromium");
  QVERIFY(fixture.change(store, TrustChange::Install));
  const auto opened = openAuthority(fixture.files, {});
  QVERIFY(opened);
  for (const auto& [name, accepted] : {std::pair("localhost", true), std::pair("bank.example", false)}) {
    certificates::IssueRequest request;
    request.names = certificates::parseNames({name}).names;
    const auto issued = issueCertificate(*opened, request, base::unixNow());
    QVERIFY2(issued, issued ? "" : issued.error().sentence.c_str());
    const std::string file = fixture.path("leaf.pem");
    QVERIFY(certificates::writeCertificate(file, issued->certificate.get()));
    QCOMPARE(certutil(store, {"-A", "-t", ",,", "-n", name, "-i", file}).exitCode, 0);
    QCOMPARE(certutil(store, {"-V", "-u", "V", "-n", name}).exitCode == 0, accepted);
  }
  QVERIFY(fixture.change(store, TrustChange::Remove));
  QVERIFY(certutil(store, {"-V", "-u", "V", "-n", "localhost"}).exitCode != 0);
}

void TestTrustStore::presenceIsNotTrust() {
  TrustFixture fixture;
  const TrustStore store = fixture.store("chromium");
  QVERIFY(fixture.change(store, TrustChange::Install));
  const std::string nickname = "Forkyard local CA " + certificates::anchorName(fixture.authority.get());
  QCOMPARE(certutil(store, {"-M", "-t", ",,", "-n", nickname}).exitCode, 0);
  QCOMPARE(fixture.stateOf(store), TrustState::Untrusted);
  QVERIFY(fixture.change(store, TrustChange::Install));
  QCOMPARE(fixture.stateOf(store), TrustState::Trusted);
}

void TestTrustStore::knowsItUnderAnyName() {
  TrustFixture fixture;
  const TrustStore store = firefox(fixture);
  QCOMPARE(certutil(store, {"-N", "--empty-password"}).exitCode, 0);
  const std::string file = fixture.files.certificate.string();
  QCOMPARE(certutil(store, {"-A", "-t", "CT,C,c", "-n", "imported by hand, twice", "-i", file}).exitCode, 0);
  QCOMPARE(fixture.stateOf(store), TrustState::Trusted);
  QVERIFY(fixture.change(store, TrustChange::Remove));
  QVERIFY(!QByteArray::fromStdString(certutil(store, {"-L"}).output).contains("by hand"));
}

void TestTrustStore::anOlderCertificateIsReplaced() {
  TrustFixture fixture;
  const TrustStore store = fixture.store("chromium");
  const TrustStore system = fixture.store("system");
  QVERIFY(fixture.change(store, TrustChange::Install));
  certificates::AuthorityReissue more;
  more.add = {"lan"};
  const auto again = reissueAuthority(fixture.files, fixture.path("data/certificates"), more, {}, base::unixNow());
  QVERIFY2(again, again ? "" : again.error().sentence.c_str());
  fixture.load();
  QCOMPARE(fixture.stateOf(store), TrustState::Outdated);
  QVERIFY(fixture.change(store, TrustChange::Install));
  QCOMPARE(fixture.stateOf(store), TrustState::Trusted);
  QCOMPARE(QByteArray::fromStdString(certutil(store, {"-L"}).output).count(" C,,"), 1);
  QVERIFY(fixture.change(store, TrustChange::Remove));
  QVERIFY(!QByteArray::fromStdString(certutil(store, {"-L"}).output).contains("C,,"));
}

void TestTrustStore::leavesOthersAlone() {
  TrustFixture fixture;
  TrustFixture other;
  const TrustStore store = fixture.store("chromium");
  QVERIFY(
      changeTrust(store, TrustChange::Install, other.authority.get(), other.files.certificate, fixture.surroundings));
  QCOMPARE(fixture.stateOf(store), TrustState::NotTrusted);
  QVERIFY(fixture.change(store, TrustChange::Install));
  QVERIFY(fixture.change(store, TrustChange::Remove));
  QCOMPARE(readTrust(store, other.authority.get(), fixture.surroundings).state, TrustState::Trusted);
}

void TestTrustStore::aDatabaseWithAPasswordKeepsNoHalf() {
  TrustFixture fixture;
  const TrustStore store = firefox(fixture);
  fixture.write("password", "secret-1\n");
  QCOMPARE(certutil(store, {"-N", "-f", fixture.path("password")}).exitCode, 0);
  const auto installed = fixture.change(store, TrustChange::Install);
  QCOMPARE(codeOf(installed), base::ProblemCode::TrustChangeFailed);
  QVERIFY(!installed.error().problems.front().arguments.at("reason").empty());
  QCOMPARE(fixture.stateOf(store), TrustState::NotTrusted);
  QVERIFY(!QByteArray::fromStdString(certutil(store, {"-L"}).output).contains("orkyard"));
}

void TestTrustStore::aDamagedDatabaseIsSaid() {
  TrustFixture fixture;
  const TrustStore store = firefox(fixture);
  for (const char* name : {"cert9.db", "key4.db"}) {
    fixture.write((std::string("home/.mozilla/firefox/a.default/") + name).c_str(), QByteArray(5000, 'x'));
  }
  const auto reading = readTrust(store, fixture.authority.get(), fixture.surroundings);
  QCOMPARE(reading.state, TrustState::CannotTell);
  QCOMPARE(reading.problems.at(0).code, base::ProblemCode::TrustUnreadable);
  QCOMPARE(codeOf(fixture.change(store, TrustChange::Install)), base::ProblemCode::TrustChangeFailed);
  QCOMPARE(codeOf(fixture.change(store, TrustChange::Remove)), base::ProblemCode::TrustChangeFailed);
}

void TestTrustStore::anOpenFirefoxIsSaid() {
  TrustFixture fixture;
  const TrustStore store = firefox(fixture);
  const QString lock = QString::fromStdString(store.folder / "lock");
  // No process has the largest number (proc(5), pid_max).
  QVERIFY(QFile::link("127.0.1.1:+4194304", lock));
  QVERIFY(!certificates::isProfileInUse(store.folder));
  QVERIFY(QFile::remove(lock));
  QVERIFY(QFile::link(QString("127.0.1.1:+%1").arg(::getpid()), lock));
  const auto installed = fixture.change(store, TrustChange::Install);
  QVERIFY(installed);
  QCOMPARE(installed->problems.at(0).code, base::ProblemCode::BrowserOpen);
  QCOMPARE(installed->problems.at(0).severity, base::Problem::Severity::Warning);
}

void TestTrustStore::missingCertutilIsSaid() {
  TrustFixture fixture;
  const TrustStore store = fixture.store("chromium");
  const QByteArray path = qgetenv("PATH");
  qputenv("PATH", "/nonexistent");
  const auto reading = readTrust(store, fixture.authority.get(), fixture.surroundings);
  const auto code = codeOf(fixture.change(store, TrustChange::Install));
  qputenv("PATH", path);
  QCOMPARE(reading.state, TrustState::CannotTell);
  QCOMPARE(reading.problems.at(0).code, base::ProblemCode::CertutilMissing);
  QVERIFY(!reading.problems.at(0).arguments.at("command").empty());
  QCOMPARE(code, base::ProblemCode::CertutilMissing);
}

void TestTrustStore::theSystemTrustsAndForgets() {
  TrustFixture fixture;
  const TrustStore system = fixture.store("system");
  QCOMPARE(fixture.stateOf(system), TrustState::NotTrusted);
  const auto run = [&](TrustChange change) {
    const auto end = base::runProgram(
        systemTrustCall(change, fixture.authority.get(), fixture.files.certificate, fixture.surroundings.system));
    return end && end->exitCode == 0;
  };
  QVERIFY(run(TrustChange::Install));
  QCOMPARE(fixture.stateOf(system), TrustState::Trusted);
  // A local one: browsers do not know it.
  QVERIFY(!isPublicAnchor(fixture.surroundings.system, fixture.authority.get()));
  certificates::AuthorityReissue more;
  more.add = {"lan"};
  QVERIFY(reissueAuthority(fixture.files, fixture.path("data/certificates"), more, {}, base::unixNow()));
  fixture.load();
  QCOMPARE(fixture.stateOf(system), TrustState::Outdated);
  QVERIFY(run(TrustChange::Install));
  QCOMPARE(fixture.stateOf(system), TrustState::Trusted);
  QVERIFY(run(TrustChange::Remove));
  QCOMPARE(fixture.stateOf(system), TrustState::NotTrusted);
  QVERIFY(QDir(QString::fromStdString(fixture.path("local"))).isEmpty());
  // No link to it either.
  const QDir links(QString::fromStdString(fixture.path("etc")));
  QCOMPARE(links.entryList({"*orkyard*"}, QDir::AllEntries | QDir::System), QStringList());
}

void TestTrustStore::theSystemsCommandIsShownToOthers() {
  TrustFixture fixture;
  const TrustStore system = fixture.store("system");
  const auto installed = fixture.change(system, TrustChange::Install);
  if (::geteuid() == 0) {
    QVERIFY2(installed, installed ? "" : installed.error().sentence.c_str());
    QVERIFY(fixture.change(system, TrustChange::Remove));
    return;
  }
  QCOMPARE(codeOf(installed), base::ProblemCode::TrustNeedsRoot);
  const std::string& command = installed.error().problems.front().arguments.at("command");
  QVERIFY2(command.starts_with("sudo sh -c 'install -D -m 644 ") &&
               command.find("update-ca-certificates") != std::string::npos,
           command.c_str());
}

void TestTrustStore::theOtherDistributionsCommandIsRunAsWritten() {
  // A stand-in that writes down how it was called: that it is right for a real Fedora or Arch is not shown here.
  TrustFixture fixture;
  const std::string called = fixture.path("called");
  fixture.write("bin/trust", QByteArray("#!/bin/sh\nprintf '%s\\n' \"$@\" >> '") + called.c_str() + "'\n");
  fixture.write("bin/pkexec", "#!/bin/sh\nexec \"$@\"\n");
  for (const char* name : {"bin/trust", "bin/pkexec"})
    std::filesystem::permissions(fixture.path(name), std::filesystem::perms::owner_all);
  const QByteArray path = qgetenv("PATH");
  qputenv("PATH", fixture.path("bin").c_str() + QByteArray(":") + path);
  certificates::SystemAnchors fedora;
  fedora.way = certificates::SystemAnchors::Way::P11Kit;
  bool done = true;
  for (const TrustChange change : {TrustChange::Install, TrustChange::Remove}) {
    base::ProgramCall call = systemTrustCall(change, fixture.authority.get(), fixture.files.certificate, fedora);
    call.arguments.insert(call.arguments.begin(), "pkexec");
    const auto end = base::runProgram(call);
    done = done && end && end->exitCode == 0;
  }
  qputenv("PATH", path);
  QVERIFY(done);
  QFile file(QString::fromStdString(called));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray authority = fixture.files.certificate.c_str();
  QCOMPARE(file.readAll(), "anchor\n--store\n" + authority + "\nanchor\n--remove\n" + authority + "\n");
}

void TestTrustStore::aSystemOfAnotherKindIsSaid() {
  TrustFixture fixture;
  fixture.surroundings.system = {};
  const TrustStore system = fixture.store("system");
  QCOMPARE(fixture.stateOf(system), TrustState::CannotTell);
  QCOMPARE(codeOf(fixture.change(system, TrustChange::Install)), base::ProblemCode::SystemStoreUnknown);
  const certificates::SystemAnchors fedora{
      .way = certificates::SystemAnchors::Way::P11Kit, .folder = {}, .bundle = {}, .refresh = {}};
  QCOMPARE(systemTrustCall(TrustChange::Remove, fixture.authority.get(), "/a b.pem", fedora).text(),
           std::string("trust anchor --remove '/a b.pem'"));
}

QTEST_GUILESS_MAIN(TestTrustStore)
#include "test_trust_store.moc"
