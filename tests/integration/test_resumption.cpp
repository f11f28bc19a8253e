// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// TLS session tickets between workers, over reloads, and past their keys' time.

#include <QElapsedTimer>
#include <QTest>
#include <csignal>
#include <set>

#include "tests/integration/returning_client.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

constexpr int connectionsInAll = 16;
constexpr int resumedAtLeast = 15;

}  // namespace

class TestResumption : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void everyWorkerTakesEveryTicket_data();
  void everyWorkerTakesEveryTicket();
  void aTicketOfAnOldKeyIsAFullHandshake_data();
  void aTicketOfAnOldKeyIsAFullHandshake();

 private:
  /// How many of the connections resumed; `session` is the first one's, and then the newest.
  int countResumed(ServerProcess& server, int version, Session& session, std::set<QByteArray>& workers);
};

int TestResumption::countResumed(ServerProcess& server, int version, Session& session, std::set<QByteArray>& workers) {
  int resumed = 0;
  for (int i = 0; i < connectionsInAll; ++i) {
    Visit made = visit(server.port(), version, session.get());
    if (!made.answered) return -1;
    resumed += made.resumed ? 1 : 0;
    workers.insert(made.worker);
    session = std::move(made.session);
  }
  return resumed;
}

void TestResumption::everyWorkerTakesEveryTicket_data() {
  QTest::addColumn<int>("version");
  QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
  QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
}

void TestResumption::everyWorkerTakesEveryTicket() {
  QFETCH(const int, version);
  TemporaryHome home;
  ServerProcess server(home);
  // In turn, so that every worker is met.
  QVERIFY2(server.start("name = \"resumed\"\n[cluster]\nworkers = 4\ndistribution = \"round-robin\"\n"
                        "[[listener]]\nport = 0\nprotocol = \"https\"\n"),
           server.text());
  Visit first = visit(server.port(), version, nullptr);
  QVERIFY(first.answered && !first.resumed);
  std::set<QByteArray> workers;
  const int resumed = countResumed(server, version, first.session, workers);
  QCOMPARE(workers.size(), std::size_t{4});

  const std::size_t seen = server.events().size();
  server.signalMaster(SIGHUP);
  QVERIFY2(server.waitFor([](const Event& event) { return event.kind == EventKind::ReloadFinished; }, seen),
           server.text());
  std::set<QByteArray> newWorkers;
  const int resumedAfterReload = countResumed(server, version, first.session, newWorkers);
  qInfo("%d of %d resumed, after a reload %d", resumed, connectionsInAll, resumedAfterReload);
  QVERIFY(resumed >= resumedAtLeast);
  QVERIFY(resumedAfterReload >= resumedAtLeast);
  for (const QByteArray& worker : newWorkers) QVERIFY(!workers.contains(worker));
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestResumption::aTicketOfAnOldKeyIsAFullHandshake_data() {
  everyWorkerTakesEveryTicket_data();
}

void TestResumption::aTicketOfAnOldKeyIsAFullHandshake() {
  QFETCH(const int, version);
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start("name = \"rotated\"\n[cluster]\nworkers = 2\n[tls]\nticket_rotation = \"1s\"\n"
                        "[[listener]]\nport = 0\nprotocol = \"https\"\n"),
           server.text());
  const Visit first = visit(server.port(), version, nullptr);
  QVERIFY(first.answered);
  QElapsedTimer age;
  age.start();
  const auto isRefused = [&] {
    const Visit again = visit(server.port(), version, first.session.get());
    return !again.answered || !again.resumed;
  };
  QVERIFY(waitUntil(isRefused, 10'000));
  qInfo("two rotations of 1 s: the ticket lasted %lld ms", static_cast<long long>(age.elapsed()));
  Visit late = visit(server.port(), version, first.session.get());
  QVERIFY(late.answered && !late.resumed);
  // What it got instead is good again, at any worker.
  QVERIFY(visit(server.port(), version, late.session.get()).resumed);
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestResumption)
#include "test_resumption.moc"
