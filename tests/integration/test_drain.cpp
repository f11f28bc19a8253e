// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A stop as clients see it: what is idle is let go in good order, what is under way is finished, and what outlives the
// drain's time is cut and counted.

#include <QElapsedTimer>
#include <QTest>
#include <csignal>

#include "tests/integration/http2_peer.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

constexpr int goAwayFrame = 7;
constexpr int pageBytes = 4096;

QByteArray serverSettings(const QByteArray& cluster = {}) {
  return "name = \"drained\"\n[cluster]\nworkers = 1\n" + cluster +
         "[[listener]]\nport = 0\nprotocol = \"http2\"\n[[route]]\nhandler = \"hello\"\ntext = \"" +
         QByteArray(pageBytes, 'x') + "\"\n";
}

}  // namespace

class TestDrain : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void idleConnectionsAreLetGoInGoodOrder();
  void aRequestOnAnIdleConnectionIsAnsweredAndCloses();
  void aSlowDownloadIsFinished();
  void whatOutlivesTheDrainIsCutAndCounted();
  void aStoppedWorkerIsKilledInTheEnd();

 private:
  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
};

void TestDrain::init() {
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
}

void TestDrain::idleConnectionsAreLetGoInGoodOrder() {
  QVERIFY2(m_server->start(serverSettings()), m_server->text());
  auto http1 = std::make_unique<TlsPeer>(m_server->port());
  QVERIFY(http1->handshake());
  QCOMPARE(http1->get(), 200);
  auto http2 = std::make_unique<Http2Peer>(m_server->port());
  QVERIFY(http2->askForPage());

  QElapsedTimer drain;
  drain.start();
  m_server->signalMaster(SIGTERM);
  QVERIFY(http2->readUntil([](const FrameReader& seen) { return seen.count(goAwayFrame) == 2; }));
  QCOMPARE(http2->frames.goAwayStreams(), (std::vector<std::uint32_t>{0x7fffffff, 1}));
  QCOMPARE(http2->frames.goAway(), 0);
  QVERIFY(http2->tls.isEnded());
  QCOMPARE(http2->tls.alert(), std::optional<int>(0));
  http2.reset();
  QVERIFY(http1->isEnded());
  QCOMPARE(http1->alert(), std::optional<int>(0));
  http1.reset();
  QCOMPARE(m_server->waitForEnd(), 0);
  qInfo("drained in %lld ms", static_cast<long long>(drain.elapsed()));
  QVERIFY(drain.elapsed() < 2'000);
  const auto exited = m_server->waitFor(EventKind::WorkerExited, 0);
  QVERIFY2(exited && exited->string("reason") == "stopped" && exited->integer("connections", -1) == 0,
           m_server->text());
}

void TestDrain::aRequestOnAnIdleConnectionIsAnsweredAndCloses() {
  QVERIFY2(m_server->start(serverSettings()), m_server->text());
  TlsPeer peer(m_server->port());
  QVERIFY(peer.handshake());
  QCOMPARE(peer.get(), 200);
  Http2Peer witness(m_server->port());
  QVERIFY(witness.askForPage());
  m_server->signalMaster(SIGTERM);
  // The worker's own sign that it drains; the master's event may come before it.
  QVERIFY(witness.readUntil([](const FrameReader& seen) { return seen.count(goAwayFrame) > 0; }));
  QVERIFY(peer.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const QByteArray answer = peer.read(10'000);
  QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer);
  QVERIFY2(answer.toLower().contains("\r\nconnection: close\r\n"), answer);
  QVERIFY(endsTheGreeting(answer));
  QCOMPARE(peer.alert(), std::optional<int>(0));
  QCOMPARE(m_server->waitForEnd(), 0);
}

void TestDrain::aSlowDownloadIsFinished() {
  QVERIFY2(m_server->start(serverSettings()), m_server->text());
  Http2Peer peer(m_server->port());
  QVERIFY(peer.askAndTakeNothing());
  m_server->signalMaster(SIGTERM);
  QVERIFY(peer.readUntil([](const FrameReader& seen) { return seen.count(goAwayFrame) == 2; }));
  QVERIFY(isRunning(m_server->pid()));
  for (std::size_t taken = 0; !peer.frames.ended(1); taken = peer.frames.body(1).size()) {
    QVERIFY(peer.openWindow(512));
    QVERIFY(peer.readUntil([&](const FrameReader& seen) { return seen.ended(1) || seen.body(1).size() > taken; }));
  }
  QVERIFY(endsTheGreeting(QByteArray::fromStdString(peer.frames.body(1))));
  QVERIFY(peer.frames.body(1).find(std::string(pageBytes, 'x')) != std::string::npos);
  QVERIFY(peer.tls.isEnded());
  QCOMPARE(m_server->waitForEnd(), 0);
  const auto exited = m_server->waitFor(EventKind::WorkerExited, 0);
  QVERIFY2(exited && exited->integer("connections", -1) == 0, m_server->text());
}

void TestDrain::whatOutlivesTheDrainIsCutAndCounted() {
  QVERIFY2(m_server->start(serverSettings("drain_timeout = \"1s\"\n")), m_server->text());
  Http2Peer first(m_server->port());
  Http2Peer second(m_server->port());
  QVERIFY(first.askAndTakeNothing() && second.askAndTakeNothing());
  QElapsedTimer drain;
  drain.start();
  m_server->signalMaster(SIGTERM);
  QCOMPARE(m_server->waitForEnd(), 0);
  QVERIFY(drain.elapsed() >= 1'000 && drain.elapsed() < 4'000);
  const auto exited = m_server->waitFor(EventKind::WorkerExited, 0);
  QVERIFY2(exited && exited->string("reason") == "stopped", m_server->text());
  QCOMPARE(exited->integer("connections"), 2);
  QVERIFY(first.tls.isEnded() && second.tls.isEnded());
}

void TestDrain::aStoppedWorkerIsKilledInTheEnd() {
  QVERIFY2(m_server->start(serverSettings("drain_timeout = \"1s\"\n")), m_server->text());
  const pid_t worker = m_server->workers().at(0);
  QCOMPARE(::kill(worker, SIGSTOP), 0);
  QElapsedTimer drain;
  drain.start();
  m_server->signalMaster(SIGTERM);
  QCOMPARE(m_server->waitForEnd(), 0);
  QVERIFY(drain.elapsed() >= 2'000 && drain.elapsed() < 6'000);
  const auto exited = m_server->waitFor(EventKind::WorkerExited, 0);
  QVERIFY2(exited && exited->string("signal") == "SIGKILL" && exited->string("reason") == "stopped", m_server->text());
  QVERIFY(!isRunning(worker));
}

QTEST_GUILESS_MAIN(TestDrain)
#include "test_drain.moc"
