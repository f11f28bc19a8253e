// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Limits of requests, by a real server of four workers that real clients ask in parallel: what one of them is given is
// counted over all workers, and over two servers with one Redis; nobody else is touched by it.

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <thread>

#include "tests/integration/redis_process.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

constexpr int burst = 60;
/// Nothing comes back while a test lasts, or it is taken into account.
constexpr qint64 interval = 60'000;

QByteArray settings(const QByteArray& sessions, const QByteArray& limits, const QByteArray& name = "limited") {
  return "name = \"" + name + "\"\n[cluster]\nworkers = 4\ndistribution = \"round-robin\"\n[sessions]\n" + sessions +
         "[metrics]\nlisten = \"127.0.0.1:0\"\n[[listener]]\nport = 0\nprotocol = \"http2\"\n[[route]]\n" + limits;
}
const QByteArray oneLimit = "[[rate_limit]]\nrate = \"1/m\"\nburst = 60\n";

struct Answers {
  int given = 0;    ///< 200
  int limited = 0;  ///< 429
  int other = 0;
};

/// `count` requests on one connection after another, or all on one with HTTP/2.
Answers ask(int port, int count, const QStringList& options) {
  const CommandResult result =
      runCommand("curl", QStringList{"-sk", "--max-time", "60", "-o", "/dev/null", "-w", "%{http_code}\n"} + options +
                             QStringList{QString("https://127.0.0.1:%1/page/[1-%2]").arg(port).arg(count)});
  Answers answers;
  for (const QByteArray& line : result.output.split('\n')) {
    if (line.isEmpty()) continue;
    ++(line == "200" ? answers.given : line == "429" ? answers.limited : answers.other);
  }
  return answers;
}

/// By four connections at a time.
Answers askInParallel(const std::vector<int>& ports, int each, const QStringList& options) {
  std::vector<Answers> parts(4);
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < parts.size(); ++i)
    clients.emplace_back([&, i] { parts[i] = ask(ports[i % ports.size()], each, options); });
  for (std::thread& client : clients) client.join();
  Answers sum;
  for (const Answers& part : parts) {
    sum.given += part.given;
    sum.limited += part.limited;
    sum.other += part.other;
  }
  return sum;
}

double limitedIn(const ServerProcess& server) {
  const CommandResult page =
      runCommand("curl", {"-s", "--max-time", "10", QString("http://127.0.0.1:%1/metrics").arg(server.port(1))});
  double sum = 0;
  for (const QByteArray& line : page.output.split('\n')) {
    if (line.startsWith("forkyard_rate_limited_total{")) sum += line.mid(line.lastIndexOf(' ')).toDouble();
  }
  return sum;
}

}  // namespace

class TestRateLimit : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void exactlyTheBurstIsAnswered_data();
  void exactlyTheBurstIsAnswered();
  void workersAloneEachGiveTheirOwn();
  void twoServersShareOneRedis();
  void byTheValueOfAHeader();
  void onlyThePathItIsFor();
  void aReloadForgetsNothing();
  void whereTheStoreIsGoneRequestsPass();
  void whatOthersWroteIntoRedisDoesNoHarm();
  void aHeadAndAFormAreAnsweredToo();

 private:
  void startRedis() { QVERIFY2(m_redis->start(), m_redis->log()); }
  QByteArray redis() { return "store = \"redis\"\nredis = \"unix:" + m_redis->socketPath().toUtf8() + "\"\n"; }

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<RedisProcess> m_redis;
  std::unique_ptr<ServerProcess> m_server;
};

void TestRateLimit::init() {
  m_server.reset();
  m_redis.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_redis = std::make_unique<RedisProcess>(*m_home);
  m_server = std::make_unique<ServerProcess>(*m_home);
}

void TestRateLimit::exactlyTheBurstIsAnswered_data() {
  QTest::addColumn<bool>("isRedis");
  QTest::addColumn<QStringList>("protocol");
  for (const bool isRedis : {false, true}) {
    const char* store = isRedis ? "redis" : "cluster";
    QTest::addRow("%s, HTTP/2", store) << isRedis << QStringList{"--http2"};
    QTest::addRow("%s, HTTP/1.1", store) << isRedis << QStringList{"--http1.1"};
    QTest::addRow("%s, a connection each", store) << isRedis << QStringList{"--http1.1", "-H", "Connection: close"};
  }
}

