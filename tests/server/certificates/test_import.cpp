// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whatever people bring: the right certificate, key and chain, or one clear sentence.

#include "server/certificates/import.h"

#include <QtTest>

#include "server/certificates/certificate_issue.h"
#include "server/certificates/private_key.h"
#include "server/certificates/store_changes.h"
#include "tests/server/certificates/made_certificates.h"
#include "tests/server/certificates/problem_words.h"

using certificates::FoundIdentity;
using certificates::Secret;

namespace {

struct Row {
  const char* name;
  const char* files;  ///< with "|" between
  const char* passphrase = "";
  const char* errors = "";  ///< codes, sorted, with "|" between; empty: it works
  const char* says = "";    ///< part of the sentences, or of the subjects left out
  const char* subject = "shop.test";
  int chain = 2;  ///< certificates to be sent after the leaf
  int duplicates = 0;
};

// clang-format off
const Row works[] = {
    {"PEM: leaf, chain, root; key", "full.pem|site.key"},
    {"key first", "site.key|full.pem"},
    {"one file with everything", "combined.pem"},
    {"every certificate a file of its own", "root.pem|site.key|middle.pem|site.pem|issuing.pem"},
    {"reversed", "reversed.pem|site.key"},
    {"mixed", "mixed.pem|site.key"},
    {"everything twice", "twice.pem|bundle.pem|site.key", "", "", "", "shop.test", 2, 5},
    {"the key twice", "twice.key|full.pem", "secret", "", "", "shop.test", 2, 1},
    {"strangers are left out", "site.pem|strangers.pem|site.key", "", "", "Other Root", "shop.test", 2, 1},
    {"another key beside", "full.pem|two_keys.key"},
    {"a renewed certificate beside the old one", "renewed_full.pem", "", "", "shop.test"},
    {"a request beside", "site_and_request.pem|site.key"},
    {"leaf alone", "site.pem|site.key", "", "", "", "shop.test", 0},
    {"PKCS#1", "rsa.pem|bundle.pem|pkcs1.key", "", "", "", "rsa.test"},
    {"SEC1", "full.pem|sec1.key"},
    {"SEC1 with parameters", "full.pem|parameters.key"},
    {"PKCS#8 encrypted", "full.pem|encrypted.key", "secret"},
    {"PKCS#8 encrypted with scrypt", "full.pem|scrypt.key", "secret"},
    {"PKCS#8 encrypted with 3DES", "full.pem|des3.key", "secret"},
    {"SEC1 encrypted", "full.pem|encrypted_sec1.key", "secret"},
    {"PKCS#1 encrypted", "rsa.pem|bundle.pem|encrypted_pkcs1.key", "secret", "", "", "rsa.test"},
    {"PKCS#1 encrypted with 3DES", "rsa.pem|bundle.pem|des3_pkcs1.key", "secret", "", "", "rsa.test"},
    {"a passphrase that nothing needs", "full.pem|site.key", "secret"},
    {"encrypted key and certificates in one file", "locked_combined.pem", "secret"},
    {"DER, key too", "site.der|der.key|bundle.pem"},
    {"DER, key encrypted", "site.der|encrypted_der.key|bundle.pem", "secret"},
    {"DER, key PKCS#1", "rsa.pem|pkcs1.der|bundle.pem", "", "", "", "rsa.test"},
    {"DER, key SEC1", "site.der|sec1.der|bundle.pem"},
    {"DER, several in one file", "chain.der|site.key"},
    {"PKCS#12 with its chain", "chain.p12", "secret"},
    {"PKCS#12 with an empty passphrase", "open.p12"},
    {"PKCS#12 of older programs (RC2)", "legacy.p12", "secret"},
    {"PKCS#12 with a passphrase in Korean", "korean.p12", "\xEC\x95\x94\xED\x98\xB8", "", "", "shop.test", 0},
    {"PKCS#12 and its chain beside", "site.p12|bundle.pem", "secret"},
    {"PKCS#12 without a key, and the key", "keyless.p12|site.key", "secret"},
    {"PKCS#7 in DER", "site.p7b|site.key"},
    {"PKCS#7 in PEM", "pem.p7b|site.key"},
    {"PKCS#7 labelled CMS", "cms.pem|site.key"},
    {"CRLF", "crlf.pem|crlf.key"},
    {"byte order mark", "mark.pem|mark.key"},
    {"indented", "indented.pem|site.key"},
    {"line breaks written as backslash n", "lost_breaks.pem|site.key"},
    {"text around", "text.pem|text.key"},
    {"garbage after", "garbage_after.pem|site.key"},
    {"TRUSTED CERTIFICATE", "trusted.pem|bundle.pem|site.key"},
    {"P-384", "p384.pem|p384.key|bundle.pem", "", "", "", "p384.test"},
    {"Ed25519", "ed25519.pem|ed25519.key|bundle.pem", "", "", "", "ed.test"},
    {"a key that others can read comes in all the same", "full.pem|mode644.key"},
};

const Row refused[] = {
    {"no passphrase for PKCS#8", "full.pem|encrypted.key", "", "passphrase-needed", "encrypted.key: needs a passphrase"},
    {"wrong passphrase for PKCS#8", "full.pem|encrypted.key", "guess", "passphrase-wrong", "the passphrase does not open it"},
    {"no passphrase for SEC1", "full.pem|encrypted_sec1.key", "", "passphrase-needed"},
    {"wrong passphrase for SEC1", "full.pem|encrypted_sec1.key", "guess", "passphrase-wrong"},
    {"wrong passphrase for PKCS#1", "rsa.pem|encrypted_pkcs1.key", "guess", "passphrase-wrong"},
    {"wrong passphrase for scrypt", "full.pem|scrypt.key", "guess", "passphrase-wrong"},
    {"no passphrase for DER", "site.der|encrypted_der.key", "", "passphrase-needed"},
    {"wrong passphrase for DER", "site.der|encrypted_der.key", "guess", "passphrase-wrong"},
    {"no passphrase for PKCS#12", "chain.p12", "", "passphrase-needed"},
    {"wrong passphrase for PKCS#12", "chain.p12", "guess", "passphrase-wrong"},
    {"wrong passphrase for PKCS#12 of older programs", "legacy.p12", "guess", "passphrase-wrong"},
    {"PKCS#12 without a check of its integrity", "nomac.p12", "secret", "certificate-unreadable", "-nomacver"},
    {"two locked files, one passphrase fits none", "encrypted_der.key|chain.p12", "guess", "passphrase-wrong|passphrase-wrong"},
    {"damaged PKCS#8", "full.pem|damaged_encrypted.key", "secret", "key-unreadable", "damaged"},
    {"damaged PKCS#12, as its check covers the passphrase too", "damaged.p12", "secret", "passphrase-wrong"},
    {"PKCS#12 cut off", "cut.p12", "secret", "certificate-unreadable", "cut off or damaged"},
    {"PKCS#7 without certificates", "hollow.p7b|site.key", "", "certificate-unreadable", "without certificates"},
    {"no key", "full.pem", "", "key-not-among", "\"shop.test\" is in none of the files"},
    {"no key, PKCS#7", "site.p7b", "", "key-not-among"},
    {"no certificate", "site.key", "", "certificate-unreadable", "it is a private key, without a certificate"},
    {"key of another certificate", "full.pem|rsa.key", "", "key-mismatch", "(shop.test)"},
    {"two identities", "two_identities.pem", "", "keys-ambiguous", "shop.test, rsa.test"},
    {"request", "site.csr", "", "certificate-unreadable", "request (CSR)"},
    {"public key", "public.key", "", "certificate-unreadable", "a public key"},
    {"only EC parameters", "only_parameters.key", "", "certificate-unreadable", "parameters"},
    {"OpenSSH key", "full.pem|openssh.key", "", "key-unreadable", "OpenSSH's own form"},
    {"empty file", "empty.pem", "", "certificate-unreadable", "an empty file"},
    {"white space", "blank.pem", "", "certificate-unreadable", "an empty file"},
    {"words", "words.pem", "", "certificate-unreadable", "neither PEM nor"},
    {"base64 without its frame", "bare_base64.txt", "", "certificate-unreadable", "neither PEM nor"},
    {"UTF-16", "utf16.pem", "", "certificate-not-pem", "UTF-16"},
    {"certificate cut off", "cut.pem|site.key", "", "certificate-unreadable", "cut off"},
    {"second certificate cut off", "cut_second.pem|site.key", "", "certificate-unreadable", "cut off"},
    {"certificate damaged", "damaged.pem|site.key", "", "certificate-unreadable", "damaged"},
    {"key cut off", "full.pem|cut.key", "", "certificate-unreadable", "cut off"},
    {"key damaged", "full.pem|damaged.key", "", "key-unreadable", "damaged"},
    {"DER cut off", "cut.der|site.key", "", "certificate-unreadable", "cut off"},
    {"RSA 1024", "rsa_short.pem|rsa_short.key", "", "too-weak", "RSA 1024"},
    {"SHA-1", "sha1.pem|sha1.key", "", "too-weak", "outdated hash"},
    {"not there", "absent.pem|site.key", "", "certificate-missing"},
    {"folder", "folder.pem|site.key", "", "certificate-unreadable", "folder"},
    {"FIFO", "pipe.pem|site.key", "", "certificate-unreadable", "FIFO"},
    {"too large", "huge.pem|site.key", "", "certificate-unreadable", "larger than"},
};
// clang-format on

}  // namespace

