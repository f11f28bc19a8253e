// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What workers share, and what they do not: visits counted by real clients over several workers, while workers and the
// keeper of the sessions are killed and stopped.

#include <QElapsedTimer>
#include <QTest>
#include <csignal>
#include <set>

#include "tests/integration/visitors.h"
#include "tests/load/load_generator.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

/// The greeting over TLS on the first port, visits without on the second.
QByteArray settings(const QByteArray& sessions, const QByteArray& cluster = {}) {
  return "name = \"shared\"\n[cluster]\nworkers = 4\ndistribution = \"round-robin\"\n" + cluster +
         "[restart]\nfirst_delay = \"50ms\"\nmax_delay = \"50ms\"\n[sessions]\n" + sessions +
         "[[listener]]\nport = 0\nprotocol = \"http2\"\n[[listener]]\nport = 0\nprotocol = \"http\"\n"
         "[[route]]\nhandler = \"hello\"\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n";
}

}  // namespace

class TestSessions : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void workersAloneCountForThemselves();
  void aClusterCountsAsOne();
  void parallelVisitsAreEachCountedOnce();
  void killedWorkersLoseNoAnsweredVisit();
  void sessionsOutliveReloads();
  void aKilledKeeperIsForkedAgain();
  void aHungKeeperCostsOnlyPagesWithSessions();
  void noRouteWithSessionsNoKeeper();

 private:
  int visitsPort() { return m_server->port(1); }
  pid_t keeper(std::size_t from = 0) {
    const auto forked =
        m_server->waitFor([](const Event& event) { return event.kind == EventKind::KeeperForked; }, from);
    return forked ? forked->pid.value_or(0) : 0;
  }

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
};

void TestSessions::init() {
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
}

