// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every form in which people bring a certificate, its key and its chain, and what they are told where it does not work.

#include <openssl/err.h>
#include <unistd.h>

#include <QtTest>

#include "server/certificates/identity.h"
#include "tests/server/certificates/made_certificates.h"

using certificates::loadIdentity;

namespace {

constexpr const char* wholeChain = "Test Issuing|Test Middle";

QStringList codes(const std::vector<base::Problem>& problems, base::Problem::Severity severity) {
  QStringList list;
  for (const base::Problem& problem : problems) {
    const std::string_view name = base::name(problem.code);
    if (problem.severity == severity) list << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
  }
  list.sort();
  return list;
}

QString sentences(const std::vector<base::Problem>& problems) {
  QString text;
  for (const base::Problem& problem : problems) text += QString::fromStdString(base::sentence(problem)) + "\n";
  return text;
}

struct Row {
  const char* name;
  const char* certificate;
  const char* key;
  const char* ca = "";        ///< file names with "|" between
  const char* errors = "";    ///< codes, sorted, with "|" between
  const char* warnings = "";  ///< likewise
  const char* chain = "";     ///< subjects of what is sent after the leaf; only looked at without errors
  const char* says = "";      ///< part of the sentences
};

// clang-format off
const Row formsThatWork[] = {
    {"leaf, chain and root in one file", "full.pem", "site.key", "", "", "", wholeChain},
    {"leaf and a bundle", "site.pem", "site.key", "bundle.pem", "", "", wholeChain},
    {"ca list in several files", "site.pem", "site.key", "root.pem|issuing.pem|middle.pem", "", "", wholeChain},
    {"reversed chain", "reversed.pem", "site.key", "", "", "", wholeChain},
    {"mixed order", "mixed.pem", "site.key", "", "", "", wholeChain},
    {"everything twice", "twice.pem", "site.key", "bundle.pem|bundle.pem", "", "", wholeChain},
    {"strangers among the ca", "site.pem", "site.key", "strangers.pem", "", "", wholeChain},
    {"the gap filled by ca", "gap.pem", "site.key", "issuing.pem|root.pem", "", "", wholeChain},
    {"key first, then certificates, one file", "combined.pem", "combined.pem", "", "", "", wholeChain},
    {"cross-signed authority, both roots", "young_site.pem", "young_site.key", "young.pem|young_cross.pem|root.pem", "", "", "Young Root"},
    {"cross-signed authority, young root only", "young_site.pem", "young_site.key", "young.pem|young_cross.pem", "", "", ""},
    {"PKCS#8", "full.pem", "site.key", "", "", "", wholeChain},
    {"SEC1", "full.pem", "sec1.key", "", "", "", wholeChain},
    {"PKCS#1", "rsa.pem", "pkcs1.key", "bundle.pem", "", "", wholeChain},
    {"EC parameters before the key", "full.pem", "parameters.key", "", "", "", wholeChain},
    {"text after the key", "full.pem", "text.key", "", "", "", wholeChain},
    {"RSA 2048", "rsa.pem", "rsa.key", "bundle.pem", "", "", wholeChain},
    {"P-384", "p384.pem", "p384.key", "bundle.pem", "", "", wholeChain},
    {"Ed25519", "ed25519.pem", "ed25519.key", "bundle.pem", "", "", wholeChain},
    {"CRLF", "crlf.pem", "crlf.key", "", "", "", wholeChain},
    {"byte order mark", "mark.pem", "mark.key", "", "", "", wholeChain},
    {"indented", "indented.pem", "site.key", "", "", "", wholeChain},
    {"line breaks written as backslash n", "lost_breaks.pem", "site.key", "", "", "", wholeChain},
    {"openssl's text before BEGIN", "text.pem", "site.key", "", "", "", wholeChain},
    {"bag attributes before BEGIN", "text_before.pem", "site.key", "", "", "", wholeChain},
    {"garbage after", "garbage_after.pem", "site.key", "", "", "", wholeChain},
    {"TRUSTED CERTIFICATE", "trusted.pem", "site.key", "bundle.pem", "", "", wholeChain},
    {"key 0400", "full.pem", "mode400.key", "", "", "", wholeChain},
    {"symbolic link to a 0600 key", "full.pem", "link600.key", "", "", "", wholeChain},
};

const Row servedWithWarnings[] = {
    {"no intermediate", "site.pem", "site.key", "", "", "chain-incomplete", "", "Test Issuing"},
    {"a gap in the chain", "gap.pem", "site.key", "root.pem", "", "chain-incomplete", "", "Test Issuing"},
    {"root left out, unknown here", "site.pem", "site.key", "issuing.pem|middle.pem", "", "chain-incomplete", wholeChain, "Test Root"},
    {"two authorities that signed each other", "circle.pem", "circle.key", "circle_ca.pem", "", "chain-incomplete", "Pong|Ping"},
    {"expired", "expired.pem", "expired.key", "bundle.pem", "", "expired", wholeChain, "2021-01-01"},
    {"not yet valid", "future.pem", "future.key", "bundle.pem", "", "not-yet-valid", wholeChain, "2098-01-01"},
    {"no alternative names", "no_names.pem", "no_names.key", "bundle.pem", "", "name-not-covered", wholeChain, "names.test"},
    {"authority as leaf", "authority_leaf.pem", "authority_leaf.key", "", "", "ca-as-leaf|not-for-servers", "", "keyCertSign"},
    {"wrong extended usage", "wrong_usage.pem", "wrong_usage.key", "bundle.pem", "", "not-for-servers", wholeChain, "clientAuth, emailProtection"},
    {"wrong key usage", "key_usage.pem", "key_usage.key", "bundle.pem", "", "not-for-servers", wholeChain, "cRLSign"},
};

const Row refused[] = {
    {"certificate missing", "absent.pem", "site.key", "", "certificate-missing"},
    {"key missing", "full.pem", "absent.key", "", "key-missing"},
    {"both missing", "absent.pem", "absent.key", "absent_ca.pem", "certificate-missing|certificate-missing|key-missing"},
    {"key missing and certificate expired", "expired.pem", "absent.key", "bundle.pem", "key-missing", "expired"},
    {"ca missing", "site.pem", "site.key", "absent.pem", "certificate-missing", "chain-incomplete"},
    {"path through a file", "site.pem/inner.pem", "site.key", "", "certificate-missing"},
    {"wrong key", "full.pem", "other.key", "", "key-mismatch", "", "", "(shop.test)"},
    {"wrong key of another kind", "full.pem", "rsa.key", "", "key-mismatch"},
    {"key 0604", "full.pem", "mode604.key", "", "key-permissions", "", "", "mode 0604"},
    {"key 0644", "full.pem", "mode644.key", "", "key-permissions", "", "", "mode644.key"},
    {"key 0660", "full.pem", "mode660.key", "", "key-permissions"},
    {"key 0777", "full.pem", "mode777.key", "", "key-permissions"},
    {"symbolic link to a 0644 key", "full.pem", "link644.key", "", "key-permissions", "", "", "/mode644.key"},
    {"quoted in the command", "full.pem", "odd name's.key", "", "key-permissions", "", "", "odd name'\\''s.key'"},
    {"wrong key that others can read", "full.pem", "mode644.key", "", "key-permissions"},
    {"encrypted PKCS#8", "full.pem", "encrypted.key", "", "key-encrypted"},
    {"encrypted SEC1", "full.pem", "encrypted_sec1.key", "", "key-encrypted"},
    {"encrypted PKCS#1", "rsa.pem", "encrypted_pkcs1.key", "bundle.pem", "key-encrypted"},
    {"encrypted and readable by others", "full.pem", "encrypted644.key", "", "key-encrypted|key-permissions"},
    {"encrypted DER", "full.pem", "encrypted_der.key", "", "key-unreadable", "", "", "a private key in DER form"},
    {"key in DER", "full.pem", "der.key", "", "key-unreadable", "", "", "openssl pkey -inform DER -in"},
    {"key in PKCS#12", "full.pem", "site.p12", "", "key-unreadable", "", "", "-nocerts"},
    {"certificate as key", "full.pem", "site.pem", "", "key-unreadable", "", "", "it is a certificate, not a private key"},
    {"public key as key", "full.pem", "public.key", "", "key-unreadable", "", "", "it is a public key"},
    {"OpenSSH key", "full.pem", "openssh.key", "", "key-unreadable", "", "", "OpenSSH's own form"},
    {"only EC parameters", "full.pem", "only_parameters.key", "", "key-unreadable", "", "", "block of parameters"},
    {"empty key", "full.pem", "empty.key", "", "key-unreadable", "", "", "an empty file"},
    {"truncated key", "full.pem", "cut.key", "", "key-unreadable", "", "", "cut off"},
    {"damaged key", "full.pem", "damaged.key", "", "key-unreadable", "", "", "damaged"},
    {"folder as key", "full.pem", "folder.key", "", "key-unreadable", "", "", "folder"},
    {"FIFO as key", "full.pem", "pipe.key", "", "key-unreadable", "", "", "FIFO"},
    {"device as key", "full.pem", "/dev/null", "", "key-unreadable", "", "", "device"},
    {"certificate in DER", "site.der", "site.key", "", "certificate-not-pem", "", "", "openssl x509 -inform DER -in"},
    {"PKCS#12", "site.p12", "site.key", "", "certificate-not-pem", "", "", "-nokeys"},
    {"PKCS#7 in DER", "site.p7b", "site.key", "", "certificate-not-pem", "", "", "openssl pkcs7 -inform DER"},
    {"PKCS#7 in PEM", "pem.p7b", "site.key", "", "certificate-not-pem", "", "", "openssl pkcs7 -print_certs"},
    {"key as certificate", "site.key", "site.key", "", "certificate-unreadable", "", "", "it is a private key, not a certificate"},
    {"key and certificate swapped", "site.key", "site.pem", "", "certificate-unreadable|key-unreadable"},
    {"request", "site.csr", "site.key", "", "certificate-unreadable", "", "", "request (CSR)"},
    {"empty certificate", "empty.pem", "site.key", "", "certificate-unreadable", "", "", "an empty file"},
    {"only white space", "blank.pem", "site.key", "", "certificate-unreadable", "", "", "an empty file"},
    {"plain words", "words.pem", "site.key", "", "certificate-unreadable", "", "", "neither PEM nor"},
    {"UTF-16", "utf16.pem", "site.key", "", "certificate-not-pem", "", "", "UTF-16"},
    {"truncated", "cut.pem", "site.key", "", "certificate-unreadable", "", "", "cut off"},
    {"second one truncated", "cut_second.pem", "site.key", "", "certificate-unreadable", "", "", "cut off"},
    {"truncated DER", "cut.der", "site.key", "", "certificate-unreadable", "", "", "cut off"},
    {"damaged", "damaged.pem", "site.key", "", "certificate-unreadable", "", "", "certificate 1 in it is damaged"},
    {"folder", "folder.pem", "site.key", "", "certificate-unreadable", "", "", "folder"},
    {"FIFO", "pipe.pem", "site.key", "", "certificate-unreadable", "", "", "FIFO"},
    {"huge file", "huge.pem", "site.key", "", "certificate-unreadable", "", "", "1MiB"},
    {"link to itself", "loop.pem", "site.key", "", "certificate-unreadable", "", "", "circle"},
    {"broken ca beside a good leaf", "full.pem", "site.key", "site.der|site.key", "certificate-not-pem|certificate-unreadable"},
    {"RSA 1024", "rsa_short.pem", "rsa_short.key", "bundle.pem", "too-weak", "", "", "RSA 1024"},
    {"SHA-1", "sha1.pem", "sha1.key", "bundle.pem", "too-weak", "", "", "SHA1"},
    {"MD5", "md5.pem", "md5.key", "rsa_authority.pem|root.pem", "too-weak", "", "", "md5"},
    {"authority signed by SHA-1", "under_sha1.pem", "under_sha1.key", "sha1_authority.pem|root.pem", "too-weak", "", "", "sha1_authority.pem"},
};
// clang-format on

}  // namespace

