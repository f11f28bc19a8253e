// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Running another program: what it said, how it ended, and that it can neither ask nor outstay.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>

#include "server/base/program.h"

using base::ProgramCall;
using base::runProgram;

class TestProgram : public QObject {
  Q_OBJECT

 private slots:
  void tellsWhatItSaidAndHowItEnded();
  void takesMuchOutput();
  void hasNoTerminalAndNoInput();
  void getsWhatTheEnvironmentIsGiven();
  void isKilledWithItsChildrenWhenTimeIsUp();
  void endsWithUsWhereThatIsAsked();
  void saysWhatCannotBeStarted();
  void quotesForAShell_data();
  void quotesForAShell();
};

void TestProgram::tellsWhatItSaidAndHowItEnded() {
  const auto end = runProgram({.arguments = {"sh", "-c", "echo out; echo one >&2; echo 'the reason' >&2; exit 3"}});
  QVERIFY(end);
  QCOMPARE(end->exitCode, 3);
  QCOMPARE(end->output, std::string("out\n"));
  QCOMPARE(end->errors, std::string("one\nthe reason\n"));
  QCOMPARE(end->reason(), std::string("the reason"));
  QCOMPARE(runProgram({.arguments = {"sh", "-c", "exit 4"}})->reason(), std::string("exit code 4"));
  QCOMPARE(runProgram({.arguments = {"sh", "-c", "echo said; exit 4"}})->reason(), std::string("said"));
  QCOMPARE(runProgram({.arguments = {"sh", "-c", "kill -9 $$"}})->exitCode, -1);
}

void TestProgram::takesMuchOutput() {
  // More than a pipe holds on both, and more than is kept.
  const auto end = runProgram({.arguments = {"sh", "-c", "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero"}});
  QVERIFY(end);
  QCOMPARE(end->exitCode, 0);
  QCOMPARE(end->output.size(), std::size_t{1024 * 1024});
  QCOMPARE(end->errors.size(), std::size_t{1024 * 1024});
}

void TestProgram::hasNoTerminalAndNoInput() {
  const auto end = runProgram({.arguments = {"sh", "-c", "cat; (exec </dev/tty) 2>/dev/null && echo asked; echo end"}});
  QVERIFY(end);
  QCOMPARE(end->output, std::string("end\n"));
}

void TestProgram::getsWhatTheEnvironmentIsGiven() {
  qputenv("FORKYARD_TEST_A", "old");
  qputenv("FORKYARD_TEST_B", "kept");
  const auto end = runProgram(
      {.arguments = {"sh", "-c", "echo $FORKYARD_TEST_A $FORKYARD_TEST_B"}, .environment = {"FORKYARD_TEST_A=new"}});
  QVERIFY(end);
  QCOMPARE(end->output, std::string("new kept\n"));
}

void TestProgram::isKilledWithItsChildrenWhenTimeIsUp() {
  const auto end = runProgram({.arguments = {"sh", "-c", "sleep 1000 & wait"}, .patience = base::Milliseconds(200)});
  QVERIFY(!end);
  QCOMPARE(end.error().sentence, std::string("sh did not end within 200 ms"));
}

void TestProgram::endsWithUsWhereThatIsAsked() {
  const QTemporaryDir folder;
  const QString file = folder.filePath("pid");
  const std::string script = "echo $$ >" + file.toStdString() + "; exec sleep 1000";
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGTERM, SIG_DFL);  // QTest has its own
    (void)runProgram({.arguments = {"sh", "-c", script}, .endsWithUs = true});
    ::_exit(0);
  }
  QByteArray text;
  const auto written = [&] {
    QFile read(file);
    text = read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    return text.endsWith('\n');
  };
  QTRY_VERIFY_WITH_TIMEOUT(written(), 20'000);
  const pid_t program = text.trimmed().toInt();
  QCOMPARE(::kill(program, 0), 0);
  QCOMPARE(::kill(child, SIGTERM), 0);
  int status = 0;
  QCOMPARE(::waitpid(child, &status, 0), child);
  QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
  QVERIFY(::kill(program, 0) == -1 && errno == ESRCH);
}

void TestProgram::saysWhatCannotBeStarted() {
  const auto end = runProgram({.arguments = {"no-such-program-here"}});
  QVERIFY(!end);
  QCOMPARE(end.error().sentence, std::string("cannot find the program no-such-program-here"));
  QVERIFY(!base::findProgram("no-such-program-here"));
  QVERIFY(base::findProgram("sh"));
}

void TestProgram::quotesForAShell_data() {
  QTest::addColumn<QString>("word");
  QTest::addColumn<QString>("quoted");
  QTest::newRow("plain") << "/usr/bin/a-b_c.d"
                         << "/usr/bin/a-b_c.d";
  QTest::newRow("empty") << ""
                         << "''";
  QTest::newRow("space") << "my file"
                         << "'my file'";
  QTest::newRow("quote") << "it's"
                         << "'it'\\''s'";
  QTest::newRow("substitution") << "$(reboot)`id`"
                                << "'$(reboot)`id`'";
}

void TestProgram::quotesForAShell() {
  QFETCH(QString, word);
  QFETCH(QString, quoted);
  QCOMPARE(QString::fromStdString(base::shellQuoted(word.toStdString())), quoted);
  // And a shell reads it back.
  const ProgramCall echo{.arguments = {"printf", "%s", word.toStdString()}};
  QCOMPARE(runProgram({.arguments = {"sh", "-c", echo.text()}})->output, word.toStdString());
}

QTEST_GUILESS_MAIN(TestProgram)
#include "test_program.moc"
