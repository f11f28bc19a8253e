// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The command line as a script and a person use it: exit codes, one line of JSON, and sentences that name the server.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <algorithm>

#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

class TestCommandLine : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_home = std::make_unique<TemporaryHome>(); }
  void wrongUseIsTold_data();
  void wrongUseIsTold();
  void helpTeaches();
  void withoutAServerItSaysSo_data();
  void withoutAServerItSaysSo();
  void theOnlyServerNeedsNoName();
  void statusSaysWhereTheMetricsAre();
  void twoServersAreToldApart();
  void eventsAreShownAndFollowed();
  void workersAreKilledAndScaled();
  void checkStartsNothing();
  void aFreePortIsFree();
  void aHandshakeIsTold();

 private:
  [[nodiscard]] CommandResult forkyard(const QStringList& arguments) const {
    CommandOptions options;
    options.environment = m_home->environment();
    return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
  }
  static QByteArray tomlOf(const char* name) {
    return QByteArray("name = \"") + name + "\"\n[cluster]\nworkers = 2\n[[listener]]\nport = 0\nprotocol = \"http\"\n";
  }

  std::unique_ptr<TemporaryHome> m_home;
};

void TestCommandLine::wrongUseIsTold_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("nothing") << QStringList{};
  QTest::newRow("an unknown command") << QStringList{"dance"};
  QTest::newRow("an unknown option") << QStringList{"status", "--loud"};
  QTest::newRow("too many workers") << QStringList{"scale", "257"};
  QTest::newRow("no number") << QStringList{"scale", "many"};
  QTest::newRow("a slot there cannot be") << QStringList{"worker", "kill", "-1"};
  QTest::newRow("name and path") << QStringList{"status", "--name", "a", "--control", "/tmp/a.sock"};
  QTest::newRow("check without a file") << QStringList{"check"};
  QTest::newRow("a handshake with no port") << QStringList{"probe", "tls", "localhost"};
  QTest::newRow("a port alone") << QStringList{"probe", "port", "8443"};
  QTest::newRow("a format there is none of") << QStringList{"run", "--log-format", "xml"};
}

void TestCommandLine::wrongUseIsTold() {
  QFETCH(QStringList, arguments);
  const CommandResult result = forkyard(arguments);
  QCOMPARE(result.exitCode, 64);
  QVERIFY2(!result.errors.isEmpty(), result.text().constData());
}

void TestCommandLine::helpTeaches() {
  const CommandResult help = forkyard({"--help"});
  QCOMPARE(help.exitCode, 0);
  for (const char* taught : {"forkyard run site.toml --detach", "Exit codes:", "69  no such server"})
    QVERIFY2(help.output.contains(taught), help.output.constData());
  QVERIFY(forkyard({"--version"}).output.startsWith("forkyard "));
  const CommandResult ofCommand = forkyard({"worker", "kill", "--help"});
  QCOMPARE(ofCommand.exitCode, 0);
  QVERIFY2(ofCommand.output.contains("--signal") && ofCommand.output.contains("Exit codes:") &&
               !ofCommand.output.contains("forkyard run"),
           ofCommand.text().constData());
}

void TestCommandLine::withoutAServerItSaysSo_data() {
  QTest::addColumn<QStringList>("arguments");
  for (const char* command : {"status", "stop", "reload", "restart", "upgrade", "events"}) {
    QTest::newRow(command) << QStringList{command};
    QTest::newRow((std::string(command) + " of a name").c_str()) << QStringList{command, "--name", "nobody"};
  }
  QTest::newRow("scale") << QStringList{"scale", "2"};
  QTest::newRow("worker") << QStringList{"worker", "drain", "0"};
  QTest::newRow("cert check") << QStringList{"cert", "check", "nobody"};
}

void TestCommandLine::withoutAServerItSaysSo() {
  QFETCH(QStringList, arguments);
  const CommandResult result = forkyard(arguments);
  QCOMPARE(result.exitCode, 69);
  QVERIFY2(result.errors.startsWith("error: ") && result.errors.contains("running"), result.text().constData());
}

