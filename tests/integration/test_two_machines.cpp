// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two machines with Forkyard behind HAProxy and one Redis, with the files of resources/deploy and real programs, in
// networks that the kernel keeps apart: what the end of a machine costs, and what survives it.

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>
#include <algorithm>
#include <csignal>
#include <set>

#include "tests/integration/network_machine.h"
#include "tests/integration/redis_process.h"
#include "tests/load/load_generator.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

namespace {

const QString folder = qEnvironmentVariable("FORKYARD_SOURCE") + "/resources/deploy/";
/// What may be under way at once: as many HTTP/1.1 connections, and streams of HTTP/2.
constexpr int http1Connections = 4;
constexpr int http2Connections = 4;
constexpr int streams = 8;
constexpr int underWayAtMost = http1Connections + http2Connections * streams;

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

CommandResult curl(const QStringList& arguments) {
  return runCommand("curl", QStringList{"-sSk", "--max-time", "15"} + arguments);
}

/// A program that runs until the test has enough of it. In a session of its own: keepalived's end is its group's.
class Program {
 public:
  explicit Program(const QStringList& command) {
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start("setsid", command);
    m_process.waitForStarted();
  }
  ~Program() {
    m_process.terminate();
    if (m_process.waitForFinished(10'000)) return;
    kill();
  }
  void kill() {
    m_process.kill();
    m_process.waitForFinished();
  }
  QByteArray text() {
    while (m_process.waitForReadyRead(50)) {
    }
    return m_process.readAll();
  }

 private:
  QProcess m_process;
};

/// Forkyard on a machine of its own.
struct Site {
  Site(const QString& cable, const QString& address) : machine(cable, address + "/24") {}
  NetworkMachine machine;
  TemporaryHome home;
  std::unique_ptr<ServerProcess> server;

  bool serve() {
    server = std::make_unique<ServerProcess>(home);
    server->setWrapper(machine.wrapper());
    return server->start(contentOf(folder + "forkyard.toml") + "[log]\naccess = \"./access.log\"\n");
  }
  [[nodiscard]] bool answered(const QByteArray& worker) {
    for (const auto& [slot, pid] : server->workers())
      if (worker == QByteArray::number(slot) + '/' + QByteArray::number(pid)) return true;
    return false;
  }
};

}  // namespace

class TestTwoMachines : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void bothMachinesSeeTheClient();
  void resumesOnEitherMachine();
  void aMachineThatIsKilledCostsWhatWasUnderWay();
  void aCableThatIsPulledCostsWhatWasUnderWay();
  void prometheusSeesBoth();
  void theAddressMovesToTheOtherBalancer();
  void cleanupTestCase();

 private:
  /// Starts HAProxy, maybe on another machine.
  static std::unique_ptr<Program> balancer(const QStringList& wrapper = {}) {
    return std::make_unique<Program>(wrapper + QStringList{"haproxy", "-db", "-f", folder + "haproxy.cfg"});
  }
  bool makeCertificate();
  /// Waits until each machine answered somebody.
  bool bothAnswer();
  /// The next count of our visitor, or 0: no answer.
  static int visit(bool http2);
  void lose(const std::function<void()>& how, const std::function<bool()>& isOver);

  Site m_one{"machine1", "10.20.0.11"};
  Site m_two{"machine2", "10.20.0.12"};
  TemporaryHome m_home;
  std::unique_ptr<RedisProcess> m_redis;
  std::unique_ptr<Program> m_balancer;
};

bool TestTwoMachines::makeCertificate() {
  const CommandResult made =
      runCommand("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "30", "-keyout",
                             m_home.path("site.key"), "-out", m_home.path("site.pem")});
  m_home.write("tickets.secret", QByteArray(48, 'x'));
  for (const char* name : {"site.key", "site.pem", "tickets.secret"})
    for (Site* site : {&m_one, &m_two}) site->home.write(name, contentOf(m_home.path(name)));
  return made.exitCode == 0;
}

void TestTwoMachines::initTestCase() {
  if (qEnvironmentVariableIsEmpty("FORKYARD_PROGRAM")) QSKIP("FORKYARD_PROGRAM does not name the server program");
  for (const char* program : {"haproxy", "redis-server", "curl", "openssl", "setsid"})
    if (!hasProgram(program)) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(program)));
  QString why = enterNewNetwork({"10.20.0.1/24", "10.20.0.20/24"});
  for (Site* site : {&m_one, &m_two})
    if (why.isEmpty()) why = site->machine.start();
  if (!why.isEmpty()) QSKIP(qPrintable("NOT TESTED: no networks can be made here: " + why));
  QVERIFY(makeCertificate());
  m_redis = std::make_unique<RedisProcess>(
      m_home, QStringList{"--bind", "10.20.0.20", "--port", "6379", "--requirepass", "change-me"});
  QVERIFY2(m_redis->start(), m_redis->log().constData());
  for (Site* site : {&m_one, &m_two}) QVERIFY2(site->serve(), site->server->text().constData());
  m_balancer = balancer();
  QVERIFY2(bothAnswer(), m_balancer->text().constData());
}

