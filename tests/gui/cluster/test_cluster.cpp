// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the panel makes of a server's answers, silences and ends.

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <cstdio>

#include "gui/cluster/cluster.h"
#include "gui/cluster/cluster_discovery.h"
#include "gui/cluster/server_start.h"
#include "tests/gui/cluster/fake_master.h"

using State = Cluster::State;

class TestCluster : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void attachingToNothingChangesNothing();
  void attachesAndShowsTheStatus();
  void eventsComeInOrderAndInBatches();
  void aCallIsAnsweredOrRefusedInWords();
  void callsWithoutAServerAreRefused();
  void stoppingEndsInStopped();
  void aMasterThatVanishesIsSaid();
  void aShortGapAsksOnlyForWhatWasMissed();
  void anotherMasterIsSaid();
  void silenceIsLostContactUntilItSpeaks();
  void anotherProtocolIsSaid();
  void aServerOfAnotherProtocolIsReplaced();
  void aTooLongLineEndsTheConnectionAndNotThePanel();
  void aMissingProgramIsAProblem();
  void aFailedStartTellsItsProblems();
  void aStartWithoutAReportTellsWhatItSaid();
  void discoveryFindsSocketsThatComeAndGo();

 private:
  static bool hasProblem(const Cluster& cluster, base::ProblemCode code);
  QString script(const QByteArray& text);

  std::unique_ptr<QTemporaryDir> m_directory;
};

void TestCluster::init() {
  m_directory = std::make_unique<QTemporaryDir>();
  qputenv("XDG_RUNTIME_DIR", m_directory->path().toUtf8());
  qunsetenv("RUNTIME_DIRECTORY");
  qunsetenv("FORKYARD_PROGRAM");
}

bool TestCluster::hasProblem(const Cluster& cluster, base::ProblemCode code) {
  for (const base::Problem& problem : cluster.problems())
    if (problem.code == code) return true;
  return false;
}

QString TestCluster::script(const QByteArray& text) {
  const QString path = m_directory->filePath(QStringLiteral("program"));
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(path));
  file.write("#!/bin/sh\n" + text + "\n");
  file.close();
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return path;
}

void TestCluster::attachingToNothingChangesNothing() {
  Cluster cluster(QStringLiteral("nobody"), QString());
  QSignalSpy states(&cluster, &Cluster::stateChanged);
  QSignalSpy problems(&cluster, &Cluster::problemsChanged);
  cluster.attach();
  QTest::qWait(300);
  QCOMPARE(cluster.state(), State::Stopped);
  QCOMPARE(states.size() + problems.size(), 0);
}

void TestCluster::attachesAndShowsTheStatus() {
  FakeMaster master(QStringLiteral("demo"));
  master.status.state = control::MasterState::Degraded;
  master.status.workersWanted = 4;
  Cluster cluster(QStringLiteral("demo"), QString());
  QSignalSpy statuses(&cluster, &Cluster::statusChanged);
  cluster.attach();
  QTRY_COMPARE(cluster.state(), State::Degraded);
  QCOMPARE(cluster.status().workersWanted, 4);
  QCOMPARE(cluster.serverVersion(), QStringLiteral("0.1.0"));
  QVERIFY(statuses.size() >= 1);
  master.status.state = control::MasterState::CrashLooping;
  master.send(control::statsNotification(master.status));
  QTRY_COMPARE(cluster.state(), State::CrashLooping);
}

