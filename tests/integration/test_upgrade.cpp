// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A new master takes over from a running one: nothing that clients, panels or the history see has a gap. One that
// cannot take over changes nothing.

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QTest>
#include <algorithm>
#include <array>
#include <csignal>

#include "tests/integration/redis_process.h"
#include "tests/load/load_generator.h"
#include "tests/load/tls_client.h"
#include "tests/support/command.h"
#include "tests/support/control_connection.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

class TestUpgrade : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void cleanup();
  void nothingFailsUnderLoad_data();
  void nothingFailsUnderLoad();
  void oneUpgradeFollowsAnother();
  void aDetachedServerKeepsItsLogAndItsServiceManager();
  void whatCannotTakeOverChangesNothing_data();
  void whatCannotTakeOverChangesNothing();
  void aBadConfigurationChangesNothing();
  void oneThingIsDoneAtATime();
  void stopEndsBothMasters();
  void anOutageOfTheSessionStoreGoesOn();
  void aMasterKilledTooEarlyLeavesNothing();
  void aMasterKilledLateLeavesItsSuccessor();

 private:
  [[nodiscard]] CommandResult forkyard(const QStringList& arguments,
                                       const QProcessEnvironment* environment = nullptr) const;
  /// A program that does what a shell script says; "$@" are the words for a new master.
  QString script(const QByteArray& lines);
  /// The server's own program under another path.
  QString copyOfTheProgram();
  /// PID of the master that answers now; 0: none does.
  pid_t master();
  QJsonObject status();
  /// All that the master remembers.
  std::vector<Event> history();
  bool fetch();
  /// Waits for its end; the exit code.
  int reap(pid_t pid);
  void endWithStop();

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
  QString m_socket;
  int m_port = 0;
};

namespace {

QByteArray tomlWith(const char* cluster) {
  return QByteArray("name = \"changing\"\n[cluster]\nworkers = 2\n") + cluster +
         "\n[[listener]]\nport = 0\nprotocol = \"http2\"\n";
}

std::ptrdiff_t count(const std::vector<Event>& events, EventKind kind, pid_t pid = 0) {
  return std::count_if(events.begin(), events.end(),
                       [=](const Event& event) { return event.kind == kind && (pid == 0 || event.pid == pid); });
}

QByteArray textOf(const std::vector<Event>& events) {
  QByteArray all;
  for (const Event& event : events) all += QByteArray::fromStdString(control::toJson(event)) + "\n";
  return all;
}

}  // namespace

void TestUpgrade::initTestCase() {
  std::signal(SIGPIPE, SIG_IGN);
  // The new master is an orphan once the old one has gone: then it is ours, so that its end can be waited for.
  QCOMPARE(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
}

void TestUpgrade::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
  m_socket = m_home->controlSocket("changing");
}

