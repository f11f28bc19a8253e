// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where sessions are kept, by clicks and keys, and what the row says of a real Redis that comes and goes.

#include <QLabel>
#include <QLineEdit>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include "gui/profiles/redis_files_dialog.h"
#include "gui/profiles/sessions_row.h"
#include "gui/profiles/shared_tickets_dialog.h"
#include "gui/routes/words_line.h"
#include "server/config/config_edit.h"
#include "tests/gui/shell/widgets.h"
#include "tests/integration/redis_process.h"
#include "tests/integration/test_authority.h"
#include "tests/support/command.h"
#include "tests/support/free_port.h"

using config::SessionStoreKind;

class TestSessionsRow : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void eachStoreSaysWhatItMeans();
  void aClickChooses();
  void workersAloneAreWarnedOf();
  void whatIsTypedIsChosen();
  void whatIsBeingTypedStaysAsItIsSpelled();
  void aPasswordIsNotShown();
  void aRedisThatComesAndGoesIsFollowed();
  void aPasswordIsWantedAndChecked();
  void whatIsNoRedisIsSaid();
  void anAuthorityIsChosenForTls();
  void machinesShareTlsSessionsByAFile();
  void theSecretGoesAndComesBackWithRedis();
  void withoutTlsThereIsNothingToShare();
  void everyRefusalHasWords_data();
  void everyRefusalHasWords();

 private:
  void set(const config::Sessions& sessions);
  void setRedis(const QString& address);
  void type(const QString& name, const QString& text);
  [[nodiscard]] QString words() const { return m_row->findChild<WordsLine*>()->words().text; }
  [[nodiscard]] style::Tone tone() const { return m_row->findChild<WordsLine*>()->words().tone; }
  [[nodiscard]] bool says(const char* part) const { return words().contains(QLatin1String(part)); }
  /// A server program that prints this, whatever it is asked.
  void answerWith(const QByteArray& line);

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<SessionsRow> m_row;
  std::vector<config::Sessions> m_chosen;
  config::Config m_config;
  QByteArray m_program;
};

void TestSessionsRow::init() {
  m_program = qgetenv("FORKYARD_PROGRAM");
  m_home = std::make_unique<TemporaryHome>();
  m_row = std::make_unique<SessionsRow>();
  m_row->resize(1000, 90);
  m_row->show();
  m_chosen.clear();
  m_config = config::demo();
  m_config.file = "/srv/shop/forkyard.toml";
  m_config.cluster.workers = 4;
  m_config.routes.push_back({.path = "/visits", .handler = config::VisitsRoute()});
  connect(m_row.get(), &SessionsRow::chosen, this,
          [this](const config::Sessions& sessions) { m_chosen.push_back(sessions); });
}

void TestSessionsRow::cleanup() {
  m_row.reset();
  m_home.reset();
  qputenv("FORKYARD_PROGRAM", m_program);
}

void TestSessionsRow::set(const config::Sessions& sessions) {
  m_config.sessions = sessions;
  m_row->setConfig(m_config);
}

void TestSessionsRow::setRedis(const QString& address) {
  config::Sessions sessions{.store = SessionStoreKind::Redis};
  QVERIFY(config::parseRedisAddress(address.toStdString(), sessions.redis));
  set(sessions);
}

void TestSessionsRow::type(const QString& name, const QString& text) {
  auto* field = named<QLineEdit>(m_row.get(), name);
  QVERIFY(field);
  field->selectAll();
  QTest::keyClicks(field, text);
}

