// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The panel's view of the real server: started, watched, hurt, scaled and stopped by the calls that the window makes.

#include <signal.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "gui/cluster/cluster.h"
#include "gui/cluster/server_start.h"

using State = Cluster::State;

class TestClusterWithServer : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void cleanup();
  void startsWithTheWorkersAskedFor();
  void reportsAKilledWorkerAndItsReplacement();
  void killsAWorkerWithTheSignalChosen();
  void scalesUpAndDown();
  void reattachesToARunningServer();
  void followsAServerThatIsUpgraded();
  void aBadConfigurationIsAProblemWithItsPlace();
  void aMasterKilledFromOutsideIsSaid();

 private:
  void writeConfig(const QByteArray& more = {});
  bool start(int workers);
  [[nodiscard]] int readyWorkers() const;
  [[nodiscard]] std::vector<pid_t> pids() const;

  std::unique_ptr<QTemporaryDir> m_directory;
  std::unique_ptr<Cluster> m_cluster;
  std::vector<control::Event> m_events;
  QString m_file;
};

void TestClusterWithServer::initTestCase() {
  QVERIFY2(!ServerStart::program().isEmpty(), "build the target forkyard first");
}

void TestClusterWithServer::init() {
  m_directory = std::make_unique<QTemporaryDir>();
  qunsetenv("RUNTIME_DIRECTORY");
  for (const char* variable : {"XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
    qputenv(variable, m_directory->filePath(QString::fromLatin1(variable).toLower()).toUtf8());
  QDir().mkpath(qEnvironmentVariable("XDG_RUNTIME_DIR"));
  QFile::setPermissions(qEnvironmentVariable("XDG_RUNTIME_DIR"),
                        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  m_file = m_directory->filePath(QStringLiteral("forkyard.toml"));
  m_events.clear();
  m_cluster = std::make_unique<Cluster>(QStringLiteral("panel-test"), m_file);
  connect(m_cluster.get(), &Cluster::eventsArrived, this, [this](const std::vector<control::Event>& events) {
    m_events.insert(m_events.end(), events.begin(), events.end());
  });
}

void TestClusterWithServer::cleanup() {
  if (m_cluster->isAttached()) {
    m_cluster->stop();
    QTRY_COMPARE_WITH_TIMEOUT(m_cluster->state(), State::Stopped, 20'000);
  }
  m_cluster.reset();
  m_directory.reset();
}

void TestClusterWithServer::writeConfig(const QByteArray& more) {
  QFile file(m_file);
  if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(m_file));
  file.write("name = \"panel-test\"\n" + more +
             "\n[[listener]]\naddress = \"127.0.0.1\"\nport = 0\nprotocol = \"http\"\n");
}

bool TestClusterWithServer::start(int workers) {
  writeConfig("[cluster]\nworkers = " + QByteArray::number(workers) + "\n");
  m_cluster->start();
  return QTest::qWaitFor([this, workers] { return m_cluster->state() == State::Running && readyWorkers() == workers; },
                         20'000);
}

int TestClusterWithServer::readyWorkers() const {
  const auto& workers = m_cluster->status().workers;
  return static_cast<int>(std::count_if(workers.begin(), workers.end(), [](const control::WorkerStatus& worker) {
    return worker.state == control::WorkerState::Ready;
  }));
}

std::vector<pid_t> TestClusterWithServer::pids() const {
  std::vector<pid_t> list;
  for (const control::WorkerStatus& worker : m_cluster->status().workers) list.push_back(worker.pid);
  return list;
}

void TestClusterWithServer::startsWithTheWorkersAskedFor() {
  QVERIFY(start(3));
  QCOMPARE(pids().size(), std::size_t{3});
  QVERIFY(m_cluster->status().listeners.front().port > 0);
  QVERIFY(m_cluster->problems().empty());
  // The status may arrive before the history does.
  const auto forked = [this] {
    return std::count_if(m_events.begin(), m_events.end(),
                         [](const control::Event& event) { return event.kind == control::EventKind::WorkerForked; });
  };
  QTRY_COMPARE_WITH_TIMEOUT(forked(), 3, 20'000);
}

void TestClusterWithServer::reportsAKilledWorkerAndItsReplacement() {
  QVERIFY(start(3));
  const pid_t victim = pids().at(1);
  QCOMPARE(::kill(victim, SIGKILL), 0);
  QTRY_VERIFY_WITH_TIMEOUT(readyWorkers() == 3 && pids().at(1) != victim, 20'000);
  const auto exited = std::find_if(m_events.begin(), m_events.end(), [victim](const control::Event& event) {
    return event.kind == control::EventKind::WorkerExited && event.pid == victim;
  });
  QVERIFY(exited != m_events.end());
  QCOMPARE(control::workerExitFrom(*exited).signal, std::string("SIGKILL"));
  QCOMPARE(control::workerExitFrom(*exited).reason, control::ExitReason::Killed);
}

void TestClusterWithServer::killsAWorkerWithTheSignalChosen() {
  QVERIFY(start(2));
  const control::WorkerStatus victim = m_cluster->status().workers.front();
  m_cluster->killWorker(victim.slot, victim.generation, QStringLiteral("SIGSEGV"));
  const auto isItsExit = [&victim](const control::Event& event) {
    return event.kind == control::EventKind::WorkerExited && event.pid == victim.pid;
  };
  QTRY_VERIFY_WITH_TIMEOUT(std::any_of(m_events.begin(), m_events.end(), isItsExit), 20'000);
  const auto exited = std::find_if(m_events.begin(), m_events.end(), isItsExit);
  QCOMPARE(control::workerExitFrom(*exited).signal, std::string("SIGSEGV"));
  QTRY_COMPARE_WITH_TIMEOUT(readyWorkers(), 2, 20'000);
}

void TestClusterWithServer::scalesUpAndDown() {
  QVERIFY(start(1));
  m_cluster->scale(4);
  QTRY_COMPARE_WITH_TIMEOUT(readyWorkers(), 4, 20'000);
  m_cluster->scale(2);
  QTRY_COMPARE_WITH_TIMEOUT(m_cluster->status().workers.size(), std::size_t{2}, 20'000);
}

void TestClusterWithServer::reattachesToARunningServer() {
  QVERIFY(start(2));
  const pid_t master = m_cluster->status().pid;
  const std::size_t told = m_events.size();
  m_cluster = std::make_unique<Cluster>(QStringLiteral("panel-test"), m_file);
  m_events.clear();
  connect(m_cluster.get(), &Cluster::eventsArrived, this, [this](const std::vector<control::Event>& events) {
    m_events.insert(m_events.end(), events.begin(), events.end());
  });
  m_cluster->attach();
  QTRY_COMPARE_WITH_TIMEOUT(m_cluster->state(), State::Running, 20'000);
  QCOMPARE(m_cluster->status().pid, master);
  QTRY_VERIFY(m_events.size() >= told);  // the ring's events come again to one who comes late
}

void TestClusterWithServer::followsAServerThatIsUpgraded() {
  QVERIFY(start(2));
  const pid_t master = m_cluster->status().pid;
  const std::vector<pid_t> before = pids();
  QSignalSpy states(m_cluster.get(), &Cluster::stateChanged);
  QSignalSpy otherRuns(m_cluster.get(), &Cluster::instanceChanged);
  QProcess command;
  command.start(ServerStart::program(), {"upgrade", "--name", "panel-test"});
  QTRY_COMPARE_WITH_TIMEOUT(command.state(), QProcess::NotRunning, 20'000);
  QVERIFY2(command.exitCode() == 0, command.readAllStandardError().constData());
  QTRY_VERIFY_WITH_TIMEOUT(m_cluster->status().pid != master && readyWorkers() == 2, 20'000);
  const auto exits = [&] {
    return std::count_if(m_events.begin(), m_events.end(), [&](const control::Event& event) {
      return event.kind == control::EventKind::WorkerExited &&
             std::find(before.begin(), before.end(), event.pid.value_or(0)) != before.end();
    });
  };
  QTRY_COMPARE_WITH_TIMEOUT(exits(), 2, 20'000);
  // Nothing but events tells it: not a state in between, not a run that begins, no event missing or twice.
  QVERIFY(states.isEmpty());
  QVERIFY(otherRuns.isEmpty());
  QVERIFY(m_cluster->problems().empty());
  for (std::size_t i = 0; i < m_events.size(); ++i) QCOMPARE(m_events[i].seq, std::uint64_t{i + 1});
}

void TestClusterWithServer::aBadConfigurationIsAProblemWithItsPlace() {
  writeConfig("[cluster]\nworkers = -1\n");
  m_cluster->start();
  QTRY_COMPARE_WITH_TIMEOUT(m_cluster->state(), State::Failed, 20'000);
  QCOMPARE(m_cluster->problems().size(), std::size_t{1});
  QCOMPARE(m_cluster->problems().front().code, base::ProblemCode::ConfigOutOfRange);
  QCOMPARE(m_cluster->problems().front().line, 3);
}

void TestClusterWithServer::aMasterKilledFromOutsideIsSaid() {
  QVERIFY(start(2));
  QCOMPARE(::kill(m_cluster->status().pid, SIGKILL), 0);
  QTRY_COMPARE_WITH_TIMEOUT(m_cluster->state(), State::Failed, 20'000);
  QCOMPARE(m_cluster->problems().front().code, base::ProblemCode::MasterVanished);
}

QTEST_GUILESS_MAIN(TestClusterWithServer)
#include "test_cluster_with_server.moc"
