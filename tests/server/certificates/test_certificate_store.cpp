// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/certificates/certificate_store.h"

#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <fstream>

#include "server/certificates/private_key.h"
#include "server/certificates/self_signed_certificate.h"

using certificates::IdentityFiles;
using certificates::loadIdentity;

namespace {

std::string contentOf(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

mode_t modeOf(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

/// A self-signed entry that was made `daysAgo` and is good for 820 days.
void makeEntry(const std::filesystem::path& store, const std::string& name, int daysAgo) {
  constexpr base::UnixMilliseconds day = 24LL * 60 * 60 * 1000;
  const IdentityFiles files = certificates::entryFiles(store, name);
  std::filesystem::create_directories(files.key.parent_path());
  const auto key = certificates::generateKey(certificates::KeyType::P256);
  const auto certificate = certificates::makeSelfSigned({{name}, 820}, key->get(), base::unixNow() - daysAgo * day);
  QVERIFY(certificates::writePrivateKey(files.key, key->get()));
  QVERIFY(certificates::writeCertificate(files.certificate, certificate->get()));
}

}  // namespace

class TestCertificateStore : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<QTemporaryDir> m_folder;

  std::filesystem::path store() const { return m_folder->filePath("forkyard/certificates").toStdString(); }

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }

  void makesLocalhostOnFirstUse() {
    const auto files = certificates::localhostFiles(store());
    QVERIFY2(files, files ? "" : files.error().sentence.c_str());
    QCOMPARE(files->certificate, store() / "localhost" / "certificate.pem");
    QCOMPARE(files->key, store() / "localhost" / "key.pem");
    QCOMPARE(modeOf(files->key), mode_t{0600});
    QCOMPARE(modeOf(store() / "localhost"), mode_t{0700});
    const auto identity = loadIdentity(*files);
    QVERIFY(identity);
    QVERIFY(identity->warnings.empty());
    QVERIFY(identity->chain.empty());
    for (const char* host : {"localhost", "127.0.0.1", "[::1]"}) QVERIFY(identity->facts.covers(host));
    QCOMPARE(identity->facts.daysLeft(base::unixNow()), 820);
  }

  void keepsTheOneThatIsThere() {
    const auto files = certificates::localhostFiles(store());
    const std::string key = contentOf(files->key);
    QCOMPARE(contentOf(certificates::localhostFiles(store())->key), key);
  }

  void makesAnExpiredOneAnew() {
    makeEntry(store(), "localhost", 900);
    const auto files = certificates::localhostFiles(store());
    QVERIFY(files);
    QVERIFY(loadIdentity(*files)->warnings.empty());
  }

  void mendsAPairThatAWriteLeftHalf() {
    makeEntry(store(), "localhost", 0);
    const IdentityFiles files = certificates::entryFiles(store(), "localhost");
    const auto key = certificates::generateKey(certificates::KeyType::P256);
    QVERIFY(certificates::writePrivateKey(files.key, key->get()));
    QVERIFY(!loadIdentity(files));
    QVERIFY(loadIdentity(*certificates::localhostFiles(store())));
    std::filesystem::remove(files.certificate);
    QVERIFY(loadIdentity(*certificates::localhostFiles(store())));
    std::filesystem::remove(files.key);
    QVERIFY(loadIdentity(*certificates::localhostFiles(store())));
  }

  void leavesAForeignOneAlone() {
    // A certificate of somebody's own, under the name localhost, that ran out.
    makeEntry(store(), "shop.test", 900);
    std::filesystem::rename(store() / "shop.test", store() / "localhost");
    const IdentityFiles files = certificates::entryFiles(store(), "localhost");
    const std::string before = contentOf(files.certificate);
    QVERIFY(certificates::localhostFiles(store()));
    QCOMPARE(contentOf(files.certificate), before);
  }

  void leavesAKeyThatOthersReadToAPerson() {
    const auto files = certificates::localhostFiles(store());
    QCOMPARE(::chmod(files->key.c_str(), 0644), 0);
    const auto again = certificates::localhostFiles(store());
    QVERIFY(again);
    const auto identity = loadIdentity(*again);
    QVERIFY(!identity);
    QCOMPARE(identity.error().problems.front().code, base::ProblemCode::KeyPermissions);
  }

  void saysWhyItCannotMakeOne() {
    std::ofstream(m_folder->filePath("forkyard").toStdString()) << "a file where the folder should be";
    const auto files = certificates::localhostFiles(store());
    QVERIFY(!files);
    QVERIFY(!files.error().sentence.empty());
  }

