// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Reading the cgroup's count of kills.

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "server/cluster/oom_counter.h"

using namespace cluster;

class TestOomCounter : public QObject {
  Q_OBJECT
 private slots:
  void readsTheRightKey();
  void tellsARiseOnce();
  void countsNothingWithoutAFile();
};

namespace {

void write(const QString& path, const QByteArray& text) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text);
}

}  // namespace

void TestOomCounter::readsTheRightKey() {
  QCOMPARE(oomKillsIn("low 0\nhigh 0\nmax 7\noom 5\noom_kill 3\noom_group_kill 1\n"), 3);
  QCOMPARE(oomKillsIn("oom 5\n"), 0);
  QCOMPARE(oomKillsIn("oom_kill 12"), 12);
  QCOMPARE(oomKillsIn(""), 0);
}

void TestOomCounter::tellsARiseOnce() {
  const QTemporaryDir folder;
  const QString path = folder.filePath("memory.events");
  write(path, "oom_kill 1\n");
  OomCounter counter(path.toStdString());
  QVERIFY(!counter.hasRisen());
  write(path, "oom_kill 2\n");
  QVERIFY(counter.hasRisen());
  QVERIFY(!counter.hasRisen());
}

void TestOomCounter::countsNothingWithoutAFile() {
  OomCounter counter("/nonexistent/memory.events");
  QVERIFY(!counter.hasRisen());
}

QTEST_GUILESS_MAIN(TestOomCounter)
#include "test_oom_counter.moc"
