// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Why a worker ended, told from real wait statuses of real children.

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTest>
#include <csignal>

#include "server/cluster/exit_report.h"

Q_DECLARE_METATYPE(cluster::LifeFacts)
Q_DECLARE_METATYPE(control::ExitReason)

using namespace cluster;
using control::ExitReason;

namespace {

/// The wait status of a child that exits with a code.
int exited(int code) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(code);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

/// The wait status of a child that a signal ends, without leaving a core behind.
int signalled(int signal) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::signal(signal, SIG_DFL);
    ::raise(signal);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

LifeFacts serving() {
  return {.wasReady = true};
}

}  // namespace

class TestExitReport : public QObject {
  Q_OBJECT
 private slots:
  void tellsCodeOrSignalNeverBoth();
  void tellsTheReason_data();
  void tellsTheReason();
  void tellsACoreDump();
  void saysOutOfMemoryOnlyWhenCountedAndNobodySentTheKill();
  void carriesWhatTheMasterKnows();
  void namesEverySignal();
  void refusesSignalsThatAreNotForWorkers();
};

void TestExitReport::tellsCodeOrSignalNeverBoth() {
  const control::WorkerExit byCode = exitReport(exited(42), serving());
  QCOMPARE(byCode.code, std::optional<int>(42));
  QCOMPARE(byCode.signal, std::string());
  const control::WorkerExit bySignal = exitReport(signalled(SIGKILL), serving());
  QVERIFY(!bySignal.code);
  QCOMPARE(bySignal.signal, std::string("SIGKILL"));
}

void TestExitReport::tellsTheReason_data() {
  QTest::addColumn<int>("status");
  QTest::addColumn<LifeFacts>("life");
  QTest::addColumn<ExitReason>("reason");

  const auto told = [](ExitReason reason) {
    return LifeFacts{.wasReady = true, .intended = reason, .askedBy = "panel"};
  };
  LifeFacts ended = told(ExitReason::Stopped);
  ended.signalSent = SIGKILL;
  LifeFacts killedByPanel = serving();
  killedByPanel.signalSent = SIGSEGV;
  LifeFacts hung = serving();
  hung.hung = true;
  hung.signalSent = SIGABRT;

  QTest::newRow("code 0 by itself") << exited(0) << serving() << ExitReason::Exited;
  QTest::newRow("code 1 by itself") << exited(1) << serving() << ExitReason::Exited;
  QTest::newRow("before ready") << exited(1) << LifeFacts{} << ExitReason::BootFailed;
  QTest::newRow("killed before ready") << signalled(SIGKILL) << LifeFacts{} << ExitReason::BootFailed;
  QTest::newRow("killed from outside") << signalled(SIGKILL) << serving() << ExitReason::Killed;
  QTest::newRow("hung up from outside") << signalled(SIGHUP) << serving() << ExitReason::Killed;
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP}) {
    QTest::addRow("crashed by %s", signalName(signal).c_str()) << signalled(signal) << serving() << ExitReason::Crashed;
  }
  QTest::newRow("segfault sent by the panel") << signalled(SIGSEGV) << killedByPanel << ExitReason::Killed;
  QTest::newRow("stopped") << exited(0) << told(ExitReason::Stopped) << ExitReason::Stopped;
  QTest::newRow("recycled") << exited(0) << told(ExitReason::Recycled) << ExitReason::Recycled;
  QTest::newRow("replaced") << exited(0) << told(ExitReason::Replaced) << ExitReason::Replaced;
  QTest::newRow("stopped by force") << signalled(SIGKILL) << ended << ExitReason::Stopped;
  QTest::newRow("crashed while stopping") << signalled(SIGSEGV) << told(ExitReason::Stopped) << ExitReason::Crashed;
  QTest::newRow("killed while stopping") << signalled(SIGKILL) << told(ExitReason::Stopped) << ExitReason::Killed;
  QTest::newRow("failed while stopping") << exited(3) << told(ExitReason::Stopped) << ExitReason::Exited;
  QTest::newRow("stood still") << signalled(SIGABRT) << hung << ExitReason::Hung;
  QTest::newRow("lost its master") << exited(exitLostMaster) << serving() << ExitReason::LostMaster;
}

void TestExitReport::tellsTheReason() {
  QFETCH(int, status);
  QFETCH(LifeFacts, life);
  QFETCH(ExitReason, reason);
  QCOMPARE(control::name(exitReport(status, life).reason), control::name(reason));
}

void TestExitReport::tellsACoreDump() {
  const int status = signalled(SIGSEGV);
  QVERIFY(!exitReport(status, serving()).coreDumped);
  QVERIFY(exitReport(status | WCOREFLAG, serving()).coreDumped);
}

void TestExitReport::saysOutOfMemoryOnlyWhenCountedAndNobodySentTheKill() {
  LifeFacts life = serving();
  QVERIFY(!exitReport(signalled(SIGKILL), life).outOfMemory);
  life.outOfMemoryKillCounted = true;
  QVERIFY(exitReport(signalled(SIGKILL), life).outOfMemory);
  QVERIFY(!exitReport(signalled(SIGTERM), life).outOfMemory);
  life.signalSent = SIGKILL;
  QVERIFY(!exitReport(signalled(SIGKILL), life).outOfMemory);
}

void TestExitReport::carriesWhatTheMasterKnows() {
  LifeFacts life = serving();
  life.askedBy = "command line";
  life.uptime = base::Milliseconds(12'345);
  life.restarts = 3;
  life.requests = 99;
  life.connections = 7;
  const control::WorkerExit exit = exitReport(exited(0), life);
  QCOMPARE(exit.askedBy, std::string("command line"));
  QCOMPARE(exit.uptime.count(), 12'345);
  QCOMPARE(exit.restarts, 3);
  QCOMPARE(exit.requests, 99);
  QCOMPARE(exit.connections, 7);
}

void TestExitReport::namesEverySignal() {
  QCOMPARE(signalName(SIGSEGV), std::string("SIGSEGV"));
  QCOMPARE(signalName(SIGRTMIN + 1), "SIG" + std::to_string(SIGRTMIN + 1));
}

void TestExitReport::refusesSignalsThatAreNotForWorkers() {
  QCOMPARE(sendableSignal("SIGKILL"), std::optional<int>(SIGKILL));
  QCOMPARE(sendableSignal("SIGSTOP"), std::optional<int>(SIGSTOP));
  QVERIFY(!sendableSignal("SIGWINCH"));
  QVERIFY(!sendableSignal("kill"));
  QVERIFY(!sendableSignal(""));
  QVERIFY(!sendableSignal("9"));
}

QTEST_GUILESS_MAIN(TestExitReport)
#include "test_exit_report.moc"
