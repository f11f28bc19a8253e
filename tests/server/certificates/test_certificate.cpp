// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/certificates/certificate.h"

#include <QtTest>

#include "server/certificates/private_key.h"
#include "server/certificates/self_signed_certificate.h"

using certificates::CertificateFacts;

namespace {

constexpr base::UnixMilliseconds day = 24LL * 60 * 60 * 1000;
constexpr base::UnixMilliseconds now = 1'800'000'000'000;

certificates::X509Pointer selfSigned(const std::vector<std::string>& names, certificates::KeyType type) {
  const auto key = certificates::generateKey(type);
  return std::move(*certificates::makeSelfSigned({names, 820}, key->get(), now));
}

}  // namespace

class TestCertificate : public QObject {
  Q_OBJECT

 private slots:
  void coversWhatClientsAccept_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("covered");
    const auto row = [](const char* name, const char* host, bool covered) {
      QTest::addRow("%s for %s", name, host) << QString(name) << QString(host) << covered;
    };
    row("shop.test", "shop.test", true);
    row("shop.test", "SHOP.Test", true);
    row("Shop.TEST", "shop.test", true);
    row("shop.test", "shop.test.", true);
    row("shop.test.", "shop.test", true);
    row("shop.test", "www.shop.test", false);
    row("shop.test", "shop.tes", false);
    row("shop.test", "ashop.test", false);
    row("shop.test", "", false);
    row("shop.test", ".", false);
    row("localhost", "localhost", true);
    row("*.shop.test", "www.shop.test", true);
    row("*.shop.test", "WWW.shop.test.", true);
    row("*.Shop.test", "www.shop.test", true);
    row("*.shop.test", "shop.test", false);
    row("*.shop.test", ".shop.test", false);
    row("*.shop.test", "a.b.shop.test", false);
    row("*.shop.test", "*.shop.test", true);
    row("*.shop.test", "xn--bcher-kva.shop.test", true);
    row("*.test", "shop.test", false);
    row("*", "localhost", false);
    row("*.*.test", "a.b.test", false);
    row("w*.shop.test", "www.shop.test", false);
    row("*w.shop.test", "www.shop.test", false);
    row("www.*.test", "www.shop.test", false);
    row("xn--bcher-kva.test", "xn--bcher-kva.test", true);
    row("xn--bcher-kva.test", "XN--BCHER-KVA.test", true);
    row("xn--bcher-kva.test",
        "b\xC3\xBC"
        "cher.test",
        false);
    row("127.0.0.1", "127.0.0.1", true);
    row("127.0.0.1", "127.0.0.2", false);
    row("127.0.0.1", "127.1", false);
    row("127.0.0.1", "127.0.0.01", false);
    row("*.0.0.1", "127.0.0.1", false);
    row("::1", "::1", true);
    row("::1", "[::1]", true);
    row("::1", "0:0:0:0:0:0:0:1", true);
    row("::1", "::2", false);
    row("2001:db8::a", "2001:DB8:0:0::A", true);
    row("2001:db8::a", "[2001:db8::a]", true);
    row("fe80::1", "fe80::1%eth0", true);
    row("127.0.0.1", "::ffff:127.0.0.1", false);
    row("DNS:127.0.0.1", "127.0.0.1", false);
  }
  void coversWhatClientsAccept() {
    QFETCH(QString, name);
    QFETCH(QString, host);
    CertificateFacts facts;
    facts.names = {"elsewhere.test", name.toStdString(), "10.0.0.1"};
    QTEST(facts.covers(host.toStdString()), "covered");
  }

  void coversNothingWithoutNames() {
    CertificateFacts facts;
    facts.subject = "shop.test";
    QVERIFY(!facts.covers("shop.test"));
  }

  void roundsDaysDown_data() {
    QTest::addColumn<qint64>("left");
    QTest::addColumn<int>("days");
    QTest::newRow("820 days") << qint64(820 * day) << 820;
    QTest::newRow("just under") << qint64(820 * day - 1) << 819;
    QTest::newRow("the last day") << qint64(1) << 0;
    QTest::newRow("at the end") << qint64(0) << 0;
    QTest::newRow("just over") << qint64(-1) << -1;
    QTest::newRow("a day over") << qint64(-day) << -1;
    QTest::newRow("more than a day over") << qint64(-day - 1) << -2;
  }
  void roundsDaysDown() {
    QFETCH(qint64, left);
    CertificateFacts facts;
    facts.notAfter = now + left;
    QTEST(facts.daysLeft(now), "days");
  }

  void tellsTheFacts() {
    const auto certificate = selfSigned({"localhost", "127.0.0.1", "::1"}, certificates::KeyType::P256);
    const CertificateFacts facts = certificates::factsOf(certificate.get());
    QCOMPARE(facts.subject, "localhost");
    QCOMPARE(facts.issuer, "localhost");
    QCOMPARE(facts.names, (std::vector<std::string>{"localhost", "127.0.0.1", "::1"}));
    QCOMPARE(facts.key, "ECDSA P-256");
    QCOMPARE(facts.fingerprint.size(), 64U);
    QCOMPARE(facts.daysLeft(now), 820);
    QVERIFY(facts.notBefore < now);
    QVERIFY(facts.notAfter - facts.notBefore <= 825 * day);
    QVERIFY(facts.selfSigned);
    QVERIFY(!facts.authority);
    QCOMPARE(X509_get_version(certificate.get()), X509_VERSION_3);
    QCOMPARE(ASN1_STRING_length(X509_get0_serialNumber(certificate.get())), 16);
    QVERIFY(X509_get0_subject_key_id(certificate.get()) != nullptr);
    QCOMPARE(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 1);
    QVERIFY(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0) != 1);
  }

  void agreesWithOpenSslOnNames_data() {
    QTest::addColumn<QString>("host");
    for (const char* host :
         {"shop.test", "www.shop.test", "a.b.shop.test", "other.test", "SHOP.test", "x.deep.shop.test"}) {
      QTest::newRow(host) << QString(host);
    }
  }
  void agreesWithOpenSslOnNames() {
    QFETCH(QString, host);
    const auto certificate = selfSigned({"shop.test", "*.shop.test", "*.deep.shop.test"}, certificates::KeyType::P256);
    const QByteArray name = host.toUtf8();
    const bool openSsl = X509_check_host(certificate.get(), name.data(), static_cast<std::size_t>(name.size()),
                                         X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
    QCOMPARE(certificates::factsOf(certificate.get()).covers(host.toStdString()), openSsl);
  }

  void givesEachItsOwnSerialNumber() {
    const auto first = selfSigned({"localhost"}, certificates::KeyType::P256);
    const auto second = selfSigned({"localhost"}, certificates::KeyType::P256);
    QVERIFY(ASN1_INTEGER_cmp(X509_get0_serialNumber(first.get()), X509_get0_serialNumber(second.get())) != 0);
  }

  void keepsForeignTextOnOneLine() {
    const auto certificate = selfSigned({"evil\n\x1b[31m\xE2\x80\xAE"
                                         "gpj"},
                                        certificates::KeyType::P256);
    const CertificateFacts facts = certificates::factsOf(certificate.get());
    QCOMPARE(facts.subject, "evil??[31m?gpj");
    for (const char character : facts.names.front()) QVERIFY(static_cast<unsigned char>(character) >= 0x20);
  }

  void marksAnAddressThatIsWrittenAsDnsName() {
    const auto key = certificates::generateKey(certificates::KeyType::P256);
    auto certificate = std::move(*certificates::makeSelfSigned({{"localhost"}, 1}, key->get(), now));
    const certificates::OpenSslPointer<X509_EXTENSION, X509_EXTENSION_free> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:127.0.0.1"));
    X509_EXTENSION_free(
        X509_delete_ext(certificate.get(), X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1)));
    QCOMPARE(X509_add_ext(certificate.get(), names.get(), -1), 1);
    const CertificateFacts facts = certificates::factsOf(certificate.get());
    QCOMPARE(facts.names, std::vector<std::string>{"DNS:127.0.0.1"});
    QVERIFY(!facts.covers("127.0.0.1"));
  }
};

QTEST_GUILESS_MAIN(TestCertificate)
#include "test_certificate.moc"