class TestIdentity : public QObject {
  Q_OBJECT

 private:
  MadeCertificates m_made;

  certificates::IdentityFiles files(const QString& certificate, const QString& key, const QString& ca) const {
    certificates::IdentityFiles result{m_made.path(certificate), m_made.path(key), {}};
    if (key.startsWith('/')) result.key = key.toStdString();
    for (const QString& name : ca.split('|', Qt::SkipEmptyParts)) result.ca.push_back(m_made.path(name));
    return result;
  }
  static void addColumns() {
    for (const char* column : {"certificate", "key", "ca", "errors", "warnings", "chain", "says"}) {
      QTest::addColumn<QString>(column);
    }
  }
  static void addRow(const Row& row) {
    QTest::newRow(row.name) << QString(row.certificate) << QString(row.key) << QString(row.ca) << QString(row.errors)
                            << QString(row.warnings) << QString(row.chain) << QString(row.says);
  }
  void check() const {
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, ca);
    QFETCH(QString, errors);
    QFETCH(QString, warnings);
    QFETCH(QString, chain);
    QFETCH(QString, says);
    const auto identity = loadIdentity(files(certificate, key, ca));
    QCOMPARE(ERR_peek_error(), 0UL);
    const std::vector<base::Problem>& problems = identity ? identity->warnings : identity.error().problems;
    const QString told = sentences(problems);
    QVERIFY2(codes(problems, base::Problem::Severity::Error).join('|') == errors, qPrintable(told));
    QVERIFY2(codes(problems, base::Problem::Severity::Warning).join('|') == warnings, qPrintable(told));
    QVERIFY2(told.contains(says), qPrintable(told));
    QCOMPARE(identity.has_value(), errors.isEmpty());
    if (!identity) {
      QCOMPARE(problems.front().severity, base::Problem::Severity::Error);
      return;
    }
    QCOMPARE(X509_check_private_key(identity->leaf.get(), identity->key.get()), 1);
    QStringList subjects;
    for (const auto& sent : identity->chain) {
      subjects << QString::fromStdString(certificates::factsOf(sent.get()).subject);
    }
    QCOMPARE(subjects.join('|'), chain);
  }

 private slots:
  void initTestCase() { QVERIFY2(m_made.make(), m_made.output.constData()); }

  void takesEveryForm_data() {
    addColumns();
    for (const Row& row : formsThatWork) addRow(row);
  }
  void takesEveryForm() { check(); }

  void servesWithWarnings_data() {
    addColumns();
    for (const Row& row : servedWithWarnings) addRow(row);
  }
  void servesWithWarnings() { check(); }

  void refusesInPlainWords_data() {
    addColumns();
    for (const Row& row : refused) addRow(row);
  }
  void refusesInPlainWords() { check(); }

  void refusesAnotherUsersKey() {
    if (::geteuid() != 0) QSKIP("NOT TESTED: only root can give a file to another user");
    const auto foreign = loadIdentity(files("full.pem", "foreign.key", ""));
    QVERIFY(!foreign);
    QCOMPARE(codes(foreign.error().problems, base::Problem::Severity::Error), QStringList{"key-not-owned"});
    QVERIFY(sentences(foreign.error().problems).contains("chown root"));
    const auto open = loadIdentity(files("full.pem", "foreign644.key", ""));
    QVERIFY(!open);
    const QStringList both{"key-not-owned", "key-permissions"};
    QCOMPARE(codes(open.error().problems, base::Problem::Severity::Error), both);
  }

  void suggestsCommandsThatWork_data() {
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::newRow("certificate in DER") << "site.der"
                                        << "site.key";
    QTest::newRow("PKCS#7 in DER") << "site.p7b"
                                   << "site.key";
    QTest::newRow("PKCS#7 in PEM") << "pem.p7b"
                                   << "site.key";
    QTest::newRow("UTF-16") << "utf16.pem"
                            << "site.key";
    QTest::newRow("key in DER") << "full.pem"
                                << "der.key";
    QTest::newRow("key that others read") << "full.pem"
                                          << "odd name's.key";
  }
  void suggestsCommandsThatWork() {
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    certificates::IdentityFiles given = files(certificate, key, "");
    auto identity = loadIdentity(given);
    QVERIFY(!identity);
    const std::string command = identity.error().problems.front().arguments.at("command");
    const QStringList before = QDir(QString::fromStdString(m_made.path("").string())).entryList();
    QCOMPARE(QProcess::execute("sh", {"-c", QString::fromStdString("exec 2>/dev/null; " + command)}), 0);
    // Nothing that was there is written over: what is new is what was converted.
    for (const QString& name : QDir(QString::fromStdString(m_made.path("").string())).entryList()) {
      if (!before.contains(name)) (certificate == "full.pem" ? given.key : given.certificate) = m_made.path(name);
    }
    identity = loadIdentity(given);
    QVERIFY2(identity, identity ? "" : identity.error().sentence.c_str());
  }

  void needsNoRootThatTheSystemKnows() {
    const QByteArray before = qgetenv("SSL_CERT_FILE");
    qputenv("SSL_CERT_FILE", QByteArray::fromStdString(m_made.path("root.pem").string()));
    const auto identity = loadIdentity(files("site.pem", "site.key", "issuing.pem|middle.pem"));
    qputenv("SSL_CERT_FILE", before);
    QVERIFY(identity);
    QVERIFY2(identity->warnings.empty(), qPrintable(sentences(identity->warnings)));
  }

  void namesEveryFileToWatch() {
    const auto identity = loadIdentity(files("site.pem", "site.key", "issuing.pem|middle.pem|root.pem"));
    QVERIFY(identity);
    QCOMPARE(identity->files.size(), 5U);
    QCOMPARE(identity->facts.fingerprint, certificates::factsOf(identity->leaf.get()).fingerprint);
  }
};

QTEST_GUILESS_MAIN(TestIdentity)
#include "test_identity.moc"
