// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The store against a Redis that says, withholds and breaks whatever the test wants, on a Unix socket in the same loop.

#include <QTemporaryDir>
#include <QTest>

#include "server/sessions/redis_session_store.h"
#include "tests/server/sessions/other_end.h"

using namespace std::chrono_literals;
using namespace sessions;

class TestRedisSessionStore : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void introducesItselfAtOnce();
  void asksWithoutWaiting();
  void whatIsAskedEarlyWaits();
  void readsWhatRedisAnswers_data();
  void readsWhatRedisAnswers();
  void whatIsNoAnswerEndsTheConnection_data();
  void whatIsNoAnswerEndsTheConnection();
  void silenceEndsInTime();
  void downMeansAtOnce();
  void anIdleEndIsNoNews();
  void aServerThatHangsUpIsNotFlooded();
  void noCertificateNoConnection();

 private:
  void open(const QByteArray& address = {});
  void greet();
  void ask(const char* name);
  bool until(const std::function<bool()>& condition);

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<OtherEnd> m_redis;
  std::unique_ptr<RedisSessionStore> m_store;
  QStringList m_answers;
  QStringList m_states;
};

void TestRedisSessionStore::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_loop = *net::EventLoop::create();
  m_redis = std::make_unique<OtherEnd>(m_folder->filePath("redis").toStdString());
  m_answers.clear();
  m_states.clear();
}

void TestRedisSessionStore::cleanup() {
  m_store.reset();
  m_redis.reset();
  m_loop->turn(0ms);  // what was let go of
  m_loop.reset();
}

/// `user`: "name:password@".
void TestRedisSessionStore::open(const QByteArray& user) {
  config::Sessions sessions;
  const std::string address = "unix://" + user.toStdString() + m_folder->filePath("redis").toStdString() + "?db=4";
  QVERIFY(config::parseRedisAddress(address, sessions.redis));
  m_store = std::make_unique<RedisSessionStore>(
      *m_loop, sessions, [this](const std::string& reason) { m_states << QString::fromStdString(reason); });
}

void TestRedisSessionStore::greet() {
  QVERIFY(until([&] { return m_redis->accept(); }));
  QVERIFY(until([&] { return m_redis->count("EVAL") == 1; }));
  m_redis->say("+OK\r\n+OK\r\n");
}

void TestRedisSessionStore::ask(const char* name) {
  const QString before = m_answers.join(' ');
  m_store->increment(name, 1, 1h, [this, name](const Answer& answer) {
    const QStringList errors{"unavailable", "too large", "no number"};
    m_answers << QString("%1=%2").arg(
        name, answer ? QString::number(answer->number) : errors.at(static_cast<int>(answer.error())));
  });
  QCOMPARE(m_answers.join(' '), before);
}

bool TestRedisSessionStore::until(const std::function<bool()>& condition) {
  const base::MonotonicTime end = base::MonotonicClock::now() + 10s;
  while (!condition()) {
    if (base::MonotonicClock::now() > end) return false;
    m_loop->turn(5ms);
  }
  return true;
}

void TestRedisSessionStore::introducesItselfAtOnce() {
  open("app:s%40crat@");
  QVERIFY(until([&] { return m_redis->accept(); }));
  QVERIFY(until([&] { return m_redis->count("EVAL") == 1; }));
  QVERIFY2(m_redis->received.startsWith("*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$6\r\ns@crat\r\n"), m_redis->received);
  QVERIFY(m_redis->received.contains("*2\r\n$6\r\nSELECT\r\n$1\r\n4\r\n*4\r\n$4\r\nEVAL"));
  // As Redis repeats what it does not know.
  m_redis->say("-ERR unknown command 'AUTH' with args beginning with: 'app' 's@crat'\r\n");
  QVERIFY(until([&] { return !m_states.isEmpty(); }));
  QCOMPARE(m_states, QStringList({"it refuses the user or the password"}));
}

void TestRedisSessionStore::asksWithoutWaiting() {
  open();
  greet();
  QVERIFY(until([&] { return !m_states.isEmpty(); }));
  ask("a");
  ask("b");
  QVERIFY(until([&] { return m_redis->count("INCRBY") == 2; }));
  QVERIFY(m_redis->received.contains("$10\r\nforkyard:a\r\n$1\r\n1\r\n$7\r\n3600000\r\n$1\r\n0\r\n"));
  m_redis->say("*2\r\n:0\r\n$1\r\n1\r\n*2\r\n:1\r\n$19\r\n9223372036854775807\r\n");
  QVERIFY(until([&] { return m_answers.size() == 2; }));
  QCOMPARE(m_answers, QStringList({"a=1", "b=9223372036854775807"}));
  QCOMPARE(m_states, QStringList({""}));
}

