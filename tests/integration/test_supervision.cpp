// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Workers that die, are killed, or crash in a loop, and a master that does: what is reported, what comes back, and what
// is left behind. Needs no luck: each step waits for the event that tells it.

#include <QTest>
#include <csignal>

#include "tests/load/load_generator.h"
#include "tests/support/command.h"
#include "tests/support/control_connection.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

class TestSupervision : public QObject {
  Q_OBJECT

 private slots:
  // The load's clients write to connections that a killed worker took with it.
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void aKilledWorkerIsReportedAndReplaced();
  void underLoadOnlyItsOwnRequestsFail();
  void aWorkerThatExitsAfterItsAnswerIsForkedAgain();
  void aCrashLoopWaitsLongerEachTime();
  void stopLeavesNothing();
  void aKilledMasterLeavesNothing();
  void scaleGrowsAndShrinks();
  void aWorkerIsKilledByItsSlotOnly();
  void aSleepOfTheWholeMachineIsNobodysHang();

 private:
  bool fetch();

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
};

namespace {

const QByteArray twoWorkers = R"(
name = "watched"
[cluster]
workers = 2
[restart]
first_delay = "50ms"
[[listener]]
port = 0
protocol = "http2"
)";

ServerProcess::Condition exitOf(pid_t pid) {
  return [pid](const Event& event) { return event.kind == EventKind::WorkerExited && event.pid == pid; };
}

}  // namespace

void TestSupervision::init() {
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
}

bool TestSupervision::fetch() {
  const QString url = QString("https://127.0.0.1:%1/").arg(m_server->port());
  return runCommand("curl", {"-sSk", "--max-time", "10", url}).output.contains("Hello Forkyard!");
}