void TestCluster::eventsComeInOrderAndInBatches() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  std::vector<std::uint64_t> seen;
  int batches = 0;
  connect(&cluster, &Cluster::eventsArrived, &cluster, [&](const std::vector<control::Event>& events) {
    ++batches;
    for (const control::Event& event : events) seen.push_back(event.seq);
  });
  cluster.attach();
  QTRY_COMPARE(master.subscribedAfter.size(), std::size_t{1});
  for (int i = 0; i < 12'000; ++i) master.sendEvent(control::EventKind::WorkerForked, i % 4);
  QTRY_COMPARE(seen.size(), std::size_t{12'000});
  for (std::size_t i = 0; i < seen.size(); ++i) QCOMPARE(seen[i], i + 1);
  QVERIFY2(batches < 600, qPrintable(QString::number(batches)));
}

void TestCluster::aCallIsAnsweredOrRefusedInWords() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  QSignalSpy refused(&cluster, &Cluster::callRefused);
  cluster.attach();
  QTRY_VERIFY(cluster.isAttached());
  cluster.killWorker(2, 3, QStringLiteral("SIGSEGV"));
  QTRY_COMPARE(master.calls.size(), std::size_t{1});
  const auto call = std::get<control::WorkerCall>(master.calls.front());
  QCOMPARE(call.action, control::WorkerAction::Kill);
  QCOMPARE(call.slot, 2);
  QCOMPARE(call.generation.value_or(0), 3);
  QCOMPARE(call.signal, std::string("SIGSEGV"));
  master.carryOut = [](const control::Request& request) {
    base::Problem problem;
    problem.code = base::ProblemCode::ConfigUnknownKeyBare;
    problem.file = "forkyard.toml";
    return control::errorJson({control::RpcErrorCode::Refused, "the config is bad", request.id, {problem}});
  };
  cluster.reload();
  QTRY_VERIFY(hasProblem(cluster, base::ProblemCode::ConfigUnknownKeyBare));
  QVERIFY2(refused.isEmpty(), "it would be said twice");
  master.carryOut = [](const control::Request& request) {
    return control::errorJson({control::RpcErrorCode::Refused, "not now", request.id, {}});
  };
  cluster.reload();
  QTRY_COMPARE(refused.size(), 1);
  QCOMPARE(refused.front().front().toString(), QStringLiteral("not now"));
  QVERIFY(!hasProblem(cluster, base::ProblemCode::ConfigUnknownKeyBare));
  master.carryOut = {};
  cluster.reload();
  QTRY_VERIFY(!hasProblem(cluster, base::ProblemCode::ConfigUnknownKeyBare));
}

void TestCluster::callsWithoutAServerAreRefused() {
  Cluster cluster(QStringLiteral("demo"), QString());
  QSignalSpy refused(&cluster, &Cluster::callRefused);
  cluster.scale(3);
  QCOMPARE(refused.size(), 1);
  QVERIFY(!refused.front().front().toString().isEmpty());
}

void TestCluster::stoppingEndsInStopped() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  cluster.attach();
  QTRY_COMPARE(cluster.state(), State::Running);
  connect(&master, &FakeMaster::called, &master, &FakeMaster::dropClient, Qt::QueuedConnection);
  cluster.stop();
  QCOMPARE(cluster.state(), State::Stopping);
  QTRY_COMPARE(cluster.state(), State::Stopped);
  QVERIFY(cluster.problems().empty());
}

void TestCluster::aMasterThatVanishesIsSaid() {
  auto master = std::make_unique<FakeMaster>(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  QList<State> states;
  connect(&cluster, &Cluster::stateChanged, &cluster, [&states](State state) { states << state; });
  cluster.attach();
  QTRY_COMPARE(cluster.state(), State::Running);
  master.reset();
  QTRY_COMPARE(cluster.state(), State::Failed);
  QVERIFY(states.contains(State::LostContact));
  QVERIFY(hasProblem(cluster, base::ProblemCode::MasterVanished));
}

void TestCluster::aShortGapAsksOnlyForWhatWasMissed() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  QSignalSpy arrived(&cluster, &Cluster::eventsArrived);
  QSignalSpy instances(&cluster, &Cluster::instanceChanged);
  cluster.attach();
  QTRY_COMPARE(master.subscribedAfter.size(), std::size_t{1});
  QCOMPARE(master.subscribedAfter.front(), std::uint64_t{0});
  for (int i = 0; i < 7; ++i) master.sendEvent(control::EventKind::WorkerReady, 0);
  QTRY_VERIFY(arrived.size() > 0);
  master.dropClient();
  QTRY_COMPARE(master.subscribedAfter.size(), std::size_t{2});
  QCOMPARE(master.subscribedAfter.back(), std::uint64_t{7});
  QTRY_COMPARE(cluster.state(), State::Running);
  QCOMPARE(instances.size(), 0);
}

void TestCluster::anotherMasterIsSaid() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  QSignalSpy instances(&cluster, &Cluster::instanceChanged);
  cluster.attach();
  QTRY_COMPARE(master.subscribedAfter.size(), std::size_t{1});
  master.sendEvent(control::EventKind::WorkerReady, 0);
  master.instance = "second";
  master.dropClient();
  QTRY_COMPARE(instances.size(), 1);
  QTRY_COMPARE(master.subscribedAfter.size(), std::size_t{2});
  QCOMPARE(master.subscribedAfter.back(), std::uint64_t{0});
}

void TestCluster::silenceIsLostContactUntilItSpeaks() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  cluster.attach();
  QTRY_COMPARE(cluster.state(), State::Running);
  master.answers = false;
  QTRY_COMPARE_WITH_TIMEOUT(cluster.state(), State::LostContact, 15'000);
  master.send(control::statsNotification(master.status));
  QTRY_COMPARE(cluster.state(), State::Running);
}

