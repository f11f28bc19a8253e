// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/certificates/private_key.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <csignal>
#include <random>

#include "server/base/unique_fd.h"
#include "server/certificates/key_permissions.h"

using certificates::KeyType;

namespace {

mode_t modeOf(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

}  // namespace

class TestPrivateKey : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir m_folder;

  std::filesystem::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }

 private slots:
  void writesWhatItReads_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("bits");
    QTest::newRow("P-256") << static_cast<int>(KeyType::P256) << 256;
    QTest::newRow("P-384") << static_cast<int>(KeyType::P384) << 384;
    QTest::newRow("RSA 2048") << static_cast<int>(KeyType::Rsa2048) << 2048;
  }
  void writesWhatItReads() {
    QFETCH(int, type);
    const auto key = certificates::generateKey(static_cast<KeyType>(type));
    QVERIFY(key);
    QTEST(EVP_PKEY_get_bits(key->get()), "bits");
    const std::filesystem::path file = path("written.key");
    QVERIFY(certificates::writePrivateKey(file, key->get()));
    QCOMPARE(modeOf(file), mode_t{0600});
    const certificates::KeyReading reading = certificates::readKeyFile(file);
    QVERIFY(reading.problems.empty());
    QCOMPARE(EVP_PKEY_eq(reading.key.get(), key->get()), 1);
    QFile text(QString::fromStdString(file.string()));
    QVERIFY(text.open(QIODevice::ReadOnly));
    QVERIFY(text.readAll().startsWith("-----BEGIN PRIVATE KEY-----\n"));
  }

  void closesAKeyThatOthersCouldRead() {
    const std::filesystem::path file = path("open.key");
    const auto key = certificates::generateKey(KeyType::P256);
    QVERIFY(certificates::writePrivateKey(file, key->get()));
    QCOMPARE(::chmod(file.c_str(), 0644), 0);
    QVERIFY(certificates::writePrivateKey(file, key->get()));
    QCOMPARE(modeOf(file), mode_t{0600});
  }

  void saysWhyItCannotWrite() {
    const auto key = certificates::generateKey(KeyType::P256);
    const auto written = certificates::writePrivateKey(path("absent/site.key"), key->get());
    QVERIFY(!written);
    QVERIFY(QString::fromStdString(written.error().sentence).contains("absent/site.key"));
  }

  void acceptsOnlyOwnersThatItTrusts_data() {
    QTest::addColumn<int>("owner");
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("user");
    QTest::addColumn<QString>("commands");
    const QString chmod600 = "chmod 600 /tmp/absent.key";
    QTest::newRow("ours 0600") << 1000 << 0600 << 1000 << "";
    QTest::newRow("ours 0400") << 1000 << 0400 << 1000 << "";
    QTest::newRow("ours 0640") << 1000 << 0640 << 1000 << chmod600;
    QTest::newRow("ours 0644") << 1000 << 0644 << 1000 << chmod600;
    QTest::newRow("ours 0620") << 1000 << 0620 << 1000 << chmod600;
    QTest::newRow("ours 0601") << 1000 << 0601 << 1000 << chmod600;
    QTest::newRow("root's 0640, read by its group") << 0 << 0640 << 1000 << "";
    QTest::newRow("root's 0600") << 0 << 0600 << 1000 << "";
    QTest::newRow("root's 0644") << 0 << 0644 << 1000 << "sudo chmod 640 /tmp/absent.key";
    QTest::newRow("root's 0660") << 0 << 0660 << 1000 << "sudo chmod 640 /tmp/absent.key";
    QTest::newRow("root as root 0640") << 0 << 0640 << 0 << "";
    QTest::newRow("root as root 0644") << 0 << 0644 << 0 << chmod600;
    QTest::newRow("another's 0600") << 4242 << 0600 << 1000000 << "sudo chown 1000000 /tmp/absent.key";
    QTest::newRow("another's 0644") << 4242 << 0644 << 1000000
                                    << "sudo chown 1000000 /tmp/absent.key|sudo chmod 600 /tmp/absent.key";
    QTest::newRow("another's, as root") << 4242 << 0600 << 0 << "chown root /tmp/absent.key";
  }
  void acceptsOnlyOwnersThatItTrusts() {
    QFETCH(int, owner);
    QFETCH(int, mode);
    QFETCH(int, user);
    struct stat status {};
    status.st_uid = static_cast<uid_t>(owner);
    status.st_mode = S_IFREG | static_cast<mode_t>(mode);
    QStringList commands;
    for (const base::Problem& problem :
         certificates::keyPermissionProblems("/tmp/absent.key", status, static_cast<uid_t>(user))) {
      commands << QString::fromStdString(problem.arguments.at("command"));
    }
    QTEST(commands.join('|'), "commands");
  }

  void leavesTheOldOrTheNewWhenKilled() {
    const std::filesystem::path file = path("killed/site.key");
    QVERIFY(std::filesystem::create_directory(file.parent_path()));
    const auto first = certificates::generateKey(KeyType::P256);
    const auto second = certificates::generateKey(KeyType::Rsa2048);
    QVERIFY(certificates::writePrivateKey(file, first->get()));
    std::minstd_rand random(20260101);
    std::uniform_int_distribution<useconds_t> delay(0, 4000);
    int olds = 0;
    constexpr int kills = 100;
    for (int kill = 0; kill < kills; ++kill) {
      std::array<int, 2> ends{};
      QCOMPARE(::pipe(ends.data()), 0);
      const base::UniqueFd started(ends[0]);
      base::UniqueFd starting(ends[1]);
      const pid_t child = ::fork();
      QVERIFY(child >= 0);
      while (child == 0) {
        static_cast<void>(certificates::writePrivateKey(file, second->get()));
        starting.reset();
        static_cast<void>(certificates::writePrivateKey(file, first->get()));
      }
      starting.reset();
      char byte = 0;
      QCOMPARE(::read(started.get(), &byte, 1), 0);
      ::usleep(delay(random));
      ::kill(child, SIGKILL);
      QCOMPARE(::waitpid(child, nullptr, 0), child);
      const certificates::KeyReading reading = certificates::readKeyFile(file);
      QVERIFY(reading.problems.empty());
      const bool old = EVP_PKEY_eq(reading.key.get(), first->get()) == 1;
      QVERIFY(old || EVP_PKEY_eq(reading.key.get(), second->get()) == 1);
      olds += old ? 1 : 0;
    }
    // Both were met: the kills did fall between writes.
    QVERIFY2(olds > 0 && olds < kills, qPrintable(QString::number(olds)));
    // What a killed write left beside it is as closed as the key.
    for (const auto& entry : std::filesystem::directory_iterator(file.parent_path())) {
      QCOMPARE(modeOf(entry.path()), mode_t{0600});
    }
  }
};

QTEST_GUILESS_MAIN(TestPrivateKey)
#include "test_private_key.moc"
