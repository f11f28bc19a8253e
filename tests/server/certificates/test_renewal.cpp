// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Reminders, who can renew what, and renewing with names and key kept.

#include "server/certificates/renewal.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "server/certificates/certificate_issue.h"
#include "server/certificates/identity_checks.h"
#include "server/certificates/store_changes.h"
#include "tests/server/certificates/problem_words.h"

using certificates::KeyType;
using certificates::RenewalWay;
using certificates::Secret;

namespace {

constexpr base::UnixMilliseconds day = 24LL * 3600 * 1000;

}  // namespace

class TestRenewal : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> m_folder;
  [[nodiscard]] std::filesystem::path store() const { return m_folder->filePath("certificates").toStdString(); }
  [[nodiscard]] certificates::AuthorityFiles files() const {
    return certificates::authorityFiles(m_folder->path().toStdString());
  }
  [[nodiscard]] std::optional<certificates::AuthorityFacts> authority() const {
    return *certificates::authorityFacts(files());
  }
  [[nodiscard]] certificates::StoreEntry entry(const char* name) const {
    return *certificates::storeEntry(store(), name);
  }
  static certificates::IssueRequest request(int days, KeyType key = KeyType::P256) {
    certificates::IssueRequest wish;
    wish.names = certificates::parseNames({"shop.test", "*.shop.test", "127.0.0.1"}).names;
    wish.key = key;
    wish.days = days;
    return wish;
  }
  /// An entry issued `daysAgo`, by the authority or by itself.
  void make(const char* name, const certificates::IssueRequest& wish, int daysAgo, bool byAuthority = true,
            const char* passphrase = "") const {
    const base::UnixMilliseconds then = base::unixNow() - daysAgo * day;
    certificates::EntryContent content;
    if (!byAuthority) {
      const auto key = certificates::generateKey(wish.key);
      const auto made = certificates::selfSign(wish, key->get(), then);
      content.certificate = made->get();
      content.key = key->get();
      QVERIFY(certificates::addEntry(store(), name, content));
      return;
    }
    const auto opened = certificates::openAuthority(files(), Secret(passphrase));
    const auto made = certificates::issueCertificate(*opened, wish, then);
    content.certificate = made->certificate.get();
    content.chain = {opened->certificate.get()};
    content.key = made->key.get();
    QVERIFY(certificates::addEntry(store(), name, content));
  }
  /// As if a public authority had issued it: where it says how to order it anew.
  void makeOrdered(const char* name, int daysAgo) const {
    make(name, request(90), daysAgo);
    std::ofstream(certificates::orderFile(store(), name)) << "names=shop.test\n";
  }
  void makeAuthority(const char* passphrase = "") const {
    certificates::AuthorityRequest wish;
    wish.passphrase = Secret(passphrase);
    QVERIFY(certificates::createAuthority(files(), wish, base::unixNow() - 1000 * day));
  }

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void remindsOnceAtEachThreshold() {
    certificates::CertificateFacts facts;
    facts.fingerprint = "one";
    facts.notAfter = 100 * day;
    certificates::ExpiryReminder reminder;
    QStringList reminded;
    for (int today = 0; today <= 110; ++today) {
      if (reminder.isDue(facts, today * day)) reminded << QString::number(100 - today);
    }
    QCOMPARE(reminded.join(' '), QString("30 14 7"));
    facts.fingerprint = "two";
    QVERIFY(reminder.isDue(facts, 99 * day));
    QVERIFY(!reminder.isDue(facts, 100 * day));
  }

  void knowsWhoCanRenew() {
    makeAuthority();
    make("ours", request(60), 50);
    make("self", request(60), 50, false);
    QVERIFY(certificates::linkEntry(store(), "linked", entry("ours").files));
    QVERIFY(certificates::renewalWay(entry("ours"), authority()) == RenewalWay::ByAuthority);
    QVERIFY(certificates::renewalWay(entry("ours"), std::nullopt) == RenewalWay::Elsewhere);
    QVERIFY(certificates::renewalWay(entry("self"), authority()) == RenewalWay::BySelf);
    QVERIFY(certificates::renewalWay(entry("linked"), authority()) == RenewalWay::Linked);
  }

  void anOrderGoesWithItsEntry() {
    makeAuthority();
    makeOrdered("public", 70);
    QVERIFY(certificates::renewalWay(entry("public"), authority()) == RenewalWay::ByAcme);
    QVERIFY(certificates::renewalWay(entry("public"), std::nullopt) == RenewalWay::ByAcme);
    QVERIFY(certificates::renameEntry(store(), "public", "shop"));
    QVERIFY(certificates::renewalWay(entry("shop"), authority()) == RenewalWay::ByAcme);
    // Another of that name was never ordered.
    make("public", request(60), 50);
    QVERIFY(certificates::renewalWay(entry("public"), authority()) == RenewalWay::ByAuthority);
    QVERIFY(certificates::removeEntry(store(), "shop"));
    QVERIFY(!std::filesystem::exists(store() / "shop"));
  }

  void keepsNamesAndKey_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("byAuthority");
    for (const KeyType type : {KeyType::P256, KeyType::P384, KeyType::Rsa2048}) {
      QTest::addRow("%d by the authority", int(type)) << int(type) << true;
      QTest::addRow("%d by itself", int(type)) << int(type) << false;
    }
  }
  void keepsNamesAndKey() {
    QFETCH(int, type);
    QFETCH(bool, byAuthority);
    makeAuthority();
    make("shop", request(60, KeyType(type)), 50, byAuthority);
    const certificates::StoreEntry before = entry("shop");
    const auto keyBefore = certificates::readKeyFile(before.files.key);
    const auto facts = certificates::renewEntry(store(), "shop", files(), {}, {}, base::unixNow());
    QVERIFY2(facts, facts ? "" : facts.error().sentence.c_str());
    QCOMPARE(facts->names, before.facts.names);
    QCOMPARE(facts->key, before.facts.key);
    QCOMPARE(facts->daysLeft(base::unixNow()), 60);
    QVERIFY2(entry("shop").problems.empty(), qPrintable(sentencesOf(entry("shop").problems)));
    QCOMPARE(EVP_PKEY_eq(certificates::readKeyFile(before.files.key).key.get(), keyBefore.key.get()), 1);

    const certificates::RenewalRequest fresh{certificates::RenewalKey::New, 10};
    const auto again = certificates::renewEntry(store(), "shop", files(), fresh, {}, base::unixNow());
    QCOMPARE(again->key, before.facts.key);
    QCOMPARE(again->daysLeft(base::unixNow()), 10);
    QVERIFY(EVP_PKEY_eq(certificates::readKeyFile(before.files.key).key.get(), keyBefore.key.get()) != 1);
    QVERIFY2(entry("shop").problems.empty(), qPrintable(sentencesOf(entry("shop").problems)));
  }

  void saysWhyItCannot() {
    makeAuthority("secret");
    make("ours", request(60), 50, true, "secret");
    QVERIFY(certificates::linkEntry(store(), "linked", entry("ours").files));
    const auto code = [&](const char* name, const char* passphrase) {
      const auto renewed = certificates::renewEntry(store(), name, files(), {}, Secret(passphrase), base::unixNow());
      return renewed ? QString() : codesOf(renewed.error().problems);
    };
    QCOMPARE(code("ours", ""), QString("passphrase-needed"));
    QCOMPARE(code("ours", "wrong"), QString("passphrase-wrong"));
    QCOMPARE(code("linked", "secret"), QString("entry-linked"));
    QCOMPARE(code("nothing", "secret"), QString("certificate-not-stored"));
    QCOMPARE(code("ours", "secret"), QString());
    std::filesystem::remove_all(files().certificate.parent_path());
    QCOMPARE(code("ours", "secret"), QString("renew-elsewhere"));
  }

  void isDueInTime() {
    certificates::CertificateFacts facts;
    facts.notBefore = 0;
    facts.notAfter = 820 * day;
    QVERIFY(!certificates::isRenewalDue(facts, 789 * day));
    QVERIFY(certificates::isRenewalDue(facts, 790 * day));
    facts.notAfter = 30 * day;
    QVERIFY(!certificates::isRenewalDue(facts, 19 * day));
    QVERIFY(certificates::isRenewalDue(facts, 20 * day));
  }

  void renewsUnattendedOnlyWhatIsDueAndOurs() {
    makeAuthority();
    make("due", request(90), 70);
    make("fresh", request(90), 1);
    make("self", request(90), 70, false);
    make("unused", request(90), 70);
    makeOrdered("public", 70);
    makeOrdered("public-fresh", 1);
    const std::string fresh = entry("fresh").facts.fingerprint;
    const auto outcome = certificates::renewDueEntries(
        store(), files(), {"due", "fresh", "self", "gone", "public", "public-fresh"}, base::unixNow());
    QCOMPARE(outcome.renewed, std::vector<std::string>{"due"});
    QCOMPARE(outcome.byAcme, std::vector<std::string>{"public"});
    QVERIFY(outcome.failures.empty());
    QCOMPARE(entry("due").facts.daysLeft(base::unixNow()), 90);
    QCOMPARE(entry("fresh").facts.fingerprint, fresh);
    QVERIFY(entry("self").facts.daysLeft(base::unixNow()) < 30);
    QVERIFY(entry("unused").facts.daysLeft(base::unixNow()) < 30);
  }

  void aPassphraseLeavesOnlyTheReminder() {
    makeAuthority("secret");
    make("due", request(90), 70, true, "secret");
    const auto outcome = certificates::renewDueEntries(store(), files(), {"due"}, base::unixNow());
    QVERIFY(outcome.renewed.empty());
    QCOMPARE(outcome.failures.size(), std::size_t{1});
    QCOMPARE(codesOf(outcome.failures.front().error.problems), QString("passphrase-needed"));
  }

  void anAuthorityThatEndsRenewsOnceAndNotForEver() {
    certificates::AuthorityRequest wish;
    wish.days = 1010;
    QVERIFY(certificates::createAuthority(files(), wish, base::unixNow() - 1000 * day));
    make("due", request(75), 70);
    QCOMPARE(entry("due").facts.daysLeft(base::unixNow()), 5);
    const auto first = certificates::renewDueEntries(store(), files(), {"due"}, base::unixNow());
    QCOMPARE(first.renewed, std::vector<std::string>{"due"});
    QCOMPARE(entry("due").facts.daysLeft(base::unixNow()), 10);
    // Days later, also after both have run out.
    for (const int later : {8, 20}) {
      const auto again = certificates::renewDueEntries(store(), files(), {"due"}, base::unixNow() + later * day);
      QVERIFY(again.renewed.empty());
      QCOMPARE(codesOf(again.failures.front().error.problems), QString("authority-ends-before"));
    }
  }

  void withoutAnAuthorityNothingHappens() {
    make("self", request(90), 70, false);
    const auto outcome = certificates::renewDueEntries(store(), files(), {"self"}, base::unixNow());
    QVERIFY(outcome.renewed.empty() && outcome.failures.empty());
  }
};

QTEST_GUILESS_MAIN(TestRenewal)
#include "test_renewal.moc"
