// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The store's way to the master of the moment, against sentinels and servers that say whatever the test wants.

#include <QTest>

#include "server/sessions/redis_session_store.h"
#include "tests/server/sessions/other_end.h"

using namespace std::chrono_literals;
using namespace sessions;

namespace {

QByteArray textReply(const QByteArray& text) {
  return '$' + QByteArray::number(text.size()) + "\r\n" + text + "\r\n";
}

QByteArray named(const QByteArray& host, const QByteArray& port) {
  return "*2\r\n" + textReply(host) + textReply(port);
}

constexpr auto asMaster = "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
constexpr auto asReplica = "*5\r\n$5\r\nslave\r\n$9\r\n127.0.0.1\r\n:6379\r\n$9\r\nconnected\r\n:0\r\n";

}  // namespace

class TestSentinelSearch : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void goesWhereTheSentinelSays();
  void saysWhyThereIsNoMaster_data();
  void saysWhyThereIsNoMaster();
  void asksTheNextWhereOneIsSilent();
  void allSilentIsSaidInTime();
  void whatIsNoMasterIsNotUsed();
  void aMasterThatBecameAReplicaIsAskedForAgain();
  void beginsWithAnotherSentinelEachTime();

 private:
  void open(const std::vector<int>& ports);
  bool isAsked(OtherEnd& sentinel);
  void nameTheMaster(OtherEnd& sentinel);
  bool until(const std::function<bool()>& condition);

  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<OtherEnd> m_sentinel;
  std::unique_ptr<OtherEnd> m_second;
  std::unique_ptr<OtherEnd> m_redis;
  std::unique_ptr<RedisSessionStore> m_store;
  QStringList m_states;
};

void TestSentinelSearch::init() {
  m_loop = *net::EventLoop::create();
  m_sentinel = std::make_unique<OtherEnd>();
  m_second = std::make_unique<OtherEnd>();
  m_redis = std::make_unique<OtherEnd>();
  m_states.clear();
}

void TestSentinelSearch::cleanup() {
  m_store.reset();
  m_loop->turn(0ms);  // what was let go of
  m_loop.reset();
}

void TestSentinelSearch::open(const std::vector<int>& ports) {
  std::string address = "redis+sentinel://app:s%40crat@";
  for (const int port : ports) address += (port == ports.front() ? "127.0.0.1:" : ",127.0.0.1:") + std::to_string(port);
  config::Sessions sessions;
  QVERIFY(config::parseRedisAddress(address + "/mymaster", sessions.redis));
  m_store = std::make_unique<RedisSessionStore>(
      *m_loop, sessions, [this](const std::string& reason) { m_states << QString::fromStdString(reason); });
}

bool TestSentinelSearch::isAsked(OtherEnd& sentinel) {
  return until([&] { return sentinel.accept(); }) && until([&] { return sentinel.count("SENTINEL") == 1; });
}

void TestSentinelSearch::nameTheMaster(OtherEnd& sentinel) {
  QVERIFY(isAsked(sentinel));
  sentinel.say(named("127.0.0.1", QByteArray::number(m_redis->port())));
  QVERIFY(until([&] { return m_redis->accept(); }));
  QVERIFY(until([&] { return m_redis->count("EVAL") == 1; }));
}

bool TestSentinelSearch::until(const std::function<bool()>& condition) {
  const base::MonotonicTime end = base::MonotonicClock::now() + 10s;
  while (!condition()) {
    if (base::MonotonicClock::now() > end) return false;
    m_loop->turn(5ms);
  }
  return true;
}

void TestSentinelSearch::goesWhereTheSentinelSays() {
  open({m_sentinel->port()});
  nameTheMaster(*m_sentinel);
  // The password is the master's, and no sentinel's.
  QCOMPARE(m_sentinel->received, "*3\r\n$8\r\nSENTINEL\r\n$23\r\nget-master-addr-by-name\r\n$8\r\nmymaster\r\n");
  QVERIFY2(m_redis->received.contains("s@crat\r\n*1\r\n$4\r\nROLE\r\n*4\r\n$4\r\nEVAL"), m_redis->received);
  m_redis->say(QByteArray("+OK\r\n") + asMaster + "+OK\r\n");
  QVERIFY(until([&] { return !m_states.isEmpty(); }));
  QCOMPARE(m_states, QStringList({""}));
  std::int64_t sum = 0;
  m_store->increment("a", 1, 1h, [&](const Answer& answer) { sum = answer ? answer->number : -1; });
  QVERIFY(until([&] { return m_redis->count("INCRBY") == 1; }));
  m_redis->say("*2\r\n:0\r\n$1\r\n7\r\n");
  QVERIFY(until([&] { return sum != 0; }));
  QCOMPARE(sum, 7);
}

