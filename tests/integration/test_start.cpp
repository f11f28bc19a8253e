// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a start refuses: one clear line each, exit code 78, and nothing forked; and what a detached start reports.

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTest>
#include <csignal>

#include "tests/support/command.h"
#include "tests/support/control_connection.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

class TestStart : public QObject {
  Q_OBJECT

 private slots:
  void init() { m_home = std::make_unique<TemporaryHome>(); }
  void aWrongConfigurationIsOneClearLine_data();
  void aWrongConfigurationIsOneClearLine();
  void refusesWhatCannotBeServed_data();
  void refusesWhatCannotBeServed();
  void aPortInUseNamesItsHolder();
  void aSecondStartIsToldThePid();
  void detachedServesOnAndReports();
  void detachedReportsProblems();
  void aLogThatIsFullIsMovedAside();
  void aStaleSocketIsNoHindrance();
  void theDemoGoesWhereItIsAsked();

 private:
  [[nodiscard]] CommandResult forkyard(const QStringList& arguments) const {
    CommandOptions options;
    options.environment = m_home->environment();
    return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
  }
  /// The server's PID from `run --detach --json`; 0: it did not start.
  pid_t startDetached(const QByteArray& toml);

  std::unique_ptr<TemporaryHome> m_home;
  control::DetachReport m_report;
};

pid_t TestStart::startDetached(const QByteArray& toml) {
  const CommandResult result = forkyard({"run", m_home->write("forkyard.toml", toml), "--detach", "--json"});
  const auto report = control::detachReportFromJson(result.output.trimmed().toStdString());
  if (!report || result.exitCode != 0) return 0;
  m_report = *report;
  return report->ready ? report->pid : 0;
}

void TestStart::aWrongConfigurationIsOneClearLine_data() {
  QTest::addColumn<QByteArray>("toml");
  QTest::addColumn<QByteArray>("line");
  const auto row = [](const char* name, const char* toml, const char* line) {
    QTest::newRow(name) << QByteArray(toml) << QByteArray(line);
  };
  row("an unknown key", "[cluster]\nwrokers = 3\n", "forkyard.toml:2:1: cluster.wrokers: ");
  row("too few workers", "[cluster]\nworkers = -1\n", "forkyard.toml:2:11: cluster.workers: must be 1 to 256, not -1");
  row("no TOML", "workers = = 3\n", "forkyard.toml:1:11: ");
  row("a key that is missing",
      "[[listener]]\nport = 0\ncertificates = [{ certificate = \"one.pem\", key = \"missing.key\" }]\n", "missing.key");
  row("a key that does not fit",
      "[[listener]]\nport = 0\ncertificates = [{ certificate = \"one.pem\", key = \"two.key\" }]\n", "two.key");
  row("a key that others can read",
      "[[listener]]\nport = 0\ncertificates = [{ certificate = \"one.pem\", key = \"open.key\" }]\n", "chmod");
  row("a certificate that is missing",
      "[[listener]]\nport = 0\ncertificates = [{ certificate = \"none.pem\", key = \"one.key\" }]\n", "none.pem");
  row("an address of another machine", "[[listener]]\nport = 0\naddress = \"192.0.2.1\"\n", "192.0.2.1");
}

void TestStart::aWrongConfigurationIsOneClearLine() {
  QFETCH(QByteArray, toml);
  QFETCH(QByteArray, line);
  for (const char* name : {"one", "two"}) {
    const QString stem = m_home->path(name);
    const CommandResult made =
        runCommand("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                               "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                               stem + ".key", "-out", stem + ".pem"});
    QVERIFY2(made.exitCode == 0, made.text().constData());
  }
  QVERIFY(QFile::copy(m_home->path("one.key"), m_home->path("open.key")));
  QFile::setPermissions(m_home->path("open.key"), QFileDevice::ReadOwner | QFileDevice::ReadOther);

  const CommandResult result = forkyard({"run", m_home->write("forkyard.toml", toml)});
  QCOMPARE(result.exitCode, 78);
  QVERIFY2(result.errors.startsWith("error: ") && result.errors.contains(line), result.text().constData());
  QCOMPARE(result.errors.count("error: "), 1);
  QVERIFY2(!result.errors.contains("forked"), result.text().constData());
  QVERIFY(QDir(m_home->path("run/forkyard")).entryList({"*.sock"}, QDir::System).isEmpty());
}

