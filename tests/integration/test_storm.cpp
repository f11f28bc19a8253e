// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Faults and changes under steady load over HTTP/1.1 and HTTP/2 with TLS: what may fail is counted, and nothing else
// may. Each storm lasts FORKYARD_STORM_SECONDS (8, when not said).

#include <QDeadlineTimer>
#include <QProcess>
#include <QTest>
#include <csignal>
#include <random>

#include "tests/load/load_generator.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

int stormMilliseconds() {
  const int seconds = qEnvironmentVariableIntValue("FORKYARD_STORM_SECONDS");
  return (seconds > 0 ? seconds : 8) * 1000;
}

QByteArray settings(const QByteArray& cluster) {
  return "name = \"storm\"\n[cluster]\n" + cluster +
         "[restart]\nfirst_delay = \"50ms\"\nmax_delay = \"50ms\"\ngive_up_after = 0\n"
         "[[listener]]\nport = 0\nprotocol = \"http2\"\n[[route]]\nhandler = \"hello\"\n";
}

/// Connections open at the end of every worker that ended by itself or by a fault.
std::int64_t connectionsLostByReport(const std::vector<Event>& events) {
  std::int64_t sum = 0;
  for (const Event& event : events)
    if (event.kind == EventKind::WorkerExited) sum += event.integer("connections");
  return sum;
}

std::int64_t exits(const std::vector<Event>& events) {
  return std::count_if(events.begin(), events.end(),
                       [](const Event& event) { return event.kind == EventKind::WorkerExited; });
}

}  // namespace

class TestStorm : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void killedWorkersTakeOnlyTheirOwnConnections_data();
  void killedWorkersTakeOnlyTheirOwnConnections();
  void stoppedWorkersKeepOnlyTheirOwnClientsWaiting();
  void reloadsFailNoRequest();
  void scalingFailsNoRequest();

 private:
  /// Waits that long while the server's events are read; false once it is gone.
  bool during(ServerProcess& server, int milliseconds);
  QString command(ServerProcess& server, const QStringList& arguments);
  TemporaryHome m_home;
};

void TestStorm::initTestCase() {
  // A SIGSEGV sent from outside is to end a worker as it would without a sanitizer.
  qputenv("ASAN_OPTIONS", "handle_segv=0:handle_abort=0");
}

bool TestStorm::during(ServerProcess& server, int milliseconds) {
  server.waitFor([](const Event&) { return false; }, server.events().size(), milliseconds);
  return isRunning(server.pid());
}

QString TestStorm::command(ServerProcess& server, const QStringList& arguments) {
  QProcess process;
  process.setProcessEnvironment(m_home.environment());
  process.start(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments + QStringList{"--control", server.controlSocket()});
  if (!process.waitForFinished(20'000) || process.exitCode() != 0) return process.readAllStandardError() + " failed";
  return {};
}

void TestStorm::killedWorkersTakeOnlyTheirOwnConnections_data() {
  QTest::addColumn<int>("signal");
  QTest::newRow("KILL") << SIGKILL;
  QTest::newRow("SEGV") << SIGSEGV;
}

void TestStorm::killedWorkersTakeOnlyTheirOwnConnections() {
  QFETCH(const int, signal);
  ServerProcess server(m_home);
  QVERIFY2(server.start(settings("workers = 4\n")), server.text());
  LoadGenerator load({.port = server.port()});
  load.start();
  std::mt19937 random(4711);
  std::int64_t kills = 0;
  for (const QDeadlineTimer storm(stormMilliseconds()); !storm.hasExpired();) {
    QVERIFY2(during(server, 500), server.text());
    const auto workers = server.workers();
    if (workers.empty()) continue;
    ::kill(std::next(workers.begin(), static_cast<long>(random() % workers.size()))->second, signal);
    ++kills;
  }
  QVERIFY(during(server, 500));
  const LoadReport report = load.finish();
  QVERIFY(during(server, 300));
  qInfo("%lld kills: %s; connections reported lost: %lld", static_cast<long long>(kills), report.text().c_str(),
        static_cast<long long>(connectionsLostByReport(server.events())));
  QCOMPARE(exits(server.events()), kills);
  QVERIFY(report.answered > 100);
  QCOMPARE(report.refused, 0);
  QCOMPARE(report.hung, 0);
  QCOMPARE(report.wrong, 0);
  QVERIFY(report.lostConnections <= connectionsLostByReport(server.events()));
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestStorm::stoppedWorkersKeepOnlyTheirOwnClientsWaiting() {
  ServerProcess server(m_home);
  QVERIFY2(server.start(settings("workers = 4\nhang_timeout = \"3s\"\n")), server.text());
  LoadGenerator load({.port = server.port(), .hungAfter = std::chrono::milliseconds(6000)});
  load.start();
  std::int64_t stops = 0;
  for (const QDeadlineTimer storm(stormMilliseconds()); !storm.hasExpired();) {
    const std::size_t seen = server.events().size();
    ::kill(server.workers().begin()->second, SIGSTOP);
    ++stops;
    const auto exited = server.waitFor([](const Event& event) { return event.kind == EventKind::WorkerExited; }, seen);
    QVERIFY2(exited.has_value(), server.text());
    QCOMPARE(control::workerExitFrom(*exited).reason, control::ExitReason::Hung);
    QVERIFY(during(server, 1000));
  }
  const LoadReport report = load.finish();
  qInfo("%lld stops: %s; connections reported lost: %lld", static_cast<long long>(stops), report.text().c_str(),
        static_cast<long long>(connectionsLostByReport(server.events())));
  QVERIFY(report.answered > 100);
  QCOMPARE(report.refused, 0);
  QCOMPARE(report.hung, 0);
  QCOMPARE(report.wrong, 0);
  QVERIFY(report.lostConnections <= connectionsLostByReport(server.events()));
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestStorm::reloadsFailNoRequest() {
  ServerProcess server(m_home);
  QVERIFY2(server.start(settings("workers = 4\n")), server.text());
  LoadGenerator load({.port = server.port()});
  load.start();
  int reloads = 0;
  for (const QDeadlineTimer storm(stormMilliseconds()); !storm.hasExpired(); ++reloads) {
    QCOMPARE(command(server, {"reload"}), QString());
    QVERIFY(during(server, 1000));
  }
  const LoadReport report = load.finish();
  qInfo("%d reloads: %s", reloads, report.text().c_str());
  QVERIFY(report.answered > 100);
  QCOMPARE(report.failed(), 0);
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestStorm::scalingFailsNoRequest() {
  ServerProcess server(m_home);
  QVERIFY2(server.start(settings("workers = 1\n")), server.text());
  LoadGenerator load({.port = server.port()});
  load.start();
  for (const int workers : {8, 2}) {
    QVERIFY(during(server, 1000));
    QCOMPARE(command(server, {"scale", QString::number(workers)}), QString());
    QVERIFY(
        waitUntil([&] { return during(server, 50) && static_cast<int>(server.workers().size()) == workers; }, 20'000));
  }
  QVERIFY(during(server, 1000));
  const LoadReport report = load.finish();
  qInfo("scaled 1 to 8 to 2: %s", report.text().c_str());
  QVERIFY(report.answered > 100);
  QCOMPARE(report.failed(), 0);
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestStorm)
#include "test_storm.moc"