class TestImport : public QObject {
  Q_OBJECT

 private:
  MadeCertificates m_made;
  std::unique_ptr<QTemporaryDir> m_home;

  [[nodiscard]] std::filesystem::path store() const { return m_home->filePath("certificates").toStdString(); }
  [[nodiscard]] base::Result<FoundIdentity> find(const QString& names, const char* passphrase = "") const {
    std::vector<std::filesystem::path> files;
    for (const QString& name : names.split('|')) files.push_back(m_made.path(name));
    const auto sources = certificates::readSources(files);
    if (!sources) return base::failure(sources.error());
    return certificates::findIdentity(*sources, Secret(passphrase), store());
  }

 private slots:
  void initTestCase() { QVERIFY2(m_made.make(), m_made.output.constData()); }
  void init() { m_home = std::make_unique<QTemporaryDir>(); }

  void takesWhatPeopleBring_data() {
    QTest::addColumn<int>("row");
    for (std::size_t at = 0; at < std::size(works); ++at) QTest::newRow(works[at].name) << static_cast<int>(at);
  }
  void takesWhatPeopleBring() {
    QFETCH(int, row);
    const Row& wanted = works[row];
    const auto found = find(wanted.files, wanted.passphrase);
    QVERIFY2(found, found ? "" : qPrintable(sentencesOf(found.error().problems)));
    QCOMPARE(found->facts.subject, std::string(wanted.subject));
    QCOMPARE(static_cast<int>(found->chain.size()), wanted.chain);
    QCOMPARE(found->duplicates, wanted.duplicates);
    const QString says(wanted.says);
    QStringList leftOut;
    for (const std::string& subject : found->leftOut) leftOut << QString::fromStdString(subject);
    QCOMPARE(leftOut.join('|'), says);
    // What was found is what a server can use.
    const auto name = certificates::importIdentity(store(), "", *found);
    QVERIFY2(name, name ? "" : name.error().sentence.c_str());
    const auto identity = certificates::loadIdentity(certificates::entryFiles(store(), *name));
    QVERIFY2(identity, identity ? "" : identity.error().sentence.c_str());
    QCOMPARE(identity->facts.fingerprint, found->facts.fingerprint);
    QCOMPARE(static_cast<int>(identity->chain.size()), wanted.chain);
  }

