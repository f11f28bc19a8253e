// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From the names in a config to certificates that are loaded.

#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "server/cluster/identity_set.h"

using namespace cluster;

class TestIdentitySet : public QObject {
  Q_OBJECT
 private slots:
  void init();
  void makesTheLocalhostCertificateOnFirstUse_data();
  void makesTheLocalhostCertificateOnFirstUse();
  void plainListenersHaveNone();
  void sameCertificateIsToldOnce();
  void reportsAllThatIsMissingWithItsKey();

 private:
  [[nodiscard]] std::filesystem::path store() const { return m_folder->path().toStdString(); }
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestIdentitySet::init() {
  m_folder = std::make_unique<QTemporaryDir>();
}

void TestIdentitySet::makesTheLocalhostCertificateOnFirstUse_data() {
  QTest::addColumn<bool>("named");
  QTest::newRow("no certificate named") << false;
  QTest::newRow("by its name") << true;
}

void TestIdentitySet::makesTheLocalhostCertificateOnFirstUse() {
  QFETCH(bool, named);
  config::Config config;
  config.listeners.emplace_back();
  if (named) config.listeners[0].certificates.emplace_back(config::StoredCertificate{"localhost"});
  const auto set = loadIdentities(config, store());
  QVERIFY(set);
  QCOMPARE(set->ofListener.size(), 1u);
  QVERIFY(set->ofListener[0][0].facts.covers("localhost"));
  QCOMPARE(set->fingerprints(), loadIdentities(config, store())->fingerprints());
}

void TestIdentitySet::plainListenersHaveNone() {
  config::Config config;
  config.listeners.emplace_back();
  config.listeners[0].protocol = config::Protocol::Http;
  const auto set = loadIdentities(config, store());
  QVERIFY(set);
  QVERIFY(set->ofListener[0].empty());
  QVERIFY(set->fingerprints().empty());
  QVERIFY(std::filesystem::is_empty(store()));
}

void TestIdentitySet::sameCertificateIsToldOnce() {
  config::Config config;
  config.listeners.resize(3);
  const auto set = loadIdentities(config, store());
  QCOMPARE(set->ofListener.size(), 3u);
  QCOMPARE(set->fingerprints().size(), 1u);
  const auto files = set->files();
  QVERIFY(files.size() >= 2);
  QCOMPARE(std::set(files.begin(), files.end()).size(), files.size());
}

void TestIdentitySet::reportsAllThatIsMissingWithItsKey() {
  config::Config config;
  config.file = "/somewhere/forkyard.toml";
  config.listeners.resize(2);
  config.listeners[0].certificates.emplace_back(config::StoredCertificate{"nowhere"});
  config.listeners[1].certificates.emplace_back(config::StoredCertificate{"localhost"});
  config::CertificateFiles files;
  files.certificate = store() / "absent.pem";
  files.key = store() / "absent.key";
  config.listeners[1].certificates.emplace_back(files);
  const auto set = loadIdentities(config, store());
  QVERIFY(!set);
  std::vector<std::string> keys;
  for (const base::Problem& problem : set.error().problems) keys.push_back(problem.key);
  QCOMPARE(keys.front(), std::string("listener[0].certificates[0]"));
  QCOMPARE(keys.back(), std::string("listener[1].certificates[1]"));
  QCOMPARE(set.error().problems.front().code, base::ProblemCode::CertificateNotStored);
  QCOMPARE(set.error().problems.front().file, config.file.string());
  QCOMPARE(set.error().problems.back().file, (store() / "absent.key").string());
}

QTEST_GUILESS_MAIN(TestIdentitySet)
#include "test_identity_set.moc"