void TestSessions::workersAloneCountForThemselves() {
  QVERIFY2(m_server->start(settings("store = \"worker\"\n")), m_server->text());
  std::set<QString> workers;
  std::multiset<int> numbers;
  int largest = 0;
  for (int i = 0; i < 100; ++i) {
    const Visit made = visit(visitsPort());
    QCOMPARE(made.status, 200);
    QCOMPARE(made.json["store"].toString(), QString("worker"));
    workers.insert(made.json["worker"].toString());
    numbers.insert(made.json["visits"].toInt());
    largest = std::max(largest, made.json["visits"].toInt());
  }
  qInfo("100 visits: %zu counters, the largest at %d", workers.size(), largest);
  QCOMPARE(workers.size(), std::size_t{4});
  QCOMPARE(numbers.count(1), std::size_t{4});
  QVERIFY(largest < 100);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSessions::aClusterCountsAsOne() {
  QVERIFY2(m_server->start(settings("store = \"cluster\"\n")), m_server->text());
  std::set<QString> workers;
  for (int i = 1; i <= 100; ++i) {
    const Visit made = visit(visitsPort());
    QCOMPARE(made.status, 200);
    QCOMPARE(made.json["visits"].toInt(), i);
    QCOMPARE(made.json["total"].toInt(), i);
    QCOMPARE(made.json["store"].toString(), QString("cluster"));
    workers.insert(made.json["worker"].toString());
  }
  QCOMPARE(workers.size(), std::size_t{4});
  const Visit other = visit(visitsPort(), QByteArray(32, 'f'));
  QCOMPARE(other.json["visits"].toInt(), 1);
  QCOMPARE(other.json["total"].toInt(), 101);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSessions::parallelVisitsAreEachCountedOnce() {
  QVERIFY2(m_server->start(settings("")), m_server->text());
  Crowd crowd(visitsPort(), 1000);
  crowd.wait();
  QCOMPARE(crowd.unanswered(), 0);
  const std::set<int> distinct(crowd.numbers().begin(), crowd.numbers().end());
  QCOMPARE(distinct.size(), std::size_t{1000});
  QCOMPARE(*distinct.begin(), 1);
  QCOMPARE(*distinct.rbegin(), 1000);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSessions::killedWorkersLoseNoAnsweredVisit() {
  QVERIFY2(m_server->start(settings("")), m_server->text());
  Crowd crowd(visitsPort(), 1000);
  for (int slot = 0; slot < 4; ++slot) {
    QVERIFY(waitUntil([&] { return crowd.answered() > 100 * (slot + 1); }, 60'000));
    const auto workers = m_server->workers();
    QVERIFY(workers.contains(slot));
    QCOMPARE(::kill(workers.at(slot), SIGKILL), 0);
  }
  crowd.wait();
  const std::set<int> distinct(crowd.numbers().begin(), crowd.numbers().end());
  QCOMPARE(distinct.size(), std::size_t{1000});
  // What a killed worker had asked may have been counted, though nobody heard of it.
  const int counted = visit(visitsPort()).json["visits"].toInt() - 1;
  qInfo("1000 answered, %d not, %d counted", crowd.unanswered(), counted);
  QVERIFY(counted >= 1000 && counted <= 1000 + crowd.unanswered());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSessions::sessionsOutliveReloads() {
  QVERIFY2(m_server->start(settings("")), m_server->text());
  const pid_t before = keeper();
  QCOMPARE(visit(visitsPort()).json["visits"].toInt(), 1);
  const std::size_t seen = m_server->events().size();
  m_server->signalMaster(SIGHUP);
  const auto finished =
      m_server->waitFor([](const Event& event) { return event.kind == EventKind::ReloadFinished; }, seen);
  QVERIFY2(finished && finished->string("outcome") == "done", m_server->text());
  QCOMPARE(visit(visitsPort()).json["visits"].toInt(), 2);
  // As a service manager sends it to all of a group: the workers that drain then are not done with it.
  QCOMPARE(::kill(before, SIGTERM), 0);
  for (int i = 3; i < 6; ++i) QCOMPARE(visit(visitsPort()).json["visits"].toInt(), i);
  QVERIFY(isRunning(before));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSessions::aKilledKeeperIsForkedAgain() {
  QVERIFY2(m_server->start(settings("")), m_server->text());
  for (int i = 1; i <= 3; ++i) QCOMPARE(visit(visitsPort()).json["visits"].toInt(), i);
  LoadGenerator greetings({.port = m_server->port()});
  greetings.start();
  QVERIFY(waitUntil([&] { return greetings.report().answered > 50; }, 60'000));

  const std::size_t seen = m_server->events().size();
  const pid_t killed = keeper();
  QCOMPARE(::kill(killed, SIGKILL), 0);
  const auto exited = m_server->waitFor([](const Event& event) { return event.kind == EventKind::KeeperExited; }, seen);
  QVERIFY2(exited && exited->pid == killed && exited->string("signal") == "SIGKILL", m_server->text());
  QVERIFY2(exited->text.find("what it held is lost") != std::string::npos, exited->text.c_str());
  const pid_t next = keeper(seen);
  QVERIFY(next > 0 && next != killed);
  // Each worker hears of the new one, and nobody has to do anything.
  Visit made;
  QVERIFY(waitUntil([&] { return (made = visit(visitsPort())).status == 200; }, 10'000));
  QVERIFY(made.json["visits"].toInt() <= 3);
  const int first = made.json["visits"].toInt();
  for (int i = 1; i <= 8; ++i) QCOMPARE(visit(visitsPort()).json["visits"].toInt(), first + i);

  const std::int64_t answered = greetings.report().answered;
  QVERIFY(waitUntil([&] { return greetings.report().answered > answered + 50; }, 60'000));
  const LoadReport report = greetings.finish();
  QVERIFY2(report.failed() == 0, report.text().c_str());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSessions::aHungKeeperCostsOnlyPagesWithSessions() {
  QVERIFY2(m_server->start(settings("", "hang_timeout = \"3s\"\n")), m_server->text());
  QCOMPARE(visit(visitsPort()).json["visits"].toInt(), 1);
  const std::size_t seen = m_server->events().size();
  const pid_t hung = keeper();
  LoadGenerator greetings({.port = m_server->port()});
  greetings.start();
  QCOMPARE(::kill(hung, SIGSTOP), 0);
  QElapsedTimer clock;
  clock.start();
  QCOMPARE(visit(visitsPort()).status, 503);
  qInfo("503 after %lld ms", static_cast<long long>(clock.elapsed()));
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; }, seen));
  const auto exited = m_server->waitFor([](const Event& event) { return event.kind == EventKind::KeeperExited; }, seen);
  QVERIFY2(exited && exited->flag("hung"), m_server->text());
  QVERIFY(keeper(seen) > 0);
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreUp; }, seen));
  QCOMPARE(visit(visitsPort()).json["visits"].toInt(), 1);
  const LoadReport report = greetings.finish();
  qInfo("greetings meanwhile: %s", report.text().c_str());
  QVERIFY2(report.failed() == 0 && report.answered > 0, report.text().c_str());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestSessions::noRouteWithSessionsNoKeeper() {
  QVERIFY2(m_server->start("name = \"plain\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\nprotocol = \"http\"\n"),
           m_server->text());
  for (const Event& event : m_server->events()) QVERIFY(event.kind != EventKind::KeeperForked);
  QCOMPARE(descendantsOf(m_server->pid()).size(), std::size_t{1});
  QCOMPARE(m_server->stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestSessions)
#include "test_sessions.moc"