void TestSessionsRow::answerWith(const QByteArray& line) {
  const QString script = m_home->write("forkyard", "#!/bin/sh\nread address\necho '" + line + "'\n");
  QVERIFY(QFile::setPermissions(script, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
  qputenv("FORKYARD_PROGRAM", script.toLocal8Bit());
}

void TestSessionsRow::eachStoreSaysWhatItMeans() {
  set({});
  QVERIFY(button(m_row.get(), QStringLiteral("In this server"))->isChecked());
  QVERIFY(named<QLabel>(m_row.get(), QStringLiteral("Survive crashes and reloads, not a stop; up to 64 MiB.")));
  QVERIFY(!named<QLineEdit>(m_row.get(), QStringLiteral("Address of Redis")));
  set({.store = SessionStoreKind::Worker, .memory = 1536ULL * 1024 * 1024});
  QVERIFY(button(m_row.get(), QStringLiteral("Each worker alone"))->isChecked());
  QVERIFY(named<QLabel>(m_row.get(), QStringLiteral("Lost by a crash or a reload; up to 1.5 GiB each.")));
  set({.store = SessionStoreKind::Redis});
  QVERIFY(button(m_row.get(), QStringLiteral("Redis"))->isChecked());
  QCOMPARE(named<QLineEdit>(m_row.get(), QStringLiteral("Address of Redis"))->text(),
           QStringLiteral("redis://127.0.0.1:6379"));
  QVERIFY(m_chosen.empty());
}

void TestSessionsRow::aClickChooses() {
  set({});
  QVERIFY(click(m_row.get(), QStringLiteral("Redis")));
  QVERIFY(click(m_row.get(), QStringLiteral("Each worker alone")));
  QVERIFY(click(m_row.get(), QStringLiteral("In this server")));
  QCOMPARE(m_chosen.size(), std::size_t{3});
  QVERIFY(m_chosen.at(0) == config::Sessions{.store = SessionStoreKind::Redis});
  QVERIFY(m_chosen.at(1) == config::Sessions{.store = SessionStoreKind::Worker});
  QVERIFY(m_chosen.at(2) == config::Sessions());
}

void TestSessionsRow::workersAloneAreWarnedOf() {
  set({.store = SessionStoreKind::Worker});
  QVERIFY2(says("count jumps between 4 workers"), qPrintable(words()));
  QVERIFY(tone() == style::Tone::Warning);
  m_config.cluster.workers = 1;
  m_row->setConfig(m_config);
  QCOMPARE(words(), QString());
  m_config.cluster.workers = 4;
  m_config.cluster.model = config::Model::Threads;
  m_row->setConfig(m_config);
  QCOMPARE(words(), QString());
  m_config.cluster.model = config::Model::Processes;
  m_config.routes.pop_back();
  m_row->setConfig(m_config);
  QVERIFY2(says("No page of this server keeps anything"), qPrintable(words()));
}

void TestSessionsRow::whatIsTypedIsChosen() {
  set({.store = SessionStoreKind::Redis});
  type(QStringLiteral("Address of Redis"), QStringLiteral("redis.example:6380"));
  QCOMPARE(m_chosen.back().redis.text, std::string("redis://redis.example:6380"));
  type(QStringLiteral("Password for Redis"), QStringLiteral("s@crat/"));
  QCOMPARE(m_chosen.back().redis.text, std::string("redis://:s%40crat%2F@redis.example:6380"));
  QCOMPARE(m_chosen.back().redis.password, std::string("s@crat/"));
  type(QStringLiteral("Address of Redis"), QStringLiteral("no address"));
  QVERIFY2(says("That is no address."), qPrintable(words()));
  config::RedisAddress read;
  QVERIFY(!config::parseRedisAddress(m_chosen.back().redis.text, read));
}

void TestSessionsRow::whatIsBeingTypedStaysAsItIsSpelled() {
  set({.store = SessionStoreKind::Redis});
  connect(m_row.get(), &SessionsRow::chosen, this, [this](const config::Sessions& sessions) { set(sessions); });
  type(QStringLiteral("Address of Redis"), QStringLiteral("localhost:7000/ "));
  QCOMPARE(named<QLineEdit>(m_row.get(), QStringLiteral("Address of Redis"))->text(),
           QStringLiteral("localhost:7000/ "));
  QCOMPARE(m_chosen.back().redis.port, 7000);
  // Another server's is another.
  m_config.file = "/srv/other/forkyard.toml";
  set({.store = SessionStoreKind::Redis});
  QCOMPARE(named<QLineEdit>(m_row.get(), QStringLiteral("Address of Redis"))->text(),
           QStringLiteral("redis://127.0.0.1:6379"));
}

void TestSessionsRow::aPasswordIsNotShown() {
  setRedis(QStringLiteral("redis://app:tops3cret@localhost:6380/2"));
  auto* address = named<QLineEdit>(m_row.get(), QStringLiteral("Address of Redis"));
  auto* password = named<QLineEdit>(m_row.get(), QStringLiteral("Password for Redis"));
  QCOMPARE(address->text(), QStringLiteral("redis://app@localhost:6380/2"));
  QCOMPARE(password->echoMode(), QLineEdit::Password);
  QCOMPARE(password->text(), QStringLiteral("tops3cret"));
  for (const QLabel* label : m_row->findChildren<QLabel*>())
    QVERIFY(!label->text().contains(QLatin1String("tops3cret")));

  // Pasted as a whole, it moves away once the field is left.
  address->setFocus();
  type(QStringLiteral("Address of Redis"), QStringLiteral("redis://:other%21@localhost"));
  QTest::keyClick(address, Qt::Key_Return);
  QCOMPARE(address->text(), QStringLiteral("redis://localhost"));
  QCOMPARE(password->text(), QStringLiteral("other!"));
  QCOMPARE(m_chosen.back().redis.password, std::string("other!"));
}

void TestSessionsRow::aRedisThatComesAndGoesIsFollowed() {
  const int port = freePort();
  RedisProcess redis(*m_home, {"--port", QString::number(port)});
  setRedis(QStringLiteral("redis://localhost:%1").arg(port));
  QTRY_VERIFY2(says("Nothing listens there"), qPrintable(words()));
  QVERIFY(tone() == style::Tone::Bad);
  QVERIFY2(redis.start(), redis.log());
  QTRY_VERIFY2_WITH_TIMEOUT(says("It answers in"), qPrintable(words()), 15'000);
  QVERIFY(tone() == style::Tone::Good);
  redis.kill();
  QTRY_VERIFY2_WITH_TIMEOUT(says("Nothing listens there"), qPrintable(words()), 15'000);
  QVERIFY2(redis.start(), redis.log());
  QTRY_VERIFY2_WITH_TIMEOUT(says("It answers in"), qPrintable(words()), 15'000);

  type(QStringLiteral("Address of Redis"), redis.socketPath());
  QVERIFY2(says("Asking it"), qPrintable(words()));
  QTRY_VERIFY2_WITH_TIMEOUT(says("It answers in"), qPrintable(words()), 15'000);
  type(QStringLiteral("Address of Redis"), redis.socketPath() + QStringLiteral(".none"));
  QTRY_VERIFY2_WITH_TIMEOUT(says("There is no such socket"), qPrintable(words()), 15'000);
}

void TestSessionsRow::aPasswordIsWantedAndChecked() {
  RedisProcess redis(*m_home, {"--requirepass", "right"});
  QVERIFY2(redis.start(), redis.log());
  setRedis(QStringLiteral("unix:") + redis.socketPath());
  QTRY_VERIFY2_WITH_TIMEOUT(says("It wants a password."), qPrintable(words()), 15'000);
  type(QStringLiteral("Password for Redis"), QStringLiteral("wrong"));
  QTRY_VERIFY2_WITH_TIMEOUT(says("It refuses the user or the password."), qPrintable(words()), 15'000);
  type(QStringLiteral("Password for Redis"), QStringLiteral("right"));
  QTRY_VERIFY2_WITH_TIMEOUT(says("It answers in"), qPrintable(words()), 15'000);
}

void TestSessionsRow::whatIsNoRedisIsSaid() {
  QTcpServer other;
  QVERIFY(other.listen(QHostAddress::LocalHost));
  connect(&other, &QTcpServer::newConnection, this, [&other] {
    QTcpSocket* client = other.nextPendingConnection();
    connect(client, &QTcpSocket::readyRead, client, [client] { client->write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  });
  setRedis(QStringLiteral("redis://127.0.0.1:%1").arg(other.serverPort()));
  QTRY_VERIFY2_WITH_TIMEOUT(says("it is not a Redis"), qPrintable(words()), 15'000);
  set({});
  QCOMPARE(words(), QString());
}

void TestSessionsRow::anAuthorityIsChosenForTls() {
  TestAuthority authority;
  QVERIFY2(authority.make(m_home->path("authority")), qPrintable(authority.complaint()));
  QVERIFY(authority.issue("redis", {"DNS:localhost"}));
  const int port = freePort();
  RedisProcess redis(*m_home, {"--tls-port", QString::number(port), "--tls-cert-file", authority.path("redis.pem"),
                               "--tls-key-file", authority.path("redis.key"), "--tls-auth-clients", "no",
                               "--tls-ca-cert-file", authority.path("ca.pem")});
  QVERIFY2(redis.start(), redis.log());
  QVERIFY(!button(m_row.get(), QStringLiteral("Certificates…")));
  setRedis(QStringLiteral("redis://localhost:%1").arg(port));
  QTRY_VERIFY2_WITH_TIMEOUT(says("Is it perhaps rediss://"), qPrintable(words()), 15'000);
  setRedis(QStringLiteral("rediss://localhost:%1").arg(port));
  QTRY_VERIFY2_WITH_TIMEOUT(says("Its certificate is not trusted"), qPrintable(words()), 15'000);
  QVERIFY(click(m_row.get(), QStringLiteral("Certificates…")));
  auto* dialog = m_row->findChild<RedisFilesDialog*>();
  QVERIFY(dialog);
  auto* field = named<QLineEdit>(dialog, QStringLiteral("Authority"));
  QVERIFY(field);
  QTest::keyClicks(field, authority.path("ca.pem"));
  QVERIFY(click(dialog, QStringLiteral("Use these files")));
  QTRY_COMPARE(m_chosen.size(), std::size_t{1});
  QCOMPARE(m_chosen.back().redisCa, std::filesystem::path(authority.path("ca.pem").toStdString()));
  QTRY_VERIFY2_WITH_TIMEOUT(says("It answers in"), qPrintable(words()), 15'000);
}

void TestSessionsRow::machinesShareTlsSessionsByAFile() {
  m_home->enter();
  m_config.file = m_home->write("forkyard.toml", QByteArray::fromStdString(config::compose(m_config))).toStdString();
  const config::Config before = m_config;
  setRedis(QStringLiteral("redis://127.0.0.1:1"));
  QVERIFY(named<QLabel>(m_row.get(), "Kept outside the server."));
  QVERIFY(click(m_row.get(), QStringLiteral("Other machines…")));
  auto* dialog = m_row->findChild<SharedTicketsDialog*>();
  QVERIFY(dialog);
  QVERIFY(click(dialog, QStringLiteral("Make one")));
  const QAbstractButton* use = button(dialog, QStringLiteral("Use this file"));
  QVERIFY(use);
  QTRY_VERIFY_WITH_TIMEOUT(use->isEnabled(), 15'000);
  QVERIFY(click(dialog, use->text()));
  QCOMPARE(m_chosen.size(), std::size_t{1});
  const QString file = m_home->path("tickets.secret");
  QCOMPARE(m_chosen.back().ticketSecret, std::filesystem::path(file.toStdString()));
  QVERIFY(named<QLabel>(m_row.get(), "TLS sessions are shared too."));

  // What the server says of it, as the panel writes it.
  m_config.sessions = m_chosen.back();
  const auto text = config::applyChanges(config::compose(before), config::difference(before, m_config), m_config.file);
  QVERIFY2(text, text ? "" : text.error().sentence.c_str());
  QVERIFY2(text->find("ticket_secret = \"tickets.secret\"") != std::string::npos, text->c_str());
  const QString written = m_home->write("forkyard.toml", QByteArray::fromStdString(*text));
  CommandOptions options;
  options.environment = m_home->environment();
  const CommandResult fit = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"check", written}, options);
  QVERIFY2(fit.exitCode == 0, fit.text());
  QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
  const CommandResult open = runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"check", written}, options);
  QVERIFY2(open.exitCode != 0 && open.text().contains("tickets.secret"), open.text());
}

void TestSessionsRow::theSecretGoesAndComesBackWithRedis() {
  const std::filesystem::path secret = "/srv/shop/tickets.secret";
  connect(m_row.get(), &SessionsRow::chosen, this, [this](const config::Sessions& sessions) { set(sessions); });
  set({.store = SessionStoreKind::Redis, .ticketSecret = secret});
  QVERIFY(click(m_row.get(), QStringLiteral("In this server")));
  QVERIFY(m_chosen.back() == config::Sessions());
  QVERIFY(click(m_row.get(), QStringLiteral("Each worker alone")));
  QVERIFY(click(m_row.get(), QStringLiteral("Redis")));
  QVERIFY((m_chosen.back() == config::Sessions{.store = SessionStoreKind::Redis, .ticketSecret = secret}));

  // It is this server's alone.
  QVERIFY(click(m_row.get(), QStringLiteral("In this server")));
  m_config.file = "/srv/other/forkyard.toml";
  set({});
  QVERIFY(click(m_row.get(), QStringLiteral("Redis")));
  QVERIFY(m_chosen.back().ticketSecret.empty());
}

void TestSessionsRow::withoutTlsThereIsNothingToShare() {
  const QString machines = QStringLiteral("Other machines…");
  setRedis(QStringLiteral("redis://localhost"));
  QVERIFY(button(m_row.get(), machines));
  m_config.listeners.front().protocol = config::Protocol::Http;
  m_row->setConfig(m_config);
  QVERIFY(!button(m_row.get(), machines));
  m_config.sessions.ticketSecret = "/srv/shop/tickets.secret";
  m_row->setConfig(m_config);
  QVERIFY(button(m_row.get(), machines));
  set({});
  QVERIFY(!button(m_row.get(), machines));
}

void TestSessionsRow::everyRefusalHasWords_data() {
  QTest::addColumn<QByteArray>("line");
  QTest::addColumn<QString>("words");
  const auto refusal = [](const char* error) {
    return QByteArray(R"({"address":"redis://redis.example","duration_ms":1,"error":")") + error + "\"}";
  };
  QTest::newRow("no name") << refusal("the name has no address: Domain name not found")
                           << "No computer of that name is found.";
  QTest::newRow("no master") << refusal("the sentinels know no master of that name")
                             << "The sentinels answer, but know no master of that name.";
  QTest::newRow("no sentinel") << refusal("no sentinel answers (connection refused)")
                               << "It cannot keep sessions: no sentinel answers (connection refused).";
  QTest::newRow("closing") << refusal("it closed the connection")
                           << "It closes the connection. Is it perhaps rediss:// instead of redis://?";
  QTest::newRow("full") << refusal("its memory is full") << "It cannot keep sessions: its memory is full.";
  QTest::newRow("another program") << QByteArray("hello")
                                   << "Whether it answers is not known: the server program cannot be run.";
}

void TestSessionsRow::everyRefusalHasWords() {
  QFETCH(QByteArray, line);
  QFETCH(QString, words);
  answerWith(line);
  setRedis(QStringLiteral("redis://redis.example"));
  QTRY_COMPARE_WITH_TIMEOUT(this->words(), words, 15'000);
}

QTEST_MAIN(TestSessionsRow)
#include "test_sessions_row.moc"
