// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The local authority and what it issues, judged by the openssl command as by a client.

#include "server/certificates/certificate_authority.h"

#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "server/certificates/certificate_issue.h"
#include "server/certificates/import_content.h"
#include "server/certificates/inspection.h"
#include "server/certificates/self_signed_certificate.h"
#include "server/certificates/store_changes.h"
#include "tests/server/certificates/problem_words.h"

using certificates::AuthorityFiles;
using certificates::AuthorityRequest;
using certificates::IssueRequest;
using certificates::KeyType;
using certificates::Secret;

namespace {

constexpr base::UnixMilliseconds day = 24LL * 3600 * 1000;

IssueRequest requestFor(const std::vector<std::string>& names) {
  IssueRequest request;
  request.names = certificates::parseNames(names).names;
  return request;
}

}  // namespace

class TestCertificateAuthority : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> m_folder;
  [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder->filePath(name).toStdString(); }
  [[nodiscard]] std::filesystem::path store() const { return path("certificates"); }
  [[nodiscard]] AuthorityFiles files() const { return certificates::authorityFiles(m_folder->path().toStdString()); }

  QByteArray openssl(const QStringList& arguments) const {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start("openssl", arguments);
    process.waitForFinished(20'000);
    return process.readAll();
  }
  /// What `openssl verify` says of a certificate, trusting nobody but the authority.
  QByteArray verify(X509* certificate, const QStringList& arguments) const {
    static_cast<void>(certificates::writeCertificate(path("leaf.pem"), certificate));
    return openssl(QStringList{"verify", "-no-CAfile", "-no-CApath", "-no-CAstore", "-x509_strict", "-CAfile",
                               QString::fromStdString(files().certificate.string())} +
                   arguments + QStringList{m_folder->filePath("leaf.pem")});
  }
  certificates::Authority open(const char* passphrase = "") const {
    return std::move(*certificates::openAuthority(files(), Secret(passphrase)));
  }

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void isMadeOnceAndForItsOwnerAlone() {
    QVERIFY(!*certificates::authorityFacts(files()));
    QCOMPARE(codesOf(certificates::openAuthority(files(), {}).error().problems), QString("authority-missing"));
    const auto made = certificates::createAuthority(files(), {}, base::unixNow());
    QVERIFY2(made, made ? "" : made.error().sentence.c_str());
    QVERIFY(made->certificate.authority && made->certificate.selfSigned && made->hasKey && !made->needsPassphrase);
    QVERIFY(**certificates::authorityFacts(files()) == *made);
    struct stat status {};
    QCOMPARE(::stat(files().key.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 07777U, mode_t{0600});
    QCOMPARE(codesOf(certificates::createAuthority(files(), {}, base::unixNow()).error().problems),
             QString("authority-exists"));
    QVERIFY(**certificates::authorityFacts(files()) == *made);
  }

  void saysInItsCertificateWhatItMayDo() {
    AuthorityRequest request;
    request.key = KeyType::P384;
    request.names = {"lan", "bücher.example"};
    QVERIFY(certificates::createAuthority(files(), request, base::unixNow()));
    const QByteArray text =
        openssl({"x509", "-noout", "-text", "-in", QString::fromStdString(files().certificate.string())});
    for (const char* part :
         {"ecdsa-with-SHA384", "NIST CURVE: P-384", "Name Constraints: critical", "DNS:localhost", "DNS:test",
          "DNS:home.arpa", "DNS:lan", "DNS:xn--bcher-kva.example", "IP:127.0.0.0/255.0.0.0", "email:invalid",
          "URI:invalid", "CA:TRUE, pathlen:0", "TLS Web Server Authentication, TLS Web Client Authentication",
          "Certificate Sign, CRL Sign"})
      QVERIFY2(text.contains(part), (QByteArray(part) + " in\n" + text).constData());
    const auto details = certificates::inspectFiles({files().certificate, {}, {}});
    QCOMPARE(details->chain.front().pathLength, std::optional<int>(0));
    QVERIFY(details->chain.front().constraints == (*certificates::authorityFacts(files()))->constraints);
  }

  void opensslAcceptsWhatItIssues_data() {
    QTest::addColumn<int>("type");
    QTest::newRow("P-256") << int(KeyType::P256);
    QTest::newRow("P-384") << int(KeyType::P384);
    QTest::newRow("RSA 2048") << int(KeyType::Rsa2048);
    QTest::newRow("RSA 3072") << int(KeyType::Rsa3072);
  }
  void opensslAcceptsWhatItIssues() {
    QFETCH(int, type);
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    IssueRequest request = requestFor({"localhost", "shop.test", "*.shop.test", "127.0.0.1", "::1"});
    request.key = KeyType(type);
    const auto issued = certificates::issueCertificate(open(), request, base::unixNow());
    QVERIFY2(issued, issued ? "" : issued.error().sentence.c_str());
    for (const char* host : {"localhost", "shop.test", "a.shop.test"}) {
      const QByteArray said = verify(issued->certificate.get(), {"-purpose", "sslserver", "-verify_hostname", host});
      QVERIFY2(said.endsWith(": OK\n"), said.constData());
    }
    for (const char* address : {"127.0.0.1", "::1"}) {
      const QByteArray said = verify(issued->certificate.get(), {"-purpose", "sslserver", "-verify_ip", address});
      QVERIFY2(said.endsWith(": OK\n"), said.constData());
    }
    QVERIFY(!verify(issued->certificate.get(), {"-verify_hostname", "other.test"}).endsWith(": OK\n"));
    QVERIFY(!verify(issued->certificate.get(), {"-purpose", "sslclient"}).endsWith(": OK\n"));
    QCOMPARE(certificates::factsOf(issued->certificate.get()).daysLeft(base::unixNow()), certificates::defaultDays);
  }

  void opensslRefusesWhatIsOutside_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"example.com", "*.example.com", "8.8.8.8", "2001:db8::1", "nottest"})
      QTest::newRow(name) << name;
  }
  void opensslRefusesWhatIsOutside() {
    QFETCH(QString, name);
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    const IssueRequest request = requestFor({"shop.test", name.toStdString()});
    QCOMPARE(codesOf(certificates::issueWarnings(request, **certificates::authorityFacts(files()), base::unixNow())),
             QString("name-outside-authority"));
    const auto issued = certificates::issueCertificate(open(), request, base::unixNow());
    QVERIFY(issued);
    const QByteArray said = verify(issued->certificate.get(), {});
    QVERIFY2(said.contains("permitted subtree violation"), said.constData());
  }

  void opensslRefusesMailAndWebNames_data() {
    QTest::addColumn<QString>("names");
    QTest::newRow("e-mail") << "email:me@shop.test";
    QTest::newRow("e-mail of nobody's domain") << "email:me@example.com";
    QTest::newRow("URI") << "URI:https://shop.test/";
  }
  void opensslRefusesMailAndWebNames() {
    // Whoever has the key can sign what we would not: it must not be worth anything.
    QFETCH(QString, names);
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    const QString csr = m_folder->filePath("other.csr");
    openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout",
             m_folder->filePath("other.key"), "-subj", "/CN=other", "-addext", "subjectAltName=" + names, "-out", csr});
    openssl({"x509", "-req", "-in", csr, "-copy_extensions", "copyall", "-CA",
             QString::fromStdString(files().certificate.string()), "-CAkey",
             QString::fromStdString(files().key.string()), "-out", m_folder->filePath("other.pem")});
    const auto other = certificates::readCertificates(path("other.pem"));
    QVERIFY(other);
    const QByteArray said = verify(other->front().get(), {});
    QVERIFY2(said.contains("permitted subtree violation"), said.constData());
    const QByteArray bytes = [&] {
      QFile file(csr);
      return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    const auto read = certificates::readSigningRequest(bytes.toStdString(), csr.toStdString());
    QVERIFY(!read);
    QCOMPARE(codesOf(read.error().problems), QString("name-not-usable"));
  }

  void addressesAloneAreNoDnsNames() {
    // OpenSSL reads a common name of digits and dots as a DNS name, which the constraints would refuse.
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    const auto issued = certificates::issueCertificate(open(), requestFor({"127.0.0.1"}), base::unixNow());
    const QByteArray said = verify(issued->certificate.get(), {"-purpose", "sslserver", "-verify_ip", "127.0.0.1"});
    QVERIFY2(said.endsWith(": OK\n"), said.constData());
    QCOMPARE(certificates::factsOf(issued->certificate.get()).subject, std::string("127.0.0.1"));
  }

  void longNamesFit() {
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    const std::string name = std::string(60, 'a') + "." + std::string(60, 'b') + ".test";
    const auto issued = certificates::issueCertificate(open(), requestFor({name}), base::unixNow());
    QVERIFY2(issued, issued ? "" : issued.error().sentence.c_str());
    const QByteArray said = verify(issued->certificate.get(), {"-verify_hostname", QString::fromStdString(name)});
    QVERIFY2(said.endsWith(": OK\n"), said.constData());
  }

  void clientsGetTheirs() {
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    IssueRequest request;
    request.usage = certificates::Usage::Client;
    request.commonName = "Alice Smith";
    const auto issued = certificates::issueCertificate(open(), request, base::unixNow());
    QVERIFY2(issued, issued ? "" : issued.error().sentence.c_str());
    const QByteArray said = verify(issued->certificate.get(), {"-purpose", "sslclient"});
    QVERIFY2(said.endsWith(": OK\n"), said.constData());
    QVERIFY(!verify(issued->certificate.get(), {"-purpose", "sslserver"}).endsWith(": OK\n"));
    QCOMPARE(certificates::factsOf(issued->certificate.get()).subject, std::string("Alice Smith"));
  }

  void aPassphraseGuardsItsKey() {
    AuthorityRequest request;
    request.passphrase = Secret("correct horse");
    QVERIFY(certificates::createAuthority(files(), request, base::unixNow())->needsPassphrase);
    QVERIFY((*certificates::authorityFacts(files()))->needsPassphrase);
    QCOMPARE(codesOf(certificates::openAuthority(files(), {}).error().problems), QString("passphrase-needed"));
    QCOMPARE(codesOf(certificates::openAuthority(files(), Secret("wrong")).error().problems),
             QString("passphrase-wrong"));
    QVERIFY(certificates::openAuthority(files(), Secret("correct horse")));
    const QByteArray text = openssl({"asn1parse", "-in", QString::fromStdString(files().key.string())});
    QVERIFY2(text.contains("PBES2") && text.contains("aes-256-cbc") && text.contains("hmacWithSHA256"),
             text.constData());
  }

  void aKeyThatOthersReadIsNotUsed() {
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    QCOMPARE(::chmod(files().key.c_str(), 0644), 0);
    QCOMPARE(codesOf(certificates::openAuthority(files(), {}).error().problems), QString("key-permissions"));
  }

  void reissuedWithMoreNamesWhatItIssuedGoesOn() {
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow() - 100 * day));
    const auto before = certificates::issueCertificate(open(), requestFor({"shop.test"}), base::unixNow());
    certificates::EntryContent content;
    content.certificate = before->certificate.get();
    content.key = before->key.get();
    QVERIFY(certificates::addEntry(store(), "shop.test", content));
    const certificates::AuthorityReissue reissue{{"lan"}, {"internal"}, 3650};
    const auto plan = certificates::planReissue(files(), store(), reissue, base::unixNow());
    QVERIFY2(plan, plan ? "" : plan.error().sentence.c_str());
    QCOMPARE(plan->added, std::vector<std::string>{"lan"});
    QCOMPARE(plan->removed, std::vector<std::string>{"internal"});
    QCOMPARE(plan->keptEntries, std::vector<std::string>{"shop.test"});
    QVERIFY((*certificates::authorityFacts(files()))->certificate.fingerprint == plan->before.certificate.fingerprint);

    const auto change = certificates::reissueAuthority(files(), store(), reissue, {}, base::unixNow());
    QVERIFY2(change, change ? "" : change.error().sentence.c_str());
    QVERIFY(change->after.certificate.fingerprint != change->before.certificate.fingerprint);
    QCOMPARE(change->after.certificate.subject, change->before.certificate.subject);
    QVERIFY(change->after.certificate.notAfter > change->before.certificate.notAfter);
    const QByteArray old = verify(before->certificate.get(), {"-verify_hostname", "shop.test"});
    QVERIFY2(old.endsWith(": OK\n"), old.constData());
    const auto fresh = certificates::issueCertificate(open(), requestFor({"nas.lan"}), base::unixNow());
    const QByteArray added = verify(fresh->certificate.get(), {"-verify_hostname", "nas.lan"});
    QVERIFY2(added.endsWith(": OK\n"), added.constData());
  }

  void reissuedWithLessTellsWhatIsLost() {
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    const auto issued = certificates::issueCertificate(open(), requestFor({"shop.test"}), base::unixNow());
    certificates::EntryContent content;
    content.certificate = issued->certificate.get();
    content.key = issued->key.get();
    QVERIFY(certificates::addEntry(store(), "shop", content));
    // It was never to vouch for this one.
    const auto outside = certificates::issueCertificate(open(), requestFor({"bank.example"}), base::unixNow());
    content.certificate = outside->certificate.get();
    content.key = outside->key.get();
    QVERIFY(certificates::addEntry(store(), "bank", content));
    const auto plan = certificates::planReissue(files(), store(), {{}, {"test"}, 3650}, base::unixNow());
    QCOMPARE(plan->lostEntries, (std::vector<std::string>{"bank", "shop"}));
    QVERIFY(plan->keptEntries.empty());
    const std::vector<std::string> domains = certificates::defaultConstraints().domains;
    QVERIFY(!certificates::planReissue(files(), store(), {{}, domains, 3650}, base::unixNow()));
    QVERIFY(!certificates::planReissue(files(), store(), {{}, {"never.there"}, 3650}, base::unixNow()));
  }

  void nothingOutlivesItsAuthority() {
    AuthorityRequest request;
    request.days = 100;
    QVERIFY(certificates::createAuthority(files(), request, base::unixNow()));
    IssueRequest wish = requestFor({"shop.test"});
    wish.days = 900;
    QCOMPARE(codesOf(certificates::issueWarnings(wish, **certificates::authorityFacts(files()), base::unixNow())),
             QString("authority-ends-before|valid-too-long"));
    const auto issued = certificates::issueCertificate(open(), wish, base::unixNow());
    QCOMPARE(certificates::factsOf(issued->certificate.get()).daysLeft(base::unixNow()), 100);
    wish.days = 0;
    QVERIFY(!certificates::issueCertificate(open(), wish, base::unixNow()));
    QVERIFY(!certificates::issueCertificate(open(), {}, base::unixNow()));
  }

  void requestsGoRound() {
    QVERIFY(certificates::createAuthority(files(), {}, base::unixNow()));
    const IssueRequest wish = requestFor({"shop.test", "127.0.0.1", "*.shop.test"});
    const auto key = certificates::generateKey(KeyType::P256);
    const auto pem = certificates::makeSigningRequest(wish, key->get());
    QVERIFY2(pem, pem ? "" : pem.error().sentence.c_str());
    const auto read = certificates::readSigningRequest(*pem, "wish.csr");
    QVERIFY2(read, read ? "" : read.error().sentence.c_str());
    QVERIFY(read->wish.names == wish.names);
    const auto signedOne = certificates::issueFor(open(), read->wish, read->key.get(), base::unixNow());
    const QByteArray said = verify(signedOne->get(), {"-purpose", "sslserver", "-verify_hostname", "a.shop.test"});
    QVERIFY2(said.endsWith(": OK\n"), said.constData());
    QCOMPARE(EVP_PKEY_eq(X509_get0_pubkey(signedOne->get()), key->get()), 1);
    std::string damaged = *pem;
    damaged[damaged.size() / 2] = damaged[damaged.size() / 2] == 'A' ? 'B' : 'A';
    QVERIFY(!certificates::readSigningRequest(damaged, "wish.csr"));
    for (const char* other :
         {"", "words", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"})
      QCOMPARE(codesOf(certificates::readSigningRequest(other, "x").error().problems),
               QString("certificate-unreadable"));
  }
};

QTEST_GUILESS_MAIN(TestCertificateAuthority)
#include "test_certificate_authority.moc"
