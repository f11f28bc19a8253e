// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sessions in the Redis that a real Sentinel names: its master is killed, the replica takes over, and visits go on.

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>
#include <csignal>

#include "tests/integration/redis_process.h"
#include "tests/integration/sentinel_process.h"
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

/// A master, its replica, and the sentinel that watches both.
class ReplicatedRedis {
 public:
  ReplicatedRedis()
      : m_port(freePort()),
        m_replicaPort(freePort()),
        m_master(m_home, {"--port", QString::number(m_port), "--repl-diskless-sync-delay", "0"}),
        m_replica(m_replicaHome,
                  {"--port", QString::number(m_replicaPort), "--replicaof", QString("127.0.0.1 %1").arg(m_port)}),
        m_sentinel(m_home, m_port) {}
  /// Waits until the sentinel knows both, and the replica has all. False: why() says why.
  bool start() {
    return m_master.start() && m_replica.start() &&
           waitUntil(
               [&] {
                 return m_replica.ask({"info", "replication"}).contains("master_link_status:up");
               },
               20'000) &&
           m_sentinel.start() &&
           waitUntil(
               [&] {
                 return m_sentinel.ask({"sentinel", "replicas", "mymaster"}).contains("slave-repl-offset");
               },
               20'000);
  }
  QByteArray why() { return m_master.log() + m_replica.log() + m_sentinel.log(); }
  void killMaster() { m_master.kill(); }
  [[nodiscard]] QByteArray askMaster(const QStringList& words) const { return m_master.ask(words); }
  [[nodiscard]] QByteArray askReplica(const QStringList& words) const { return m_replica.ask(words); }
  [[nodiscard]] int sentinelPort() const { return m_sentinel.port(); }

 private:
  TemporaryHome m_home;
  TemporaryHome m_replicaHome;
  int m_port;
  int m_replicaPort;
  RedisProcess m_master;
  RedisProcess m_replica;
  SentinelProcess m_sentinel;
};

QByteArray settings(const QByteArray& redis) {
  return "name = \"watched\"\n[cluster]\nworkers = 4\ndistribution = \"round-robin\"\n[sessions]\nstore = \"redis\"\n"
         "redis = \"" +
         redis +
         "\"\n[[listener]]\nport = 0\nprotocol = \"http2\"\n[[listener]]\nport = 0\nprotocol = \"http\"\n"
         "[[route]]\nhandler = \"hello\"\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n";
}

/// "1 connection refused": how the probe ended, and why.
QString probe(const QByteArray& address, const QStringList& more = {}) {
  const CommandResult made = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"),
                                        QStringList{"probe", "redis", "-", "--json"} + more, {.input = address + "\n"});
  return QString::number(made.exitCode) + ' ' +
         QJsonDocument::fromJson(made.output).object()["error"].toString("no report");
}

/// Of a page whose store has no master, in milliseconds.
constexpr qint64 longestAnswer = 1000;
/// From the replica's promotion until all workers use it.
constexpr qint64 longestRecovery = 2000;

}  // namespace

class TestSentinel : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void visitsGoOnWithTheReplica();
  void theUserIsTheMasters();
  void overTls();
  void itsAbsenceIsSaid();
};

