// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The ladder's rungs of stores: what each says of the root, and which mend goes with it.

#include "server/certificates/certificate_issue.h"
#include "server/certificates/self_signed_certificate.h"
#include "server/certificates/store_changes.h"
#include "server/certificates/trust_ladder.h"
#include "tests/server/certificates/trust_fixture.h"

using certificates::CheckAnswer;
using certificates::TrustChange;

class TestTrustLadder : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void asksEachStoreOfTheRoot();
  void anOlderRootIsAWarning();
  void aSelfSignedOneIsTrustedByNobody();
  void anUnknownIssuerCannotBeAskedFor();
  void anAuthorityOfSomebodyElseIsNotOursToTrust();
  void aPublicRootIsKnownToBrowsers();
  void eachMendHasAName();

 private:
  struct Issued {
    TrustFixture fixture;
    certificates::IdentityFiles files;
    std::vector<certificates::X509Pointer> known;

    Issued() {
      const auto authority = openAuthority(fixture.files, {});
      certificates::IssueRequest request;
      request.names = certificates::parseNames({"localhost"}).names;
      const auto made = issueCertificate(*authority, request, base::unixNow());
      if (!made) qFatal("%s", made.error().sentence.c_str());
      const std::string store = fixture.path("data/certificates");
      const certificates::EntryContent content{
          .certificate = made->certificate.get(), .chain = {}, .key = made->key.get(), .request = {}, .order = {}};
      if (!addEntry(store, "site", content)) qFatal("cannot store");
      files = *certificates::storedFiles(store, "site");
      known = std::move(*certificates::readCertificates(fixture.files.certificate));
    }
    [[nodiscard]] certificates::TrustLadder climb(const char* host = "localhost") const {
      return climbLadder(files, host, known, fixture.surroundings);
    }
  };

  static const certificates::StoreCheck& rung(const certificates::TrustLadder& ladder, const char* id) {
    for (const certificates::StoreCheck& each : ladder.stores) {
      if (each.store.id == id) return each;
    }
    qFatal("no store %s", id);
  }
};

void TestTrustLadder::initTestCase() {
  if (!base::findProgram("certutil")) QSKIP("NOT TESTED: certutil is not installed");
}

void TestTrustLadder::asksEachStoreOfTheRoot() {
  const Issued issued;
  const auto before = issued.climb();
  QCOMPARE(before.stores.size(), std::size_t{2});
  for (const char* id : {"system", "chromium"}) {
    const auto& check = rung(before, id);
    QCOMPARE(check.answer, CheckAnswer::No);
    QCOMPARE(check.problems.at(0).code, base::ProblemCode::AuthorityNotTrusted);
    QCOMPARE(certificates::ladderMend(check.problems.at(0).code), std::string_view("trust"));
  }
  QVERIFY(issued.fixture.change(issued.fixture.store("chromium"), TrustChange::Install));
  const auto after = issued.climb();
  QCOMPARE(rung(after, "chromium").answer, CheckAnswer::Yes);
  QCOMPARE(rung(after, "system").answer, CheckAnswer::No);
  for (const certificates::Check& check : after.checks) {
    // The root is not among the files: only clients that trust it have it.
    if (check.subject == certificates::CheckSubject::ChainComplete) continue;
    QVERIFY2(check.answer == CheckAnswer::Yes, std::string(name(check.subject)).c_str());
  }
  const auto elsewhere = issued.climb("other.test");
  const auto covered =
      std::ranges::find(elsewhere.checks, certificates::CheckSubject::NameCovered, &certificates::Check::subject);
  QVERIFY(covered->answer != CheckAnswer::Yes);
}

void TestTrustLadder::anOlderRootIsAWarning() {
  Issued issued;
  QVERIFY(issued.fixture.change(issued.fixture.store("chromium"), TrustChange::Install));
  certificates::AuthorityReissue more;
  more.add = {"lan"};
  QVERIFY(reissueAuthority(issued.fixture.files, issued.fixture.path("data/certificates"), more, {}, base::unixNow()));
  issued.known = std::move(*certificates::readCertificates(issued.fixture.files.certificate));
  const auto ladder = issued.climb();
  QCOMPARE(rung(ladder, "chromium").answer, CheckAnswer::Warning);
  QCOMPARE(rung(ladder, "chromium").problems.at(0).code, base::ProblemCode::AuthorityOutdated);
}

void TestTrustLadder::aSelfSignedOneIsTrustedByNobody() {
  TrustFixture fixture;
  const auto files = certificates::localhostFiles(fixture.path("data/certificates"));
  QVERIFY(files);
  const auto ladder = climbLadder(*files, "localhost", {}, fixture.surroundings);
  QCOMPARE(rung(ladder, "chromium").answer, CheckAnswer::No);
  QCOMPARE(rung(ladder, "chromium").problems.at(0).code, base::ProblemCode::SelfSignedLeaf);
  QCOMPARE(certificates::ladderMend(base::ProblemCode::SelfSignedLeaf), std::string_view("create-authority"));
}

void TestTrustLadder::anUnknownIssuerCannotBeAskedFor() {
  Issued issued;
  issued.known.clear();
  QCOMPARE(rung(issued.climb(), "chromium").answer, CheckAnswer::CannotTell);
  issued.files.certificate = "/nonexistent.pem";
  QCOMPARE(rung(issued.climb(), "chromium").answer, CheckAnswer::CannotTell);
}

void TestTrustLadder::anAuthorityOfSomebodyElseIsNotOursToTrust() {
  Issued issued;
  issued.files.ca.push_back(issued.fixture.files.certificate);
  QCOMPARE(rung(issued.climb(), "chromium").problems.at(0).code, base::ProblemCode::AuthorityNotTrusted);
  // The same root, on a machine that has an authority of its own.
  issued.known = std::move(*certificates::readCertificates(issued.fixture.path("other/authority/certificate.pem")));
  const auto ladder = issued.climb();
  const auto& check = rung(ladder, "chromium");
  QCOMPARE(check.answer, CheckAnswer::No);
  QCOMPARE(check.problems.at(0).code, base::ProblemCode::RootNotTrusted);
  QVERIFY(certificates::ladderMend(base::ProblemCode::RootNotTrusted).empty());
}

void TestTrustLadder::aPublicRootIsKnownToBrowsers() {
  Issued issued;
  issued.known.clear();
  // As if the distribution had brought it: in the bundle, and in no local folder.
  QVERIFY(QFile::copy(QString::fromStdString(issued.fixture.files.certificate.string()),
                      QString::fromStdString(issued.fixture.path("etc/ca-certificates.crt"))));
  const auto ladder = issued.climb();
  QCOMPARE(rung(ladder, "system").answer, CheckAnswer::Yes);
  QCOMPARE(rung(ladder, "chromium").answer, CheckAnswer::Yes);
}

void TestTrustLadder::eachMendHasAName() {
  using enum base::ProblemCode;
  for (const auto& [code, mend] :
       {std::pair(CertutilMissing, "install-certutil"), std::pair(BrowserOpen, "restart-browser"),
        std::pair(HandshakeOther, "reload-server"), std::pair(HandshakeFailed, "start-server"),
        std::pair(Expired, "renew"), std::pair(AuthorityTrustless, "trust"), std::pair(TrustUnreadable, "")}) {
    QCOMPARE(certificates::ladderMend(code), std::string_view(mend));
  }
}

QTEST_GUILESS_MAIN(TestTrustLadder)
#include "test_trust_ladder.moc"