  void saysInOneSentenceWhatIsWrong_data() {
    QTest::addColumn<int>("row");
    for (std::size_t at = 0; at < std::size(refused); ++at) QTest::newRow(refused[at].name) << static_cast<int>(at);
  }
  void saysInOneSentenceWhatIsWrong() {
    QFETCH(int, row);
    const Row& wanted = refused[row];
    const auto found = find(wanted.files, wanted.passphrase);
    QVERIFY(!found);
    QCOMPARE(codesOf(found.error().problems), QString(wanted.errors));
    const QString sentences = sentencesOf(found.error().problems);
    QVERIFY2(sentences.contains(wanted.says), qPrintable(sentences));
    QVERIFY2(!sentences.contains("secret") && !sentences.contains("guess"), "a passphrase is never told");
  }

  void seesWhatIsThereAlready() {
    const auto found = find("full.pem|site.key");
    QVERIFY(found);
    QCOMPARE(*certificates::importIdentity(store(), "mine", *found), std::string("mine"));
    const auto again = certificates::importIdentity(store(), "other", *found);
    QVERIFY(!again);
    QCOMPARE(again.error().problems.front().code, base::ProblemCode::AlreadyStored);
    QCOMPARE(again.error().problems.front().arguments.at("name"), std::string("mine"));
  }