void TestStart::refusesWhatCannotBeServed_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("exitCode");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("no folder") << QStringList{"--files", "nowhere"} << 78 << "there is no folder nowhere; make it";
  QTest::newRow("no application") << QStringList{"--proxy", "3000"} << 78 << "did you mean \"http://127.0.0.1:3000\"?";
  QTest::newRow("no such port") << QStringList{"--port", "65536"} << 64 << "65536";
  QTest::newRow("no workers") << QStringList{"--workers", "0"} << 64 << "--workers";
  QTest::newRow("a file has its own") << QStringList{"site.toml", "--port", "8444"} << 64 << "excludes";
  QTest::newRow("both") << QStringList{"--files", ".", "--proxy", "http://127.0.0.1:3000"} << 64 << "excludes";
}

void TestStart::refusesWhatCannotBeServed() {
  QFETCH(QStringList, arguments);
  QFETCH(int, exitCode);
  QFETCH(QString, sentence);

  const CommandResult result = forkyard(QStringList{"run"} + arguments);
  QCOMPARE(result.exitCode, exitCode);
  QVERIFY2(result.errors.contains(sentence.toUtf8()), result.text().constData());
}

void TestStart::aPortInUseNamesItsHolder() {
  QTcpServer holder;
  QVERIFY(holder.listen(QHostAddress::LocalHost));
  const QByteArray toml = "[[listener]]\nport = " + QByteArray::number(holder.serverPort()) + "\nprotocol = \"http\"\n";
  const CommandResult result = forkyard({"run", m_home->write("forkyard.toml", toml), "--json"});
  QCOMPARE(result.exitCode, 78);
  const auto report = control::detachReportFromJson(result.output.trimmed().toStdString());
  QVERIFY2(report && !report->ready && report->problems.size() == 1, result.text().constData());
  QVERIFY(report->problems.front().code == base::ProblemCode::PortInUseBy);
  QCOMPARE(report->problems.front().arguments.at("pid"), std::to_string(::getpid()));
  QCOMPARE(report->problems.front().arguments.at("port"), std::to_string(holder.serverPort()));
  QVERIFY2(!result.errors.contains("was forked"), result.text().constData());

  const CommandResult probed = forkyard({"probe", "port", QString("127.0.0.1:%1").arg(holder.serverPort()), "--json"});
  const auto told = control::portReportFromJson(probed.output.trimmed().toStdString());
  QVERIFY2(told && told->inUse && told->pid == ::getpid(), probed.text().constData());
  QVERIFY2(told->command.find("test_start") != std::string::npos, told->command.c_str());
}

