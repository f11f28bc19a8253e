// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two servers that share TLS ticket keys by a real Redis, as two machines do: each resumes what the other began, and
// whatever is killed, reloaded or written there meanwhile, every handshake succeeds.

#include <QFile>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>
#include <csignal>

#include "tests/integration/redis_process.h"
#include "tests/integration/returning_client.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

const QByteArray secret = "yOUcan7gue55th1s0neN3verEver/andn0tThatOne+=";
const QString place = "forkyard:tickets:shop";

/// One machine.
struct Site {
  TemporaryHome home;
  std::unique_ptr<ServerProcess> server;

  bool start(const QByteArray& toml, const QByteArray& own = secret) {
    server = std::make_unique<ServerProcess>(home);
    home.write("tickets.secret", own);
    return server->start(toml);
  }
  bool hears(EventKind kind, std::size_t from = 0) {
    return server->waitFor([kind](const Event& event) { return event.kind == kind; }, from).has_value();
  }
  std::size_t seen() { return server->events().size(); }
  [[nodiscard]] Visit visit(const Session& session = {}, int version = TLS1_3_VERSION) const {
    return ::visit(server->port(), version, session.get());
  }
};

}  // namespace

class TestSharedTickets : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void cleanup();
  void resumesAtTheOther_data();
  void resumesAtTheOther();
  void resumesOverEveryTurn_data();
  void resumesOverEveryTurn();
  void resumesAfterAReload();
  void whoLeadsMayDie();
  void redisMayDie();
  void needsNoRedisToStart();
  void otherSecretsShareNothing();
  void anotherSecretMakesTheOldTicketsWorthless();
  void whoCanWriteThereChoosesNoKeys();
  void aKeyIsReadableNowhere();
  void theSecretIsNotServed();
  void whatIsNoSecretIsToldBeforeTheStart();

 private:
  [[nodiscard]] QByteArray settings(const char* rotation = "12h", const QByteArray& cluster = {}) const {
    return "name = \"shop\"\n[cluster]\nworkers = 2\n" + cluster +
           "[[listener]]\nport = 0\nprotocol = \"https\"\n[tls]\nticket_rotation = \"" + rotation +
           "\"\n[sessions]\nstore = \"redis\"\nredis = \"unix:" + m_redis->socketPath().toUtf8() +
           "\"\nticket_secret = \"tickets.secret\"\n";
  }
  /// Both share.
  void start(const QByteArray& toml);
  /// A ticket of each is good at the other.
  [[nodiscard]] QString whyNotResumed(int version = TLS1_3_VERSION) const;
  /// Waits until the set of keys was turned so many times, and visits both all the time: how many did not resume.
  int countFullHandshakes(int turns, int version);

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<RedisProcess> m_redis;
  std::unique_ptr<Site> m_one;
  std::unique_ptr<Site> m_two;
};

void TestSharedTickets::initTestCase() {
  std::signal(SIGPIPE, SIG_IGN);
  for (const char* program : {"redis-server", "redis-cli"})
    if (!hasProgram(program)) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(program)));
}

void TestSharedTickets::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_redis = std::make_unique<RedisProcess>(*m_home);
  m_one = std::make_unique<Site>();
  m_two = std::make_unique<Site>();
}

void TestSharedTickets::cleanup() {
  for (const auto& site : {std::move(m_one), std::move(m_two)})
    if (site->server && !QTest::currentTestFailed()) QCOMPARE(site->server->stopAndInspect(), QString());
  m_redis.reset();
}

void TestSharedTickets::start(const QByteArray& toml) {
  QVERIFY2(m_redis->start(), m_redis->log());
  for (Site* site : {m_one.get(), m_two.get()}) {
    QVERIFY2(site->start(toml), site->server->text());
    QVERIFY2(site->hears(EventKind::TicketsShared), site->server->text());
  }
}

QString TestSharedTickets::whyNotResumed(int version) const {
  for (const auto& [first, then] : {std::pair{m_one.get(), m_two.get()}, std::pair{m_two.get(), m_one.get()}}) {
    const Visit before = first->visit({}, version);
    if (!before.answered || before.resumed) return "the first visit was not as it should be";
    Visit after = then->visit(before.session, version);
    if (!after.answered || !after.resumed) return after.answered ? "a full handshake" : "no answer";
    // What it got there is as good where it began.
    if (!first->visit(after.session, version).resumed) return "a full handshake at the return";
  }
  return {};
}

