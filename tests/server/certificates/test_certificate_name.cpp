// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What people type where a certificate's names belong, and what a local authority may vouch for.

#include "server/certificates/certificate_name.h"

#include <QtTest>

#include "server/certificates/name_constraints.h"
#include "tests/server/certificates/problem_words.h"

using certificates::CertificateName;
using certificates::CertificateNames;
using certificates::NameKind;

namespace {

struct Row {
  const char* given;
  NameKind kind;
  const char* text;
  const char* shown = "";  ///< empty: as text
  const char* warnings = "";
};

const std::string longLabel(63, 'a');
const std::string tooLongLabel(64, 'a');

// clang-format off
const Row understood[] = {
    {"localhost", NameKind::Dns, "localhost"},
    {"LOCALHOST.", NameKind::Dns, "localhost"},
    {"Shop.Test", NameKind::Dns, "shop.test"},
    {"my_app.test", NameKind::Dns, "my_app.test"},
    {"3com.test", NameKind::Dns, "3com.test"},
    {"*.shop.test", NameKind::Wildcard, "*.shop.test"},
    {"*.test", NameKind::Wildcard, "*.test", "", "wildcard-too-broad"},
    {"*.localhost", NameKind::Wildcard, "*.localhost", "", "wildcard-too-broad"},
    {"shop.dev", NameKind::Dns, "shop.dev", "", "name-forces-https"},
    {"app", NameKind::Dns, "app", "", "name-forces-https"},
    {"*.dev", NameKind::Wildcard, "*.dev", "", "name-forces-https|wildcard-too-broad"},
    {"dev.test", NameKind::Dns, "dev.test"},
    {"127.0.0.1", NameKind::Ipv4, "127.0.0.1"},
    {"::1", NameKind::Ipv6, "::1"},
    {"[::1]", NameKind::Ipv6, "::1"},
    {"FE80:0:0::00AB", NameKind::Ipv6, "fe80::ab"},
    {"::ffff:10.0.0.1", NameKind::Ipv6, "::ffff:10.0.0.1"},
    {"bücher.test", NameKind::Dns, "xn--bcher-kva.test", "bücher.test"},
    {"BÜCHER.test", NameKind::Dns, "xn--bcher-kva.test", "bücher.test"},
    {"*.bücher.test", NameKind::Wildcard, "*.xn--bcher-kva.test", "*.bücher.test"},
    {"xn--bcher-kva.test", NameKind::Dns, "xn--bcher-kva.test", "bücher.test"},
    {"한국.test", NameKind::Dns, "xn--3e0b707e.test", "한국.test"},
    {"日本。test", NameKind::Dns, "xn--wgv71a.test", "日本.test"},
    {"straße.test", NameKind::Dns, "xn--strae-oqa.test", "straße.test"},
};

struct Refused {
  const char* given;
  const char* reason;
  const char* suggestion = "";
};

const Refused refused[] = {
    {"me@shop.test", "e-mail"},
    {"https://shop.test/", "web address", "shop.test"},
    {"https://localhost:8443/a?b", "web address", "localhost"},
    {"https://[::1]:8443", "web address", "[::1]"},
    {"ftp://me@shop.test", "web address", "shop.test"},
    {"mailto:me@shop.test", "e-mail"},
    {"localhost:8443", "port", "localhost"},
    {"127.0.0.1:443", "port", "127.0.0.1"},
    {"[::1]:443", "port", "[::1]"},
    {"10.0.0.0/8", "range", "10.0.0.0"},
    {"shop.test/path", "path", "shop.test"},
    {"fe80::1%eth0", "zone"},
    {"*", "wildcard"},
    {"a*.shop.test", "wildcard"},
    {"shop.*.test", "wildcard"},
    {"*.*.test", "wildcard"},
    {"*.127.0.0.1", "not a valid address"},
    {"1.2.3", "not a valid address"},
    {"256.0.0.1", "not a valid address"},
    {"1:2", "port"},
    {"::g", "not a valid address"},
    {"a..test", "empty"},
    {".test", "empty"},
    {"*.", "empty"},
    {"-a.test", "hyphen"},
    {"a-.test", "hyphen"},
    {"a!b.test", "characters"},
    {"a\x01" "b.test", "characters"},
    {"\xff\xfe.test", "characters"},
    {"xn--a.test", "punycode"},
    {"xn--zzzzzzzzzzzz.test", "punycode"},
    {"a\u202e" "b.test", "characters"},
};
// clang-format on

QString kindOf(NameKind kind) {
  return QString::number(static_cast<int>(kind));
}

}  // namespace

class TestCertificateName : public QObject {
  Q_OBJECT

 private slots:
  void understandsWhatPeopleType_data() {
    QTest::addColumn<int>("row");
    for (std::size_t at = 0; at < std::size(understood); ++at) QTest::newRow(understood[at].given) << int(at);
  }
  void understandsWhatPeopleType() {
    QFETCH(int, row);
    const Row& wanted = understood[row];
    const CertificateNames parsed = certificates::parseNames({wanted.given});
    QVERIFY2(parsed.isUsable(), qPrintable(sentencesOf(parsed.problems)));
    QCOMPARE(parsed.names.size(), std::size_t{1});
    const CertificateName& name = parsed.names.front();
    QCOMPARE(kindOf(name.kind), kindOf(wanted.kind));
    QCOMPARE(name.text, std::string(wanted.text));
    QCOMPARE(name.shown, std::string(*wanted.shown != '\0' ? wanted.shown : wanted.text));
    QCOMPARE(codesOf(parsed.problems), QString(wanted.warnings));
  }