void TestCommandLine::theOnlyServerNeedsNoName() {
  ServerProcess server(*m_home);
  QVERIFY2(server.start(tomlOf("alone")), server.text().constData());
  const CommandResult result = forkyard({"status", "--json"});
  QCOMPARE(result.exitCode, 0);
  QCOMPARE(result.output.count('\n'), 1);
  const QJsonObject status = QJsonDocument::fromJson(result.output).object();
  QCOMPARE(status["name"].toString(), QString("alone"));
  QCOMPARE(status["pid"].toInt(), server.pid());
  QCOMPARE(status["listeners"].toArray().at(0).toObject()["port"].toInt(), server.port());
  QCOMPARE(status["workers"].toArray().size(), 2);
  const CommandResult text = forkyard({"status"});
  for (const char* part : {"alone", "running", "ready"}) QVERIFY2(text.output.contains(part), text.text().constData());
  QCOMPARE(forkyard({"stop"}).output, QByteArray("alone stopped\n"));
  QCOMPARE(server.waitForEnd(), 0);
}

void TestCommandLine::statusSaysWhereTheMetricsAre() {
  ServerProcess server(*m_home);
  QVERIFY2(server.start(tomlOf("counted") + "[metrics]\nlisten = \"127.0.0.1:0\"\n"), server.text().constData());
  const CommandResult status = forkyard({"status"});
  const QRegularExpression address(R"(listening http://localhost:\d+/metrics \(metrics 127\.0\.0\.1\))");
  QVERIFY2(QString(status.output).contains(address), status.text().constData());
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestCommandLine::twoServersAreToldApart() {
  ServerProcess one(*m_home);
  QVERIFY2(one.start(tomlOf("one")), one.text().constData());
  ServerProcess two(*m_home);
  QVERIFY2(two.start(tomlOf("two")), two.text().constData());
  const CommandResult unclear = forkyard({"stop"});
  QCOMPARE(unclear.exitCode, 64);
  QVERIFY2(unclear.errors.contains("one") && unclear.errors.contains("two") && unclear.errors.contains("--name"),
           unclear.text().constData());
  QVERIFY(forkyard({"status", "--name", "two"}).output.contains("two"));
  QVERIFY(forkyard({"status", "--control", one.controlSocket()}).output.contains("one"));
  QCOMPARE(one.stopAndInspect(), QString());
  QCOMPARE(two.stopAndInspect(), QString());
}

void TestCommandLine::eventsAreShownAndFollowed() {
  ServerProcess server(*m_home);
  QVERIFY2(server.start(tomlOf("telling")), server.text().constData());
  const CommandResult all = forkyard({"events", "--json"});
  QCOMPARE(all.exitCode, 0);
  const QList<QByteArray> lines = all.output.trimmed().split('\n');
  QCOMPARE(QJsonDocument::fromJson(lines.first()).object()["kind"].toString(), QString("master.started"));
  const int last = QJsonDocument::fromJson(lines.last()).object()["seq"].toInt();
  QCOMPARE(last, static_cast<int>(lines.size()));
  const CommandResult rest = forkyard({"events", "--json", "--after", QString::number(last - 1)});
  QCOMPARE(rest.output, lines.last() + "\n");
  QVERIFY(forkyard({"events", "--after", QString::number(last)}).output.isEmpty());

  QProcess follower;
  follower.setProcessEnvironment(m_home->environment());
  follower.start(qEnvironmentVariable("FORKYARD_PROGRAM"), {"events", "--follow", "--after", QString::number(last)});
  QVERIFY(follower.waitForStarted());
  QCOMPARE(forkyard({"worker", "kill", "0"}).exitCode, 0);
  QByteArray followed;
  while (!followed.contains("is ready") && follower.waitForReadyRead(10'000)) followed += follower.readAll();
  QVERIFY2(followed.contains("was killed by SIGKILL") && followed.contains("asked by the command line"),
           followed.constData());
  QCOMPARE(server.stopAndInspect(), QString());
  QVERIFY2(follower.waitForFinished(10'000) && follower.exitCode() == 0, "following ends with the server");
}

void TestCommandLine::workersAreKilledAndScaled() {
  ServerProcess server(*m_home);
  QVERIFY2(server.start(tomlOf("steered")), server.text().constData());
  QCOMPARE(forkyard({"scale", "3"}).exitCode, 0);
  QVERIFY2(server.waitFor(control::EventKind::WorkerReady, 2), server.text().constData());
  QCOMPARE(forkyard({"worker", "kill", "9"}).exitCode, 1);
  const std::size_t seen = server.events().size();
  QCOMPARE(forkyard({"worker", "kill", "2", "--signal", "SEGV"}).exitCode, 0);
  const auto exited = server.waitFor(control::EventKind::WorkerExited, 2, seen);
  QVERIFY2(exited && exited->string("signal") == "SIGSEGV", server.text().constData());
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestCommandLine::checkStartsNothing() {
  const QString file = m_home->write("forkyard.toml", tomlOf("checked"));
  const CommandResult fine = forkyard({"check", file});
  QCOMPARE(fine.exitCode, 0);
  QVERIFY2(fine.output.contains("fine"), fine.text().constData());
  m_home->write("forkyard.toml", "[cluster]\nworkers = 0\n");
  const CommandResult wrong = forkyard({"check", file, "--json"});
  QCOMPARE(wrong.exitCode, 78);
  const QJsonObject told = QJsonDocument::fromJson(wrong.output).object();
  QVERIFY(!told["valid"].toBool());
  QCOMPARE(told["problems"].toArray().at(0).toObject()["code"].toString(), QString("config-out-of-range"));
  QCOMPARE(forkyard({"check", m_home->path("none.toml")}).exitCode, 78);
  m_home->write("ca.pem", "no certificate");
  m_home->write("forkyard.toml",
                tomlOf("checked") +
                    "[sessions]\nstore = \"redis\"\nredis = \"rediss://127.0.0.1\"\nredis_ca = \"none.pem\"\n"
                    "[[route]]\nhandler = \"proxy\"\nto = [\"https://127.0.0.1:1\"]\nca = \"ca.pem\"\n");
  const CommandResult untrusting = forkyard({"check", file, "--json"});
  QCOMPARE(untrusting.exitCode, 78);
  QVERIFY2(untrusting.output.contains("route[0].ca") && untrusting.output.contains("sessions.redis_ca"),
           untrusting.text().constData());
  QCOMPARE(forkyard({"status"}).exitCode, 69);
}

void TestCommandLine::aFreePortIsFree() {
  ServerProcess server(*m_home);
  QVERIFY2(server.start(tomlOf("holding")), server.text().constData());
  const QString target = QString("127.0.0.1:%1").arg(server.port());
  const CommandResult held = forkyard({"probe", "port", target, "--json"});
  const QJsonObject told = QJsonDocument::fromJson(held.output).object();
  QVERIFY2(told["in_use"].toBool() && told["program"].toString() == "forkyard", held.text().constData());
  QCOMPARE(server.stopAndInspect(), QString());
  QVERIFY(forkyard({"probe", "port", target}).output.contains("is free"));
}

void TestCommandLine::aHandshakeIsTold() {
  ServerProcess server(*m_home);
  QVERIFY2(server.start("name = \"shown\"\n[[listener]]\nport = 0\n[[listener]]\nport = 0\nprotocol = \"http\"\n"),
           server.text().constData());
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const CommandResult shown = forkyard({"probe", "tls", QString("%1:%2").arg(host).arg(server.port()), "--json"});
    QCOMPARE(shown.exitCode, 0);
    const auto told = control::tlsReportFromJson(shown.output.trimmed().toStdString());
    QVERIFY2(told, shown.text().constData());
    QCOMPARE(told->version, std::string("TLSv1.3"));
    QCOMPARE(told->protocol, std::string("h2"));
    QVERIFY(std::find(told->names.begin(), told->names.end(), "localhost") != told->names.end());
    QVERIFY2(!told->trusted && told->distrust.find("self") != std::string::npos, shown.text().constData());
  }
  const CommandResult plain = forkyard({"probe", "tls", QString("127.0.0.1:%1").arg(server.port(1))});
  QCOMPARE(plain.exitCode, 1);
  QVERIFY2(plain.errors.startsWith("error: no TLS handshake"), plain.text().constData());
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "test_command_line.moc"