void TestSharedTickets::resumesAtTheOther_data() {
  QTest::addColumn<int>("version");
  QTest::addColumn<QByteArray>("cluster");
  QTest::newRow("TLS 1.3") << TLS1_3_VERSION << QByteArray();
  QTest::newRow("TLS 1.2") << TLS1_2_VERSION << QByteArray();
  QTest::newRow("threads") << TLS1_3_VERSION << QByteArray("model = \"threads\"\n");
}

void TestSharedTickets::resumesAtTheOther() {
  QFETCH(int, version);
  QFETCH(QByteArray, cluster);
  start(settings("12h", cluster));
  for (int i = 0; i < 4; ++i) QCOMPARE(whyNotResumed(version), QString());
}

int TestSharedTickets::countFullHandshakes(int turns, int version) {
  int full = 0;
  QByteArray set = m_redis->ask({"get", place});
  Visit last = m_one->visit({}, version);
  for (Site* next = m_two.get(); turns > 0; next = next == m_one.get() ? m_two.get() : m_one.get()) {
    last = next->visit(last.session, version);
    if (!last.answered) return -1;
    full += last.resumed ? 0 : 1;
    const QByteArray now = m_redis->ask({"get", place});
    if (now != set) --turns;
    set = now;
  }
  return full;
}

void TestSharedTickets::resumesOverEveryTurn_data() {
  QTest::addColumn<int>("version");
  QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
  QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
}