  void makesOneForManyPrograms() {
    std::vector<pid_t> children;
    for (int child = 0; child < 8; ++child) {
      const pid_t pid = ::fork();
      QVERIFY(pid >= 0);
      if (pid == 0) {
        const auto files = certificates::localhostFiles(store());
        if (!files) ::_exit(1);
        const auto identity = loadIdentity(*files);
        if (!identity) ::_exit(2);
        std::ofstream(store() / ("seen" + std::to_string(::getpid()))) << identity->facts.fingerprint;
        ::_exit(0);
      }
      children.push_back(pid);
    }
    QStringList seen;
    for (const pid_t pid : children) {
      int status = 0;
      QCOMPARE(::waitpid(pid, &status, 0), pid);
      QVERIFY(WIFEXITED(status));
      QCOMPARE(WEXITSTATUS(status), 0);
      seen << QString::fromStdString(contentOf(store() / ("seen" + std::to_string(pid))));
    }
    seen.removeDuplicates();
    QCOMPARE(seen.size(), 1);
    QCOMPARE(seen.front().size(), 64);
  }

  void findsAnEntryByName() {
    makeEntry(store(), "shop.test", 0);
    const auto files = certificates::storedFiles(store(), "shop.test");
    QVERIFY(files);
    QVERIFY(loadIdentity(*files));
  }

  void makesLocalhostWhenItIsAskedByName() { QVERIFY(loadIdentity(*certificates::storedFiles(store(), "localhost"))); }

  void namesTheNearest_data() {
    QTest::addColumn<QString>("asked");
    QTest::addColumn<QString>("suggestion");
    QTest::newRow("a letter short") << "shop.tes"
                                    << "shop.test";
    QTest::newRow("case") << "Shop.test"
                          << "shop.test";
    QTest::newRow("another entry") << "intranet.tset"
                                   << "intranet.test";
    QTest::newRow("nothing near") << "intranet"
                                  << "localhost";
    QTest::newRow("nothing near but what is always there") << "localhots"
                                                           << "localhost";
    QTest::newRow("up and out") << "../shop.test"
                                << "shop.test";
    QTest::newRow("through a folder") << "shop.test/../shop.test"
                                      << "localhost";
    QTest::newRow("this folder") << "."
                                 << "";
    QTest::newRow("empty") << ""
                           << "";
    QTest::newRow("very long") << QString(100'000, 'a') << "";
    QTest::newRow("zero byte") << QString("shop.test") + QChar(0) << "shop.test";
  }
  void namesTheNearest() {
    QFETCH(QString, asked);
    QFETCH(QString, suggestion);
    makeEntry(store(), "shop.test", 0);
    makeEntry(store(), "intranet.test", 0);
    const auto files = certificates::storedFiles(store(), asked.toStdString());
    QVERIFY(!files);
    const base::Problem& problem = files.error().problems.front();
    QCOMPARE(problem.code, base::ProblemCode::CertificateNotStored);
    if (!suggestion.isEmpty()) QCOMPARE(QString::fromStdString(problem.arguments.at("suggestion")), suggestion);
  }

  void suggestsLocalhostInAnEmptyStore() {
    const auto files = certificates::storedFiles(store(), "anything");
    QVERIFY(!files);
    QCOMPARE(files.error().problems.front().arguments.at("suggestion"), "localhost");
  }

  void listsWhatIsThereAndWhatIsWrong() {
    QVERIFY(certificates::storeEntries(store()).empty());
    makeEntry(store(), "good", 0);
    makeEntry(store(), "old", 900);
    makeEntry(store(), "keyless", 0);
    std::filesystem::remove(certificates::entryFiles(store(), "keyless").key);
    std::filesystem::create_directory(store() / "hollow");
    std::filesystem::create_directory(store() / ".hidden");
    std::ofstream(store() / "stray.txt") << "not an entry";
    const std::vector<certificates::StoreEntry> entries = certificates::storeEntries(store());
    QStringList told;
    for (const certificates::StoreEntry& entry : entries) {
      QString line = QString::fromStdString(entry.name) + " (" + QString::fromStdString(entry.facts.subject) + ")";
      for (const base::Problem& problem : entry.problems) {
        line += " " + QString::fromUtf8(base::name(problem.code).data(),
                                        static_cast<qsizetype>(base::name(problem.code).size()));
      }
      told << line;
    }
    const QStringList expected{"good (good)", "hollow () certificate-missing key-missing",
                               "keyless (keyless) key-missing", "old (old) expired"};
    QCOMPARE(told, expected);
  }
};

QTEST_GUILESS_MAIN(TestCertificateStore)
#include "test_certificate_store.moc"