void TestSentinel::visitsGoOnWithTheReplica() {
  ReplicatedRedis redis;
  QVERIFY2(redis.start(), redis.why());
  // The first of the sentinels is not there at all.
  const QByteArray address = "redis+sentinel://127.0.0.1:" + QByteArray::number(freePort()) +
                             ",127.0.0.1:" + QByteArray::number(redis.sentinelPort());
  QCOMPARE(probe(address + "/mymaster/3"), QString("0 "));
  QCOMPARE(probe(address + "/another"), QString("1 the sentinels know no master of that name"));
  QCOMPARE(probe(address + "/my master"), QString("64 no report"));

  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start(settings(address + "/mymaster/3")), server.text());
  const int port = server.port(1);
  for (int i = 1; i <= 8; ++i) QCOMPARE(visit(port).json["visits"].toInt(), i);
  QVERIFY(waitUntil(
      [&] {
        return redis.askReplica({"-n", "3", "get", QString("forkyard:visits:") + oneVisitor}) == "8";
      },
      20'000));
  LoadGenerator greetings({.port = server.port()});
  greetings.start();
  const auto workers = server.workers();
  const std::size_t seen = server.events().size();

  redis.killMaster();
  QElapsedTimer clock;
  clock.start();
  int inARow = 0;
  int refused = 0;
  qint64 slowest = 0;
  qint64 promoted = 0;
  QVERIFY2(waitUntil(
               [&] {
                 if (promoted == 0 && redis.askReplica({"role"}).startsWith("master")) promoted = clock.elapsed();
                 QElapsedTimer asked;
                 asked.start();
                 const Visit made = visit(port);
                 slowest = std::max(slowest, asked.elapsed());
                 if (made.status == 503) ++refused;
                 inARow = made.status == 200 && made.json["visits"].toInt() > 8 ? inARow + 1 : 0;
                 return inARow == 4;
               },
               30'000),
           redis.why());
  qInfo("killed; promoted after %lld ms, all four workers use it after %lld ms; %d visits refused, each within %lld ms",
        static_cast<long long>(promoted), static_cast<long long>(clock.elapsed()), refused,
        static_cast<long long>(slowest));
  QVERIFY(promoted > 0 && clock.elapsed() - promoted < longestRecovery);
  QVERIFY(slowest < longestAnswer);
  QVERIFY(server.waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; }, seen));
  QVERIFY(server.waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreUp; }, seen));
  QVERIFY(server.workers() == workers);
  const LoadReport report = greetings.finish();
  qInfo("greetings meanwhile: %s", report.text().c_str());
  QVERIFY2(report.failed() == 0 && report.answered > 0, report.text().c_str());
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestSentinel::theUserIsTheMasters() {
  ReplicatedRedis redis;
  QVERIFY2(redis.start(), redis.why());
  // What the manual says that such a user needs; the sentinel knows nothing of it.
  const QStringList rights{"acl", "setuser", "app", "on", ">right", "~forkyard:*", "+eval", "+time", "+set"};
  QCOMPARE(redis.askMaster(rights), "OK");
  const QByteArray place = "@127.0.0.1:" + QByteArray::number(redis.sentinelPort()) + "/mymaster";
  QCOMPARE(probe("redis+sentinel://app:right" + place), QString("1 it does not let this user do what sessions need"));
  QCOMPARE(redis.askMaster({"acl", "setuser", "app", "+role"}), "OK");
  QCOMPARE(probe("redis+sentinel://app:right" + place), QString("0 "));
  QCOMPARE(probe("redis+sentinel://app:wrong" + place), QString("1 it refuses the user or the password"));
}

void TestSentinel::overTls() {
  TemporaryHome home;
  TestAuthority authority;
  QVERIFY2(authority.make(home.path("authority")), qPrintable(authority.complaint()));
  QVERIFY(authority.issue("redis", {"IP:127.0.0.1"}));
  const QString certificate = authority.path("redis.pem");
  const QString key = authority.path("redis.key");
  const QString ca = authority.path("ca.pem");
  const int port = freePort();
  RedisProcess redis(home, {"--tls-port", QString::number(port), "--tls-cert-file", certificate, "--tls-key-file", key,
                            "--tls-ca-cert-file", ca, "--tls-auth-clients", "no"});
  QVERIFY2(redis.start(), redis.log());
  SentinelProcess sentinel(home, port,
                           QString("tls-cert-file %1\ntls-key-file %2\ntls-ca-cert-file %3\ntls-auth-clients no\n")
                               .arg(certificate, key, ca));
  QVERIFY2(sentinel.start(), sentinel.log());
  const QByteArray place = "sentinel://127.0.0.1:" + QByteArray::number(sentinel.port()) + "/mymaster";
  QCOMPARE(probe("rediss+" + place, {"--ca", ca}), QString("0 "));
  const QString distrusting = probe("rediss+" + place);
  QVERIFY2(distrusting.startsWith("1 no sentinel answers ("), qPrintable(distrusting));
  QVERIFY(probe("redis+" + place).startsWith("1 no sentinel answers ("));
}

void TestSentinel::itsAbsenceIsSaid() {
  TemporaryHome home;
  ServerProcess server(home);
  const QByteArray nowhere = "127.0.0.1:" + QByteArray::number(freePort());
  QVERIFY2(server.start(settings("redis+sentinel://app:tops3cret@" + nowhere + "/mymaster")), server.text());
  const auto down = server.waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; });
  QVERIFY2(down, server.text());
  QCOMPARE(down->text, "The session store does not answer: no sentinel answers (connection refused).");
  QCOMPARE(visit(server.port(1)).status, 503);
  QVERIFY(!server.text().contains("tops3cret"));
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestSentinel)
#include "test_sentinel.moc"