void TestSupervision::aKilledWorkerIsReportedAndReplaced() {
  QVERIFY2(m_server->start(twoWorkers), m_server->text().constData());
  const auto before = m_server->workers();
  QCOMPARE(before.size(), std::size_t{2});
  const pid_t victim = before.at(1);
  const std::size_t seen = m_server->events().size();
  QCOMPARE(::kill(victim, SIGKILL), 0);

  const auto exited = m_server->waitFor(exitOf(victim), seen);
  QVERIFY2(exited, m_server->text().constData());
  const control::WorkerExit exit = control::workerExitFrom(*exited);
  QVERIFY(!exit.code);
  QCOMPARE(exit.signal, std::string("SIGKILL"));
  QVERIFY(exit.reason == control::ExitReason::Killed);
  QCOMPARE(exit.askedBy, std::string("none"));
  QCOMPARE(exited->slot, std::optional<int>(1));
  QVERIFY2(exited->text.find("was killed by SIGKILL") != std::string::npos, exited->text.c_str());
  QVERIFY2(exited->text.find("from outside Forkyard") != std::string::npos, exited->text.c_str());

  const auto ready = m_server->waitFor(EventKind::WorkerReady, 1, seen);
  QVERIFY2(ready && ready->pid != victim, m_server->text().constData());
  QCOMPARE(m_server->workers().at(0), before.at(0));
  QVERIFY(fetch());
  const auto& events = m_server->events();
  QCOMPARE(std::count_if(events.begin(), events.end(), exitOf(victim)), 1);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSupervision::underLoadOnlyItsOwnRequestsFail() {
  QVERIFY2(m_server->start(twoWorkers), m_server->text().constData());
  LoadOptions options;
  options.port = m_server->port();
  options.http1Connections = 3;
  options.http2Connections = 3;
  LoadGenerator load(options);
  load.start();
  QVERIFY(waitUntil([&] { return load.report().answered > 200; }, 20'000));
  const std::size_t seen = m_server->events().size();
  const pid_t victim = m_server->workers().at(0);
  QCOMPARE(::kill(victim, SIGKILL), 0);
  const auto exited = m_server->waitFor(exitOf(victim), seen);
  QVERIFY2(exited && m_server->waitFor(EventKind::WorkerReady, 0, seen), m_server->text().constData());
  const auto answered = load.report().answered;
  QVERIFY(waitUntil([&] { return load.report().answered > answered + 200; }, 20'000));
  const LoadReport report = load.finish();
  QCOMPARE(report.refused, 0);
  QCOMPARE(report.hung, 0);
  QCOMPARE(report.wrong, 0);
  // A lost HTTP/2 connection takes its streams with it.
  const auto atRisk = exited->integer("connections") * options.streams;
  QVERIFY2(report.cut <= atRisk, report.text().c_str());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSupervision::aWorkerThatExitsAfterItsAnswerIsForkedAgain() {
  const bool started = m_server->start(R"(
name = "crashing"
[cluster]
workers = 1
[[listener]]
port = 0
[[route]]
path = "/"
handler = "hello"
crash_after = "1s"
)");
  QVERIFY2(started, m_server->text().constData());
  const pid_t first = m_server->workers().at(0);
  const std::size_t seen = m_server->events().size();
  QVERIFY(fetch());
  const auto exited = m_server->waitFor(exitOf(first), seen);
  QVERIFY2(exited, m_server->text().constData());
  QCOMPARE(exited->integer("code", -1), 1);
  QCOMPARE(exited->integer("requests"), 1);
  QVERIFY2(exited->integer("uptime_ms") >= 1000, exited->text.c_str());
  QVERIFY2(m_server->waitFor(EventKind::WorkerReady, 0, seen), m_server->text().constData());

  std::vector<EventKind> order;
  for (const Event& event : m_server->events())
    if (event.kind == EventKind::WorkerForked || event.kind == EventKind::WorkerReady ||
        event.kind == EventKind::WorkerExited)
      order.push_back(event.kind);
  const std::vector<EventKind> expected = {EventKind::WorkerForked, EventKind::WorkerReady, EventKind::WorkerExited,
                                           EventKind::WorkerForked, EventKind::WorkerReady};
  QVERIFY2(order == expected, m_server->text().constData());
  QVERIFY(fetch());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSupervision::aCrashLoopWaitsLongerEachTime() {
  QVERIFY2(m_server->start(twoWorkers), m_server->text().constData());
  const pid_t other = m_server->workers().at(1);
  std::vector<std::int64_t> delays;
  for (int crash = 0; crash < 4; ++crash) {
    const std::size_t seen = m_server->events().size();
    const pid_t victim = m_server->workers().at(0);
    QCOMPARE(::kill(victim, SIGSEGV), 0);
    const auto exited = m_server->waitFor(exitOf(victim), seen);
    QVERIFY2(exited && control::workerExitFrom(*exited).reason == control::ExitReason::Crashed,
             m_server->text().constData());
    const auto delayed = m_server->waitFor(EventKind::RestartDelayed, 0, seen);
    QVERIFY2(delayed, m_server->text().constData());
    delays.push_back(delayed->integer("delay_ms"));
    QVERIFY2(m_server->waitFor(EventKind::WorkerReady, 0, seen), m_server->text().constData());
  }
  // Doubling with at most 20 % of jitter: each is longer than the one before.
  for (std::size_t i = 1; i < delays.size(); ++i) QVERIFY2(delays[i] > delays[i - 1], m_server->text().constData());
  QCOMPARE(m_server->workers().at(1), other);
  QVERIFY(fetch());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSupervision::stopLeavesNothing() {
  QVERIFY2(m_server->start(twoWorkers), m_server->text().constData());
  const QString socket = m_server->controlSocket();
  QVERIFY(QFile::exists(socket));
  const std::vector<pid_t> workers = descendantsOf(m_server->pid());
  QCOMPARE(workers.size(), std::size_t{2});
  ControlConnection client;
  QVERIFY(client.connectTo(socket) && client.hello().contains("result"));
  QVERIFY(client.call("stop").contains("result"));
  QVERIFY(client.waitForEnd());
  QCOMPARE(m_server->waitForEnd(), 0);
  QVERIFY(waitUntilGone(workers, 2'000));
  QVERIFY(!QFile::exists(socket));
  QVERIFY2(m_server->events().back().kind == EventKind::MasterStopped, m_server->text().constData());
  const auto& events = m_server->events();
  QCOMPARE(std::count_if(events.begin(), events.end(),
                         [](const Event& event) { return event.kind == EventKind::WorkerExited; }),
           2);
}

void TestSupervision::aKilledMasterLeavesNothing() {
  QVERIFY2(m_server->start(twoWorkers), m_server->text().constData());
  const int port = m_server->port();
  const std::vector<pid_t> workers = descendantsOf(m_server->pid());
  QCOMPARE(workers.size(), std::size_t{2});
  QCOMPARE(::kill(workers.at(0), SIGSTOP), 0);  // one that could not even notice
  m_server->signalMaster(SIGKILL);
  QCOMPARE(m_server->waitForEnd(), -1);
  QVERIFY(waitUntilGone(workers, 2'000));
  const CommandResult refused =
      runCommand("curl", {"-sSk", "--max-time", "5", QString("https://127.0.0.1:%1/").arg(port)});
  QCOMPARE(refused.exitCode, 7);
}

void TestSupervision::scaleGrowsAndShrinks() {
  QVERIFY2(m_server->start(twoWorkers), m_server->text().constData());
  ControlConnection client;
  QVERIFY(client.connectTo(m_server->controlSocket()) && client.hello("command line").contains("result"));
  QVERIFY(client.call("scale", {{"workers", 4}}).contains("result"));
  for (const int slot : {2, 3}) QVERIFY2(m_server->waitFor(EventKind::WorkerReady, slot), m_server->text().constData());
  QCOMPARE(m_server->workers().size(), std::size_t{4});
  QVERIFY(client.call("scale", {{"workers", 1}}).contains("result"));
  for (const int slot : {1, 2, 3}) {
    const auto exited = m_server->waitFor(EventKind::WorkerExited, slot);
    QVERIFY2(exited && exited->string("reason") == "stopped", m_server->text().constData());
  }
  QVERIFY(waitUntil([&] { return descendantsOf(m_server->pid()).size() == 1; }, 5'000));
  QVERIFY(fetch());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSupervision::aWorkerIsKilledByItsSlotOnly() {
  QVERIFY2(m_server->start(twoWorkers), m_server->text().constData());
  ControlConnection client;
  QVERIFY(client.connectTo(m_server->controlSocket()) && client.hello("panel").contains("result"));
  QVERIFY(client.call("worker.kill", {{"slot", 7}}).contains("error"));
  QVERIFY(client.call("worker.kill", {{"pid", m_server->pid()}}).contains("error"));
  const pid_t victim = m_server->workers().at(1);
  const std::size_t seen = m_server->events().size();
  QVERIFY(client.call("worker.kill", {{"slot", 1}, {"signal", "SIGTERM"}}).contains("result"));
  const auto exited = m_server->waitFor(exitOf(victim), seen);
  QVERIFY2(exited && exited->string("asked_by") == "panel", m_server->text().constData());
  QVERIFY2(m_server->waitFor(EventKind::WorkerReady, 1, seen), m_server->text().constData());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSupervision::aSleepOfTheWholeMachineIsNobodysHang() {
  QByteArray settings = twoWorkers;
  settings.replace("workers = 2\n", "workers = 2\nhang_timeout = \"1s\"\n");
  QVERIFY2(m_server->start(settings), m_server->text().constData());
  const auto before = m_server->workers();
  const std::size_t seen = m_server->events().size();
  std::vector<pid_t> all = descendantsOf(m_server->pid());
  all.push_back(m_server->pid());
  for (const pid_t pid : all) QCOMPARE(::kill(pid, SIGSTOP), 0);
  QTest::qSleep(2'500);  // the sleep
  // The master first, so that it finds its workers silent.
  for (auto pid = all.rbegin(); pid != all.rend(); ++pid) QCOMPARE(::kill(*pid, SIGCONT), 0);
  const auto blamed = m_server->waitFor(
      [](const Event& event) {
        return event.kind == EventKind::WorkerUnresponsive || event.kind == EventKind::WorkerExited;
      },
      seen, 2'000);
  QVERIFY2(!blamed, m_server->text().constData());
  QVERIFY(m_server->workers() == before);
  QVERIFY(fetch());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestSupervision)
#include "test_supervision.moc"
