// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sessions in a Redis: a real one, killed, stopped and started again under real clients; and one that answers as none
// should. Pages without sessions never notice.

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>
#include <csignal>

#include "tests/integration/redis_process.h"
#include "tests/integration/scripted_redis.h"
#include "tests/integration/test_authority.h"
#include "tests/integration/visitors.h"
#include "tests/load/load_generator.h"
#include "tests/support/command.h"
#include "tests/support/free_port.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

/// The greeting over TLS on the first port, visits without on the second.
QByteArray settings(const QString& redis, const QByteArray& more = {}) {
  return "name = \"shared\"\n[cluster]\nworkers = 4\ndistribution = \"round-robin\"\n"
         "[restart]\nfirst_delay = \"50ms\"\nmax_delay = \"50ms\"\n[sessions]\nstore = \"redis\"\nredis = \"" +
         redis.toUtf8() + "\"\n" + more +
         "[[listener]]\nport = 0\nprotocol = \"http2\"\n[[listener]]\nport = 0\nprotocol = \"http\"\n"
         "[[route]]\nhandler = \"hello\"\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n";
}

constexpr qint64 longestAnswer = 1000;    ///< milliseconds, of a page whose store is not there
constexpr qint64 longestRecovery = 2000;  ///< after it is there again

}  // namespace

class TestRedis : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void countsAsOne();
  void parallelVisitsAreEachCountedOnce();
  void isLostAndComesBack();
  void aStoppedRedisIsMissedAndComesBack();
  void needsNoRedisToStart();
  void aReloadThatMendsItIsTold_data();
  void aReloadThatMendsItIsTold();
  void workersThatComeAndGoMendNothing();
  void overTlsWithItsOwnUser();
  void aWrongPasswordIsSaidAndNeverShown();
  void aHostileRedisDelaysNobodyElse();
  void aSlowRedisDelaysNobodyElse();
  void theProbeSaysWhatAWorkerWouldFind();

 private:
  int visitsPort() { return m_server->port(1); }
  void expectUnavailable();
  void expectRecovery(const QElapsedTimer& since);
  /// Recovery from now on, and that all greetings were answered meanwhile.
  void expectNobodyElseNoticed(LoadGenerator& greetings);

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<RedisProcess> m_redis;
  std::unique_ptr<ServerProcess> m_server;
};

void TestRedis::init() {
  m_server.reset();
  m_redis.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_redis = std::make_unique<RedisProcess>(*m_home);
  m_server = std::make_unique<ServerProcess>(*m_home);
}

/// 503, and soon.
void TestRedis::expectUnavailable() {
  QElapsedTimer clock;
  clock.start();
  QCOMPARE(visit(visitsPort()).status, 503);
  QVERIFY2(clock.elapsed() < longestAnswer, QByteArray::number(clock.elapsed()));
}

