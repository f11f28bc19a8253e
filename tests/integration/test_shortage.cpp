// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A server that is short of something: descriptors, processes, or someone who reads its output. It serves on, tells,
// stays calm, and recovers.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <array>
#include <csignal>

#include "tests/integration/raw_peer.h"
#include "tests/support/command.h"
#include "tests/support/control_connection.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

using control::Event;
using control::EventKind;

namespace {

const QByteArray plainSettings = R"(
name = "short"
[cluster]
workers = 2
[restart]
first_delay = "50ms"
[[listener]]
port = 0
protocol = "http"
)";

bool ask(RawPeer& peer) {
  return peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

bool isAnswered(RawPeer& peer) {
  const QByteArray bytes = peer.readSome().bytes;
  return bytes.startsWith("HTTP/1.1 200 ");
}

/// Processor time of these processes so far, in milliseconds (proc(5), fields 14 and 15 of stat).
qint64 processorTime(const std::vector<pid_t>& pids) {
  qint64 ticks = 0;
  for (const pid_t pid : pids) {
    QFile file(QString("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly)) continue;
    const QByteArray all = file.readAll();
    const QList<QByteArray> fields = all.mid(all.lastIndexOf(')') + 2).split(' ');
    ticks += fields.at(11).toLongLong() + fields.at(12).toLongLong();
  }
  return ticks * 1000 / ::sysconf(_SC_CLK_TCK);
}

QByteArray commandOf(qint64 pid) {
  QFile file(QString("/proc/%1/comm").arg(pid));
  return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

/// As many descriptors as this test may have; what it had is set again at the end.
class ManyDescriptors {
 public:
  ManyDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &m_before);
    const rlimit all{.rlim_cur = m_before.rlim_max, .rlim_max = m_before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &all);
  }
  ~ManyDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
  ManyDescriptors(const ManyDescriptors&) = delete;
  ManyDescriptors& operator=(const ManyDescriptors&) = delete;

 private:
  rlimit m_before{};
};

}  // namespace

class TestShortage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
  void init();
  void aThousandClientsAndFewDescriptors_data();
  void aThousandClientsAndFewDescriptors();
  void aForkThatFailsIsTriedAgain();
  void aReaderThatStoppedStopsNothing();

 private:
  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<ServerProcess> m_server;
};

void TestShortage::init() {
  m_server.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_server = std::make_unique<ServerProcess>(*m_home);
}

void TestShortage::aThousandClientsAndFewDescriptors_data() {
  QTest::addColumn<QByteArray>("distribution");
  QTest::newRow("shared") << QByteArray("shared");
  QTest::newRow("round-robin") << QByteArray("round-robin");
}

