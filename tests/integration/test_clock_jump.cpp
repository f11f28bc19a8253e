// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The machine's wall clock jumps by a day, forth and back: nobody is taken to hang, no connection or session ends, and
// only what is told to people has the new time.

#include <QFile>
#include <QTest>
#include <csignal>
#include <ctime>

#include "tests/integration/raw_peer.h"
#include "tests/integration/visitors.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

constexpr std::int64_t day = 86'400;
/// Longer than a worker may stand still here, and than a connection may be idle, if either were told by the wall clock.
constexpr double longEnough = 2.5;
constexpr auto toml = R"(
name = "clocks"
[cluster]
workers = 2
hang_timeout = "1s"
[restart]
first_delay = "50ms"
[[listener]]
port = 0
protocol = "http"
[[route]]
handler = "hello"
[[route]]
path = "/visits"
handler = "visits"
)";

}  // namespace

class TestClockJump : public QObject {
  Q_OBJECT

 private slots:
  void nothingButTheTimesToldChanges_data() {
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("a day on") << qint64{day};
    QTest::newRow("a day back") << qint64{-day};
  }
  void nothingButTheTimesToldChanges();
};

void TestClockJump::nothingButTheTimesToldChanges() {
  QFETCH(const qint64, seconds);
  TemporaryHome home;
  QFile clock(home.write("clock", QByteArray(sizeof(std::int64_t), '\0')));
  QVERIFY(clock.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
  ServerProcess server(home);
  server.setVariable("LD_PRELOAD", CLOCK_SHIFT_LIBRARY);
  server.setVariable("FORKYARD_TEST_CLOCK", clock.fileName());
  // The sanitizer wants to be the first library, and does no harm as the second.
  server.setVariable("ASAN_OPTIONS", qEnvironmentVariable("ASAN_OPTIONS") + ":verify_asan_link_order=0");
  QVERIFY2(server.start(toml), server.text().constData());
  const auto workers = server.workers();
  QCOMPARE(workers.size(), std::size_t{2});
  RawPeer kept(server.port());
  QVERIFY(kept.ask() && kept.isAnswered());
  QCOMPARE(visit(server.port()).json["visits"].toInt(), 1);

  QCOMPARE(clock.write(reinterpret_cast<const char*>(&seconds), sizeof seconds), qint64{sizeof seconds});
  const double before = server.status()["uptime"].toDouble();
  double after = 0;
  QTRY_VERIFY_WITH_TIMEOUT((after = server.status()["uptime"].toDouble()) >= before + longEnough, 20'000);
  QVERIFY2(after < before + 60, "the time since the start is not told by the wall clock");

  QVERIFY2(kept.ask() && kept.isAnswered(), "a connection that was idle meanwhile");
  QCOMPARE(visit(server.port()).json["visits"].toInt(), 2);
  QVERIFY2(server.workers() == workers, server.text().constData());

  // That the clock did jump: the next event has its time. And its delays are as they were.
  ::kill(workers.at(0), SIGKILL);
  const auto exited = server.waitFor(EventKind::WorkerExited, 0);
  QVERIFY(exited);
  QVERIFY(qAbs(exited->time / 1000 - std::time(nullptr) - seconds) < 60);
  QVERIFY(server.waitFor([&](const Event& event) {
    return event.kind == EventKind::WorkerReady && event.slot == 0 && event.pid != workers.at(0);
  }));
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestClockJump)
#include "test_clock_jump.moc"