void TestCluster::anotherProtocolIsSaid() {
  FakeMaster master(QStringLiteral("demo"));
  master.refusesProtocol = true;
  Cluster cluster(QStringLiteral("demo"), QString());
  cluster.attach();
  QTRY_VERIFY(hasProblem(cluster, base::ProblemCode::ProtocolMismatch));
  QCOMPARE(cluster.problems().front().arguments.at("theirs"), std::string("7"));
}

// The other version is this program once more, as a master that refuses our protocol and ends at TERM.
void TestCluster::aServerOfAnotherProtocolIsReplaced() {
  QProcess other;
  other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--refuse")});
  QVERIFY(other.waitForReadyRead());
  const QString started = m_directory->filePath(QStringLiteral("started"));
  qputenv("FORKYARD_PROGRAM", script("touch " + started.toUtf8() + "; exit 1").toUtf8());
  Cluster cluster(QStringLiteral("demo"), QString());
  cluster.attach();
  QTRY_VERIFY(hasProblem(cluster, base::ProblemCode::ProtocolMismatch));
  QVERIFY(!QFile::exists(started));
  cluster.replace();
  QTRY_COMPARE_WITH_TIMEOUT(other.state(), QProcess::NotRunning, 10'000);
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(started), 10'000);
}

void TestCluster::aTooLongLineEndsTheConnectionAndNotThePanel() {
  FakeMaster master(QStringLiteral("demo"));
  Cluster cluster(QStringLiteral("demo"), QString());
  cluster.attach();
  QTRY_COMPARE(cluster.state(), State::Running);
  master.send(std::string(2 * control::maximumLine, 'x'));
  QTRY_COMPARE(master.subscribedAfter.size(), std::size_t{2});  // attached anew
  master.send("{\"this is\": \"not JSON-RPC\"}");
  master.send("[[[[[[");
  master.status.workersWanted = 9;
  master.send(control::statsNotification(master.status));
  QTRY_COMPARE(cluster.status().workersWanted, 9);
}

void TestCluster::aMissingProgramIsAProblem() {
  qputenv("FORKYARD_PROGRAM", "/nowhere/forkyard");
  Cluster cluster(QStringLiteral("demo"), QString());
  cluster.start();
  QCOMPARE(cluster.state(), State::Starting);
  QTRY_COMPARE(cluster.state(), State::Failed);
  QVERIFY(hasProblem(cluster, base::ProblemCode::ServerProgramMissing));
}

void TestCluster::aFailedStartTellsItsProblems() {
  control::DetachReport report;
  base::Problem problem;
  problem.code = base::ProblemCode::PortInUse;
  problem.arguments = {{"address", "127.0.0.1"}, {"port", "8443"}};
  report.problems = {problem};
  report.error = "port in use";
  qputenv("FORKYARD_PROGRAM",
          script("echo '" + QByteArray::fromStdString(control::toJson(report)) + "'; exit 78").toUtf8());
  Cluster cluster(QStringLiteral("demo"), m_directory->filePath(QStringLiteral("forkyard.toml")));
  cluster.start();
  QTRY_COMPARE(cluster.state(), State::Failed);
  QVERIFY(hasProblem(cluster, base::ProblemCode::PortInUse));
}

void TestCluster::aStartWithoutAReportTellsWhatItSaid() {
  qputenv("FORKYARD_PROGRAM", script("echo 'something is wrong' >&2; exit 1").toUtf8());
  Cluster cluster(QStringLiteral("demo"), QString());
  cluster.start();
  QTRY_COMPARE(cluster.state(), State::Failed);
  QVERIFY(hasProblem(cluster, base::ProblemCode::BootFailed));
  QCOMPARE(cluster.problems().front().arguments.at("reason"), std::string("something is wrong"));
}

void TestCluster::discoveryFindsSocketsThatComeAndGo() {
  ClusterDiscovery discovery;
  QCOMPARE(discovery.names().contains(QStringLiteral("elsewhere")), false);
  auto master = std::make_unique<FakeMaster>(QStringLiteral("elsewhere"));
  QTRY_VERIFY(discovery.names().contains(QStringLiteral("elsewhere")));
  master.reset();
  QTRY_VERIFY(!discovery.names().contains(QStringLiteral("elsewhere")));
}

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  if (QCoreApplication::arguments().contains(QStringLiteral("--refuse"))) {
    FakeMaster master(QStringLiteral("demo"));
    master.refusesProtocol = true;
    std::puts("listening");
    std::fflush(stdout);
    return QCoreApplication::exec();
  }
  TestCluster test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_cluster.moc"