  void refusesInWords_data() {
    QTest::addColumn<int>("row");
    for (std::size_t at = 0; at < std::size(refused); ++at) QTest::newRow(std::to_string(at).c_str()) << int(at);
  }
  void refusesInWords() {
    QFETCH(int, row);
    const Refused& wanted = refused[row];
    const CertificateNames parsed = certificates::parseNames({wanted.given});
    QVERIFY2(!parsed.isUsable(), wanted.given);
    QCOMPARE(codesOf(parsed.problems), QString("name-not-usable"));
    const base::Problem& problem = parsed.problems.front();
    QVERIFY2(problem.arguments.at("reason").find(wanted.reason) != std::string::npos,
             problem.arguments.at("reason").c_str());
    const auto suggestion = problem.arguments.find("suggestion");
    QCOMPARE(suggestion == problem.arguments.end() ? std::string() : suggestion->second,
             std::string(wanted.suggestion));
  }

  void boundsWhatIsLong() {
    QVERIFY(certificates::parseNames({longLabel + ".test"}).isUsable());
    QVERIFY(!certificates::parseNames({tooLongLabel + ".test"}).isUsable());
    const std::string whole = longLabel + "." + longLabel + "." + longLabel + ".";
    QVERIFY(certificates::parseNames({whole + std::string(61, 'a')}).isUsable());
    QVERIFY(!certificates::parseNames({whole + std::string(62, 'a')}).isUsable());
    const CertificateNames huge = certificates::parseNames({std::string(1'000'000, 'a')});
    QVERIFY(huge.problems.front().arguments.at("name").size() <= 100);
    std::vector<std::string> many;
    for (int at = 0; at <= 100; ++at) many.push_back("n" + std::to_string(at) + ".test");
    QVERIFY(!certificates::parseNames(many).isUsable());
    many.pop_back();
    QVERIFY(certificates::parseNames(many).isUsable());
  }

  void takesOneFieldWithAllNamesEachOnce() {
    const CertificateNames parsed =
        certificates::parseNames({" localhost, shop.test;*.shop.test\n127.0.0.1 [::1]", "Localhost"});
    QVERIFY(parsed.isUsable());
    QCOMPARE(parsed.texts(), (std::vector<std::string>{"localhost", "shop.test", "*.shop.test", "127.0.0.1", "::1"}));
    QVERIFY(!certificates::parseNames({}).isUsable());
    QVERIFY(!certificates::parseNames({" , "}).isUsable());
  }

  void constraintsPermitWhatTheyName_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("permitted");
    for (const char* inside : {"localhost", "a.localhost", "shop.test", "*.shop.test", "*.test", "test", "a.b.internal",
                               "nas.home.arpa", "127.0.0.1", "127.255.0.1", "::1", "10.1.2.3", "172.16.0.1",
                               "172.31.255.255", "192.168.1.1", "169.254.1.1", "fd00::1", "fe80::1", "*.localhost"})
      QTest::newRow(inside) << inside << true;
    for (const char* outside : {"example.com", "nottest", "a.nottest", "test.example", "localhost.example", "arpa",
                                "*.arpa", "8.8.8.8", "172.32.0.1", "11.0.0.1", "::2", "2001:db8::1", "lan"})
      QTest::newRow(outside) << outside << false;
  }
  void constraintsPermitWhatTheyName() {
    QFETCH(QString, name);
    QFETCH(bool, permitted);
    const certificates::NameConstraints constraints = certificates::defaultConstraints();
    const CertificateNames parsed = certificates::parseNames({name.toStdString()});
    QVERIFY(parsed.isUsable());
    QCOMPARE(constraints.permits(parsed.names.front()), permitted);
    const auto warnings = constraints.warningsFor(parsed.names);
    QCOMPARE(codesOf(warnings), permitted ? QString() : QString("name-outside-authority"));
    const auto wider = certificates::withAdded(constraints, {name.toStdString()});
    QVERIFY(wider && wider->permits(parsed.names.front()));
  }

  void constraintsAreAddedOnceAndCanonical() {
    const certificates::NameConstraints none;
    const auto added = certificates::withAdded(none, {"lan", "LAN", "*.corp.example", ".corp.example", "192.0.2.77/24",
                                                      "192.0.2.7", "bücher.example", "fd12::1/48"});
    QVERIFY2(added, added ? "" : added.error().sentence.c_str());
    QCOMPARE(added->domains, (std::vector<std::string>{"lan", "corp.example", "xn--bcher-kva.example"}));
    QCOMPARE(added->addresses, (std::vector<std::string>{"192.0.2.0/24", "192.0.2.7/32", "fd12::/48"}));
    QCOMPARE(added->text(), std::string("lan, corp.example, bücher.example, 192.0.2.0/24, 192.0.2.7/32, fd12::/48"));
    const auto wrong = certificates::withAdded(none, {"0.0.0.0/0", "::/0", "10.0.0.0/33", "me@corp.example"});
    QCOMPARE(wrong.error().problems.size(), std::size_t{4});
  }
};

QTEST_GUILESS_MAIN(TestCertificateName)
#include "test_certificate_name.moc"
