// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// model = "threads" and what it is against processes: one process with as many rows, sessions that its threads share,
// and a crash that takes all of them. The same program runs with the server under ThreadSanitizer: ./dev tsan.

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <csignal>
#include <set>

#include "tests/integration/visitors.h"
#include "tests/load/load_generator.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

/// The greeting over TLS on the first port, visits without on the second.
QByteArray settings(const QByteArray& model, const QByteArray& cluster = {}, const QByteArray& more = {}) {
  return "name = \"threaded\"\n[cluster]\nworkers = 4\nmodel = \"" + model + "\"\n" + cluster +
         "[restart]\nfirst_delay = \"50ms\"\nmax_delay = \"50ms\"\n" + more +
         "[[listener]]\nport = 0\nprotocol = \"http2\"\n[[listener]]\nport = 0\nprotocol = \"http\"\n"
         "[[route]]\nhandler = \"hello\"\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n";
}

constexpr auto dealt = "distribution = \"round-robin\"\n";
constexpr auto workerStore = "[sessions]\nstore = \"worker\"\n";

}  // namespace

class TestThreads : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void fourThreadsServeUnderOnePid_data();
  void fourThreadsServeUnderOnePid();
  void threadsShareWhatProcessesDoNot_data();
  void threadsShareWhatProcessesDoNot();
  void parallelVisitsAreEachCountedOnce_data();
  void parallelVisitsAreEachCountedOnce();
  void aCrashTakesAllThreadsOrOneProcess_data();
  void aCrashTakesAllThreadsOrOneProcess();
  void reloadsScalesAndStopsLoseNoRequest();
  void aNewModelLosesNoRequest();
  void everyThreadWritesItsLines();

 private:
  /// Of all rows that `status` tells.
  std::map<int, pid_t> rows();
  void startLoad();
  bool loadGoesOn();

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
  std::unique_ptr<LoadGenerator> m_load;
};

void TestThreads::init() {
  m_load.reset();
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
}

std::map<int, pid_t> TestThreads::rows() {
  std::map<int, pid_t> found;
  for (const QJsonValue row : m_server->status()["workers"].toArray()) found[row["slot"].toInt()] = row["pid"].toInt();
  return found;
}

void TestThreads::startLoad() {
  LoadOptions options;
  options.port = m_server->port();
  // Short lives, so that every thread gets connections all the time.
  options.requestsPerConnection = 10;
  options.hungAfter = std::chrono::seconds(20);
  m_load = std::make_unique<LoadGenerator>(options);
  m_load->start();
}