void TestSharedTickets::resumesOverEveryTurn() {
  QFETCH(int, version);
  start(settings("3s"));
  const Visit old = m_one->visit({}, version);
  QCOMPARE(countFullHandshakes(3, version), 0);
  // Three turns later its key is gone, at both.
  QVERIFY(waitUntil(
      [&] { return !m_one->visit(old.session, version).resumed && !m_two->visit(old.session, version).resumed; },
      10'000));
}

void TestSharedTickets::resumesAfterAReload() {
  start(settings());
  const Visit before = m_one->visit();
  for (Site* site : {m_one.get(), m_two.get()}) {
    const std::size_t seen = site->seen();
    site->server->signalMaster(SIGHUP);
    QVERIFY2(site->hears(EventKind::ReloadFinished, seen), site->server->text());
    QVERIFY(site->visit(before.session).resumed);
    QCOMPARE(whyNotResumed(), QString());
  }
  // Nobody was alone for a moment.
  for (Site* site : {m_one.get(), m_two.get()}) {
    int told = 0;
    for (const Event& event : site->server->events())
      told += event.kind == EventKind::TicketsShared || event.kind == EventKind::TicketsAlone ? 1 : 0;
    QCOMPARE(told, 1);
  }
}

void TestSharedTickets::whoLeadsMayDie() {
  start(settings("3s", "[restart]\nfirst_delay = \"10s\"\n"));
  for (Site* site : {m_one.get(), m_two.get()}) {
    const std::size_t seen = site->seen();
    QCOMPARE(::kill(site->server->workers().at(0), SIGKILL), 0);
    QVERIFY2(site->server->waitFor(EventKind::WorkerExited, 0, seen), site->server->text());
    QCOMPARE(whyNotResumed(), QString());
    // The next one sees the turns to come.
    QCOMPARE(countFullHandshakes(3, TLS1_3_VERSION), 0);
    QCOMPARE(whyNotResumed(), QString());
  }
}

void TestSharedTickets::redisMayDie() {
  start(settings());
  const Visit before = m_one->visit();
  const std::size_t seen[] = {m_one->seen(), m_two->seen()};
  m_redis->kill();
  QVERIFY2(m_one->hears(EventKind::TicketsAlone, seen[0]), m_one->server->text());
  QVERIFY2(m_two->hears(EventKind::TicketsAlone, seen[1]), m_two->server->text());
  // They go on with what they have.
  QVERIFY(m_two->visit(before.session).resumed);
  QCOMPARE(whyNotResumed(), QString());
  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_one->hears(EventKind::TicketsShared, seen[0]), m_one->server->text());
  QVERIFY2(m_two->hears(EventKind::TicketsShared, seen[1]), m_two->server->text());
  QVERIFY(m_two->visit(before.session).resumed);
  QCOMPARE(whyNotResumed(), QString());
  // Also where it lost all that it had.
  QCOMPARE(m_redis->ask({"flushall"}), "OK");
  QVERIFY(waitUntil([&] { return m_redis->ask({"exists", place}) == "1"; }, 15'000));
  QVERIFY(m_two->visit(before.session).resumed);
  QCOMPARE(whyNotResumed(), QString());
}

void TestSharedTickets::needsNoRedisToStart() {
  for (Site* site : {m_one.get(), m_two.get()}) {
    QVERIFY2(site->start(settings("1s")), site->server->text());
    QVERIFY2(site->hears(EventKind::TicketsAlone), site->server->text());
  }
  // Each turns its own keys, as ever.
  const Visit before = m_one->visit();
  QVERIFY(before.answered);
  const Visit elsewhere = m_two->visit(before.session);
  QVERIFY(elsewhere.answered && !elsewhere.resumed);
  QVERIFY(waitUntil([&] { return !m_one->visit(before.session).resumed; }, 15'000));
  QVERIFY2(m_redis->start(), m_redis->log());
  for (Site* site : {m_one.get(), m_two.get()}) QVERIFY2(site->hears(EventKind::TicketsShared), site->server->text());
  QVERIFY(waitUntil([&] { return whyNotResumed().isEmpty(); }, 15'000));
  QCOMPARE(countFullHandshakes(2, TLS1_3_VERSION), 0);
}

void TestSharedTickets::otherSecretsShareNothing() {
  QVERIFY2(m_redis->start(), m_redis->log());
  QVERIFY2(m_one->start(settings()), m_one->server->text());
  QVERIFY2(m_one->hears(EventKind::TicketsShared), m_one->server->text());
  QVERIFY2(m_two->start(settings(), "another" + secret), m_two->server->text());
  QVERIFY2(m_two->hears(EventKind::TicketsAlone), m_two->server->text());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const auto& [first, then] : {std::pair{m_one.get(), m_two.get()}, std::pair{m_two.get(), m_one.get()}}) {
      const Visit before = first->visit({}, version);
      QVERIFY(before.answered && first->visit(before.session, version).resumed);
      const Visit other = then->visit(before.session, version);
      QVERIFY(other.answered && !other.resumed);
    }
  }
}

void TestSharedTickets::anotherSecretMakesTheOldTicketsWorthless() {
  start(settings());
  const Visit before = m_one->visit();
  for (Site* site : {m_one.get(), m_two.get()}) {
    const std::size_t seen = site->seen();
    site->home.write("tickets.secret", "another" + secret);
    site->server->signalMaster(SIGHUP);
    QVERIFY2(site->hears(EventKind::ReloadFinished, seen), site->server->text());
    QVERIFY2(site->hears(EventKind::TicketsAlone, seen), site->server->text());
    const Visit again = site->visit(before.session);
    QVERIFY(again.answered && !again.resumed);
  }
  const std::size_t seen[] = {m_one->seen(), m_two->seen()};
  // What nobody can open is gone after some minutes.
  const int left = m_redis->ask({"pttl", place}).toInt();
  QVERIFY2(left > 0 && left <= 300'000, qPrintable(QString::number(left)));
  QCOMPARE(m_redis->ask({"del", place}), "1");
  QVERIFY2(m_one->hears(EventKind::TicketsShared, seen[0]), m_one->server->text());
  QVERIFY2(m_two->hears(EventKind::TicketsShared, seen[1]), m_two->server->text());
  QCOMPARE(whyNotResumed(), QString());
  QVERIFY(!m_two->visit(before.session).resumed);
}

void TestSharedTickets::whoCanWriteThereChoosesNoKeys() {
  start(settings("3s"));
  const QString old = place + ":old";
  QCOMPARE(m_redis->ask({"copy", place, old}), "1");
  const Visit before = m_one->visit();
  QCOMPARE(countFullHandshakes(3, TLS1_3_VERSION), 0);
  // An old set, for good, and nobody's turn.
  QCOMPARE(m_redis->ask({"copy", old, place, "replace"}), "1");
  QCOMPARE(m_redis->ask({"set", place + ":turn", "1"}), "OK");
  QVERIFY(waitUntil([&] { return m_redis->ask({"get", place}) != m_redis->ask({"get", old}); }, 15'000));
  for (Site* site : {m_one.get(), m_two.get()}) QVERIFY(!site->visit(before.session).resumed);
  // A turn that never comes: the keys are turned all the same.
  const Visit held = m_one->visit();
  QVERIFY(waitUntil([&] { return !m_one->visit(held.session).resumed; }, 40'000));
  QCOMPARE(m_redis->ask({"del", place + ":turn"}), "1");
  // What is no set at all.
  const std::size_t seen[] = {m_one->seen(), m_two->seen()};
  QCOMPARE(m_redis->ask({"set", place, QString(5000, 'x')}), "OK");
  QVERIFY2(m_one->hears(EventKind::TicketsAlone, seen[0]), m_one->server->text());
  QVERIFY2(m_two->hears(EventKind::TicketsAlone, seen[1]), m_two->server->text());
  for (Site* site : {m_one.get(), m_two.get()}) QVERIFY(site->visit().answered);
  QCOMPARE(m_redis->ask({"del", place}), "1");
  QVERIFY2(m_one->hears(EventKind::TicketsShared, seen[0]), m_one->server->text());
  QVERIFY2(m_two->hears(EventKind::TicketsShared, seen[1]), m_two->server->text());
  QVERIFY(waitUntil([&] { return whyNotResumed().isEmpty(); }, 15'000));
}

void TestSharedTickets::aKeyIsReadableNowhere() {
  start(settings("1s"));
  QCOMPARE(countFullHandshakes(2, TLS1_3_VERSION), 0);
  const QRegularExpression key("[0-9a-fA-F]{100}");
  for (Site* site : {m_one.get(), m_two.get()}) {
    QByteArray words = QJsonDocument(site->server->status()).toJson();
    for (const Event& event : site->server->events()) words += control::toJson(event);
    words += site->server->text();
    QVERIFY(!key.match(words).hasMatch());
    QVERIFY(!words.contains(secret));
  }
  QFile kept;
  for (const char* name : {"appendonlydir/appendonly.aof.1.incr.aof", "appendonly.aof"})
    if (QFile::exists(m_home->path(name))) kept.setFileName(m_home->path(name));
  QVERIFY(kept.open(QIODevice::ReadOnly));
  const QByteArray written = kept.readAll();
  QVERIFY(written.contains(place.toUtf8()) && !written.contains(secret));
}

void TestSharedTickets::theSecretIsNotServed() {
  // Where a folder is served that has the configuration in it.
  QVERIFY2(m_one->start(settings() + "[[route]]\nhandler = \"files\"\nroot = \".\"\n"), m_one->server->text());
  m_one->home.write("tickets.txt", "plain");
  const auto get = [this](const char* name) {
    return runCommand(
        "curl", {"-sk", "--max-time", "10", QString("https://localhost:%1/%2").arg(m_one->server->port()).arg(name)});
  };
  QCOMPARE(get("tickets.txt").output, QByteArray("plain"));
  const CommandResult answer = get("tickets.secret");
  QVERIFY2(answer.output.contains("404 Not Found") && !answer.output.contains(secret), answer.text());
}

void TestSharedTickets::whatIsNoSecretIsToldBeforeTheStart() {
  const QString file = m_one->home.write("forkyard.toml", settings());
  const auto check = [&] { return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"check", file}); };
  CommandResult checked = check();
  QCOMPARE(checked.exitCode, 78);
  QVERIFY2(checked.text().contains("sessions.ticket_secret: there is no such file; make it once"), checked.text());
  m_one->home.write("tickets.secret", secret);
  checked = check();
  QVERIFY2(checked.exitCode == 0, checked.text());
  QFile::setPermissions(m_one->home.path("tickets.secret"), QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
  checked = check();
  QCOMPARE(checked.exitCode, 78);
  QVERIFY2(checked.text().contains("can be read by others (mode 0444)"), checked.text());
  QVERIFY2(!m_one->server, "nothing was started");
}

QTEST_GUILESS_MAIN(TestSharedTickets)
#include "test_shared_tickets.moc"