void TestStart::aSecondStartIsToldThePid() {
  ServerProcess server(*m_home);
  QVERIFY2(server.start("name = \"twice\"\n[[listener]]\nport = 0\nprotocol = \"http\"\n"), server.text().constData());
  const CommandResult second = forkyard({"run", m_home->path("forkyard.toml")});
  QCOMPARE(second.exitCode, 78);
  QCOMPARE(second.errors, "error: twice is already running (PID " + QByteArray::number(server.pid()) +
                              "); to stop it: forkyard stop --name twice\n");
  ControlConnection client;
  QVERIFY2(client.connectTo(server.controlSocket()) && client.hello().contains("result"), "the first one serves on");
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestStart::detachedServesOnAndReports() {
  const pid_t pid =
      startDetached("name = \"apart\"\n[cluster]\nworkers = 2\n[[listener]]\nport = 0\nprotocol = \"http\"\n");
  QVERIFY(pid > 0);
  QCOMPARE(::getsid(pid), pid);
  const std::vector<pid_t> workers = descendantsOf(pid);
  QCOMPARE(workers.size(), std::size_t{2});
  const QString url = QString("http://127.0.0.1:%1/").arg(m_report.listeners.at(0).port);
  const CommandResult fetched = runCommand("curl", {"-sS", "--max-time", "10", url});
  QVERIFY2(fetched.output.contains("Hello Cluster!"), fetched.text().constData());
  QFile log(m_home->path("state/forkyard/apart.log"));
  QVERIFY(log.open(QIODevice::ReadOnly));
  QVERIFY(log.readAll().contains("is ready"));
  const CommandResult stopped = forkyard({"stop", "--name", "apart"});
  QVERIFY2(stopped.exitCode == 0, stopped.text().constData());
  QVERIFY(waitUntilGone(workers, 5'000));
  QVERIFY(waitUntil([&] { return !isRunning(pid); }, 5'000));
}

void TestStart::detachedReportsProblems() {
  const CommandResult result =
      forkyard({"run", m_home->write("forkyard.toml", "[cluster]\nworkers = 0\n"), "--detach", "--json"});
  QCOMPARE(result.exitCode, 78);
  QCOMPARE(result.output.count('\n'), 1);
  const auto report = control::detachReportFromJson(result.output.trimmed().toStdString());
  QVERIFY2(report && !report->ready && report->problems.size() == 1, result.text().constData());
  QCOMPARE(report->problems.front().key, std::string("cluster.workers"));
}

void TestStart::aLogThatIsFullIsMovedAside() {
  QDir().mkpath(m_home->path("state/forkyard"));
  m_home->write("state/forkyard/apart.log", QByteArray(1024 * 1024 + 1, 'x'));
  QVERIFY(startDetached("name = \"apart\"\n[[listener]]\nport = 0\nprotocol = \"http\"\n") > 0);
  QCOMPARE(forkyard({"stop", "--name", "apart"}).exitCode, 0);
  QVERIFY(QFile(m_home->path("state/forkyard/apart.log.1")).size() > 1024 * 1024);
  QVERIFY(QFile(m_home->path("state/forkyard/apart.log")).size() < 100 * 1024);
}

void TestStart::aStaleSocketIsNoHindrance() {
  const QByteArray toml = "name = \"again\"\n[[listener]]\nport = 0\nprotocol = \"http\"\n";
  {
    ServerProcess server(*m_home);
    QVERIFY2(server.start(toml), server.text().constData());
    const std::vector<pid_t> workers = descendantsOf(server.pid());
    server.signalMaster(SIGKILL);
    server.waitForEnd();
    QVERIFY(waitUntilGone(workers, 5'000));
  }
  QVERIFY2(QFile::exists(m_home->controlSocket("again")), "a killed master leaves its socket");
  ServerProcess server(*m_home);
  QVERIFY2(server.start(toml), server.text().constData());
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestStart::theDemoGoesWhereItIsAsked() {
  QTcpServer holder;
  QVERIFY(holder.listen(QHostAddress::LocalHost));
  const int port = holder.serverPort();
  holder.close();
  ServerProcess server(*m_home);
  QVERIFY2(server.startWith({"--port", QString::number(port), "--workers", "3"}), server.text().constData());
  QCOMPARE(server.port(), port);
  QCOMPARE(server.workers().size(), std::size_t{3});
  // The master that takes over was told the same.
  const pid_t before = server.pid();
  QCOMPARE(forkyard({"upgrade"}).exitCode, 0);
  const auto status = QJsonDocument::fromJson(forkyard({"status", "--json"}).output).object();
  QVERIFY(status["pid"].toInt() != before);
  QCOMPARE(status["workers"].toArray().size(), 3);
  QCOMPARE(forkyard({"stop"}).exitCode, 0);
  QCOMPARE(server.waitForEnd(), 0);
}

QTEST_GUILESS_MAIN(TestStart)
#include "test_start.moc"
