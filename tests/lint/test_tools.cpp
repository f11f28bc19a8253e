// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What other programs say of the tree: clang-format of the layout, lupdate of the translations, mandoc of the manual
// pages. A tool that is missing fails the test: ./dev test installs them all.

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/lint/source_tree.h"

namespace {

struct Outcome {
  bool started = false;
  int code = -1;
  QString output;
};

Outcome run(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.setWorkingDirectory(sourceRoot());
  process.start(program, arguments);
  Outcome outcome;
  outcome.started = process.waitForStarted();
  if (!outcome.started) return outcome;
  process.waitForFinished(240'000);
  outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  outcome.output = QString::fromUtf8(process.readAll());
  return outcome;
}

QStringList paths(const std::vector<SourceFile>& files) {
  QStringList list;
  for (const SourceFile& file : files) list << file.path;
  return list;
}

}  // namespace

class TestTools : public QObject {
  Q_OBJECT

 private slots:
  void clangFormatWouldChangeNothing();
  void koreanIsCompleteAndCurrent();
  void manualPagesAreWellFormed();
};

void TestTools::clangFormatWouldChangeNothing() {
  QStringList arguments = {"--dry-run", "--Werror"};
  arguments += paths(sourceFiles({"server", "gui", "tests"}, {"h", "cpp"}));
  const Outcome outcome = run("clang-format", arguments);
  QVERIFY2(outcome.started, "clang-format is not installed");
  QVERIFY2(outcome.code == 0, qPrintable(outcome.output.left(4000)));
}

void TestTools::koreanIsCompleteAndCurrent() {
  QTemporaryDir folder;
  const QString copy = folder.filePath("forkyard_ko.ts");
  QVERIFY(QFile::copy(sourceRoot() + "translations/forkyard_ko.ts", copy));
  const QString lupdate = QFile::exists("/usr/lib/qt6/bin/lupdate") ? "/usr/lib/qt6/bin/lupdate" : "lupdate";
  const Outcome outcome = run(lupdate, {"-no-obsolete", "-locations", "none", sourceRoot() + "gui", "-ts", copy});
  QVERIFY2(outcome.started, "lupdate is not installed");
  QCOMPARE(outcome.code, 0);
  QFile file(copy);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(file.readAll());
  QVERIFY(text.count("<message") > 20);
  QStringList unfinished;
  static const QRegularExpression message("<message[^>]*>(.*?)</message>",
                                          QRegularExpression::DotMatchesEverythingOption);
  static const QRegularExpression source("<source>(.*?)</source>", QRegularExpression::DotMatchesEverythingOption);
  for (auto each = message.globalMatch(text); each.hasNext();) {
    const QString body = each.next().captured(1);
    if (body.contains("type=\"unfinished\"") || body.contains("<translation></translation>"))
      unfinished << source.match(body).captured(1);
  }
  QVERIFY2(unfinished.isEmpty(), qPrintable("without Korean: " + unfinished.join(" | ")));
}

void TestTools::manualPagesAreWellFormed() {
  const QDir folder(sourceRoot() + "resources/man");
  const QStringList pages = folder.entryList(QDir::Files);
  QVERIFY(!pages.isEmpty());
  for (const QString& page : pages) {
    const Outcome outcome = run("mandoc", {"-T", "lint", "-W", "warning", folder.filePath(page)});
    QVERIFY2(outcome.started, "mandoc is not installed");
    QVERIFY2(outcome.code == 0, qPrintable(page + ": " + outcome.output));
  }
}

QTEST_GUILESS_MAIN(TestTools)
#include "test_tools.moc"