void TestRedisSessionStore::whatIsAskedEarlyWaits() {
  open();
  ask("a");
  m_loop->turn(0ms);
  QVERIFY(m_answers.isEmpty());
  greet();
  QVERIFY(until([&] { return m_redis->count("INCRBY") == 1; }));
  m_redis->say("*2\r\n:0\r\n$1\r\n1\r\n");
  QVERIFY(until([&] { return !m_answers.isEmpty(); }));
  QCOMPARE(m_answers, QStringList({"a=1"}));
}

void TestRedisSessionStore::readsWhatRedisAnswers_data() {
  QTest::addColumn<int>("operation");
  QTest::addColumn<QByteArray>("reply");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, Operation operation, const QByteArray& reply, const char* expected) {
    QTest::newRow(name) << static_cast<int>(operation) << reply << expected;
  };
  row("there", Operation::Get, "$2\r\nhi\r\n", "found hi 0");
  row("not there", Operation::Get, "$-1\r\n", "missing  0");
  row("empty", Operation::Get, "$0\r\n\r\n", "found  0");
  row("put", Operation::Put, ":0\r\n", "missing  0");
  row("put again", Operation::Put, ":1\r\n", "found  0");
  row("touched", Operation::Touch, ":1\r\n", "found  0");
  row("removed", Operation::Remove, ":1\r\n", "found  0");
  row("counted", Operation::Increment, "*2\r\n:1\r\n$2\r\n-5\r\n", "found  -5");
  row("no number", Operation::Increment, "-ERR value is not an integer or out of range script: f, on @x:1.\r\n", "2");
  row("too large a number", Operation::Increment, "-ERR increment or decrement would overflow\r\n", "2");
  row("no text", Operation::Increment, "-WRONGTYPE Operation against a key\r\n", "2");
}

void TestRedisSessionStore::readsWhatRedisAnswers() {
  QFETCH(int, operation);
  QFETCH(QByteArray, reply);
  open();
  greet();
  QString got;
  m_store->ask({.operation = static_cast<Operation>(operation), .key = "k", .value = "v", .lifetime = 1s},
               [&](const Answer& answer) {
                 got = answer ? QString("%1 %2 %3")
                                    .arg(answer->found ? "found" : "missing", QString::fromStdString(answer->value),
                                         QString::number(answer->number))
                              : QString::number(static_cast<int>(answer.error()));
               });
  QVERIFY(until([&] { return m_redis->count("forkyard:k") == 1; }));
  m_redis->say(reply);
  QVERIFY(until([&] { return !got.isEmpty(); }));
  QTEST(got, "expected");
  QCOMPARE(m_states, QStringList({""}));
}

void TestRedisSessionStore::whatIsNoAnswerEndsTheConnection_data() {
  QTest::addColumn<QByteArray>("reply");
  QTest::addColumn<QString>("reason");
  const auto row = [](const QByteArray& reply, const char* reason) { QTest::newRow(reason) << reply << reason; };
  row("-NOAUTH Authentication required.\r\n", "it wants a password");
  row("-LOADING Redis is loading the dataset in memory\r\n", "it is still loading its data");
  row("-READONLY You can't write against a read only replica.\r\n", "it is a replica, which takes no changes");
  row("-ERR Error running script (call to f): @script: 1: -OOM command not allowed\r\n", "its memory is full");
  row("-MOVED 866 10.0.0.1:6379\r\n", "it is a part of a Redis Cluster, which is not supported");
  row("-SOMETHING\x1b[2J new\r\n", "it refuses with ERR");
  row("-BUSY Redis is busy running a script.\r\n", "it refuses with BUSY");
  row("+OK\r\n", "what it says is not Redis");
  row("*2\r\n:1\r\n$3\r\n1x1\r\n", "what it says is not Redis");
  row("*2147483647\r\n", "what it says is not Redis");
  row("HTTP/1.1 400 Bad Request\r\n\r\n", "what it says is not Redis");
  row("*2\r\n:0\r\n$1\r\n1\r\n:1\r\n", "what it says is not Redis");
}

