// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a reader of the source may count on: licence lines, bounded file sizes, no leftovers, names that say something.

#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

#include "tests/lint/source_tree.h"

class TestHouseStyle : public QObject {
  Q_OBJECT

 private slots:
  void everyFileStartsWithItsLicence();
  void headersAndSourcesStaySmall();
  void nothingIsLeftForLater();
  void namesSayWhatAThingIs();
  void namespacesAreFolders();
};

void TestHouseStyle::everyFileStartsWithItsLicence() {
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server", "gui", "tests"}, {"h", "cpp", "txt"})) {
    if (file.path.startsWith("tests/data/")) continue;
    const QString start = file.lines.mid(0, 2).join('\n');
    if (!start.contains("SPDX-FileCopyrightText") || !start.contains("SPDX-License-Identifier: MIT"))
      wrong << file.path;
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestHouseStyle::headersAndSourcesStaySmall() {
  // The wish is 120 and 350 lines. control/message.h is one list by design: every message in one place.
  static const QStringList lists = {"server/control/message.h"};
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server", "gui"}, {"h", "cpp"})) {
    const int most = file.path.endsWith(".h") ? 160 : 400;
    if (file.lines.size() > most && !lists.contains(file.path))
      wrong << QString("%1: %2 lines").arg(file.path).arg(file.lines.size());
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestHouseStyle::nothingIsLeftForLater() {
  static const QRegularExpression leftover("\\b(TODO|FIXME|XXX|HACK)\\b|#if 0");
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server", "gui", "tests", "resources"}, {"h", "cpp", "txt", "toml"})) {
    if (file.path.startsWith("tests/lint/")) continue;
    for (int i = 0; i < file.lines.size(); ++i)
      if (leftover.match(file.lines[i]).hasMatch()) wrong << QString("%1:%2").arg(file.path).arg(i + 1);
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestHouseStyle::namesSayWhatAThingIs() {
  static const QRegularExpression empty("_?(manager|impl|util|utils|helper|helpers|common|misc)(_|$)");
  static const QRegularExpression snake("^[a-z0-9]+(_[a-z0-9]+)*$");
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server", "gui"}, {"h", "cpp"})) {
    const QString stem = QFileInfo(file.path).completeBaseName();
    if (empty.match(stem).hasMatch() || !snake.match(stem).hasMatch()) wrong << file.path;
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TestHouseStyle::namespacesAreFolders() {
  static const QRegularExpression opened("^namespace ([a-z_]+) \\{");
  QStringList wrong;
  for (const SourceFile& file : sourceFiles({"server"}, {"h"})) {
    const QString folder = file.path.section('/', 1, 1);
    for (const QString& line : file.lines) {
      const auto match = opened.match(line);
      if (match.hasMatch() && match.captured(1) != folder) wrong << file.path + ": namespace " + match.captured(1);
    }
  }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

QTEST_GUILESS_MAIN(TestHouseStyle)
#include "test_house_style.moc"