  void mendsAnEntryThatNoServerCanUse() {
    const auto found = find("full.pem|site.key");
    QVERIFY(found);
    const auto name = certificates::importIdentity(store(), "", *found);
    QVERIFY(name);
    std::filesystem::remove(certificates::entryFiles(store(), *name).key);
    QVERIFY(!certificates::loadIdentity(certificates::entryFiles(store(), *name)));
    QCOMPARE(*certificates::importIdentity(store(), "", *found), *name);
    QVERIFY(certificates::loadIdentity(certificates::entryFiles(store(), *name)));
    // Links give way to a copy; the files that they led to stay.
    const auto mine = certificates::entryFiles(store(), *name);
    QVERIFY(certificates::linkEntry(store() / "links", "linked", {mine.certificate, "/none.key", {}}));
    QCOMPARE(*certificates::importIdentity(store() / "links", "", *found), std::string("linked"));
    QVERIFY(!certificates::isLinkedEntry(store() / "links", "linked"));
    QVERIFY(certificates::loadIdentity(certificates::entryFiles(store() / "links", "linked")));
    QVERIFY(std::filesystem::exists(mine.certificate));
  }

  void refusesNamesThatAreTakenOrNone() {
    const auto found = find("full.pem|site.key");
    const auto rsa = find("rsa.pem|rsa.key");
    QVERIFY(found && rsa);
    QVERIFY(certificates::importIdentity(store(), "mine", *found));
    const auto taken = certificates::importIdentity(store(), "mine", *rsa);
    QCOMPARE(codesOf(taken.error().problems), QString("entry-exists"));
    const auto outside = certificates::importIdentity(store(), "../mine", *rsa);
    QCOMPARE(codesOf(outside.error().problems), QString("entry-name-not-usable"));
  }

  void completesTheEntryThatWaits() {
    // As after a request for an authority elsewhere: the key is here, the certificate comes alone.
    const auto key = certificates::readKeyFile(m_made.path("site.key"));
    certificates::EntryContent content;
    content.key = key.key.get();
    content.request = "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n";
    QVERIFY(certificates::addEntry(store(), "waiting", content));
    QVERIFY(certificates::storeEntry(store(), "waiting")->awaitsCertificate);
    const auto found = find("site.p7b");
    QVERIFY2(found, found ? "" : found.error().sentence.c_str());
    QCOMPARE(found->completes, std::string("waiting"));
    QCOMPARE(*certificates::importIdentity(store(), "", *found), std::string("waiting"));
    const auto entry = certificates::storeEntry(store(), "waiting");
    QVERIFY(!entry->awaitsCertificate);
    QVERIFY2(entry->problems.empty(), qPrintable(sentencesOf(entry->problems)));
    QVERIFY(!std::filesystem::exists(certificates::requestFile(store(), "waiting")));
  }
};

QTEST_GUILESS_MAIN(TestImport)
#include "test_import.moc"