/// From every worker: four answers in a row.
void TestRedis::expectRecovery(const QElapsedTimer& since) {
  int inARow = 0;
  QVERIFY(waitUntil([&] { return (inARow = visit(visitsPort()).status == 200 ? inARow + 1 : 0) == 4; }, 20'000));
  qInfo("all four workers have it again %lld ms after its return", static_cast<long long>(since.elapsed()));
  QVERIFY(since.elapsed() < longestRecovery);
}

void TestRedis::expectNobodyElseNoticed(LoadGenerator& greetings) {
  QElapsedTimer clock;
  clock.start();
  expectRecovery(clock);
  const LoadReport report = greetings.finish();
  qInfo("greetings meanwhile: %s", report.text().c_str());
  QVERIFY2(report.failed() == 0 && report.answered > 0, report.text().c_str());
}

void TestRedis::countsAsOne() {
  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_server->start(settings("unix:" + m_redis->socketPath() + "?db=3")), m_server->text());
  std::set<QString> workers;
  for (int i = 1; i <= 100; ++i) {
    const Visit made = visit(visitsPort());
    QCOMPARE(made.status, 200);
    QCOMPARE(made.json["visits"].toInt(), i);
    QCOMPARE(made.json["total"].toInt(), i);
    QCOMPARE(made.json["store"].toString(), QString("redis"));
    workers.insert(made.json["worker"].toString());
  }
  QCOMPARE(workers.size(), std::size_t{4});
  QCOMPARE(m_redis->ask({"-n", "3", "get", QString("forkyard:visits:") + oneVisitor}), "100");
  const int left = m_redis->ask({"-n", "3", "ttl", QString("forkyard:visits:") + oneVisitor}).toInt();
  QVERIFY(left > 86'000 && left <= 86'400);
  QCOMPARE(m_redis->ask({"-n", "0", "dbsize"}), "0");
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::parallelVisitsAreEachCountedOnce() {
  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_server->start(settings("unix:" + m_redis->socketPath())), m_server->text());
  Crowd crowd(visitsPort(), 1000);
  crowd.wait();
  QCOMPARE(crowd.unanswered(), 0);
  const std::set<int> distinct(crowd.numbers().begin(), crowd.numbers().end());
  QCOMPARE(distinct.size(), std::size_t{1000});
  QCOMPARE(*distinct.rbegin(), 1000);
  QCOMPARE(m_redis->ask({"get", QString("forkyard:visits:") + oneVisitor}), "1000");

  // Workers killed: what was answered was counted, and never twice.
  Crowd unlucky(visitsPort(), 1000);
  for (int slot = 0; slot < 4; ++slot) {
    QVERIFY(waitUntil([&] { return unlucky.answered() > 100 * (slot + 1); }, 60'000));
    QCOMPARE(::kill(m_server->workers().at(slot), SIGKILL), 0);
  }
  unlucky.wait();
  const std::set<int> others(unlucky.numbers().begin(), unlucky.numbers().end());
  QCOMPARE(others.size(), std::size_t{1000});
  const int counted = m_redis->ask({"get", QString("forkyard:visits:") + oneVisitor}).toInt() - 1000;
  qInfo("1000 answered, %d not, %d counted", unlucky.unanswered(), counted);
  QVERIFY(counted >= 1000 && counted <= 1000 + unlucky.unanswered());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::isLostAndComesBack() {
  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_server->start(settings("unix:" + m_redis->socketPath())), m_server->text());
  for (int i = 1; i <= 8; ++i) QCOMPARE(visit(visitsPort()).json["visits"].toInt(), i);
  LoadGenerator greetings({.port = m_server->port()});
  greetings.start();
  const auto workers = m_server->workers();
  const std::size_t seen = m_server->events().size();

  m_redis->kill();
  for (int i = 0; i < 20; ++i) expectUnavailable();
  const auto down =
      m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; }, seen);
  QVERIFY2(down, m_server->text());

  QVERIFY2(m_redis->start(), m_redis->log());
  QElapsedTimer clock;
  clock.start();
  expectRecovery(clock);
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreUp; }, seen));
  const int after = visit(visitsPort()).json["visits"].toInt();
  QVERIFY(after > 8);  // Redis had it on its disk, and nothing here wrote over it
  QVERIFY(m_server->workers() == workers);

  const LoadReport report = greetings.finish();
  qInfo("greetings meanwhile: %s", report.text().c_str());
  QVERIFY2(report.failed() == 0 && report.answered > 0, report.text().c_str());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::aStoppedRedisIsMissedAndComesBack() {
  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_server->start(settings("unix:" + m_redis->socketPath())), m_server->text());
  QCOMPARE(visit(visitsPort()).status, 200);
  LoadGenerator greetings({.port = m_server->port()});
  greetings.start();
  QCOMPARE(::kill(m_redis->pid(), SIGSTOP), 0);
  for (int i = 0; i < 8; ++i) expectUnavailable();
  QCOMPARE(::kill(m_redis->pid(), SIGCONT), 0);
  expectNobodyElseNoticed(greetings);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::needsNoRedisToStart() {
  const int port = freePort();
  QVERIFY2(m_server->start(settings(QString("redis://localhost:%1").arg(port))), m_server->text());
  const auto down = m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; });
  QVERIFY2(down && down->string("reason") == "connection refused", m_server->text());
  for (int i = 0; i < 4; ++i) expectUnavailable();
  RedisProcess late(*m_home, {"--port", QString::number(port)});
  QVERIFY2(late.start(), late.log());
  QElapsedTimer clock;
  clock.start();
  expectRecovery(clock);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::aReloadThatMendsItIsTold_data() {
  QTest::addColumn<QByteArray>("sessions");
  QTest::addColumn<QString>("store");
  QTest::newRow("another Redis") << QByteArray() << "redis";
  QTest::newRow("the keeper") << QByteArray("store = \"cluster\"") << "cluster";
  QTest::newRow("each worker") << QByteArray("store = \"worker\"") << "worker";
}