void TestUpgrade::cleanup() {
  // Only where a test failed is anything left.
  if (const pid_t left = master(); left > 0 && left != m_server->pid()) {
    ::kill(left, SIGKILL);
    m_server.reset();
    reap(left);
  }
  m_server.reset();
  while (::waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

CommandResult TestUpgrade::forkyard(const QStringList& arguments, const QProcessEnvironment* environment) const {
  CommandOptions options;
  options.environment = environment != nullptr ? *environment : m_home->environment();
  options.milliseconds = 60'000;
  return runCommand(qEnvironmentVariable("FORKYARD_PROGRAM"), arguments, options);
}

QString TestUpgrade::script(const QByteArray& lines) {
  const QString path = m_home->write("script", "#!/bin/sh\n" + lines + "\n");
  QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return path;
}

QString TestUpgrade::copyOfTheProgram() {
  const QString path = m_home->path("newer-forkyard");
  return QFile::copy(qEnvironmentVariable("FORKYARD_PROGRAM"), path) ? path : QString();
}

pid_t TestUpgrade::master() {
  ControlConnection client;
  if (!client.connectTo(m_socket)) return 0;
  return client.hello("command line")["result"].toObject()["pid"].toInt();
}

QJsonObject TestUpgrade::status() {
  ControlConnection client;
  if (!client.connectTo(m_socket) || !client.hello().contains("result")) return {};
  return client.call("status")["result"].toObject();
}

std::vector<Event> TestUpgrade::history() {
  std::vector<Event> events;
  ControlConnection client;
  if (!client.connectTo(m_socket)) return events;
  const auto last = static_cast<std::uint64_t>(client.hello()["result"].toObject()["last_seq"].toInteger());
  if (!client.call("subscribe", {{"stats", false}}).contains("result")) return events;
  while (events.empty() || events.back().seq < last) {
    const auto message = control::serverMessageFromJson(client.readLine().toStdString());
    if (!message || !*message) break;
    if (auto* event = std::get_if<Event>(&**message)) events.push_back(std::move(*event));
  }
  return events;
}

bool TestUpgrade::fetch() {
  const QString url = QString("https://127.0.0.1:%1/").arg(m_port);
  return runCommand("curl", {"-sSk", "--max-time", "10", url}).output.contains("Hello Forkyard!");
}

int TestUpgrade::reap(pid_t pid) {
  int status = 0;
  pid_t ended = 0;
  const bool gone = waitUntil([&] { return (ended = ::waitpid(pid, &status, WNOHANG)) != 0; }, 20'000);
  return gone && ended == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void TestUpgrade::endWithStop() {
  const pid_t last = master();
  std::vector<pid_t> all = descendantsOf(last);
  const CommandResult stopped = forkyard({"stop"});
  QVERIFY2(stopped.output == "changing stopped\n", stopped.text().constData());
  QCOMPARE(reap(last), 0);
  QVERIFY(waitUntilGone(all, 2'000));
  QVERIFY(!QFile::exists(m_socket));
}

void TestUpgrade::nothingFailsUnderLoad_data() {
  QTest::addColumn<QByteArray>("cluster");
  QTest::newRow("shared") << QByteArray();
  QTest::newRow("round-robin") << QByteArray("distribution = \"round-robin\"");
}

void TestUpgrade::nothingFailsUnderLoad() {
  QFETCH(QByteArray, cluster);
  QVERIFY2(m_server->start(tomlWith(cluster.constData())), m_server->text().constData());
  m_port = m_server->port();
  const pid_t old = m_server->pid();
  TlsClient before(m_port, "http/1.1", std::chrono::seconds(10));
  QVERIFY(before.connect() == ClientOutcome::Ok);
  QVERIFY(before.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") == ClientOutcome::Ok);
  std::array<char, 4096> answer{};
  std::size_t bytes = 0;
  QVERIFY(before.read(answer, bytes) == ClientOutcome::Ok && bytes > 0);
  const std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> ticket(before.takeSession(), SSL_SESSION_free);
  QVERIFY(forkyard({"scale", "3"}).exitCode == 0);
  QVERIFY2(m_server->waitFor(EventKind::WorkerReady, 2), m_server->text().constData());
  const std::map<int, pid_t> oldWorkers = m_server->workers();
  ControlConnection watching;
  QVERIFY(watching.connectTo(m_socket));
  const QString instance = watching.hello()["result"].toObject()["instance"].toString();

  LoadOptions options;
  options.port = m_port;
  options.hungAfter = std::chrono::seconds(10);
  LoadGenerator load(options);
  load.start();
  QVERIFY(waitUntil([&] { return load.report().answered > 500; }, 30'000));
  const QString program = copyOfTheProgram();
  const CommandResult upgraded = forkyard({"upgrade", "--program", program});
  QVERIFY2(upgraded.exitCode == 0, (upgraded.text() + m_server->text()).constData());
  QCOMPARE(m_server->waitForEnd(60'000), 0);
  const auto answered = load.report().answered;
  QVERIFY(waitUntil([&] { return load.report().answered > answered + 500; }, 30'000));
  const LoadReport report = load.finish();
  qInfo("%s", report.text().c_str());
  QVERIFY2(report.failed() == 0, report.text().c_str());

  QVERIFY(watching.waitForEnd());
  QVERIFY(watching.connectTo(m_socket));
  const QJsonObject hello = watching.hello()["result"].toObject();
  const pid_t successor = hello["pid"].toInt();
  QVERIFY(successor > 0 && successor != old);
  ucred peer{};
  socklen_t size = sizeof peer;
  QCOMPARE(::getsockopt(watching.descriptor(), SOL_SOCKET, SO_PEERCRED, &peer, &size), 0);
  QCOMPARE(peer.pid, successor);
  QVERIFY2(upgraded.output.contains("PID " + QByteArray::number(successor)), upgraded.text().constData());
  QCOMPARE(hello["instance"].toString(), instance);
  QCOMPARE(QFileInfo(QString("/proc/%1/exe").arg(successor)).symLinkTarget(), program);
  QVERIFY(waitUntilGone({old}, 5'000));
  const QJsonObject now = status();
  QCOMPARE(now["listeners"].toArray().at(0)["port"].toInt(), m_port);
  QCOMPARE(now["workers_wanted"].toInt(), 3);
  QCOMPARE(now["generation"].toInt(), 2);
  QCOMPARE(descendantsOf(successor).size(), std::size_t{3});

  const std::vector<Event> events = history();
  QVERIFY2(!events.empty() && events.front().kind == EventKind::MasterStarted, textOf(events).constData());
  for (std::size_t i = 0; i < events.size(); ++i) QCOMPARE(events[i].seq, std::uint64_t{i + 1});
  for (const auto& [slot, pid] : oldWorkers) {
    QCOMPARE(count(events, EventKind::WorkerForked, pid), 1);
    QCOMPARE(count(events, EventKind::WorkerDraining, pid), 1);
    QCOMPARE(count(events, EventKind::WorkerExited, pid), 1);
    const auto exited = std::find_if(events.begin(), events.end(), [pid = pid](const Event& event) {
      return event.kind == EventKind::WorkerExited && event.pid == pid;
    });
    QCOMPARE(exited->string("reason"), std::string("replaced"));
    QCOMPARE(exited->string("asked_by"), std::string("command line"));
  }
  QCOMPARE(count(events, EventKind::UpgradeStarted), 1);
  QCOMPARE(count(events, EventKind::UpgradeFinished), 1);
  QCOMPARE(count(events, EventKind::MasterStopping) + count(events, EventKind::MasterStopped), 0);

  TlsClient after(m_port, "http/1.1", std::chrono::seconds(10));
  QVERIFY(after.connect(ticket.get()) == ClientOutcome::Ok);
  QVERIFY(after.resumed());
  endWithStop();
}

void TestUpgrade::oneUpgradeFollowsAnother() {
  QVERIFY2(m_server->start(tomlWith("")), m_server->text().constData());
  m_port = m_server->port();
  const QString program = copyOfTheProgram();
  QVERIFY(forkyard({"upgrade", "--program", program}).exitCode == 0);
  QCOMPARE(m_server->waitForEnd(), 0);
  const pid_t second = master();
  // The program was replaced, as by an update of a package: the path counts, not the file that was.
  QVERIFY(QFile::remove(program) && !copyOfTheProgram().isEmpty());
  const CommandResult again = forkyard({"upgrade"});
  QVERIFY2(again.exitCode == 0, again.text().constData());
  QCOMPARE(reap(second), 0);
  const pid_t third = master();
  QVERIFY(third > 0 && third != second);
  QCOMPARE(QFileInfo(QString("/proc/%1/exe").arg(third)).symLinkTarget(), program);
  QCOMPARE(status()["generation"].toInt(), 3);
  QVERIFY(fetch());
  const std::vector<Event> events = history();
  for (std::size_t i = 0; i < events.size(); ++i) QCOMPARE(events[i].seq, std::uint64_t{i + 1});
  QCOMPARE(count(events, EventKind::WorkerForked), 6);
  QCOMPARE(count(events, EventKind::WorkerExited), 4);
  QVERIFY(forkyard({"reload"}).exitCode == 0);
  endWithStop();
}

void TestUpgrade::aDetachedServerKeepsItsLogAndItsServiceManager() {
  const base::UniqueFd manager(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const QByteArray name = m_home->path("notify").toUtf8();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(name.begin(), name.end(), address.sun_path);
  QCOMPARE(::bind(manager.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  QProcessEnvironment environment = m_home->environment();
  environment.insert("NOTIFY_SOCKET", name);
  const CommandResult started =
      forkyard({"run", m_home->write("forkyard.toml", tomlWith("")), "--detach", "--json"}, &environment);
  QCOMPARE(started.exitCode, 0);
  const pid_t old = master();
  const CommandResult upgraded = forkyard({"upgrade"});
  QVERIFY2(upgraded.exitCode == 0, upgraded.text().constData());
  QCOMPARE(reap(old), 0);
  const pid_t successor = master();

  const QString log = m_home->path("state/forkyard/changing.log");
  QCOMPARE(QFileInfo(QString("/proc/%1/fd/2").arg(successor)).symLinkTarget(), log);
  QFile file(log);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray written = file.readAll();
  QCOMPARE(written.count("was forked"), 4);
  QCOMPARE(written.count("took over after"), 1);
  QCOMPARE(written.count("replaced by a newer one"), 2);

  QByteArrayList told;
  std::array<char, 1024> datagram{};
  for (ssize_t size = 0; (size = ::recv(manager.get(), datagram.data(), datagram.size(), 0)) > 0;) {
    const QByteArray said(datagram.data(), size);
    if (!said.startsWith("STATUS=")) told << said;
  }
  QCOMPARE(told, (QByteArrayList{"READY=1", "MAINPID=" + QByteArray::number(successor), "READY=1"}));
  endWithStop();
}

void TestUpgrade::whatCannotTakeOverChangesNothing_data() {
  QTest::addColumn<QByteArray>("program");
  QTest::addColumn<QByteArray>("reason");
  QTest::newRow("no file") << QByteArray("/nowhere/forkyard") << QByteArray("no such file or directory");
  QTest::newRow("a folder") << QByteArray("/tmp") << QByteArray("it is no program");
  QTest::newRow("no program") << QByteArray("/etc/passwd") << QByteArray("permission denied");
  QTest::newRow("another program") << QByteArray("/bin/false") << QByteArray("exited with code 1");
  QTest::newRow("one that fails at once") << QByteArray("exit 7") << QByteArray("exited with code 7");
  QTest::newRow("one that is killed") << QByteArray("kill -KILL $$") << QByteArray("ended by SIGKILL");
  QTest::newRow("one that cannot be executed") << QByteArray() << QByteArray("exec format error");
  QTest::newRow("one that never answers") << QByteArray("exec sleep 100") << QByteArray("it did not serve within 11 s");
  QTest::newRow("an older server") << QByteArray("exec $FORKYARD_PROGRAM run --unknown \"$@\"")
                                   << QByteArray("exited with code 64");
}

void TestUpgrade::whatCannotTakeOverChangesNothing() {
  QFETCH(QByteArray, program);
  QFETCH(QByteArray, reason);
  QVERIFY2(m_server->start(tomlWith("boot_timeout = \"1s\"")), m_server->text().constData());
  m_port = m_server->port();
  const std::map<int, pid_t> workers = m_server->workers();
  const int descriptors = descriptorCount(m_server->pid());
  const bool isPath = program.startsWith('/');
  QString path = isPath ? QString(program) : script(program);
  if (program.isEmpty()) {
    path = m_home->write("broken",
                         "\x7f"
                         "ELF, but not really");
    QFile::setPermissions(path, QFile::ReadOwner | QFile::ExeOwner);
  }
  const CommandResult refused = forkyard({"upgrade", "--program", path});
  QCOMPARE(refused.exitCode, 1);
  QVERIFY2(refused.errors.contains(path.toUtf8() + " could not take over the running server: " + reason),
           refused.text().constData());
  // Told as an event too, unless nothing had even begun.
  const auto& events = m_server->events();
  QCOMPARE(count(events, EventKind::UpgradeFinished), count(events, EventKind::UpgradeStarted));
  QCOMPARE(master(), m_server->pid());
  QCOMPARE(m_server->workers(), workers);
  QCOMPARE(descendantsOf(m_server->pid()).size(), workers.size());
  QVERIFY(waitUntil([&] { return descriptorCount(m_server->pid()) == descriptors; }, 5'000));
  QVERIFY(fetch());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestUpgrade::aBadConfigurationChangesNothing() {
  QVERIFY2(m_server->start(tomlWith("")), m_server->text().constData());
  m_port = m_server->port();
  const std::map<int, pid_t> workers = m_server->workers();
  const std::pair<QByteArray, QByteArray> wrongs[] = {
      {"name = \"changing\"\n[cluster]\nworkers = -1\n", "cluster.workers: must be 1 to 256, not -1"},
      {"name = \"other\"\n", "name: must be changing, not other"},
      {"name = \"changing\"\n[[listener]]\nport = 0\ncertificates = [\"nothing\"]\n", "named \"nothing\""}};
  for (const auto& [toml, said] : wrongs) {
    m_home->write("forkyard.toml", toml);
    const CommandResult refused = forkyard({"upgrade"});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.errors.contains(said), refused.text().constData());
  }
  QCOMPARE(master(), m_server->pid());
  QCOMPARE(m_server->workers(), workers);
  QCOMPARE(descendantsOf(m_server->pid()).size(), workers.size());
  QVERIFY(fetch());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestUpgrade::oneThingIsDoneAtATime() {
  QVERIFY2(m_server->start(tomlWith("")), m_server->text().constData());
  m_port = m_server->port();
  ControlConnection client;
  QVERIFY(client.connectTo(m_socket) && client.hello().contains("result"));
  const QString program = script("exec sleep 100");
  QVERIFY(client.send(R"({"jsonrpc":"2.0","id":99,"method":"upgrade","params":{"program":")" + program.toUtf8() +
                      "\"}}\n"));
  QVERIFY(m_server->waitFor([](const Event& event) { return event.kind == EventKind::UpgradeStarted; }));
  const auto messageOf = [](const QJsonObject& answer) { return answer["error"]["message"].toString(); };
  for (const char* method : {"upgrade", "reload", "restart"})
    QVERIFY2(messageOf(client.call(method)).contains("upgrade is under way"), method);
  QVERIFY(messageOf(client.call("scale", {{"workers", 3}})).contains("upgrade is under way"));
  // Meanwhile the old master is what it was.
  const pid_t victim = m_server->workers().at(0);
  const std::size_t seen = m_server->events().size();
  QVERIFY(client.call("worker.kill", {{"slot", 0}}).contains("result"));
  QVERIFY(m_server->waitFor(EventKind::WorkerReady, 0, seen));
  QVERIFY(m_server->workers().at(0) != victim && fetch());
  // A stop does not wait for it.
  const std::vector<pid_t> all = descendantsOf(m_server->pid());
  QCOMPARE(all.size(), std::size_t{3});
  QVERIFY(client.call("stop", {{"timeout", 0}}).contains("result"));
  QCOMPARE(m_server->waitForEnd(), 0);
  QVERIFY(waitUntilGone(all, 2'000));
  QVERIFY(!QFile::exists(m_socket));
}

void TestUpgrade::stopEndsBothMasters() {
  QVERIFY2(m_server->start(tomlWith("")), m_server->text().constData());
  m_port = m_server->port();
  const pid_t old = m_server->pid();
  // A worker that cannot even drain.
  QCOMPARE(::kill(m_server->workers().at(0), SIGSTOP), 0);
  QVERIFY(forkyard({"upgrade"}).exitCode == 0);
  const pid_t successor = master();
  const CommandResult tooSoon = forkyard({"upgrade"});
  QVERIFY2(tooSoon.exitCode == 1 && tooSoon.errors.contains("still drain"), tooSoon.text().constData());
  QVERIFY(isRunning(old));
  const CommandResult stopped = forkyard({"stop", "--timeout", "0"});
  QVERIFY2(stopped.exitCode == 0, stopped.text().constData());
  QVERIFY2(waitUntil([&] { return !isRunning(old); }, 2'000), "stopped means all of it");
  QCOMPARE(m_server->waitForEnd(), 0);
  QCOMPARE(reap(successor), 0);
  QVERIFY(!QFile::exists(m_socket));
}

/// Down since the old master saw it, until the new one's workers find it.
void TestUpgrade::anOutageOfTheSessionStoreGoesOn() {
  RedisProcess redis(*m_home);
  QVERIFY2(
      m_server->start(tomlWith("") + "[sessions]\nstore = \"redis\"\nredis = \"unix:" + redis.socketPath().toUtf8() +
                      "\"\n[[route]]\nhandler = \"hello\"\n[[route]]\npath = \"/visits\"\nhandler = \"visits\"\n"),
      m_server->text().constData());
  m_port = m_server->port();
  const auto down = m_server->waitFor([](const Event& event) { return event.kind == EventKind::SessionStoreDown; });
  QVERIFY2(down, m_server->text().constData());
  QVERIFY(forkyard({"upgrade"}).exitCode == 0);
  QCOMPARE(m_server->waitForEnd(60'000), 0);
  QCOMPARE(status()["sessions"].toObject()["down_since"].toInteger(), qint64{down->time});
  QVERIFY(forkyard({"status"}).output.contains("sessions  redis, which does not answer since "));
  QCOMPARE(count(history(), EventKind::SessionStoreUp), 0);

  QVERIFY2(redis.start(), redis.log().constData());
  QVERIFY(waitUntil([this] { return !status()["sessions"].toObject().contains("down_since"); }, 20'000));
  QCOMPARE(count(history(), EventKind::SessionStoreUp), 1);
  endWithStop();
}

void TestUpgrade::aMasterKilledTooEarlyLeavesNothing() {
  QVERIFY2(m_server->start(tomlWith("")), m_server->text().constData());
  m_port = m_server->port();
  const std::vector<pid_t> workers = descendantsOf(m_server->pid());
  const QString gate = m_home->path("gate");
  // Where this test fails, its folder goes, and with it what waits.
  const QString program = script("while [ -e \"$0\" ] && [ ! -e " + gate.toUtf8() + " ]; do sleep 0.05; done\nexec \"" +
                                 qgetenv("FORKYARD_PROGRAM") + "\" \"$@\"");
  ControlConnection client;
  QVERIFY(client.connectTo(m_socket) && client.hello().contains("result"));
  QVERIFY(client.send(R"({"jsonrpc":"2.0","id":99,"method":"upgrade","params":{"program":")" + program.toUtf8() +
                      "\"}}\n"));
  const auto started = m_server->waitFor([](const Event& event) { return event.kind == EventKind::UpgradeStarted; });
  QVERIFY(started);
  const auto successor = static_cast<pid_t>(started->integer("successor"));
  m_server->signalMaster(SIGKILL);
  QCOMPARE(m_server->waitForEnd(), -1);
  QVERIFY(waitUntil([&] { return std::none_of(workers.begin(), workers.end(), isRunning); }, 2'000));
  m_home->write("gate", "");
  QCOMPARE(reap(successor), 78);
  const CommandResult refused =
      runCommand("curl", {"-sSk", "--max-time", "5", QString("https://127.0.0.1:%1/").arg(m_port)});
  QCOMPARE(refused.exitCode, 7);
}

void TestUpgrade::aMasterKilledLateLeavesItsSuccessor() {
  QVERIFY2(m_server->start(tomlWith("")), m_server->text().constData());
  m_port = m_server->port();
  ControlConnection client;
  QVERIFY(client.connectTo(m_socket) && client.hello().contains("result"));
  QVERIFY(client.send(R"({"jsonrpc":"2.0","id":99,"method":"upgrade"})"
                      "\n"));
  const auto started = m_server->waitFor([](const Event& event) { return event.kind == EventKind::UpgradeStarted; });
  QVERIFY(started);
  const auto successor = static_cast<pid_t>(started->integer("successor"));
  // Before it has taken over, or just after: it serves.
  QVERIFY(waitUntil([&] { return !descendantsOf(successor).empty(); }, 20'000));
  m_server->signalMaster(SIGKILL);
  m_server->waitForEnd();
  QVERIFY(waitUntil([&] { return master() == successor; }, 20'000));
  QVERIFY(fetch());
  QVERIFY(forkyard({"reload"}).exitCode == 0);
  endWithStop();
}

QTEST_GUILESS_MAIN(TestUpgrade)
#include "test_upgrade.moc"