void TestRateLimit::exactlyTheBurstIsAnswered() {
  QFETCH(bool, isRedis);
  QFETCH(QStringList, protocol);
  if (isRedis) startRedis();
  QVERIFY2(m_server->start(settings(isRedis ? redis() : QByteArray(), oneLimit)), m_server->text());
  QElapsedTimer clock;
  clock.start();
  const Answers answers = askInParallel({m_server->port()}, 50, protocol);
  const int back = static_cast<int>(clock.elapsed() / interval);
  qInfo("%d of 200 answered, %d refused, in %lld ms", answers.given, answers.limited,
        static_cast<long long>(clock.elapsed()));
  QCOMPARE(answers.other, 0);
  QVERIFY(answers.given >= burst && answers.given <= burst + back);
  QCOMPARE(answers.given + answers.limited, 200);
  QCOMPARE(limitedIn(*m_server), double(answers.limited));

  const Answers other = ask(m_server->port(), 20, protocol + QStringList{"--interface", "127.0.0.2"});
  QCOMPARE(other.given, 20);
  const auto told = m_server->waitFor([](const Event& event) { return event.kind == EventKind::RequestsLimited; });
  QVERIFY2(told, m_server->text());
  qInfo("%s", told->text.c_str());
  QCOMPARE(told->string("client"), std::string("127.0.0.1"));
  std::size_t events = 0;
  for (const Event& event : m_server->events()) events += event.kind == EventKind::RequestsLimited ? 1 : 0;
  QVERIFY(events <= 4);  // one a worker and minute
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::workersAloneEachGiveTheirOwn() {
  QVERIFY2(m_server->start(settings("store = \"worker\"\n", "[[rate_limit]]\nrate = \"1/m\"\nburst = 10\n")),
           m_server->text());
  const Answers answers = askInParallel({m_server->port()}, 50, {"--http2"});
  qInfo("%d of 200 answered by four workers with 10 each", answers.given);
  QVERIFY(answers.given >= 4 * 10);
  QCOMPARE(answers.other, 0);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::twoServersShareOneRedis() {
  startRedis();
  ServerProcess second(*m_home);
  QVERIFY2(m_server->start(settings(redis(), oneLimit)), m_server->text());
  QVERIFY2(second.start(settings(redis(), oneLimit, "second")), second.text());
  QElapsedTimer clock;
  clock.start();
  const Answers answers = askInParallel({m_server->port(), second.port()}, 50, {"--http2"});
  qInfo("%d of 200 answered by two servers", answers.given);
  QCOMPARE(answers.other, 0);
  QVERIFY(answers.given >= burst && answers.given <= burst + clock.elapsed() / interval);
  QVERIFY(limitedIn(*m_server) > 0 && limitedIn(second) > 0);
  QCOMPARE(second.stopAndInspect(), QString());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::byTheValueOfAHeader() {
  startRedis();
  QVERIFY2(m_server->start(settings(redis(), oneLimit + "key = \"header:X-Api-Key\"\n")), m_server->text());
  const auto with = [this](const char* key, const char* from) {
    return askInParallel({m_server->port()}, 20, {"--http2", "--interface", from, "-H", QString("X-Api-Key: ") + key});
  };
  QCOMPARE(with("first-s3cret", "127.0.0.1").given, burst);
  QCOMPARE(with("first-s3cret", "127.0.0.2").given, 0);
  QCOMPARE(with("second", "127.0.0.1").given, burst);
  // Without the header, by its address.
  QCOMPARE(askInParallel({m_server->port()}, 20, {"--http2"}).given, burst);
  const QByteArray keys = m_redis->ask({"keys", "*"});
  QCOMPARE(keys.count("forkyard:limit:"), 3);
  QVERIFY2(!keys.contains("s3cret"), keys);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::onlyThePathItIsFor() {
  QVERIFY2(m_server->start(settings({}, oneLimit + "path = \"/page/7\"\n[[rate_limit]]\nhost = \"a.test\"\nrate = "
                                                   "\"1/h\"\nburst = 1\n")),
           m_server->text());
  QCOMPARE(askInParallel({m_server->port()}, 50, {"--http2"}).given, 200);
  const QString evading = QString("https://127.0.0.1:%1/x/../%2e/pag%65/7?[1-70]").arg(m_server->port());
  const CommandResult result = runCommand(
      "curl", {"-sk", "--path-as-is", "--max-time", "30", "-o", "/dev/null", "-w", "%{http_code}\n", evading});
  QCOMPARE(result.output.count("429"), 70 - (burst - 4));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::aReloadForgetsNothing() {
  const QByteArray text = settings({}, oneLimit);
  QVERIFY2(m_server->start(text), m_server->text());
  QCOMPARE(ask(m_server->port(), burst, {"--http2"}).given, burst);
  QCOMPARE(::kill(m_server->pid(), SIGHUP), 0);
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::ReloadFinished; }));
  QCOMPARE(ask(m_server->port(), 20, {"--http2"}).limited, 20);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::whereTheStoreIsGoneRequestsPass() {
  startRedis();
  QVERIFY2(m_server->start(settings(redis(), oneLimit)), m_server->text());
  QCOMPARE(askInParallel({m_server->port()}, 20, {"--http2"}).given, burst);
  m_redis->kill();
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; }));
  QElapsedTimer clock;
  clock.start();
  QCOMPARE(askInParallel({m_server->port()}, 50, {"--http2"}).given, 200);
  qInfo("200 requests without a store in %lld ms", static_cast<long long>(clock.elapsed()));
  startRedis();
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreUp; }));
  QVERIFY(waitUntil([this] { return ask(m_server->port(), 20, {"--http2"}).limited > 0; }, 20'000));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::whatOthersWroteIntoRedisDoesNoHarm() {
  startRedis();
  QVERIFY2(m_server->start(settings(redis(), oneLimit)), m_server->text());
  QCOMPARE(ask(m_server->port(), 70, {"--http2"}).limited, 70 - burst);
  const QByteArray key = m_redis->ask({"keys", "forkyard:limit:*"});
  QVERIFY2(key.endsWith(":127.0.0.1") && !key.contains('\n'), key);
  const int left = m_redis->ask({"ttl", key}).toInt();
  QVERIFY(left > 0 && left <= 60 * 60);
  const QList<QStringList> writings = {{"set", key, "nan"},
                                       {"set", key, "inf"},
                                       {"set", key, "-1e308"},
                                       {"set", key, "0x7fffffffffffffff"},
                                       {"set", key, QString(100'000, '9')},
                                       {"set", key, ""},
                                       {"set", key, "text"},
                                       {"hset", key, "a", "b"}};
  for (const QStringList& writing : writings) {
    QCOMPARE(m_redis->ask({"del", key}), "1");
    const QByteArray written = m_redis->ask(writing);
    QVERIFY2(written == "OK" || written == "1", written);
    const Answers answers = ask(m_server->port(), 70, {"--http2"});
    QCOMPARE(answers.limited, 70 - burst);
    QCOMPARE(answers.given, burst);
  }
  for (const Event& event : m_server->events()) QVERIFY(event.kind != EventKind::SessionStoreDown);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestRateLimit::aHeadAndAFormAreAnsweredToo() {
  QVERIFY2(m_server->start(settings({}, "[[rate_limit]]\nrate = \"1/h\"\nburst = 1\n")), m_server->text());
  const auto answer = [this](const QStringList& options) {
    return runCommand("curl", QStringList{"-sk", "--max-time", "10"} + options +
                                  QStringList{QString("https://127.0.0.1:%1/").arg(m_server->port())})
        .output;
  };
  QVERIFY(answer({"--http2"}).contains("<h1>"));
  for (const char* protocol : {"--http2", "--http1.1"}) {
    const QByteArray head = answer({protocol, "-I"});
    QVERIFY2(head.contains(" 429") && head.toLower().contains("retry-after: 36"), head);
    QVERIFY2(answer({protocol}).contains("<h1>429 Too Many Requests</h1>"), protocol);
    QVERIFY2(answer({protocol, "-d", QString(120'000, 'x')}).contains("<h1>429 Too Many Requests</h1>"), protocol);
  }
  QCOMPARE(m_server->stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestRateLimit)
#include "test_rate_limit.moc"
