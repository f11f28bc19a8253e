// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A file is the old one or the new one, whole: also when the disk is full or the write is cut short.

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/base/xdg_directories.h"

namespace fs = std::filesystem;

class TestAtomicFile : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }
  void writesWithExactlyTheMode();
  void replacesALinkNotItsTarget();
  void writesBesideTheLongestName();
  void aCutWriteLeavesTheOldFile();
  void aFullDiskLeavesTheOldFile();
  void aMissingFolderIsSaid();

 private:
  [[nodiscard]] fs::path below(const char* name) const { return fs::path(m_folder->path().toStdString()) / name; }
  static std::string contentOf(const fs::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
  }
  static qsizetype filesIn(const fs::path& folder) {
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAtomicFile::writesWithExactlyTheMode() {
  const mode_t before = umask(0077);
  const std::string bytes("a\0b\r\n", 5);
  QVERIFY(base::writeFileAtomically(below("file"), "old", 0600));
  QVERIFY(base::writeFileAtomically(below("file"), bytes, 0644));
  umask(before);
  QCOMPARE(contentOf(below("file")), bytes);
  QCOMPARE(static_cast<unsigned>(fs::status(below("file")).permissions()), 0644U);
  QCOMPARE(filesIn(below("")), qsizetype(1));
}

void TestAtomicFile::replacesALinkNotItsTarget() {
  QVERIFY(base::writeFileAtomically(below("target"), "target", 0600));
  fs::create_symlink("target", below("link"));
  QVERIFY(base::writeFileAtomically(below("link"), "new", 0600));
  QCOMPARE(contentOf(below("target")), std::string("target"));
  QVERIFY(!fs::is_symlink(below("link")));
}

void TestAtomicFile::writesBesideTheLongestName() {
  const std::string name(255, 'n');
  QVERIFY(base::writeFileAtomically(below(name.c_str()), "x", 0600));
  QCOMPARE(contentOf(below(name.c_str())), std::string("x"));
}

void TestAtomicFile::aCutWriteLeavesTheOldFile() {
  QVERIFY(base::writeFileAtomically(below("file"), "old", 0600));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{4096, before.rlim_max};
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = base::writeFileAtomically(below("file"), std::string(100'000, 'x'), 0600);
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
  QVERIFY(!written);
  QVERIFY2(QString::fromStdString(written.error().sentence).endsWith("file too large"),
           written.error().sentence.c_str());
  QCOMPARE(contentOf(below("file")), std::string("old"));
  QCOMPARE(filesIn(below("")), qsizetype(1));
}

void TestAtomicFile::aFullDiskLeavesTheOldFile() {
  const fs::path disk = below("disk");
  fs::create_directory(disk);
  if (mount("tmpfs", disk.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "size=64k") != 0) {
    QSKIP("a disk that is full needs the right to mount one: run this test as root");
  }
  const auto first = base::writeFileAtomically(disk / "file", "old", 0600);
  const auto second = base::writeFileAtomically(disk / "file", std::string(1'000'000, 'x'), 0600);
  const std::string content = contentOf(disk / "file");
  const qsizetype files = filesIn(disk);
  QCOMPARE(umount(disk.c_str()), 0);
  QVERIFY(first);
  QVERIFY(!second);
  QCOMPARE(second.error().problems.at(0).code, base::ProblemCode::DiskFull);
  QCOMPARE(content, std::string("old"));
  QCOMPARE(files, qsizetype(1));
}

void TestAtomicFile::aMissingFolderIsSaid() {
  const auto written = base::writeFileAtomically(below("none/file"), "x", 0600);
  QVERIFY(!written);
  QVERIFY2(QString::fromStdString(written.error().sentence).endsWith("no such file or directory"),
           written.error().sentence.c_str());
}

QTEST_GUILESS_MAIN(TestAtomicFile)
#include "test_atomic_file.moc"
