// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The server as a service manager runs it: what it is told and tells, whose rights it keeps, signals, logs, and the
// unit file itself.

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <QFile>
#include <QTest>
#include <csignal>
#include <cstring>

#include "tests/integration/raw_peer.h"
#include "tests/support/command.h"
#include "tests/support/control_connection.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

QByteArray settings(int port, const QByteArray& cluster = {}) {
  return "name = \"service\"\n[cluster]\nworkers = 2\n" + cluster + "[[listener]]\nport = " + QByteArray::number(port) +
         "\nprotocol = \"http\"\n";
}

bool isServed(RawPeer& peer) {
  return peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") && peer.readSome().bytes.startsWith("HTTP/1.1 200 ");
}

/// The service manager's end of NOTIFY_SOCKET.
class NotifySocket {
 public:
  explicit NotifySocket(const QString& path) : m_fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.toUtf8().constData(), sizeof address.sun_path - 1);
    if (::bind(m_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) m_fd.reset();
  }
  /// The next state that starts so; others before it are passed over. Empty: it did not come.
  QByteArray hear(const QByteArray& start) {
    for (const QDeadlineTimer deadline(10'000); !deadline.hasExpired();) {
      pollfd ready{.fd = m_fd.get(), .events = POLLIN, .revents = 0};
      if (::poll(&ready, 1, static_cast<int>(deadline.remainingTime())) != 1) break;
      QByteArray state(4096, '\0');
      state.truncate(std::max<ssize_t>(0, ::recv(m_fd.get(), state.data(), 4096, 0)));
      if (state.startsWith(start)) return state;
    }
    return {};
  }

 private:
  base::UniqueFd m_fd;
};

/// A field of /proc/PID/status without its blanks.
QByteArray statusField(pid_t pid, const QByteArray& name) {
  QFile file(QString("/proc/%1/status").arg(pid));
  if (!file.open(QIODevice::ReadOnly)) return {};
  for (const QByteArray& line : file.readAll().split('\n'))
    if (line.startsWith(name + ":")) return line.mid(name.size() + 1).simplified();
  return {};
}

}  // namespace

class TestService : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void tellsTheServiceManagerEachState();
  void servesTheSocketThatItIsGiven();
  void hangupReloads();
  void usr1MovesTheLogOnAndLosesNoLine();
  void asRootWorkersBecomeTheUser();
  void capabilitiesThatWereGivenEndWithTheMaster();
  void aGroupMayUseTheControlSocketOfRoot();
  void aGroupWithoutRootIsRefused();
  void theUnitIsSound();

 private:
  CommandOptions options() const;
  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
};

void TestService::init() {
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
}

CommandOptions TestService::options() const {
  CommandOptions options;
  options.environment = m_home->environment();
  return options;
}

void TestService::tellsTheServiceManagerEachState() {
  NotifySocket manager(m_home->path("notify"));
  m_server->setVariable("NOTIFY_SOCKET", m_home->path("notify"));
  m_server->setVariable("WATCHDOG_USEC", "1000000");
  QVERIFY2(m_server->start(settings(0)), m_server->text());
  QCOMPARE(manager.hear("READY"), QByteArray("READY=1"));
  QVERIFY(!manager.hear("STATUS=running: 2 of 2 workers ready").isEmpty());
  for (int i = 0; i < 3; ++i) QCOMPARE(manager.hear("WATCHDOG"), QByteArray("WATCHDOG=1"));
  m_server->signalMaster(SIGHUP);
  const QByteArray reloading = manager.hear("RELOADING");
  QVERIFY2(reloading.startsWith("RELOADING=1\nMONOTONIC_USEC="), reloading);
  QVERIFY(reloading.mid(reloading.lastIndexOf('=') + 1).toLongLong() > 0);
  QCOMPARE(manager.hear("READY"), QByteArray("READY=1"));
  m_server->signalMaster(SIGTERM);
  QCOMPARE(manager.hear("STOPPING"), QByteArray("STOPPING=1"));
  QCOMPARE(m_server->waitForEnd(), 0);
}