void TestShortage::aThousandClientsAndFewDescriptors() {
  QFETCH(const QByteArray, distribution);
  const ManyDescriptors many;
  m_server->setWrapper({"prlimit", "--nofile=64:64"});
  QByteArray settings = plainSettings;
  settings.replace("workers = 2\n", "workers = 2\ndistribution = \"" + distribution + "\"\n");
  QVERIFY2(m_server->start(settings), m_server->text());
  std::vector<pid_t> processes = descendantsOf(m_server->pid());
  processes.push_back(m_server->pid());
  const auto workers = m_server->workers();
  std::vector<int> descriptors;
  for (const pid_t pid : processes) descriptors.push_back(descriptorCount(pid));

  std::vector<std::unique_ptr<RawPeer>> peers;
  for (int i = 0; i < 1000; ++i) {
    peers.push_back(std::make_unique<RawPeer>(m_server->port()));
    QVERIFY(peers.back()->isConnected() && ask(*peers.back()));
  }
  QVERIFY(isAnswered(*peers.front()));
  const qint64 before = processorTime(processes);
  QTest::qSleep(1000);  // the second that is measured
  const qint64 used = processorTime(processes) - before;
  qInfo("%lld ms of processor time in a second with 1,000 clients", static_cast<long long>(used));
  QVERIFY(used < 250);
  QVERIFY(ask(*peers.front()) && isAnswered(*peers.front()));

  // Each gets its answer once some before it are gone.
  peers.front().reset();
  for (std::size_t i = 1; i < peers.size(); ++i) {
    QVERIFY2(isAnswered(*peers[i]), qPrintable(QString::number(i)));
    peers[i].reset();
  }
  const auto recovered = [&] {
    for (std::size_t i = 0; i < processes.size(); ++i)
      if (descriptorCount(processes[i]) != descriptors[i]) return false;
    return true;
  };
  QVERIFY(waitUntil(recovered, 10'000));
  QVERIFY(m_server->workers() == workers);
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestShortage::aForkThatFailsIsTriedAgain() {
  if (::geteuid() != 0) QSKIP("only root can start a user's first process");
  // A user of nobody's, who may have a master and two workers (RLIMIT_NPROC, which does not hold for root itself).
  const QStringList asUser = {"setpriv", "--reuid=64321", "--regid=64321", "--clear-groups"};
  const QString config = m_home->write("forkyard.toml", plainSettings);
  QCOMPARE(runCommand("chown", {"-R", "64321:64321", m_home->path(".")}).exitCode, 0);
  m_server->setWrapper(QStringList{"prlimit", "--nproc=3:3"} + asUser);
  QVERIFY2(m_server->startWith({config}), m_server->text());
  QProcess fourth;
  fourth.start(asUser.front(), asUser.mid(1) + QStringList{"sleep", "300"});
  QVERIFY(fourth.waitForStarted());
  QVERIFY(waitUntil([&] { return commandOf(fourth.processId()) == "sleep"; }, 10'000));

  const std::size_t seen = m_server->events().size();
  QCOMPARE(::kill(m_server->workers().at(0), SIGKILL), 0);
  const auto told = [](const Event& event) {
    return event.kind == EventKind::RestartDelayed && event.string("reason").find("cannot fork") != std::string::npos;
  };
  const auto first = m_server->waitFor(told, seen);
  QVERIFY2(first, m_server->text());
  const auto number = static_cast<std::size_t>(first->seq);
  const auto second = m_server->waitFor([&](const Event& event) { return told(event) && event.seq > number; }, seen);
  QVERIFY2(second && second->integer("delay_ms") >= first->integer("delay_ms"), m_server->text());
  RawPeer served(m_server->port());
  QVERIFY(ask(served) && isAnswered(served));

  fourth.kill();
  QVERIFY(fourth.waitForFinished());
  QVERIFY2(m_server->waitFor(EventKind::WorkerReady, 0, seen), m_server->text());
  QCOMPARE(m_server->stopAndInspect(), QString());
}

void TestShortage::aReaderThatStoppedStopsNothing() {
  std::array<int, 2> ends{};
  QCOMPARE(::pipe(ends.data()), 0);
  const base::UniqueFd reader(ends[0]);
  base::UniqueFd writer(ends[1]);
  ::fcntl(reader.get(), F_SETFD, FD_CLOEXEC);
  QVERIFY(::fcntl(writer.get(), F_SETPIPE_SZ, 4096) >= 4096);
  m_server->setWrapper({"bash", "-c", QString("exec 2>&%1 %1>&-; exec \"$@\"").arg(writer.get()), "bash"});
  QVERIFY2(m_server->start(plainSettings), m_server->text());
  writer.reset();

  ControlConnection client;
  QVERIFY(client.connectTo(m_server->controlSocket()) && client.hello().contains("result"));
  const auto scaledTo = [&](int workers) {
    return client.call("scale", {{"workers", workers}}).contains("result") &&
           waitUntil([&] { return descendantsOf(m_server->pid()).size() == static_cast<std::size_t>(workers); },
                     20'000);
  };
  for (int i = 0; i < 3; ++i) QVERIFY(scaledTo(12) && scaledTo(1));
  QVERIFY(client.call("status").contains("result"));
  RawPeer peer(m_server->port());
  QVERIFY(ask(peer) && isAnswered(peer));
  QVERIFY(client.call("stop").contains("result"));

  // It read late, but misses nothing that fits into the queue.
  QByteArray all;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(reader.get(), buffer.data(), buffer.size())) > 0;)
    all.append(buffer.data(), count);
  QVERIFY(all.size() > 10'000);
  std::uint64_t last = 0;
  QVERIFY(all.endsWith('\n'));
  for (const QByteArray& line : all.trimmed().split('\n')) {
    const auto event = control::eventFromJson(line.toStdString());
    QVERIFY2(event && event->seq == last + 1, line);
    last = event->seq;
  }
  QCOMPARE(m_server->waitForEnd(), 0);
}

QTEST_GUILESS_MAIN(TestShortage)
#include "test_shortage.moc"
