// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The checks before a start: one answer a question, the problem behind it and its mend; and what leaves the store.

#include "server/certificates/identity_checks.h"

#include <sys/stat.h>

#include <QtTest>

#include "server/certificates/export.h"
#include "server/certificates/import.h"
#include "server/certificates/inspection.h"
#include "server/certificates/store_changes.h"
#include "tests/server/certificates/made_certificates.h"
#include "tests/server/certificates/problem_words.h"

using certificates::Check;
using certificates::CheckAnswer;
using certificates::IdentityFiles;
using certificates::Secret;

namespace {

/// "-" where the answer is yes, else its subject, its first letter of the answer, and the mends.
QString told(const std::vector<Check>& checks) {
  QStringList list;
  const auto text = [](std::string_view view) { return QString::fromUtf8(view.data(), qsizetype(view.size())); };
  for (const Check& check : checks) {
    if (check.answer == CheckAnswer::Yes) continue;
    QString line = text(certificates::name(check.subject)) + "=" + text(certificates::name(check.answer));
    for (const base::Problem& problem : check.problems)
      line += ":" + text(certificates::name(certificates::mendFor(problem.code)));
    list << line;
  }
  return list.join(' ');
}

struct Row {
  const char* name;
  const char* certificate;
  const char* key;
  const char* ca;
  const char* host;
  const char* told;
};

const char* const allUnknown =
    "key-fits=cannot-tell chain-complete=cannot-tell chain-ordered=cannot-tell name-covered=cannot-tell "
    "dates=cannot-tell strength=cannot-tell usage=cannot-tell not-authority=cannot-tell";

// clang-format off
const Row rows[] = {
    {"all well", "full.pem", "site.key", "", "shop.test", ""},
    {"by address", "full.pem", "site.key", "", "::1", ""},
    {"no host asked", "full.pem", "site.key", "", "", "name-covered=cannot-tell"},
    {"a host that it does not cover", "full.pem", "site.key", "", "other.test", "name-covered=warning:issue-for-host"},
    {"two labels under a wildcard", "full.pem", "site.key", "", "a.b.shop.test", "name-covered=warning:issue-for-host"},
    {"no names at all", "no_names.pem", "no_names.key", "bundle.pem", "names.test", "name-covered=warning:issue-for-host"},
    {"reversed", "reversed.pem", "site.key", "", "shop.test", "chain-ordered=warning:order-chain"},
    {"doubles", "twice.pem", "site.key", "root.pem", "shop.test", "chain-ordered=warning:order-chain"},
    {"no intermediate", "site.pem", "site.key", "", "shop.test", "chain-complete=warning:add-intermediate"},
    {"expired", "expired.pem", "expired.key", "bundle.pem", "shop.test", "dates=warning:renew"},
    {"not yet valid", "future.pem", "future.key", "bundle.pem", "shop.test", "dates=warning:none"},
    {"for clients", "wrong_usage.pem", "wrong_usage.key", "bundle.pem", "client.test", "usage=warning:pick-another"},
    {"an authority", "authority_leaf.pem", "authority_leaf.key", "", "authority.test", "usage=warning:pick-another not-authority=warning:pick-another"},
    {"weak", "rsa_short.pem", "rsa_short.key", "bundle.pem", "shop.test", "strength=no:renew"},
    {"key of another", "full.pem", "other.key", "", "shop.test", "key-fits=no:pick-another"},
    {"key that others read", "full.pem", "mode644.key", "", "shop.test", "key-read=no:fix-permissions"},
    {"locked key", "full.pem", "encrypted.key", "", "shop.test", "key-read=no:give-passphrase key-fits=cannot-tell"},
    {"no key", "full.pem", "absent.key", "", "shop.test", "key-read=no:pick-another key-fits=cannot-tell"},
};
// clang-format on

}  // namespace

class TestIdentityChecks : public QObject {
  Q_OBJECT