void TestService::servesTheSocketThatItIsGiven() {
  base::UniqueFd listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  socklen_t length = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  QCOMPARE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
  QCOMPARE(::listen(listener.get(), 64), 0);
  QCOMPARE(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length), 0);
  const int port = ntohs(address.sin_port);
  // In the queue before there is a server.
  RawPeer early(port);
  QVERIFY(early.isConnected());
  m_server->setWrapper({"bash", "-c",
                        QString("exec 3<&%1; export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$@\"").arg(listener.get()),
                        "bash"});
  QVERIFY2(m_server->start(settings(port)), m_server->text());
  listener.reset();
  QCOMPARE(m_server->port(), port);
  QVERIFY(isServed(early));
  RawPeer late(port);
  QVERIFY(isServed(late));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestService::hangupReloads() {
  QVERIFY2(m_server->start(settings(0)), m_server->text());
  const auto before = m_server->workers();
  const std::size_t seen = m_server->events().size();
  m_server->signalMaster(SIGHUP);
  const auto finished =
      m_server->waitFor([](const Event& event) { return event.kind == EventKind::ReloadFinished; }, seen);
  QVERIFY2(finished && finished->string("outcome") == "done", m_server->text());
  const auto after = m_server->workers();
  QCOMPARE(after.size(), std::size_t{2});
  for (const auto& [slot, pid] : after) QVERIFY(pid != before.at(slot));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestService::usr1MovesTheLogOnAndLosesNoLine() {
  const QString program = qEnvironmentVariable("FORKYARD_PROGRAM");
  const CommandResult started = runCommand(
      program, {"run", m_home->write("forkyard.toml", settings(0)), "--detach", "--json", "--log-format", "json"},
      options());
  const auto report = control::detachReportFromJson(started.output.trimmed().toStdString());
  QVERIFY2(report && report->ready, started.text());
  const QString log = m_home->path("state/forkyard/service.log");
  const QString moved = log + ".moved";
  const QStringList scale = {"scale", "--control", QString::fromStdString(report->controlSocket)};
  QCOMPARE(runCommand(program, scale + QStringList{"4"}, options()).exitCode, 0);
  QVERIFY(QFile::rename(log, moved));
  QCOMPARE(runCommand(program, scale + QStringList{"1"}, options()).exitCode, 0);
  QCOMPARE(::kill(report->pid, SIGUSR1), 0);
  QVERIFY(waitUntil([&] { return QFile::exists(log); }, 10'000));
  QCOMPARE(
      runCommand(program, {"stop", "--control", QString::fromStdString(report->controlSocket)}, options()).exitCode, 0);
  QVERIFY(waitUntil([&] { return !isRunning(report->pid); }, 10'000));

  QFile older(moved);
  QFile newer(log);
  QVERIFY(older.open(QIODevice::ReadOnly) && newer.open(QIODevice::ReadOnly));
  QVERIFY(older.size() > 0 && newer.size() > 0);
  std::uint64_t last = 0;
  for (const QByteArray& line : (older.readAll() + newer.readAll()).trimmed().split('\n')) {
    const auto event = control::eventFromJson(line.toStdString());
    QVERIFY2(event && event->seq == last + 1, line);
    last = event->seq;
  }
}

void TestService::asRootWorkersBecomeTheUser() {
  if (::geteuid() != 0) QSKIP("only root can become another user");
  QVERIFY2(m_server->start(settings(0, "user = \"nobody\"\n")), m_server->text());
  QCOMPARE(statusField(m_server->pid(), "Uid"), QByteArray("0 0 0 0"));
  for (const auto& [slot, pid] : m_server->workers()) {
    // Real, effective, saved and file system's: with none of them root there is no way back.
    QCOMPARE(statusField(pid, "Uid"), QByteArray("65534 65534 65534 65534"));
    QCOMPARE(statusField(pid, "Gid"), QByteArray("65534 65534 65534 65534"));
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
      QCOMPARE(statusField(pid, set), QByteArray("0000000000000000"));
    QCOMPARE(statusField(pid, "NoNewPrivs"), QByteArray("1"));
  }
  RawPeer peer(m_server->port());
  QVERIFY(isServed(peer));
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestService::capabilitiesThatWereGivenEndWithTheMaster() {
  if (::geteuid() != 0) QSKIP("only root can give capabilities");
  const QString config = m_home->write("forkyard.toml", settings(0));
  QCOMPARE(runCommand("chown", {"-R", "65534:65534", m_home->path(".")}).exitCode, 0);
  m_server->setWrapper({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                        "--inh-caps=-all,+net_bind_service", "--ambient-caps=-all,+net_bind_service"});
  QVERIFY2(m_server->startWith({config}), m_server->text());
  QCOMPARE(statusField(m_server->pid(), "CapEff"), QByteArray("0000000000000400"));
  for (const auto& [slot, pid] : m_server->workers()) {
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
      QCOMPARE(statusField(pid, set), QByteArray("0000000000000000"));
    QCOMPARE(statusField(pid, "NoNewPrivs"), QByteArray("1"));
  }
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestService::aGroupMayUseTheControlSocketOfRoot() {
  if (::geteuid() != 0) QSKIP("only root shares /run/forkyard");
  if (runCommand("unshare", {"--mount", "true"}).exitCode != 0) QSKIP("no mount namespaces here");
  const QString config = m_home->write("forkyard.toml", settings(0) + "[control]\ngroup = \"nogroup\"\n");
  // A /run of its own, so that the machine's is left alone.
  const QString script =
      "mount -t tmpfs none /run && \"$1\" run \"$2\" --detach > /dev/null && stat -c %a /run/forkyard && "
      "for who in nobody:nogroup daemon:daemon; do "
      "setpriv --reuid=${who%:*} --regid=${who#*:} --clear-groups env -u XDG_RUNTIME_DIR "
      "\"$1\" status --name service > /dev/null 2>&1; echo ${who%:*} $?; done; "
      "setpriv --reuid=daemon --regid=nogroup --clear-groups env -u XDG_RUNTIME_DIR \"$1\" stop --name service "
      "|| \"$1\" stop --name service > /dev/null";
  const CommandResult result =
      runCommand("unshare", {"--mount", "bash", "-c", script, "bash", qEnvironmentVariable("FORKYARD_PROGRAM"), config},
                 options());
  // Whoever is of the group may even stop the server.
  QVERIFY2(result.output.startsWith("755\nnobody 0\ndaemon "), result.text());
  QVERIFY2(!result.output.contains("daemon 0\n"), result.text());
  QVERIFY2(result.output.endsWith("service stopped\n"), result.text());
}

void TestService::aGroupWithoutRootIsRefused() {
  const QString config = m_home->write("forkyard.toml", settings(0) + "[control]\ngroup = \"nogroup\"\n");
  QStringList command = {qEnvironmentVariable("FORKYARD_PROGRAM"), "run", config};
  if (::geteuid() == 0) {
    QCOMPARE(runCommand("chown", {"-R", "65534:65534", m_home->path(".")}).exitCode, 0);
    command = QStringList{"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"} + command;
  }
  const QString program = command.takeFirst();
  const CommandResult result = runCommand(program, command, options());
  QCOMPARE(result.exitCode, 78);
  QVERIFY2(result.errors.contains("[control] group needs a server that root or systemd starts"), result.text());
}

void TestService::theUnitIsSound() {
  if (!hasProgram("systemd-analyze")) QSKIP("systemd-analyze is not installed");
  const QString program = qEnvironmentVariable("FORKYARD_PROGRAM");
  QFile unit(program + ".service");
  QVERIFY(unit.open(QIODevice::ReadOnly));
  QByteArray text = unit.readAll();
  QVERIFY(text.contains("/bin/forkyard run "));
  // Not installed where it says, here.
  for (const char* command : {"ExecStart=", "ExecReload="}) {
    const qsizetype at = text.indexOf(command) + static_cast<qsizetype>(qstrlen(command));
    text.replace(at, text.indexOf(' ', at) - at, program.toUtf8());
  }
  const QString copy = m_home->write("forkyard.service", text);
  const CommandResult verified = runCommand("systemd-analyze", {"verify", "--man=no", copy}, options());
  QVERIFY2(verified.exitCode == 0 && !verified.errors.contains("forkyard.service"), verified.text());
}

QTEST_GUILESS_MAIN(TestService)
#include "test_service.moc"
