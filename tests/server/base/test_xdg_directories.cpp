// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where files live, with the environment given; folders that are not safe are refused.

#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>

#include "server/base/xdg_directories.h"

namespace fs = std::filesystem;

class TestXdgDirectories : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void takesTheEnvironment();
  void ignoresRelativePaths();
  void systemdComesFirst();
  void fallsBackToHome();
  void createsThePrivateRuntimeFolder();
  void refusesARuntimeFolderOthersMayEnter();
  void refusesALinkForAFolder();
  void passesOverAStrangersRuntimeFolder();
  void clientsLookEverywhere();
  void createsFoldersPrivately();
  void aFileInTheWayIsSaid();

 private:
  [[nodiscard]] fs::path below(const char* name) const { return fs::path(m_folder->path().toStdString()) / name; }
  static void set(const char* variable, const fs::path& value) { qputenv(variable, value.c_str()); }
  static unsigned modeOf(const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); }

  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestXdgDirectories::init() {
  qunsetenv("TMPDIR");  // the folder of the test before
  m_folder = std::make_unique<QTemporaryDir>();
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "STATE_DIRECTORY",
                           "RUNTIME_DIRECTORY"}) {
    qunsetenv(name);
  }
  set("HOME", below("home"));
  set("TMPDIR", m_folder->path().toStdString());
}

void TestXdgDirectories::takesTheEnvironment() {
  set("XDG_CONFIG_HOME", "/c");
  set("XDG_DATA_HOME", "/d");
  set("XDG_STATE_HOME", "/s");
  QCOMPARE(base::configDirectory(), fs::path("/c/forkyard"));
  QCOMPARE(base::dataDirectory(), fs::path("/d/forkyard"));
  QCOMPARE(base::stateDirectory(), fs::path("/s/forkyard"));
}

void TestXdgDirectories::ignoresRelativePaths() {
  set("XDG_CONFIG_HOME", "relative");
  set("XDG_DATA_HOME", "");
  QCOMPARE(base::configDirectory(), below("home/.config/forkyard"));
  QCOMPARE(base::dataDirectory(), below("home/.local/share/forkyard"));
}

void TestXdgDirectories::systemdComesFirst() {
  set("XDG_DATA_HOME", "/d");
  set("STATE_DIRECTORY", "/var/lib/forkyard:/var/lib/other");
  QCOMPARE(base::dataDirectory(), fs::path("/var/lib/forkyard"));
  set("RUNTIME_DIRECTORY", below("run"));
  fs::create_directory(below("run"));
  fs::permissions(below("run"), fs::perms(0755));  // systemd's own default
  const auto created = base::createRuntimeDirectory();
  QVERIFY2(created, created ? "" : created.error().sentence.c_str());
  QCOMPARE(*created, below("run"));
  fs::permissions(below("run"), fs::perms(0777));
  QVERIFY(!base::createRuntimeDirectory());
}

void TestXdgDirectories::fallsBackToHome() {
  QCOMPARE(base::stateDirectory(), below("home/.local/state/forkyard"));
  qunsetenv("HOME");
  QVERIFY(base::stateDirectory().is_absolute());
}

void TestXdgDirectories::createsThePrivateRuntimeFolder() {
  set("XDG_RUNTIME_DIR", m_folder->path().toStdString());
  for (int time = 0; time < 2; ++time) {
    const auto created = base::createRuntimeDirectory();
    QVERIFY(created);
    QCOMPARE(*created, below("forkyard"));
    QCOMPARE(modeOf(*created), 0700U);
  }
}

void TestXdgDirectories::refusesARuntimeFolderOthersMayEnter() {
  set("XDG_RUNTIME_DIR", m_folder->path().toStdString());
  fs::create_directory(below("forkyard"));
  fs::permissions(below("forkyard"), fs::perms(0711));
  const auto refused = base::createRuntimeDirectory();
  QVERIFY(!refused);
  QCOMPARE(refused.error().problems.at(0).code, base::ProblemCode::ControlUnavailable);
  QVERIFY2(QString::fromStdString(refused.error().sentence).contains("run: chmod 700 "),
           refused.error().sentence.c_str());
}

void TestXdgDirectories::refusesALinkForAFolder() {
  set("XDG_RUNTIME_DIR", m_folder->path().toStdString());
  fs::create_directory(below("elsewhere"));
  fs::permissions(below("elsewhere"), fs::perms(0700));
  fs::create_directory_symlink(below("elsewhere"), below("forkyard"));
  QVERIFY(!base::createRuntimeDirectory());
}

void TestXdgDirectories::passesOverAStrangersRuntimeFolder() {
  if (geteuid() != 0) QSKIP("only root can make a folder that belongs to another user");
  fs::create_directory(below("stranger"));
  QCOMPARE(chown(below("stranger").c_str(), 4242, 4242), 0);
  set("XDG_RUNTIME_DIR", below("stranger"));
  const auto created = base::createRuntimeDirectory();
  QVERIFY2(created, created ? "" : created.error().sentence.c_str());
  QVERIFY(!fs::exists(below("stranger/forkyard")));
  if (created->string().starts_with("/run/user/")) fs::remove(*created);  // only if empty
}

void TestXdgDirectories::clientsLookEverywhere() {
  set("XDG_RUNTIME_DIR", "/x");
  set("RUNTIME_DIRECTORY", "/run/forkyard");
  const auto list = base::runtimeDirectories();
  QCOMPARE(list.at(0), fs::path("/run/forkyard"));
  QCOMPARE(list.at(1), fs::path("/x/forkyard"));
  QCOMPARE(std::ranges::count(list, fs::path("/run/forkyard")), std::ptrdiff_t(1));
  const fs::path temporary = below(("forkyard-" + std::to_string(geteuid())).c_str());
  QCOMPARE(std::ranges::count(list, temporary), std::ptrdiff_t(1));
  if (geteuid() != 0) return;
  fs::create_directory(temporary);
  QCOMPARE(chown(temporary.c_str(), 4242, 4242), 0);
  QCOMPARE(std::ranges::count(base::runtimeDirectories(), temporary), std::ptrdiff_t(0));
}

void TestXdgDirectories::createsFoldersPrivately() {
  fs::create_directory(below("open"));
  fs::permissions(below("open"), fs::perms(0755));
  QVERIFY(base::createPrivateDirectory(below("open/a/b")));
  QCOMPARE(modeOf(below("open")), 0755U);
  QCOMPARE(modeOf(below("open/a")), 0700U);
  QCOMPARE(modeOf(below("open/a/b")), 0700U);
  QVERIFY(base::createPrivateDirectory(below("open/a/b/")));
}

void TestXdgDirectories::aFileInTheWayIsSaid() {
  QVERIFY(base::writeFileAtomically(below("file"), "x", 0600));
  const auto refused = base::createPrivateDirectory(below("file"));
  QVERIFY(!refused);
  QVERIFY2(QString::fromStdString(refused.error().sentence).endsWith("a file stands there"),
           refused.error().sentence.c_str());
  QVERIFY(!base::createPrivateDirectory(below("file/below")));
}

QTEST_GUILESS_MAIN(TestXdgDirectories)
#include "test_xdg_directories.moc"
