// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The access log of the real program: every request is a line, also while the file is renamed under it, and a file that
// takes nothing stops nobody.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "server/base/unique_fd.h"
#include "tests/support/command.h"
#include "tests/support/server_process.h"

using control::EventKind;

namespace {

QByteArray config(const QString& access) {
  return QString(
             "name = \"log\"\n[cluster]\nworkers = 2\n[[listener]]\nport = 0\n[[listener]]\nport = 0\n"
             "protocol = \"http\"\n[log]\naccess = \"%1\"\n")
      .arg(access)
      .toUtf8();
}

QByteArrayList linesIn(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  QByteArrayList lines = file.readAll().split('\n');
  if (!lines.isEmpty() && lines.last().isEmpty()) lines.removeLast();
  return lines;
}

}  // namespace

class TestAccessLog : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void writesTheCombinedFormat();
  void losesNoLineWhileTurnedOver_data();
  void losesNoLineWhileTurnedOver();
  void servesOnWithoutRoom();
  void servesOnWithoutAReader();
  void servesOnWithoutAFile();
  void tellsThePanelOfRequests();

 private:
  /// Files that were renamed and that some process of the server still holds.
  [[nodiscard]] QStringList openOldLogs(ServerProcess& server) const {
    QList<pid_t> processes{server.pid()};
    for (const auto& [slot, pid] : server.workers()) processes << pid;
    QStringList held;
    for (const pid_t pid : processes) {
      const QDir descriptors(QString("/proc/%1/fd").arg(pid));
      for (const QFileInfo& each : descriptors.entryInfoList(QDir::Files | QDir::System)) {
        if (each.symLinkTarget().startsWith(log() + '.')) held << each.symLinkTarget();
      }
    }
    return held;
  }
  CommandResult curl(const QStringList& arguments) {
    return runCommand("curl", QStringList{"-sS", "-k", "--max-time", "10", "-o", "/dev/null"} + arguments);
  }
  [[nodiscard]] static QString url(const ServerProcess& server, const QString& path, std::size_t listener = 0) {
    return QString("%1://127.0.0.1:%2%3").arg(listener == 0 ? "https" : "http").arg(server.port(listener)).arg(path);
  }
  [[nodiscard]] QString log() const { return m_folder->filePath("access.log"); }
  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAccessLog::init() {
  m_folder = std::make_unique<QTemporaryDir>();
}

