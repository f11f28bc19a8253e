// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which worker gets a connection, by both ways of distribution, and what becomes of connections that were given to one
// that cannot take them. Counted by the server itself (`status --json`) and by its clients.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <csignal>
#include <numeric>

#include "tests/integration/raw_peer.h"
#include "tests/load/load_generator.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

constexpr int connectionsInAll = 2000;

QByteArray settings(const QByteArray& cluster, const QByteArray& protocol, const QByteArray& more = {}) {
  return "name = \"dealt\"\n[cluster]\n" + cluster + "[restart]\nfirst_delay = \"50ms\"\nmax_delay = \"50ms\"\n" +
         more + "[[listener]]\nport = 0\nprotocol = \"" + protocol + "\"\n[[route]]\nhandler = \"hello\"\n";
}

bool ask(RawPeer& peer) {
  return peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

/// Whether the answer to ask() comes, whole, within that time.
bool isAnswered(RawPeer& peer, int milliseconds = 10'000) {
  QByteArray all;
  for (const QDeadlineTimer deadline(milliseconds); !all.contains("</html>");) {
    const RawPeer::Received received = peer.readSome(std::max<int>(0, static_cast<int>(deadline.remainingTime())));
    all += received.bytes;
    if (received.closed || deadline.hasExpired()) break;
  }
  return all.startsWith("HTTP/1.1 200 ") && all.contains("</html>");
}

using Peers = std::vector<std::unique_ptr<RawPeer>>;

/// New connections, each with its question on the way.
Peers askingPeers(int port, int count) {
  Peers peers;
  for (int i = 0; i < count; ++i) {
    peers.push_back(std::make_unique<RawPeer>(port));
    ask(*peers.back());
  }
  return peers;
}

}  // namespace

class TestDistribution : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void sharedGivesEachWorkerATenth_data();
  void sharedGivesEachWorkerATenth();
  void roundRobinGivesEachWorkerAQuarter();
  void whatAKilledWorkerDidNotTakeGoesToOthers();
  void whatAHungWorkerDidNotTakeGoesToOthers();
  void aContinuedWorkerTakesWhatItWasPassed();
  void killsUnderLoadLoseOnlyWhatWasTaken();
  void fullWorkersLeaveConnectionsToOthers_data();
  void fullWorkersLeaveConnectionsToOthers();

 private:
  QJsonArray workers();
  /// Connections that each worker has accepted, as `status --json` tells it.
  std::vector<int> accepted();
  void makeConnections(int atOnce);

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
};

void TestDistribution::init() {
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
}

QJsonArray TestDistribution::workers() {
  CommandOptions options;
  options.environment = m_home->environment();
  const CommandResult status = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"),
                                          {"status", "--json", "--control", m_server->controlSocket()}, options);
  return QJsonDocument::fromJson(status.output).object()["workers"].toArray();
}

std::vector<int> TestDistribution::accepted() {
  std::vector<int> counts;
  for (const QJsonValue& worker : workers()) counts.push_back(worker["accepted"].toInt());
  return counts;
}