void TestRedis::aReloadThatMendsItIsTold() {
  QFETCH(QByteArray, sessions);
  QFETCH(QString, store);
  const QByteArray wrong = settings("unix:" + m_home->path("nowhere.sock"));
  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_server->start(wrong), m_server->text());
  const auto down = m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; });
  QVERIFY2(down, m_server->text());
  const QJsonObject before = m_server->status()["sessions"].toObject();
  QCOMPARE(before["store"].toString(), QString("redis"));
  QCOMPARE(before["down_since"].toInteger(), qint64{down->time});
  QCOMPARE(before["reason"].toString(), QString("no such file or directory"));
  // The file is watched: the reload begins by itself.
  const std::size_t seen = m_server->events().size();
  const QByteArray right = settings("unix:" + m_redis->socketPath());
  m_home->write("forkyard.toml", sessions.isEmpty() ? right : QByteArray(right).replace("store = \"redis\"", sessions));
  const auto up = m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreUp; }, seen);
  QVERIFY2(up, m_server->text());
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::ReloadFinished; }, seen));
  const QJsonObject after = m_server->status()["sessions"].toObject();
  QCOMPARE(after["store"].toString(), store);
  QVERIFY(!after.contains("down_since"));
  for (int i = 0; i < 4; ++i) QCOMPARE(visit(visitsPort()).status, 200);
  QCOMPARE(m_server->stopAndInspect(), QString());
  for (const Event& event : m_server->events())
    QVERIFY(event.kind != EventKind::SessionStoreUp || event.seq == up->seq);
}

/// Those that replace the killed ones find no store either, and a restart of all changes nothing.
void TestRedis::workersThatComeAndGoMendNothing() {
  QVERIFY2(m_server->start(settings("unix:" + m_redis->socketPath())), m_server->text());
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; }));
  for (const auto& [slot, pid] : m_server->workers()) {
    const std::size_t seen = m_server->events().size();
    QCOMPARE(::kill(pid, SIGKILL), 0);
    QVERIFY2(m_server->waitFor(EventKind::WorkerReady, slot, seen), m_server->text());
  }
  const std::size_t seen = m_server->events().size();
  m_server->signalMaster(SIGHUP);
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::ReloadFinished; }, seen));
  for (const Event& event : m_server->events()) QVERIFY(event.kind != EventKind::SessionStoreUp);
  QVERIFY(m_server->status()["sessions"].toObject().contains("down_since"));

  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreUp; }, seen),
           m_server->text());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::overTlsWithItsOwnUser() {
  TestAuthority authority;
  QVERIFY2(authority.make(m_home->path("authority")), qPrintable(authority.complaint()));
  QVERIFY(authority.issue("redis", {"DNS:localhost", "IP:127.0.0.1"}) && authority.issue("client", {}));
  const int port = freePort();
  RedisProcess redis(*m_home, {"--tls-port", QString::number(port), "--tls-cert-file", authority.path("redis.pem"),
                               "--tls-key-file", authority.path("redis.key"), "--tls-ca-cert-file",
                               authority.path("ca.pem"), "--tls-auth-clients", "yes"});
  QVERIFY2(redis.start(), redis.log());
  // What the manual says that such a user needs, and nothing beside it.
  QCOMPARE(redis.ask({"acl", "setuser", "app", "on", ">s@crat/", "~forkyard:*", "+eval", "+time", "+get", "+set",
                      "+exists", "+incrby", "+pexpire", "+del", "+select"}),
           "OK");
  QCOMPARE(redis.ask({"acl", "setuser", "default", "off"}), "OK");
  const QByteArray client = "redis_certificate = \"" + authority.path("client.pem").toUtf8() + "\"\nredis_key = \"" +
                            authority.path("client.key").toUtf8() + "\"\n";
  const QString address = QString("rediss://app:s%40crat%2F@localhost:%1/2").arg(port);
  const QByteArray trusting = "redis_ca = \"" + authority.path("ca.pem").toUtf8() + "\"\n";
  QVERIFY2(m_server->start(settings(address, trusting + client)), m_server->text());
  for (int i = 1; i <= 8; ++i) QCOMPARE(visit(visitsPort()).json["visits"].toInt(), i);
  QCOMPARE(m_server->stopAndInspect(), QString());

  // Neither without a certificate of ours, nor from an authority that we do not know.
  for (const QByteArray& wrong : {trusting, client}) {
    m_server = std::make_unique<ServerProcess>(*m_home);
    QVERIFY2(m_server->start(settings(address, wrong)), m_server->text());
    const auto down = m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; });
    QVERIFY2(down, m_server->text());
    qInfo("%s", down->text.c_str());
    expectUnavailable();
    QCOMPARE(m_server->stopAndInspect(), QString());
  }
}

