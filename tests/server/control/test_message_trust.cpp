// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The reports about trust and public authorities, to JSON and back.

#include <QTest>

#include "server/control/message_acme.h"
#include "server/control/message_trust.h"

class TestMessageTrust : public QObject {
  Q_OBJECT

 private slots:
  void comesBackAsItWas();
  void refusesWhatIsNoReport_data();
  void refusesWhatIsNoReport();

 private:
  static base::Problem problem() {
    base::Problem made;
    made.code = base::ProblemCode::AuthorityNotTrusted;
    made.arguments = {{"store", "Firefox (ä)"}, {"issuer", "\"A\"\n"}};
    made.severity = base::Problem::Severity::Warning;
    return made;
  }
};

void TestMessageTrust::comesBackAsItWas() {
  control::TrustReport trust;
  trust.authority = "Forkyard";
  trust.fingerprint = "ab";
  trust.file = "/a b.pem";
  trust.notAfter = 4'102'444'800'000;
  trust.done = false;
  trust.stores = {{"firefox:a", "Firefox (a)", "firefox", "snap", "a", "Nightly", "/f", "not-trusted", {problem()}}};
  trust.problems = {problem()};
  const auto trustAgain = control::trustReportFromJson(toJson(trust));
  QVERIFY2(trustAgain, trustAgain ? "" : trustAgain.error().sentence.c_str());
  QCOMPARE(toJson(*trustAgain), toJson(trust));
  QVERIFY(trustAgain->stores.at(0).problems.at(0) == problem());
  QCOMPARE(trustAgain->stores.at(0).edition, std::string("Nightly"));
  QVERIFY(!trustAgain->done);

  const control::LadderReport ladder{
      "localhost", 8443, "/c.pem",
      "TLSv1.3",   "h2", {{"store", "chromium", "no", "trust", {problem()}}, {"handshake", "", "yes", "", {}}}};
  const auto ladderAgain = control::ladderReportFromJson(toJson(ladder));
  QVERIFY2(ladderAgain, ladderAgain ? "" : ladderAgain.error().sentence.c_str());
  QCOMPARE(toJson(*ladderAgain), toJson(ladder));
  QCOMPARE(ladderAgain->rows.at(0).mend, std::string("trust"));

  const control::AcmeReport acme{{{"shop.test", "failed", "because", {problem()}}}};
  const auto acmeAgain = control::acmeReportFromJson(toJson(acme));
  QVERIFY2(acmeAgain, acmeAgain ? "" : acmeAgain.error().sentence.c_str());
  QCOMPARE(toJson(*acmeAgain), toJson(acme));
  QCOMPARE(acmeAgain->entries.at(0).outcome, std::string("failed"));
}

void TestMessageTrust::refusesWhatIsNoReport_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("not JSON") << QByteArray("{");
  QTest::newRow("an array") << QByteArray("[]");
  QTest::newRow("another object") << QByteArray("{}");
  QTest::newRow("parts of another kind") << QByteArray(R"({"done":true,"stores":[1],"rows":[1],"entries":[1]})");
  QTest::newRow("no lists") << QByteArray(R"({"done":true,"stores":{},"rows":"x","entries":1})");
}

void TestMessageTrust::refusesWhatIsNoReport() {
  QFETCH(QByteArray, json);
  const std::string text = json.toStdString();
  QVERIFY(!control::trustReportFromJson(text));
  QVERIFY(!control::ladderReportFromJson(text));
  QVERIFY(!control::acmeReportFromJson(text));
}

QTEST_GUILESS_MAIN(TestMessageTrust)
#include "test_message_trust.moc"