void TestAccessLog::writesTheCombinedFormat() {
  TemporaryHome home;
  ServerProcess server(home);
  // One, so that the lines come in order.
  QVERIFY2(server.start(config(log()).replace("workers = 2", "workers = 1")), server.text().constData());
  curl({"--http2", "-A", "a \"quoted\"\\ agent", "-e", "https://b.test/\xc3\xa9", url(server, "/x?y=1")});
  curl({"--http1.1", "-A", "", "-I", url(server, "/head", 1)});
  curl({"--http1.1", "-X", "POST", "-A", QString(9000, 'u'), url(server, "/post")});
  QTRY_COMPARE(linesIn(log()).size(), 3);
  const QByteArrayList lines = linesIn(log());
  const QString start = R"(^127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] )";
  const QRegularExpression first(start + R"("GET /x\?y=1 HTTP/2\.0" 200 \d+ "https://b\.test/\\xC3\\xA9" )"
                                         R"("a \\x22quoted\\x22\\x5C agent"$)");
  QVERIFY2(first.match(lines.at(0)).hasMatch(), lines.at(0).constData());
  const QRegularExpression second(start + R"("HEAD /head HTTP/1\.1" 200 0 "-" "-"$)");
  QVERIFY2(second.match(lines.at(1)).hasMatch(), lines.at(1).constData());
  const QRegularExpression third(start + R"("POST /post HTTP/1\.1" 405 \d+ "-" "u{4000,4096}\.\.\."$)");
  QVERIFY2(third.match(lines.at(2)).hasMatch(), lines.at(2).constData());
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestAccessLog::losesNoLineWhileTurnedOver_data() {
  QTest::addColumn<bool>("bySignal");
  QTest::newRow("by SIGUSR1") << true;
  QTest::newRow("by reopen-logs") << false;
}

void TestAccessLog::losesNoLineWhileTurnedOver() {
  QFETCH(bool, bySignal);
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start(config(log())), server.text().constData());
  constexpr int requests = 20'000;
  QProcess load;
  load.start("h2load", {"-n", QString::number(requests), "-c", "8", "-m", "10", url(server, "/load")});
  QVERIFY(load.waitForStarted());
  int turns = 0;
  do {
    QTRY_VERIFY(!linesIn(log()).isEmpty() || load.state() == QProcess::NotRunning);
    if (!QFile::rename(log(), log() + '.' + QString::number(turns))) break;
    ++turns;
    if (bySignal) {
      server.signalMaster(SIGUSR1);
    } else {
      const CommandResult asked =
          runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), {"reopen-logs", "--control", server.controlSocket()});
      QVERIFY2(asked.exitCode == 0, asked.text().constData());
    }
    QTRY_VERIFY(QFile::exists(log()));
  } while (load.state() != QProcess::NotRunning && !load.waitForFinished(20));
  QVERIFY(load.state() == QProcess::NotRunning || load.waitForFinished(60'000));
  const QByteArray said = load.readAllStandardOutput();
  QVERIFY2(said.contains("20000 succeeded"), said.constData());
  QTRY_COMPARE(openOldLogs(server), QStringList());
  QCOMPARE(server.stopAndInspect(), QString());
  qsizetype count = 0;
  for (const QString& name : QDir(m_folder->path()).entryList(QDir::Files)) {
    for (const QByteArray& line : linesIn(m_folder->filePath(name))) {
      QVERIFY2(line.contains("\"GET /load HTTP/2.0\" 200 "), line.constData());
      ++count;
    }
  }
  QCOMPARE(count, requests);
  QVERIFY(turns >= 1);
  qInfo("%d requests, %d lines, turned over %d times", requests, static_cast<int>(count), turns);
}

void TestAccessLog::servesOnWithoutRoom() {
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start(config("/dev/full")), server.text().constData());
  for (int i = 0; i < 20; ++i) QCOMPARE(curl({"--http2", "-f", url(server, "/")}).exitCode, 0);
  const auto failed =
      server.waitFor([](const control::Event& event) { return event.kind == EventKind::AccessLogFailed; });
  QVERIFY(failed);
  QCOMPARE(QString::fromStdString(failed->string("file")), QString("/dev/full"));
  QVERIFY2(failed->string("reason").find("no space left") != std::string::npos, failed->text.c_str());
  QCOMPARE(curl({"--http2", "-f", url(server, "/")}).exitCode, 0);
  int told = 0;
  for (const control::Event& event : server.events()) told += event.kind == EventKind::AccessLogFailed ? 1 : 0;
  QCOMPARE(told, 1);
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestAccessLog::servesOnWithoutAReader() {
  const QByteArray pipe = QFile::encodeName(log());
  QCOMPARE(::mkfifo(pipe.constData(), 0600), 0);
  base::UniqueFd reader(::open(pipe.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start(config(log())), server.text().constData());
  reader.reset();
  for (int i = 0; i < 5; ++i) QCOMPARE(curl({"--http2", "-f", url(server, "/")}).exitCode, 0);
  const auto failed =
      server.waitFor([](const control::Event& event) { return event.kind == EventKind::AccessLogFailed; });
  QVERIFY(failed);
  QVERIFY2(failed->string("reason").find("broken pipe") != std::string::npos, failed->text.c_str());
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestAccessLog::servesOnWithoutAFile() {
  TemporaryHome home;
  ServerProcess server(home);
  const QString path = m_folder->filePath("later/access.log");
  QVERIFY2(server.start(config(path)), server.text().constData());
  QVERIFY(server.waitFor([](const control::Event& event) { return event.kind == EventKind::AccessLogFailed; }));
  QCOMPARE(curl({"--http2", "-f", url(server, "/early")}).exitCode, 0);
  QVERIFY(QDir(m_folder->path()).mkdir("later"));
  server.signalMaster(SIGUSR1);
  QTRY_COMPARE(linesIn(path).size(), 1);  // what waited is there too
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestAccessLog::tellsThePanelOfRequests() {
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start(config("events")), server.text().constData());
  curl({"--http2", url(server, "/seen?x")});
  const auto served =
      server.waitFor([](const control::Event& event) { return event.kind == EventKind::RequestServed; });
  QVERIFY(served);
  QCOMPARE(QString::fromStdString(served->string("target")), QString("/seen?x"));
  QCOMPARE(QString::fromStdString(served->string("protocol")), QString("HTTP/2.0"));
  QCOMPARE(QString::fromStdString(served->string("client")), QString("127.0.0.1"));
  QCOMPARE(served->integer("status"), 200);
  QVERIFY(served->slot && served->pid);
  const CommandResult load = runCommand("h2load", {"-n", "3000", "-c", "4", "-m", "20", url(server, "/many")});
  QVERIFY2(load.output.contains("3000 succeeded"), load.text().constData());
  std::int64_t shown = 0;
  std::int64_t leftOut = 0;
  QTRY_COMPARE_WITH_TIMEOUT(
      [&] {
        shown = leftOut = 0;
        for (const control::Event& event : server.events()) {
          if (event.kind != EventKind::RequestServed || event.string("target") != "/many") continue;
          ++shown;
          leftOut += event.integer("left_out");
        }
        return shown + leftOut;
      }(),
      std::int64_t{3'000}, 20'000);
  QVERIFY(leftOut > 0);
  qInfo("%d shown, %d left out", static_cast<int>(shown), static_cast<int>(leftOut));
  QCOMPARE(server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestAccessLog)
#include "test_access_log.moc"