bool TestThreads::loadGoesOn() {
  const std::int64_t before = m_load->report().answered;
  return waitUntil([&] { return m_load->report().answered > before + 200; }, 60'000);
}

void TestThreads::fourThreadsServeUnderOnePid_data() {
  QTest::addColumn<QByteArray>("cluster");
  QTest::newRow("shared") << QByteArray();
  QTest::newRow("round-robin") << QByteArray(dealt);
}

void TestThreads::fourThreadsServeUnderOnePid() {
  QFETCH(const QByteArray, cluster);
  QVERIFY2(m_server->start(settings("threads", cluster)), m_server->text());
  startLoad();
  const std::map<int, pid_t> all = rows();
  QCOMPARE(all.size(), std::size_t{4});
  const pid_t pid = all.at(0);
  for (const auto& [slot, process] : all) QCOMPARE(process, pid);
  QVERIFY(QDir(QString("/proc/%1/task").arg(pid)).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() >= 4);
  QVERIFY(waitUntil([&] { return m_load->report().byWorker.size() == 4; }, 60'000));
  QVERIFY(loadGoesOn());
  const LoadReport report = m_load->finish();
  QVERIFY2(report.failed() == 0, report.text().c_str());
  for (int slot = 0; slot < 4; ++slot) {
    const auto served = report.byWorker.find(std::to_string(slot) + "/" + std::to_string(pid));
    QVERIFY2(served != report.byWorker.end(), report.text().c_str());
    qInfo("slot %d answered %lld", slot, static_cast<long long>(served->second));
  }
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestThreads::threadsShareWhatProcessesDoNot_data() {
  QTest::addColumn<QByteArray>("model");
  QTest::addColumn<std::size_t>("counters");
  QTest::newRow("threads") << QByteArray("threads") << std::size_t{1};
  QTest::newRow("processes") << QByteArray("processes") << std::size_t{4};
}

void TestThreads::threadsShareWhatProcessesDoNot() {
  QFETCH(const QByteArray, model);
  QFETCH(const std::size_t, counters);
  QVERIFY2(m_server->start(settings(model, dealt, workerStore)), m_server->text());
  std::set<QString> workers;
  std::set<QString> processes;
  std::multiset<int> numbers;
  for (int i = 0; i < 100; ++i) {
    const Visit made = visit(m_server->port(1));
    QCOMPARE(made.status, 200);
    QCOMPARE(made.json["store"].toString(), QString("worker"));
    workers.insert(made.json["worker"].toString());
    processes.insert(made.json["worker"].toString().section('/', 1));
    numbers.insert(made.json["visits"].toInt());
  }
  qInfo("100 visits to 4 workers in %zu processes: %zu counters, the largest at %d", processes.size(), numbers.count(1),
        *numbers.rbegin());
  QCOMPARE(workers.size(), std::size_t{4});
  QCOMPARE(processes.size(), counters);
  QCOMPARE(numbers.count(1), counters);
  QCOMPARE(*numbers.rbegin() == 100, counters == 1);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestThreads::parallelVisitsAreEachCountedOnce_data() {
  QTest::addColumn<QByteArray>("store");
  QTest::newRow("in the process") << QByteArray("worker");
  QTest::newRow("in the keeper") << QByteArray("cluster");
}

void TestThreads::parallelVisitsAreEachCountedOnce() {
  QFETCH(const QByteArray, store);
  QVERIFY2(m_server->start(settings("threads", dealt, "[sessions]\nstore = \"" + store + "\"\n")), m_server->text());
  Crowd crowd(m_server->port(1), 1000);
  crowd.wait();
  QCOMPARE(crowd.unanswered(), 0);
  const std::set<int> distinct(crowd.numbers().begin(), crowd.numbers().end());
  QCOMPARE(distinct.size(), std::size_t{1000});
  QCOMPARE(*distinct.rbegin(), 1000);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestThreads::aCrashTakesAllThreadsOrOneProcess_data() {
  QTest::addColumn<QByteArray>("model");
  QTest::addColumn<std::size_t>("gone");
  QTest::newRow("threads") << QByteArray("threads") << std::size_t{4};
  QTest::newRow("processes") << QByteArray("processes") << std::size_t{1};
}

void TestThreads::aCrashTakesAllThreadsOrOneProcess() {
  QFETCH(const QByteArray, model);
  QFETCH(const std::size_t, gone);
  QVERIFY2(m_server->start(settings(model)), m_server->text());
  const std::map<int, pid_t> before = rows();
  const pid_t victim = before.at(0);
  const std::size_t seen = m_server->events().size();
  QCOMPARE(::kill(victim, SIGSEGV), 0);
  const auto isEnd = [victim](const Event& event) {
    return event.kind == EventKind::WorkerExited && event.pid == victim;
  };
  const auto exited = m_server->waitFor(isEnd, seen);
  QVERIFY2(exited, m_server->text());
  QVERIFY(control::workerExitFrom(*exited).reason == control::ExitReason::Crashed);
  QCOMPARE(exited->integer("slots", 1), static_cast<std::int64_t>(gone));
  QVERIFY2(m_server->waitFor(EventKind::WorkerReady, 0, seen), m_server->text());
  const std::map<int, pid_t> after = rows();
  QCOMPARE(after.size(), std::size_t{4});
  std::size_t replaced = 0;
  for (const auto& [slot, pid] : after) replaced += pid != before.at(slot) ? 1 : 0;
  QCOMPARE(replaced, gone);
  const auto& events = m_server->events();
  QCOMPARE(std::count_if(events.begin() + static_cast<std::ptrdiff_t>(seen), events.end(),
                         [](const Event& event) { return event.kind == EventKind::WorkerExited; }),
           1);
  QCOMPARE(visit(m_server->port(1)).status, 200);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestThreads::reloadsScalesAndStopsLoseNoRequest() {
  QVERIFY2(m_server->start(settings("threads", {}, workerStore)), m_server->text());
  startLoad();
  QVERIFY(loadGoesOn());
  const auto replaceBy = [this](const QStringList& arguments, std::size_t wanted) {
    const pid_t before = rows().at(0);
    CommandOptions options;
    options.environment = m_home->environment();
    const QStringList command = arguments + QStringList{"--control", m_server->controlSocket()};
    if (runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), command, options).exitCode != 0) return false;
    const auto isEnd = [before](const Event& event) {
      return event.kind == EventKind::WorkerExited && event.pid == before;
    };
    return m_server->waitFor(isEnd, 0, 60'000) && rows().size() == wanted && loadGoesOn();
  };
  QVERIFY2(replaceBy({"reload"}, 4), m_server->text());
  QVERIFY2(replaceBy({"scale", "2"}, 2), m_server->text());
  QVERIFY2(replaceBy({"scale", "6"}, 6), m_server->text());
  const LoadReport report = m_load->finish();
  QVERIFY2(report.failed() == 0, report.text().c_str());
  qInfo("%s", report.text().c_str());
  for (const Event& event : m_server->events()) {
    if (event.kind == EventKind::WorkerExited) QCOMPARE(event.integer("connections"), 0);
  }
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestThreads::aNewModelLosesNoRequest() {
  QVERIFY2(m_server->start(settings("processes")), m_server->text());
  startLoad();
  QVERIFY(loadGoesOn());
  for (const char* model : {"threads", "processes"}) {
    const std::size_t seen = m_server->events().size();
    m_home->write("forkyard.toml", settings(model));
    const auto isDone = [](const Event& event) { return event.kind == EventKind::ReloadFinished; };
    const auto finished = m_server->waitFor(isDone, seen, 60'000);
    QVERIFY2(finished && finished->string("outcome") == "done", m_server->text());
    const std::size_t processes = model == QByteArray("threads") ? 1 : 4;
    QVERIFY(waitUntil(
        [&] {
          const QJsonArray workers = m_server->status()["workers"].toArray();
          std::set<int> pids;
          for (const QJsonValue row : workers)
            if (row["state"].toString() == "ready") pids.insert(row["pid"].toInt());
          return workers.size() == 4 && pids.size() == processes;
        },
        60'000));
    QVERIFY(loadGoesOn());
  }
  const LoadReport report = m_load->finish();
  QVERIFY2(report.failed() == 0, report.text().c_str());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestThreads::everyThreadWritesItsLines() {
  const QString log = m_home->path("access.log");
  QVERIFY2(m_server->start(settings("threads", dealt, "[log]\naccess = \"" + log.toUtf8() + "\"\n")), m_server->text());
  for (int i = 0; i < 40; ++i) {
    QCOMPARE(visit(m_server->port(1)).status, 200);
    if (i != 20) continue;
    QVERIFY(QFile::rename(log, log + ".1"));
    m_server->signalMaster(SIGUSR1);
    QVERIFY(waitUntil([&] { return QFile::exists(log); }, 20'000));
  }
  QCOMPARE(m_server->stopAndInspect(), QString());
  qsizetype lines = 0;
  for (const QString& path : {log, log + ".1"}) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    lines += file.readAll().count("\"GET /visits/visits.json HTTP/1.1\" 200 ");
  }
  QCOMPARE(lines, 40);
}

QTEST_GUILESS_MAIN(TestThreads)
#include "test_threads.moc"