 private:
  MadeCertificates m_made;
  QTemporaryDir m_folder;
  [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
  [[nodiscard]] IdentityFiles files(const Row& row) const {
    IdentityFiles files{m_made.path(row.certificate), m_made.path(row.key), {}};
    if (*row.ca != '\0') files.ca.push_back(m_made.path(row.ca));
    return files;
  }
  QByteArray openssl(const QStringList& arguments) const {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start("openssl", arguments);
    process.waitForFinished(20'000);
    return process.exitCode() == 0 ? process.readAll() : "failed: " + process.readAll();
  }

 private slots:
  void initTestCase() { QVERIFY2(m_made.make(), m_made.output.constData()); }

  void eachQuestionHasItsAnswerAndMend_data() {
    QTest::addColumn<int>("row");
    for (std::size_t at = 0; at < std::size(rows); ++at) QTest::newRow(rows[at].name) << int(at);
  }
  void eachQuestionHasItsAnswerAndMend() {
    QFETCH(int, row);
    const std::vector<Check> checks = certificates::checkIdentity(files(rows[row]), rows[row].host);
    QCOMPARE(checks.size(), std::size_t{10});
    QCOMPARE(told(checks), QString(rows[row].told));
    // A server starts with warnings, never with a no.
    const bool starts = certificates::loadIdentity(files(rows[row])).has_value();
    const bool refused =
        std::any_of(checks.begin(), checks.end(), [](const Check& check) { return check.answer == CheckAnswer::No; });
    QCOMPARE(starts, !refused);
  }

  void whatDependsOnAMissingFileCannotBeTold() {
    const std::vector<Check> checks =
        certificates::checkIdentity({m_made.path("absent.pem"), m_made.path("site.key"), {}}, "shop.test");
    QCOMPARE(told(checks), "certificate-read=no:pick-another " + QString(allUnknown));
  }

  void everyMendHasAName() {
    for (const base::ProblemCode code : base::allProblemCodes())
      QVERIFY(!certificates::name(certificates::mendFor(code)).empty());
  }

  void theMendsMend() {
    const std::filesystem::path store = path("mended");
    std::filesystem::create_directories(store / "shop");
    std::filesystem::copy_file(m_made.path("reversed.pem"), store / "shop" / "certificate.pem");
    std::filesystem::copy_file(m_made.path("site.key"), store / "shop" / "key.pem");
    const IdentityFiles entry = certificates::entryFiles(store, "shop");
    QCOMPARE(told(certificates::checkIdentity(entry, "shop.test")), QString("chain-ordered=warning:order-chain"));
    QVERIFY(certificates::orderEntryChain(store, "shop"));
    QCOMPARE(told(certificates::checkIdentity(entry, "shop.test")), QString());

    std::filesystem::copy_file(m_made.path("site.pem"), store / "shop" / "certificate.pem",
                               std::filesystem::copy_options::overwrite_existing);
    QCOMPARE(told(certificates::checkIdentity(entry, "shop.test")), QString("chain-complete=warning:add-intermediate"));
    const auto more = certificates::readCertificates(m_made.path("strangers.pem"));
    QVERIFY(certificates::addToEntryChain(store, "shop", *more));
    QCOMPARE(told(certificates::checkIdentity(entry, "shop.test")), QString());
    QCOMPARE(static_cast<int>(certificates::readCertificates(entry.certificate)->size()), 4);
  }

  void whatIsTakenOutOthersRead() {
    using certificates::ExportForm;
    const IdentityFiles site{m_made.path("full.pem"), m_made.path("site.key"), {}};
    const QString root = QString::fromStdString(m_made.path("root.pem").string());
    const auto write = [&](const char* name, ExportForm form, const char* passphrase) {
      const auto bytes = certificates::exportIdentity(site, form, Secret(passphrase));
      QVERIFY2(bytes, bytes ? "" : bytes.error().sentence.c_str());
      QVERIFY(certificates::writeExport(path(name), *bytes, certificates::holdsKey(form), certificates::Overwrite::No));
      struct stat status {};
      QCOMPARE(::stat(path(name).c_str(), &status), 0);
      QCOMPARE(status.st_mode & 07777U, certificates::holdsKey(form) ? mode_t{0600} : mode_t{0644});
      QCOMPARE(
          codesOf(certificates::writeExport(path(name), *bytes, true, certificates::Overwrite::No).error().problems),
          QString("file-exists"));
    };
    write("chain.pem", ExportForm::PemChain, "");
    write("all.pem", ExportForm::PemAll, "");
    write("open.key", ExportForm::Key, "");
    write("locked.key", ExportForm::Key, "secret");
    write("site.p12", ExportForm::Pkcs12, "secret");
    write("open.p12", ExportForm::Pkcs12, "");
    write("site.der", ExportForm::Der, "");
    const QByteArray verified = openssl({"verify", "-CAfile", root, "-untrusted", m_folder.filePath("chain.pem"),
                                         "-verify_hostname", "shop.test", m_folder.filePath("chain.pem")});
    QVERIFY2(verified.endsWith("OK\n"), verified.constData());
    QFile chain(m_folder.filePath("chain.pem"));
    QVERIFY(chain.open(QIODevice::ReadOnly) && !chain.readAll().contains("PRIVATE"));
    QVERIFY(openssl({"pkey", "-in", m_folder.filePath("locked.key"), "-passin", "pass:secret", "-noout", "-check"})
                .contains("valid"));
    QVERIFY(openssl({"pkey", "-in", m_folder.filePath("locked.key"), "-passin", "pass:guess", "-noout"})
                .startsWith("failed"));
    const QByteArray p12 =
        openssl({"pkcs12", "-in", m_folder.filePath("site.p12"), "-passin", "pass:secret", "-noenc"});
    QCOMPARE(p12.count("BEGIN CERTIFICATE"), 3);
    QVERIFY(p12.contains("PRIVATE KEY"));
    QVERIFY(
        !openssl({"pkcs12", "-in", m_folder.filePath("open.p12"), "-passin", "pass:", "-noenc"}).startsWith("failed"));
    QVERIFY(openssl({"x509", "-inform", "DER", "-in", m_folder.filePath("site.der"), "-noout", "-subject"})
                .contains("shop.test"));
    // And come back whole.
    for (const char* name : {"all.pem", "site.p12"}) {
      const auto found = certificates::findIdentity(*certificates::readSources({path(name)}), Secret("secret"), {});
      QVERIFY2(found && found->chain.size() == 2, found ? name : found.error().sentence.c_str());
    }
  }

  void everyFieldThatAPersonNeedsIsTold() {
    const auto shown = certificates::inspectAnyFiles({m_made.path("reversed.pem"), m_made.path("other.pem")});
    QVERIFY(shown);
    QStringList subjects;
    for (const auto& details : shown->chain) subjects << QString::fromStdString(details.subject);
    QCOMPARE(subjects.join(" < "), QString("CN=shop.test < CN=Test Issuing < CN=Test Middle < CN=Test Root"));
    QVERIFY(shown->complete);
    QCOMPARE(shown->others.front().subject, std::string("CN=Other Root"));
    const certificates::CertificateDetails& leaf = shown->chain.front();
    const QString pem = QString::fromStdString(m_made.path("site.pem").string());
    const auto fromOpenssl = [&](const char* what) {
      return openssl({"x509", "-in", pem, "-noout", what}).trimmed().split('=').last().replace(":", "").toLower();
    };
    QCOMPARE(QByteArray::fromStdString(leaf.serial), fromOpenssl("-serial"));
    QCOMPARE(QByteArray::fromStdString(leaf.sha1), fromOpenssl("-fingerprint"));
    QCOMPARE(leaf.signature, std::string("ecdsa-with-SHA256"));
    QCOMPARE(leaf.issuerKeyIdentifier, shown->chain[1].keyIdentifier);
    QCOMPARE(leaf.usage, std::vector<std::string>{"TLS Web Server Authentication"});
    QVERIFY(leaf.pem.starts_with("-----BEGIN CERTIFICATE-----"));
    QVERIFY(!certificates::inspectAnyFiles({m_made.path("words.pem")}));
    QVERIFY(certificates::inspectAnyFiles({m_made.path("locked_combined.pem")}));
    QCOMPARE(codesOf(certificates::inspectAnyFiles({m_made.path("chain.p12")}).error().problems),
             QString("passphrase-needed"));
    QCOMPARE(static_cast<int>(
                 certificates::inspectFiles({m_made.path("site.pem"), {}, {m_made.path("bundle.pem")}})->chain.size()),
             4);
  }
};

QTEST_GUILESS_MAIN(TestIdentityChecks)
#include "test_identity_checks.moc"
