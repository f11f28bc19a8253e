// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A hundred thousand visitors: what their sessions cost the keeper, and that it never takes more than it may.

#include <QElapsedTimer>
#include <QTest>
#include <csignal>

#include "tests/load/load_generator.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

class TestManySessions : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void theKeeperStaysWithinItsMemory_data();
  void theKeeperStaysWithinItsMemory();
};

void TestManySessions::theKeeperStaysWithinItsMemory_data() {
  QTest::addColumn<int>("mebibytes");
  QTest::newRow("room for all") << 64;
  QTest::newRow("room for few") << 4;
}

void TestManySessions::theKeeperStaysWithinItsMemory() {
  QFETCH(const int, mebibytes);
  constexpr int visitors = 100'000;
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(
      server.start("name = \"many\"\n[cluster]\nworkers = 2\n[sessions]\nmemory = \"" + QByteArray::number(mebibytes) +
                   "MiB\"\n[[listener]]\nport = 0\n[[route]]\nhandler = \"visits\"\n"),
      server.text());
  const auto forked = server.waitFor([](const Event& event) { return event.kind == EventKind::KeeperForked; });
  QVERIFY(forked);
  const pid_t keeper = forked->pid.value_or(0);
  const qint64 before = residentBytes(keeper);
  QVERIFY(before > 0);

  // Without a cookie each is a new visitor.
  LoadGenerator load({.port = server.port(),
                      .http1Connections = 4,
                      .http2Connections = 4,
                      .requestsPerConnection = 5000,
                      .pause = std::chrono::milliseconds(0),
                      .hungAfter = std::chrono::milliseconds(10'000),
                      .path = "/visits.json",
                      .expected = "{\"visits\": 1, "});
  QElapsedTimer clock;
  clock.start();
  load.start();
  QVERIFY(waitUntil([&] { return load.report().answered >= visitors; }, 280'000));
  const auto took = clock.elapsed();
  const qint64 grown = residentBytes(keeper) - before;
  const LoadReport report = load.finish();
  QVERIFY2(report.failed() == 0, report.text().c_str());
  qInfo("%lld visitors in %lld ms, the slowest answer %lld ms; keeper +%lld KiB of %d MiB",
        static_cast<long long>(report.answered), static_cast<long long>(took),
        static_cast<long long>(report.slowest.count()), static_cast<long long>(grown / 1024), mebibytes);
  // What malloc and the channels take beside the table.
  QVERIFY(grown < qint64{mebibytes} * 1024 * 1024 * 5 / 4 + 2 * 1024 * 1024);
  QCOMPARE(keeper, server.waitFor([](const Event& event) { return event.kind == EventKind::KeeperForked; })->pid);
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestManySessions)
#include "test_many_sessions.moc"