void TestSentinelSearch::saysWhyThereIsNoMaster_data() {
  QTest::addColumn<QByteArray>("reply");
  QTest::addColumn<QString>("reason");
  const auto row = [](const char* name, const QByteArray& reply, const char* reason) {
    QTest::newRow(name) << reply << reason;
  };
  const char* const nonsense = "what a sentinel says is no address of a master";
  const char* const noRedis = "no sentinel answers (what it says is not Redis)";
  row("unknown name", "*-1\r\n", "the sentinels know no master of that name");
  row("password", "-NOAUTH Authentication required.\r\n", "a sentinel wants a password, which is not supported");
  row("no sentinel", "-ERR unknown command 'SENTINEL'\r\n", "a sentinel refuses to say where the master is");
  row("number", ":6379\r\n", nonsense);
  row("text", textReply("127.0.0.1:6379"), nonsense);
  row("one element", "*1\r\n$9\r\n127.0.0.1\r\n", nonsense);
  row("three elements", "*3\r\n$9\r\n127.0.0.1\r\n$4\r\n6379\r\n$1\r\n0\r\n", nonsense);
  row("port as a number", "*2\r\n$9\r\n127.0.0.1\r\n:6379\r\n", nonsense);
  row("nothing inside", "*2\r\n$-1\r\n$-1\r\n", nonsense);
  row("arrays inside", "*2\r\n*1\r\n:1\r\n*1\r\n:1\r\n", nonsense);
  row("no host", named("", "6379"), nonsense);
  row("no port", named("127.0.0.1", ""), nonsense);
  row("port 0", named("127.0.0.1", "0"), nonsense);
  row("port 65536", named("127.0.0.1", "65536"), nonsense);
  row("negative port", named("127.0.0.1", "-1"), nonsense);
  row("a path", named("/run/redis.sock", "0"), nonsense);
  row("a path and a port", named("/run/redis.sock", "6379"), nonsense);
  row("bytes", named(QByteArray("127.0.0.1\0.example", 18), "6379"), nonsense);
  row("two ports", named("::1]:5", "6379"), nonsense);
  row("long host", named(QByteArray(10'000, 'a'), "6379"), nonsense);
  row("huge text", "*2\r\n" + textReply(QByteArray(100'000, 'a')), noRedis);
  row("huge array", "*2147483647\r\n", noRedis);
  row("deep array", QByteArray("*1\r\n").repeated(1000), noRedis);
  row("garbage", "HTTP/1.1 400 Bad Request\r\n\r\n", noRedis);
}

void TestSentinelSearch::saysWhyThereIsNoMaster() {
  QFETCH(QByteArray, reply);
  open({m_sentinel->port()});
  QVERIFY(isAsked(*m_sentinel));
  m_sentinel->say(reply);
  QVERIFY(until([&] { return !m_states.isEmpty(); }));
  QTEST(m_states.front(), "reason");
  nameTheMaster(*m_sentinel);  // and it is asked again
  m_redis->say(QByteArray("+OK\r\n") + asMaster + "+OK\r\n");
  QVERIFY(until([&] { return m_states.size() == 2; }));
  QCOMPARE(m_states.back(), QString());
}

void TestSentinelSearch::asksTheNextWhereOneIsSilent() {
  open({m_sentinel->port(), m_second->port()});
  QString got;
  m_store->get("a", [&](const Answer& answer) { got = answer ? "answered" : "unavailable"; });
  QVERIFY(isAsked(*m_sentinel));
  nameTheMaster(*m_second);
  m_redis->say(QByteArray("+OK\r\n") + asMaster + "+OK\r\n");
  QVERIFY(until([&] { return m_redis->count("forkyard:a") == 1; }));
  m_redis->say("$-1\r\n");
  QVERIFY(until([&] { return !got.isEmpty(); }));
  QCOMPARE(got, QString("answered"));
  QCOMPARE(m_states, QStringList({""}));
}

void TestSentinelSearch::allSilentIsSaidInTime() {
  OtherEnd third;
  open({m_sentinel->port(), m_second->port(), third.port()});
  QString got;
  m_store->get("a", [&](const Answer& answer) { got = answer ? "answered" : "unavailable"; });
  QVERIFY(until([&] { return !got.isEmpty(); }));
  QCOMPARE(got, QString("unavailable"));
  QCOMPARE(m_states, QStringList({"no sentinel answers (it does not answer in time)"}));
  QVERIFY(!third.accept());  // it was not its turn yet: nobody waits for all of them
}

void TestSentinelSearch::whatIsNoMasterIsNotUsed() {
  for (const char* role : {asReplica, "*0\r\n", "+master\r\n", "*1\r\n:0\r\n"}) {
    m_states.clear();
    open({m_sentinel->port()});
    nameTheMaster(*m_sentinel);
    m_redis->say(QByteArray("+OK\r\n") + role + "+OK\r\n");
    QVERIFY(until([&] { return !m_states.isEmpty(); }));
    QCOMPARE(m_states.front(), QString("the sentinels name a server that is not the master"));
    QVERIFY(isAsked(*m_sentinel));
  }
}

void TestSentinelSearch::aMasterThatBecameAReplicaIsAskedForAgain() {
  open({m_sentinel->port()});
  nameTheMaster(*m_sentinel);
  m_redis->say(QByteArray("+OK\r\n") + asMaster + "+OK\r\n");
  QVERIFY(until([&] { return !m_states.isEmpty(); }));
  m_store->get("a", [](const Answer&) {});
  QVERIFY(until([&] { return m_redis->count("forkyard:a") == 1; }));
  m_redis->say("-READONLY You can't write against a read only replica.\r\n");
  QVERIFY(isAsked(*m_sentinel));
  QCOMPARE(m_states, QStringList({"", "it is a replica, which takes no changes"}));
}

void TestSentinelSearch::beginsWithAnotherSentinelEachTime() {
  open({m_sentinel->port(), m_second->port()});
  nameTheMaster(*m_sentinel);
  m_redis->say(QByteArray("+OK\r\n") + asReplica + "+OK\r\n");
  nameTheMaster(*m_second);
  m_redis->hangUp();
  QVERIFY(isAsked(*m_sentinel));
}

QTEST_GUILESS_MAIN(TestSentinelSearch)
#include "test_sentinel_search.moc"
