// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Reading and saving the file itself: what is no file is refused at once, and a changed one is not overwritten.

#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/config/config_edit.h"
#include "server/config/config_toml.h"

namespace fs = std::filesystem;
using config::SaveOutcome;

class TestConfigFile : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }
  void readsAFileAndThroughALink();
  void refusesWhatIsNoFile_data();
  void refusesWhatIsNoFile();
  void refusesAGibibyteWithoutReadingIt();
  void savesKeepingTheMode();
  void doesNotOverwriteAChangedFile();
  void makesANewFilePrivately();
  void savesThroughALink();
  void rootLeavesTheOwner();

 private:
  [[nodiscard]] fs::path below(const char* name) const { return fs::path(m_folder->path().toStdString()) / name; }
  static void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }
  static std::string read(const fs::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
  }
  static unsigned modeOf(const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); }

  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestConfigFile::readsAFileAndThroughALink() {
  write(below("a.toml"), "cluster.workers = 3\n");
  fs::create_symlink("a.toml", below("b.toml"));
  const auto direct = config::readFile(below("a.toml"));
  QVERIFY(direct);
  QCOMPARE(*direct->cluster.workers, 3);
  QCOMPARE(direct->name, std::string("a"));
  QCOMPARE(config::readFile(below("b.toml"))->name, std::string("b"));
}

void TestConfigFile::refusesWhatIsNoFile_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("reason");
  QTest::newRow("absent") << "none"
                          << "no such file or directory";
  QTest::newRow("folder") << "folder"
                          << "it is a folder";
  QTest::newRow("FIFO") << "fifo"
                        << "it is a pipe, not a file";
  QTest::newRow("device") << "/dev/zero"
                          << "it is a device, not a file";
  QTest::newRow("link to itself") << "loop"
                                  << "too many levels of symbolic links";
  QTest::newRow("below a file") << "file/x"
                                << "not a directory";
}

void TestConfigFile::refusesWhatIsNoFile() {
  QFETCH(QString, name);
  QFETCH(QString, reason);
  fs::create_directory(below("folder"));
  QCOMPARE(mkfifo(below("fifo").c_str(), 0600), 0);
  fs::create_symlink("loop", below("loop"));
  write(below("file"), "");
  const fs::path path = below(name.toUtf8().constData());
  const auto refused = config::readFile(path);
  QVERIFY(!refused);
  QCOMPARE(refused.error().problems.at(0).code, base::ProblemCode::ConfigUnreadable);
  QCOMPARE(QString::fromStdString(refused.error().sentence),
           QString("%1: cannot read it: %2").arg(QString::fromStdString(path.string()), reason));
}

void TestConfigFile::refusesAGibibyteWithoutReadingIt() {
  write(below("big.toml"), "");
  fs::resize_file(below("big.toml"), 1ULL << 30);
  const auto refused = config::readFile(below("big.toml"));
  QVERIFY(!refused);
  QCOMPARE(refused.error().problems.at(0).code, base::ProblemCode::ConfigTooLarge);
}

void TestConfigFile::savesKeepingTheMode() {
  write(below("a.toml"), "old");
  fs::permissions(below("a.toml"), fs::perms(0640));
  QCOMPARE(*config::save(below("a.toml"), "old", "new"), SaveOutcome::Saved);
  QCOMPARE(read(below("a.toml")), std::string("new"));
  QCOMPARE(modeOf(below("a.toml")), 0640U);
}

void TestConfigFile::doesNotOverwriteAChangedFile() {
  for (const std::string now : {"", "ol", "older", "OLD"}) {
    write(below("a.toml"), now);
    QCOMPARE(*config::save(below("a.toml"), "old", "new"), SaveOutcome::ChangedOnDisk);
    QCOMPARE(read(below("a.toml")), now);
  }
  QCOMPARE(*config::save(below("gone.toml"), "old", "new"), SaveOutcome::ChangedOnDisk);
  QVERIFY(!fs::exists(below("gone.toml")));
}

void TestConfigFile::makesANewFilePrivately() {
  QCOMPARE(*config::save(below("x/y/a.toml"), "", "new"), SaveOutcome::Saved);
  QCOMPARE(read(below("x/y/a.toml")), std::string("new"));
  QCOMPARE(modeOf(below("x/y/a.toml")), 0600U);
  QCOMPARE(modeOf(below("x")), 0700U);
}

void TestConfigFile::savesThroughALink() {
  write(below("target.toml"), "old");
  fs::create_symlink("target.toml", below("link.toml"));
  QCOMPARE(*config::save(below("link.toml"), "old", "new"), SaveOutcome::Saved);
  QVERIFY(fs::is_symlink(below("link.toml")));
  QCOMPARE(read(below("target.toml")), std::string("new"));
}

void TestConfigFile::rootLeavesTheOwner() {
  if (geteuid() != 0) QSKIP("only root can give a file away");
  write(below("a.toml"), "old");
  QCOMPARE(chown(below("a.toml").c_str(), 4242, 4343), 0);
  QCOMPARE(*config::save(below("a.toml"), "old", "new"), SaveOutcome::Saved);
  struct stat status {};
  QCOMPARE(stat(below("a.toml").c_str(), &status), 0);
  QCOMPARE(status.st_uid, uid_t(4242));
  QCOMPARE(status.st_gid, gid_t(4343));
}

QTEST_GUILESS_MAIN(TestConfigFile)
#include "test_config_file.moc"