void TestRedisSessionStore::whatIsNoAnswerEndsTheConnection() {
  QFETCH(QByteArray, reply);
  open();
  greet();
  ask("a");
  QVERIFY(until([&] { return m_redis->count("INCRBY") == 1; }));
  m_redis->say(reply);
  QVERIFY(until([&] { return m_states.size() == 2; }));
  QTEST(m_states.back(), "reason");
  QVERIFY(until([&] { return m_redis->accept(); }));  // and it is tried again
  m_redis->say("+OK\r\n+OK\r\n");
  QVERIFY(until([&] { return m_states.size() == 3; }));
  QCOMPARE(m_states.back(), QString());
}

void TestRedisSessionStore::silenceEndsInTime() {
  open();
  greet();
  QVERIFY(until([&] { return !m_states.isEmpty(); }));
  const base::MonotonicTime began = base::MonotonicClock::now();
  ask("a");
  ask("b");
  QVERIFY(until([&] { return m_answers.size() == 2; }));
  QVERIFY(base::MonotonicClock::now() - began >= longestWait - 50ms);
  QCOMPARE(m_answers, QStringList({"a=unavailable", "b=unavailable"}));
  QCOMPARE(m_states, QStringList({"", "it does not answer in time"}));
}

void TestRedisSessionStore::downMeansAtOnce() {
  m_redis->closeAltogether();
  open();
  ask("a");
  QVERIFY(until([&] { return !m_answers.isEmpty(); }));
  QCOMPARE(m_states, QStringList({"connection refused"}));
  ask("b");
  m_loop->turn(0ms);
  QCOMPARE(m_answers, QStringList({"a=unavailable", "b=unavailable"}));
  QVERIFY(QFile::remove(m_folder->filePath("redis")));
  m_redis = std::make_unique<OtherEnd>(m_folder->filePath("redis").toStdString());
  greet();
  QVERIFY(until([&] { return m_states.size() == 2; }));
  QCOMPARE(m_states.back(), QString());
}

void TestRedisSessionStore::anIdleEndIsNoNews() {
  open();
  greet();
  QVERIFY(until([&] { return !m_states.isEmpty(); }));
  const base::MonotonicTime end = base::MonotonicClock::now() + 1100ms;  // as long as makes it a good connection
  QVERIFY(until([&] { return base::MonotonicClock::now() > end; }));
  m_redis->hangUp();
  QVERIFY(until([&] { return m_redis->accept(); }));
  ask("a");
  m_redis->say("+OK\r\n+OK\r\n");
  QVERIFY(until([&] { return m_redis->count("INCRBY") == 1; }));
  m_redis->say("*2\r\n:0\r\n$1\r\n1\r\n");
  QVERIFY(until([&] { return !m_answers.isEmpty(); }));
  QCOMPARE(m_answers, QStringList({"a=1"}));
  QCOMPARE(m_states, QStringList({""}));
}

void TestRedisSessionStore::aServerThatHangsUpIsNotFlooded() {
  open();
  int connections = 0;
  const base::MonotonicTime end = base::MonotonicClock::now() + 1s;
  while (base::MonotonicClock::now() < end) {
    if (m_redis->accept()) {
      ++connections;
      m_redis->say("+OK\r\n+OK\r\n");
      m_loop->turn(1ms);
      m_redis->hangUp();
    }
    m_loop->turn(1ms);
  }
  QVERIFY2(connections >= 2 && connections <= 10, QByteArray::number(connections));
}

void TestRedisSessionStore::noCertificateNoConnection() {
  config::Sessions sessions;
  QVERIFY(config::parseRedisAddress("rediss://127.0.0.1:1", sessions.redis));
  sessions.redisCa = m_folder->filePath("none.pem").toStdString();
  m_store = std::make_unique<RedisSessionStore>(
      *m_loop, sessions, [this](const std::string& reason) { m_states << QString::fromStdString(reason); });
  QCOMPARE(m_states.size(), 1);
  QVERIFY2(m_states.front().contains("none.pem"), qPrintable(m_states.front()));
  ask("a");
  m_loop->turn(0ms);
  QCOMPARE(m_answers, QStringList({"a=unavailable"}));
}

QTEST_GUILESS_MAIN(TestRedisSessionStore)
#include "test_redis_session_store.moc"