bool TestTwoMachines::bothAnswer() {
  std::set<const Site*> seen;
  const auto ask = [&] {
    const QByteArray headers = curl({"-o", "/dev/null", "-D", "-", "https://127.0.0.1/"}).output;
    const QRegularExpression worker("x-worker: (\\S+)", QRegularExpression::CaseInsensitiveOption);
    const QByteArray name = worker.match(headers).captured(1).toUtf8();
    for (Site* site : {&m_one, &m_two})
      if (site->answered(name)) seen.insert(site);
    return seen.size() == 2;
  };
  return waitUntil(ask, 20'000);
}

int TestTwoMachines::visit(bool http2) {
  const QByteArray json =
      curl({http2 ? "--http2" : "--http1.1", "-b", "__Host-visitor=0123456789abcdef0123456789abcdef",
            "https://127.0.0.1/visits/visits.json"})
          .output;
  return QJsonDocument::fromJson(json).object()["visits"].toInt();
}

void TestTwoMachines::bothMachinesSeeTheClient() {
  for (Site* site : {&m_one, &m_two}) {
    // The balancer is 10.20.0.1, and asks in its own name whether they are alive.
    QByteArray log;
    const auto hasBoth = [&] {
      log = '\n' + contentOf(site->home.path("access.log"));
      return log.contains("\n127.0.0.1 - - [") && log.contains("\n10.20.0.1 - - [");
    };
    QVERIFY2(waitUntil(hasBoth, 10'000), log.constData());
    for (const QByteArray& line : log.split('\n'))
      QVERIFY2(!line.contains("\"GET / ") || line.startsWith("127.0.0.1 "), line.constData());
  }
}

void TestTwoMachines::resumesOnEitherMachine() {
  for (Site* site : {&m_one, &m_two}) {
    QVERIFY2(site->server->waitFor([](const auto& event) { return event.kind == control::EventKind::TicketsShared; }),
             site->server->text().constData());
  }
  const QString session = m_home.path("session");
  const QStringList client{"s_client", "-connect", "127.0.0.1:443", "-servername", "localhost", "-ign_eof"};
  const CommandOptions request{.input = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"};
  const CommandResult first = runCommand("openssl", client + QStringList{"-sess_out", session}, request);
  QVERIFY2(first.output.contains("HTTP/1.1 200"), first.text().constData());
  int resumed = 0;
  constexpr int tries = 12;
  for (int i = 0; i < tries; ++i) {
    const CommandResult again = runCommand("openssl", client + QStringList{"-sess_in", session}, request);
    QVERIFY2(again.output.contains("HTTP/1.1 200"), again.text().constData());
    if (again.output.contains("Reused, ")) ++resumed;
  }
  qInfo("%d of %d connections over both machines resumed the first one's TLS session", resumed, tries);
  QCOMPARE(resumed, tries);
}

/// Load and visits go on while a machine is lost, and until `isOver`.
void TestTwoMachines::lose(const std::function<void()>& how, const std::function<bool()>& isOver) {
  LoadOptions options;
  options.port = 443;
  options.http1Connections = http1Connections;
  options.http2Connections = http2Connections;
  options.streams = streams;
  options.hungAfter = std::chrono::seconds(20);
  LoadGenerator load(options);
  load.start();
  QVERIFY(waitUntil([&load] { return load.report().answered > 1000; }, 20'000));
  int last = visit(false);
  QVERIFY(last > 0);
  const std::int64_t before = load.report().answered;
  how();
  QElapsedTimer time;
  time.start();
  int visits = 0;
  int unanswered = 0;
  qint64 slowest = 0;
  for (bool http2 = true; visits < 20 || !isOver(); http2 = !http2) {
    QVERIFY(time.elapsed() < 60'000);
    const qint64 asked = time.elapsed();
    const int count = visit(http2);
    slowest = std::max(slowest, time.elapsed() - asked);
    if (count == 0) {
      ++unanswered;
      continue;
    }
    // A visit whose answer was lost may have counted.
    QVERIFY2(count > last && count <= last + 1 + unanswered, qPrintable(QString("%1 after %2").arg(count).arg(last)));
    last = count;
    ++visits;
  }
  QVERIFY(waitUntil([&] { return load.report().answered > before + 2000; }, 20'000));
  const LoadReport report = load.finish();
  qInfo("%s", report.text().c_str());
  qInfo("%d visits by one visitor went on counting, %d unanswered, the slowest took %lld ms", visits, unanswered,
        static_cast<long long>(slowest));
  QCOMPARE(report.failed(), report.cut);
  QVERIFY(report.cut <= underWayAtMost);
  QVERIFY(unanswered <= 1);
}

void TestTwoMachines::aMachineThatIsKilledCostsWhatWasUnderWay() {
  lose(
      [this] {
        // The master first, so that nobody forks new ones.
        std::vector<pid_t> processes = descendantsOf(m_one.server->pid());
        processes.insert(processes.begin(), m_one.server->pid());
        for (const pid_t pid : processes) ::kill(pid, SIGKILL);
        QVERIFY(waitUntil([&] { return std::ranges::none_of(processes, isRunning); }, 5'000));
      },
      [] { return true; });
  QVERIFY2(m_one.serve(), m_one.server->text().constData());
  QVERIFY(bothAnswer());
}

void TestTwoMachines::aCableThatIsPulledCostsWhatWasUnderWay() {
  QElapsedTimer time;
  const auto hasOwn = [](const QByteArray& word) {
    return runCommand("ss", {"-Htn", "state", "established", "dst", "10.20.0.12"}).output.contains(word);
  };
  lose(
      [&] {
        QVERIFY(m_two.machine.pullCable());
        time.start();
      },
      [&] { return !hasOwn("10.20.0.12:8443"); });
  qInfo("HAProxy had given up its connections to that machine after %lld ms", static_cast<long long>(time.elapsed()));
  QVERIFY(isRunning(m_two.server->pid()));
  QVERIFY(m_two.machine.plugIn());
  QVERIFY(bothAnswer());
}

void TestTwoMachines::prometheusSeesBoth() {
  if (!hasProgram("prometheus")) QSKIP("prometheus is not installed: nobody asked for the figures");
  // Every second, so that nobody waits for figures here.
  const QString file = m_home.write(
      "prometheus.yml", contentOf(folder + "prometheus.yml").replace("scrape_interval: 15s", "scrape_interval: 1s"));
  Program prometheus({"prometheus", "--config.file=" + file, "--storage.tsdb.path=" + m_home.path("prometheus"),
                      "--web.listen-address=127.0.0.1:9090"});
  const auto ask = [](const QString& question) {
    const QByteArray answer =
        curl({"--get", "--data-urlencode", "query=" + question, "http://127.0.0.1:9090/api/v1/query"}).output;
    return QJsonDocument::fromJson(answer).object()["data"].toObject()["result"].toArray();
  };
  const auto valueOf = [](const QJsonValue& sample) { return sample["value"].toArray().at(1).toString().toDouble(); };
  QVERIFY2(waitUntil([&] { return ask("up{job=\"forkyard\"} == 1").size() == 2; }, 30'000),
           prometheus.text().constData());
  const QJsonArray requests = ask("sum by (instance) (forkyard_requests_total{status=\"2xx\"})");
  QCOMPARE(requests.size(), 2);
  for (const auto& machine : requests) QVERIFY(valueOf(machine) > 0);
  qInfo("Prometheus saw %.0f and %.0f requests", valueOf(requests.at(0)), valueOf(requests.at(1)));
}

void TestTwoMachines::theAddressMovesToTheOtherBalancer() {
  if (!hasProgram("keepalived")) QSKIP("keepalived is not installed: the address was not moved");
  NetworkMachine other("balancer2", "10.20.0.2/24");
  QCOMPARE(other.start(), QString());
  const auto otherBalancer = balancer(other.wrapper());
  const auto keep = [this](const QString& name, const QStringList& wrapper) {
    const QString files = m_home.path(name);
    return std::make_unique<Program>(wrapper + QStringList{"keepalived", "--dont-fork", "--log-console", "-i", name,
                                                           "-f", folder + "keepalived.conf", "-p", files + ".pid", "-r",
                                                           files + ".vrrp", "-c", files + ".checkers"});
  };
  const auto has = [](const QStringList& wrapper) {
    QStringList words = wrapper + QStringList{"ip", "-br", "addr", "show", "eth0"};
    const QString program = words.takeFirst();
    return runCommand(program, words).output.contains("10.20.0.10/24");
  };
  const auto status = [] {
    return curl({"-o", "/dev/null", "-w", "%{http_code}", "https://10.20.0.10/"}).output.toInt();
  };
  const auto first = keep("balancer1", {});
  const auto second = keep("balancer2", other.wrapper());
  QVERIFY2(waitUntil([&] { return has({}) && !has(other.wrapper()); }, 30'000), first->text() + second->text());
  QCOMPARE(status(), 200);
  QElapsedTimer time;
  time.start();
  m_balancer->kill();
  QVERIFY2(waitUntil([&] { return has(other.wrapper()) && !has({}); }, 30'000), first->text() + second->text());
  QVERIFY(waitUntil([&] { return status() == 200; }, 20'000));
  qInfo("the address was at the other balancer, and answered, %lld ms after HAProxy was killed",
        static_cast<long long>(time.elapsed()));
  m_balancer = balancer();
  QVERIFY2(waitUntil([&] { return has({}) && !has(other.wrapper()); }, 30'000), first->text() + second->text());
  QVERIFY(waitUntil([&] { return status() == 200; }, 20'000));
}

void TestTwoMachines::cleanupTestCase() {
  m_balancer.reset();
  for (Site* site : {&m_one, &m_two})
    if (site->server) QCOMPARE(site->server->stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestTwoMachines)

#include "test_two_machines.moc"