void TestDistribution::makeConnections(int atOnce) {
  LoadGenerator load({.port = m_server->port(),
                      .http1Connections = atOnce,
                      .http2Connections = 0,
                      .requestsPerConnection = 1,
                      .pause = std::chrono::milliseconds(0),
                      .hungAfter = std::chrono::milliseconds(10'000)});
  load.start();
  QVERIFY(waitUntil([&] { return load.report().connections >= connectionsInAll; }, 60'000));
  const LoadReport report = load.finish();
  QCOMPARE(report.failed(), 0);
  QCOMPARE(static_cast<int>(report.byWorker.size()), 4);
}

void TestDistribution::sharedGivesEachWorkerATenth_data() {
  QTest::addColumn<int>("atOnce");
  QTest::newRow("one client") << 1;
  QTest::newRow("sixteen clients") << 16;
}

void TestDistribution::sharedGivesEachWorkerATenth() {
  QFETCH(const int, atOnce);
  QVERIFY2(m_server->start(settings("workers = 4\n", "https")), m_server->text());
  makeConnections(atOnce);
  const std::vector<int> counts = accepted();
  QCOMPARE(static_cast<int>(counts.size()), 4);
  const int total = std::accumulate(counts.begin(), counts.end(), 0);
  qInfo("%d, %d, %d and %d of %d", counts[0], counts[1], counts[2], counts[3], total);
  QVERIFY(total >= connectionsInAll);
  for (const int count : counts) QVERIFY(count * 10 >= total);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestDistribution::roundRobinGivesEachWorkerAQuarter() {
  QVERIFY2(m_server->start(settings("workers = 4\ndistribution = \"round-robin\"\n", "https")), m_server->text());
  makeConnections(16);
  const std::vector<int> counts = accepted();
  QCOMPARE(static_cast<int>(counts.size()), 4);
  const int total = std::accumulate(counts.begin(), counts.end(), 0);
  qInfo("%d, %d, %d and %d of %d", counts[0], counts[1], counts[2], counts[3], total);
  QVERIFY(total >= connectionsInAll);
  for (const int count : counts) QVERIFY(count * 100 >= total * 24 && count * 100 <= total * 26);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestDistribution::whatAKilledWorkerDidNotTakeGoesToOthers() {
  QVERIFY2(m_server->start(settings("workers = 4\ndistribution = \"round-robin\"\n", "http")), m_server->text());
  const pid_t victim = m_server->workers().at(2);
  const std::size_t seen = m_server->events().size();
  QCOMPARE(::kill(victim, SIGSTOP), 0);
  const Peers peers = askingPeers(m_server->port(), 40);
  // In turn, so that ten are on their way to the one that stands still.
  const auto inAll = [&] {
    const std::vector<int> counts = accepted();
    return std::accumulate(counts.begin(), counts.end(), 0);
  };
  QVERIFY(waitUntil([&] { return inAll() == 30; }, 10'000));
  QCOMPARE(::kill(victim, SIGKILL), 0);
  for (const auto& peer : peers) QVERIFY(isAnswered(*peer));
  const auto exited = m_server->waitFor(EventKind::WorkerExited, 2, seen);
  QVERIFY2(exited && exited->integer("connections", -1) == 0, m_server->text());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestDistribution::whatAHungWorkerDidNotTakeGoesToOthers() {
  QVERIFY2(m_server->start(settings("workers = 2\nhang_timeout = \"1s\"\ndistribution = \"round-robin\"\n", "http")),
           m_server->text());
  const std::size_t seen = m_server->events().size();
  const pid_t victim = m_server->workers().at(0);
  QCOMPARE(::kill(victim, SIGSTOP), 0);
  // More than it may owe: the other one takes the rest while this one stands still.
  const Peers peers = askingPeers(m_server->port(), 100);
  const auto exited = m_server->waitFor(EventKind::WorkerExited, 0, seen);
  QVERIFY2(exited && exited->pid == victim && exited->string("reason") == "hung", m_server->text());
  QCOMPARE(exited->integer("connections"), 0);
  for (const auto& peer : peers) QVERIFY(isAnswered(*peer));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestDistribution::aContinuedWorkerTakesWhatItWasPassed() {
  QVERIFY2(m_server->start(settings("workers = 1\ndistribution = \"round-robin\"\n", "http")), m_server->text());
  const pid_t only = m_server->workers().at(0);
  QCOMPARE(::kill(only, SIGSTOP), 0);
  // More than are passed to it at a time: the rest waits in the master.
  const Peers peers = askingPeers(m_server->port(), 50);
  QCOMPARE(::kill(only, SIGCONT), 0);
  for (const auto& peer : peers) QVERIFY(isAnswered(*peer));
  QCOMPARE(accepted(), std::vector<int>{50});
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestDistribution::killsUnderLoadLoseOnlyWhatWasTaken() {
  QVERIFY2(m_server->start(settings("workers = 4\ndistribution = \"round-robin\"\n", "https")), m_server->text());
  LoadGenerator load(
      {.port = m_server->port(), .http1Connections = 8, .http2Connections = 0, .requestsPerConnection = 1});
  load.start();
  for (int slot = 0; slot < 4; ++slot) {
    const auto before = load.report().answered;
    QVERIFY(waitUntil([&] { return load.report().answered > before + 100; }, 20'000));
    const std::size_t seen = m_server->events().size();
    QCOMPARE(::kill(m_server->workers().at(slot), SIGKILL), 0);
    QVERIFY2(m_server->waitFor(EventKind::WorkerReady, slot, seen), m_server->text());
  }
  const LoadReport report = load.finish();
  std::int64_t reported = 0;
  for (const Event& event : m_server->events())
    if (event.kind == EventKind::WorkerExited) reported += event.integer("connections");
  qInfo("4 kills: %s; %lld connections reported lost", report.text().c_str(), static_cast<long long>(reported));
  QCOMPARE(report.refused, 0);
  QCOMPARE(report.hung, 0);
  QCOMPARE(report.wrong, 0);
  QVERIFY(report.lostConnections <= reported);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestDistribution::fullWorkersLeaveConnectionsToOthers_data() {
  QTest::addColumn<QByteArray>("distribution");
  QTest::newRow("shared") << QByteArray("shared");
  QTest::newRow("round-robin") << QByteArray("round-robin");
}

void TestDistribution::fullWorkersLeaveConnectionsToOthers() {
  QFETCH(const QByteArray, distribution);
  QVERIFY2(m_server->start(settings("workers = 3\ndistribution = \"" + distribution + "\"\n", "http",
                                    "[limits]\nconnections_per_worker = 20\n")),
           m_server->text());
  // As many as there is room for in all: none may be closed because it met a full worker.
  Peers peers = askingPeers(m_server->port(), 60);
  for (const auto& peer : peers) QVERIFY(isAnswered(*peer));
  QCOMPARE(accepted(), (std::vector<int>{20, 20, 20}));

  // These wait for room, and get it.
  Peers more = askingPeers(m_server->port(), 30);
  QVERIFY(!isAnswered(*more.front(), 300));
  peers.resize(30);
  for (const auto& peer : more) QVERIFY(isAnswered(*peer));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestDistribution)
#include "test_distribution.moc"