void TestRedis::aWrongPasswordIsSaidAndNeverShown() {
  RedisProcess redis(*m_home, {"--requirepass", "right"});
  QVERIFY2(redis.start(), redis.log());
  QVERIFY2(m_server->start(settings("unix://:tops3cret@" + redis.socketPath())), m_server->text());
  const auto down = m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; });
  QVERIFY2(down, m_server->text());
  QCOMPARE(down->text, "The session store does not answer: it refuses the user or the password.");
  expectUnavailable();
  QVERIFY(!QJsonDocument(m_server->status()).toJson().contains("tops3cret"));
  QVERIFY(!m_server->text().contains("tops3cret"));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::aHostileRedisDelaysNobodyElse() {
  using Script = ScriptedRedis::Script;
  const QByteArray much(4 * 1024 * 1024, 'x');
  const Script scripts[] = {
      {.name = "huge array", .question = "*2147483647\r\n"},
      {.name = "huge text", .question = "$536870912\r\n" + much},
      {.name = "endless line", .question = "+" + much},
      {.name = "garbage", .question = QByteArray("\0\xff\x1b[2J", 6)},
      {.name = "another protocol", .question = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
      {.name = "half a reply", .question = "*2\r\n:1\r\n$5\r\n12"},
      {.name = "hanging", .question = {}},
      {.name = "closing", .question = {}, .closes = true},
      {.name = "more replies than questions", .question = QByteArray("+OK\r\n").repeated(100'000)},
      {.name = "another kind", .question = "$5\r\nhello\r\n"},
      {.name = "NOAUTH", .question = "-NOAUTH Authentication required.\r\n"},
      {.name = "READONLY", .question = "-READONLY You can't write against a read only replica.\r\n"},
      {.name = "OOM", .question = "-OOM command not allowed when used memory > 'maxmemory'.\r\n"},
      {.name = "MOVED", .question = "-MOVED 866 10.0.0.1:6379\r\n"},
      {.name = "LOADING from the start", .trial = "-LOADING Redis is loading the dataset in memory\r\n"},
      {.name = "hanging from the start", .trial = {}},
      {.name = "huge array from the start", .trial = "*2147483647\r\n"},
  };
  ScriptedRedis hostile(m_redis->socketPath().toUtf8());
  QVERIFY2(m_server->start(settings("unix:" + m_redis->socketPath())), m_server->text());
  QCOMPARE(visit(visitsPort()).json["visits"].toInt(), 7);
  const auto workers = m_server->workers();
  LoadGenerator greetings({.port = m_server->port()});
  greetings.start();
  for (const Script& script : scripts) {
    hostile.play(script);
    const bool isAsked = script.trial == "+OK\r\n";
    do {
      expectUnavailable();
      if (QTest::currentTestFailed()) return qWarning("with: %s", script.name.constData());
    } while ((isAsked ? hostile.questions() : hostile.trials()) == 0);
  }
  QVERIFY(m_server->workers() == workers);
  hostile.play({});
  expectNobodyElseNoticed(greetings);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::aSlowRedisDelaysNobodyElse() {
  using namespace std::chrono_literals;
  ScriptedRedis slow(m_redis->socketPath().toUtf8());
  slow.play({.delay = 1s});
  QVERIFY2(m_server->start(settings("unix:" + m_redis->socketPath())), m_server->text());
  LoadGenerator greetings({.port = m_server->port()});
  greetings.start();
  qint64 slowest = 0;
  for (int i = 0; i < 12; ++i) {
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(visit(visitsPort()).status, 503);
    slowest = std::max(slowest, clock.elapsed());
  }
  QVERIFY2(slowest < longestAnswer, QByteArray::number(slowest));
  slow.play({});
  QElapsedTimer clock;
  clock.start();
  expectRecovery(clock);
  const LoadReport report = greetings.finish();
  qInfo("visits refused after %lld ms at most; greetings meanwhile: %s", static_cast<long long>(slowest),
        report.text().c_str());
  QVERIFY2(report.failed() == 0 && report.answered > 0, report.text().c_str());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRedis::theProbeSaysWhatAWorkerWouldFind() {
  RedisProcess redis(*m_home, {"--requirepass", "right"});
  QVERIFY2(redis.start(), redis.log());
  const auto probe = [&](const QByteArray& address) {
    const CommandResult made = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"probe", "redis", "-", "--json"},
                                          {.input = address + "\n"});
    return QString::number(made.exitCode) + ' ' +
           QJsonDocument::fromJson(made.output).object()["error"].toString("no report");
  };
  const QByteArray path = redis.socketPath().toUtf8();
  QCOMPARE(probe("unix://:right@" + path), QString("0 "));
  QCOMPARE(probe("unix://:wrong@" + path), QString("1 it refuses the user or the password"));
  QCOMPARE(probe("unix:" + path), QString("1 it wants a password"));
  QCOMPARE(probe("unix://:right@" + path + "?db=99"), QString("1 it has no database of that number"));
  QCOMPARE(probe("redis://127.0.0.1:" + QByteArray::number(freePort())), QString("1 connection refused"));
  QCOMPARE(probe("unix:" + path + ".none"), QString("1 no such file or directory"));
  QCOMPARE(probe("no address"), QString("64 no report"));
  const CommandResult shown = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"),
                                         {"probe", "redis", "unix://app:wrong@" + redis.socketPath()});
  QVERIFY2(shown.text().contains("unix://***@") && !shown.text().contains("wrong@"), shown.text());
}

QTEST_GUILESS_MAIN(TestRedis)
#include "test_redis.moc"
