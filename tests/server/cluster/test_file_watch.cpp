// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Changes are told however they come about, once they settled; no change is no news.

#include <fcntl.h>
#include <stdio.h>

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "server/cluster/file_watch.h"

using namespace cluster;
namespace fs = std::filesystem;

class TestFileWatch : public QObject {
  Q_OBJECT
 private slots:
  void init();
  void tellsWhatWasWrittenInPlace();
  void tellsWhatWasRenamedOver();
  void tellsALinkThatWasTurned();
  void tellsAFolderThatWasExchangedAgainAndAgain();
  void tellsRightsThatChanged();
  void tellsABurstOnce();
  void touchingIsNoChange();
  void whatWasRefreshedIsKnown();
  void aFileThatVanishedIsAChange();

 private:
  [[nodiscard]] fs::path file(const char* name) const { return fs::path(m_folder->path().toStdString()) / name; }
  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  bool untilTold();

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<FileWatch> m_watch;
  std::vector<std::vector<fs::path>> m_told;
};

void TestFileWatch::init() {
  m_watch.reset();
  m_told.clear();
  m_folder = std::make_unique<QTemporaryDir>();
  m_loop = *net::EventLoop::create();
  m_watch = std::make_unique<FileWatch>(*m_loop, [this](const auto& files) { m_told.push_back(files); });
  write(file("a"), "one");
  write(file("b"), "one");
  m_watch->watch({file("a"), file("b")});
}

bool TestFileWatch::untilTold() {
  const auto deadline = base::MonotonicClock::now() + std::chrono::seconds(10);
  while (m_told.empty() && base::MonotonicClock::now() < deadline) m_loop->turn(base::Milliseconds(100));
  return !m_told.empty();
}

void TestFileWatch::tellsWhatWasWrittenInPlace() {
  write(file("a"), "two");
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], std::vector<fs::path>{file("a")});
}

void TestFileWatch::tellsWhatWasRenamedOver() {
  write(file("new"), "two");
  fs::rename(file("new"), file("b"));
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], std::vector<fs::path>{file("b")});
}

void TestFileWatch::tellsALinkThatWasTurned() {
  fs::create_symlink("a", file("link"));
  m_watch->watch({file("link")});
  write(file("next"), "two");
  fs::create_symlink("next", file("turned"));
  fs::rename(file("turned"), file("link"));
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], std::vector<fs::path>{file("link")});
}

void TestFileWatch::tellsAFolderThatWasExchangedAgainAndAgain() {
  fs::create_directory(file("entry"));
  write(file("entry/a"), "one");
  m_watch->watch({file("entry/a")});
  for (const char* content : {"two", "three", "four"}) {
    m_told.clear();
    fs::create_directory(file("next"));
    write(file("next/a"), content);
    QCOMPARE(::renameat2(AT_FDCWD, file("next").c_str(), AT_FDCWD, file("entry").c_str(), RENAME_EXCHANGE), 0);
    fs::remove_all(file("next"));
    QVERIFY2(untilTold(), content);
    QCOMPARE(m_told[0], std::vector<fs::path>{file("entry/a")});
  }
}

void TestFileWatch::tellsRightsThatChanged() {
  fs::permissions(file("a"), fs::perms::owner_read);
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], std::vector<fs::path>{file("a")});
}

void TestFileWatch::tellsABurstOnce() {
  write(file("a"), "two");
  m_loop->turn(base::Milliseconds(10));
  write(file("b"), "two");
  write(file("a"), "three");
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], (std::vector<fs::path>{file("a"), file("b")}));
  QCOMPARE(m_told.size(), 1u);
}

void TestFileWatch::touchingIsNoChange() {
  fs::last_write_time(file("a"), fs::file_time_type::clock::now() + std::chrono::hours(1));
  write(file("a"), "one");
  write(file("unwatched"), "two");
  write(file("b"), "two");
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], std::vector<fs::path>{file("b")});
}

void TestFileWatch::whatWasRefreshedIsKnown() {
  write(file("a"), "two");
  m_watch->refresh();
  write(file("b"), "two");
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], std::vector<fs::path>{file("b")});
}

void TestFileWatch::aFileThatVanishedIsAChange() {
  fs::remove(file("a"));
  QVERIFY(untilTold());
  QCOMPARE(m_told[0], std::vector<fs::path>{file("a")});
}

QTEST_GUILESS_MAIN(TestFileWatch)
#include "test_file_watch.moc"
