// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The control server on a real socket, with a host that only notes what it is asked: whom it admits, what it answers,
// and that no client, however it behaves, costs more than its bound.

#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <algorithm>

#include "server/cluster/control_server.h"
#include "tests/support/control_connection.h"
#include "tests/support/processes.h"
#include "tests/support/temporary_home.h"

namespace {

using namespace std::chrono_literals;

class NotingHost final : public cluster::ControlHost {
 public:
  control::Status status() override {
    control::Status status;
    status.name = "noting";
    status.pid = ::getpid();
    status.state = control::MasterState::Running;
    return status;
  }
  base::Result<void> carryOut(const control::Call& call, const std::string& askedBy) override {
    asked.push_back(askedBy);
    if (std::holds_alternative<control::ReloadCall>(call)) return base::failure("cannot reload now");
    return {};
  }
  void upgrade(const control::UpgradeCall& call, const std::string& askedBy, Answer answer) override {
    asked.push_back(askedBy + " " + call.program);
    upgradeAnswer = std::move(answer);
  }
  std::vector<std::string> asked;
  Answer upgradeAnswer;
};

QByteArray requestLine(const char* method, const char* params = "{}") {
  return QByteArray(R"({"jsonrpc":"2.0","id":1,"method":")") + method + R"(","params":)" + params + "}\n";
}

const QByteArray helloLine = requestLine("hello", R"({"protocol":1,"client":"panel"})");

}  // namespace

class TestControlServer : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void onlyItsOwnerMayOpenIt();
  void answersOnceHelloIsSaid();
  void refusesWhatComesBeforeHello();
  void endsAfterAnotherProtocol();
  void tellsWhoAsked();
  void refusalsAreErrors();
  void theAnswerToAnUpgradeComesWithItsOutcome();
  void theAnswerToAnUpgradeMayComeTooLate();
  void aSuccessorFindsEveryClientThatWaits();
  void aSuccessorThatLeavesLeavesTheSocket();
  void hostileLinesAreAnswered_data();
  void hostileLinesAreAnswered();
  void anEndlessLineEndsTheConnection();
  void descriptorsThatComeAlongAreClosed();
  void admitsThirtyTwoClients();
  void aSilentClientIsLeftAfterAWhile();
  void refusesAnotherUser();
  void theGroupDoesNotChooseTheProgram();
  void aLateReaderGetsWhatItMissed();
  void aNumberOfAnotherRunMeansFromTheStart();
  void aReaderThatDoesNotReadIsToldWhatItLost();
  void statsComeEverySecond();
  void itsEndTellsTheLastEvent();
  void aStaleSocketIsReplaced();
  void aSecondOneIsToldThePid();
  void aLiveSocketWithoutItsLockIsNotTaken();
  void whatIsNoSocketIsLeftAlone_data();
  void whatIsNoSocketIsLeftAlone();
  void aPathThatIsTooLongIsNamed();

 private:
  base::Result<std::unique_ptr<cluster::ControlServer>> create(const char* name = "noting");
  base::Result<std::unique_ptr<cluster::ControlServer>> adopt();
  QByteArray line(ControlConnection& client, int milliseconds = 10'000);
  /// Two lines that a process of another user, and of this group, gets.
  QByteArray hearAsNobody(const std::filesystem::path& socket, gid_t group, const QByteArray& says);
  bool ends(ControlConnection& client, int milliseconds = 10'000);
  QJsonObject answer(ControlConnection& client, const QByteArray& request);
  void sayHello(ControlConnection& client);
  void addEvents(int count);
  void turnFor(int turns) {
    for (int i = 0; i < turns; ++i) m_loop->turn(1ms);
  }

  TemporaryHome m_home;
  NotingHost m_host;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<cluster::EventHistory> m_history;
  std::unique_ptr<cluster::ControlServer> m_server;
};

base::Result<std::unique_ptr<cluster::ControlServer>> TestControlServer::create(const char* name) {
  return cluster::ControlServer::create(*m_loop, m_host, *m_history, m_home.path("run").toStdString(), name, "");
}

/// As another process has them: its own numbers of the same open files.
base::Result<std::unique_ptr<cluster::ControlServer>> TestControlServer::adopt() {
  base::UniqueFd lock(::fcntl(m_server->socket().lock(), F_DUPFD_CLOEXEC, 0));
  base::UniqueFd listener(::fcntl(m_server->socket().descriptor(), F_DUPFD_CLOEXEC, 0));
  auto socket = cluster::ControlSocket::adopt(std::move(lock), std::move(listener), m_server->path(), "");
  return cluster::ControlServer::adopt(*m_loop, m_host, *m_history, std::move(*socket), m_server->instance());
}

void TestControlServer::init() {
  m_host.asked.clear();
  m_loop = std::move(net::EventLoop::create().value());
  m_history = std::make_unique<cluster::EventHistory>();
  auto server = create();
  QVERIFY2(server, server ? "" : server.error().sentence.c_str());
  m_server = std::move(*server);
}

void TestControlServer::cleanup() {
  m_server.reset();
  m_history.reset();
  m_loop.reset();
}

QByteArray TestControlServer::line(ControlConnection& client, int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  while (!deadline.hasExpired()) {
    const QByteArray read = client.readLine(0);
    if (!read.isEmpty()) return read;
    m_loop->turn(2ms);
  }
  return {};
}

bool TestControlServer::ends(ControlConnection& client, int milliseconds) {
  const QDeadlineTimer deadline(milliseconds);
  while (!deadline.hasExpired()) {
    m_loop->turn(2ms);
    if (client.waitForEnd(0)) return true;
  }
  return false;
}

QJsonObject TestControlServer::answer(ControlConnection& client, const QByteArray& request) {
  return client.send(request) ? QJsonDocument::fromJson(line(client)).object() : QJsonObject();
}

void TestControlServer::sayHello(ControlConnection& client) {
  QVERIFY(client.connectTo(QString::fromStdString(m_server->path().string())));
  QVERIFY(answer(client, helloLine).contains("result"));
}

void TestControlServer::addEvents(int count) {
  for (int i = 0; i < count; ++i) {
    control::Event event;
    event.kind = control::EventKind::WorkerReady;
    event.slot = 1;
    m_history->add(event);
  }
}

void TestControlServer::onlyItsOwnerMayOpenIt() {
  struct stat status {};
  QCOMPARE(::stat(m_server->path().c_str(), &status), 0);
  QCOMPARE(static_cast<int>(status.st_mode & 0777), 0600);
}

void TestControlServer::answersOnceHelloIsSaid() {
  ControlConnection client;
  QVERIFY(client.connectTo(QString::fromStdString(m_server->path().string())));
  addEvents(3);
  const QJsonObject hello = answer(client, helloLine)["result"].toObject();
  QCOMPARE(hello["name"].toString(), QString("noting"));
  QCOMPARE(hello["protocol"].toInt(), control::protocolVersion);
  QCOMPARE(hello["instance"].toString(), QString::fromStdString(m_server->instance()));
  QCOMPARE(hello["last_seq"].toInt(), 3);
  QCOMPARE(answer(client, requestLine("status"))["result"].toObject()["state"].toString(), QString("running"));
}

void TestControlServer::refusesWhatComesBeforeHello() {
  ControlConnection client;
  QVERIFY(client.connectTo(QString::fromStdString(m_server->path().string())));
  QCOMPARE(answer(client, requestLine("stop"))["error"].toObject()["message"].toString(), QString("say hello first"));
  QVERIFY(m_host.asked.empty());
  QVERIFY(answer(client, helloLine).contains("result"));
}

void TestControlServer::endsAfterAnotherProtocol() {
  ControlConnection client;
  QVERIFY(client.connectTo(QString::fromStdString(m_server->path().string())));
  const QJsonObject error =
      answer(client, requestLine("hello", R"({"protocol":7,"client":"panel"})"))["error"].toObject();
  QCOMPARE(error["code"].toInt(), -32001);
  QVERIFY(ends(client));
}

void TestControlServer::tellsWhoAsked() {
  ControlConnection client;
  QVERIFY(client.connectTo(QString::fromStdString(m_server->path().string())));
  QVERIFY(answer(client, requestLine("hello", R"({"protocol":1,"client":"command line"})")).contains("result"));
  QVERIFY(answer(client, requestLine("scale", R"({"workers":2})")).contains("result"));
  QCOMPARE(m_host.asked, std::vector<std::string>{"command line"});
}

void TestControlServer::refusalsAreErrors() {
  ControlConnection client;
  sayHello(client);
  const QJsonObject error = answer(client, requestLine("reload"))["error"].toObject();
  QCOMPARE(error["code"].toInt(), -32000);
  QCOMPARE(error["message"].toString(), QString("cannot reload now"));
}

void TestControlServer::theAnswerToAnUpgradeComesWithItsOutcome() {
  ControlConnection client;
  sayHello(client);
  QVERIFY(client.send(requestLine("upgrade", R"({"program":"/opt/forkyard"})")));
  QVERIFY(line(client, 100).isEmpty());
  QCOMPARE(m_host.asked, std::vector<std::string>{"panel /opt/forkyard"});
  QVERIFY(answer(client, requestLine("status")).contains("result"));
  const base::Problem problem{.code = base::ProblemCode::UpgradeFailed, .arguments = {{"reason", "exited"}}};
  m_host.upgradeAnswer(base::failure(problem));
  const QJsonObject error = QJsonDocument::fromJson(line(client)).object()["error"].toObject();
  QCOMPARE(error["code"].toInt(), -32000);
  QCOMPARE(error["data"]["problems"].toArray().at(0)["code"].toString(), QString("upgrade-failed"));
}

void TestControlServer::theAnswerToAnUpgradeMayComeTooLate() {
  ControlConnection client;
  sayHello(client);
  QVERIFY(client.send(requestLine("upgrade")));
  QVERIFY(line(client, 100).isEmpty());
  client.close();
  turnFor(20);
  m_host.upgradeAnswer({});
  ControlConnection other;
  sayHello(other);
}

void TestControlServer::aSuccessorFindsEveryClientThatWaits() {
  ControlConnection before;
  sayHello(before);
  auto successor = adopt();
  QVERIFY2(successor, successor ? "" : successor.error().sentence.c_str());
  m_server->handOver();
  QVERIFY(before.waitForEnd());
  ControlConnection between;
  QVERIFY(between.connectTo(QString::fromStdString(m_server->path().string())));
  QVERIFY(between.send(helloLine));
  QVERIFY(line(between, 100).isEmpty());
  QVERIFY(!create());  // the name is never free
  (*successor)->takeCharge();
  const QByteArray hello = line(between);
  QVERIFY2(hello.contains(m_server->instance().c_str()), hello.constData());
  (*successor)->close();
  QVERIFY(!std::filesystem::exists(m_server->path()));
}

void TestControlServer::aSuccessorThatLeavesLeavesTheSocket() {
  {
    const auto successor = adopt();
    QVERIFY(successor);
    (*successor)->close();
  }
  ControlConnection client;
  sayHello(client);
}

void TestControlServer::hostileLinesAreAnswered_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("code");
  QTest::newRow("no JSON") << QByteArray("GET / HTTP/1.1\r\n") << -32700;
  QTest::newRow("deep") << QByteArray(10'000, '[') + "\n" << -32700;
  QTest::newRow("invalid UTF-8") << QByteArray("{\"method\":\"\xff\"}\n") << -32700;
  QTest::newRow("NULs") << QByteArray(100, '\0') + "\n" << -32700;
  QTest::newRow("a length prefix that lies") << QByteArray("\xff\xff\xff\xff\n") << -32700;
  QTest::newRow("a list") << QByteArray("[1,2]\n") << -32600;
  QTest::newRow("an unknown method") << requestLine("reboot") << -32601;
  QTest::newRow("no workers at all") << requestLine("scale", R"({"workers":0})") << -32602;
  QTest::newRow("a foreign PID") << requestLine("worker.kill", R"({"pid":1})") << -32602;
}

void TestControlServer::hostileLinesAreAnswered() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, code);
  ControlConnection client;
  sayHello(client);
  QCOMPARE(answer(client, bytes)["error"].toObject()["code"].toInt(), code);
  QVERIFY2(answer(client, requestLine("status")).contains("result"), "it stays usable");
  QVERIFY(m_host.asked.empty());
}

void TestControlServer::anEndlessLineEndsTheConnection() {
  ControlConnection client;
  sayHello(client);
  const QByteArray piece(64 * 1024, 'x');
  for (int i = 0; i < 17; ++i) {
    QVERIFY(client.send(piece));
    turnFor(2);
  }
  const QJsonObject error = QJsonDocument::fromJson(line(client)).object()["error"].toObject();
  QCOMPARE(error["message"].toString(), QString("message too long (at most 1 MiB)"));
  QVERIFY(ends(client));
}

void TestControlServer::descriptorsThatComeAlongAreClosed() {
  ControlConnection client;
  sayHello(client);
  const int before = descriptorCount(::getpid());
  for (int i = 0; i < 50; ++i) {
    QByteArray bytes = requestLine("status");
    iovec part{bytes.data(), static_cast<std::size_t>(bytes.size())};
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    cmsghdr* attached = CMSG_FIRSTHDR(&message);
    attached->cmsg_level = SOL_SOCKET;
    attached->cmsg_type = SCM_RIGHTS;
    attached->cmsg_len = CMSG_LEN(sizeof(int));
    const int descriptor = client.descriptor();
    std::copy_n(reinterpret_cast<const unsigned char*>(&descriptor), sizeof descriptor, CMSG_DATA(attached));
    QVERIFY(::sendmsg(client.descriptor(), &message, MSG_NOSIGNAL) > 0);
    QVERIFY(line(client).contains("running"));
  }
  QCOMPARE(descriptorCount(::getpid()), before);
}

void TestControlServer::admitsThirtyTwoClients() {
  std::vector<ControlConnection> clients(cluster::ControlServer::maximumClients);
  for (ControlConnection& client : clients) sayHello(client);
  ControlConnection one;
  QVERIFY(one.connectTo(QString::fromStdString(m_server->path().string())));
  QVERIFY(line(one).contains("too many clients (at most 32)"));
  QVERIFY(ends(one));
  clients.front().close();
  turnFor(3);
  ControlConnection next;
  sayHello(next);
}

void TestControlServer::aSilentClientIsLeftAfterAWhile() {
  ControlConnection silent;
  QVERIFY(silent.connectTo(QString::fromStdString(m_server->path().string())));
  ControlConnection polite;
  sayHello(polite);
  QVERIFY(line(silent, 20'000).contains("no hello"));
  QVERIFY(ends(silent));
  QVERIFY(answer(polite, requestLine("status")).contains("result"));
}

QByteArray TestControlServer::hearAsNobody(const std::filesystem::path& socket, gid_t group, const QByteArray& says) {
  for (const QString& folder : {m_home.path(""), m_home.path("run")}) ::chmod(qPrintable(folder), 0755);
  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) return {};
  const pid_t stranger = ::fork();
  if (stranger == 0) {
    ControlConnection client;
    const bool changed = ::setresgid(group, group, group) == 0 && ::setresuid(65534, 65534, 65534) == 0;
    QByteArray read = "not connected";
    if (changed && client.connectTo(QString::fromStdString(socket.string()))) {
      client.send(says);
      read = client.readLine() + client.readLine(says.isEmpty() ? 0 : 10'000);
    }
    ::_exit(::write(report[1], read.constData(), static_cast<std::size_t>(read.size())) < 0);
  }
  const base::UniqueFd reading(report[0]);
  ::close(report[1]);
  for (int status = 0; ::waitpid(stranger, &status, WNOHANG) == 0;) m_loop->turn(5ms);
  char bytes[4096];
  const ssize_t count = ::read(reading.get(), bytes, sizeof bytes);
  return {bytes, std::max<ssize_t>(count, 0)};
}

void TestControlServer::refusesAnotherUser() {
  if (::geteuid() != 0) QSKIP("only root can become another user");
  // As if the modes were too wide: the peer's user is what counts.
  ::chmod(m_server->path().c_str(), 0666);
  QVERIFY(hearAsNobody(m_server->path(), 65534, {}).contains("belongs to another user"));
}

void TestControlServer::theGroupDoesNotChooseTheProgram() {
  if (::geteuid() != 0) QSKIP("only root can become another user");
  const auto server = cluster::ControlServer::create(*m_loop, m_host, *m_history, m_home.path("run").toStdString(),
                                                     "grouped", "daemon");
  QVERIFY2(server, server ? "" : server.error().sentence.c_str());
  const gid_t group = ::getgrnam("daemon")->gr_gid;
  const QByteArray chosen = requestLine("upgrade", R"({"program":"/tmp/mine"})");
  const QByteArray heard = hearAsNobody((*server)->path(), group, helloLine + chosen);
  QVERIFY2(heard.contains("only the server's own user"), heard.constData());
  QVERIFY(m_host.asked.empty());
}

void TestControlServer::aLateReaderGetsWhatItMissed() {
  addEvents(3000);  // more than fits into a queue or a socket
  ControlConnection client;
  sayHello(client);
  QVERIFY(answer(client, requestLine("subscribe", R"({"after":10,"stats":false})")).contains("result"));
  for (int seq = 11; seq <= 3000; ++seq)
    QCOMPARE(QJsonDocument::fromJson(line(client)).object()["params"].toObject()["seq"].toInt(), seq);
  addEvents(1);
  QCOMPARE(QJsonDocument::fromJson(line(client)).object()["params"].toObject()["seq"].toInt(), 3001);
}

void TestControlServer::aNumberOfAnotherRunMeansFromTheStart() {
  addEvents(2);
  ControlConnection client;
  sayHello(client);
  QVERIFY(answer(client, requestLine("subscribe", R"({"after":99,"stats":false})")).contains("result"));
  QCOMPARE(QJsonDocument::fromJson(line(client)).object()["params"].toObject()["seq"].toInt(), 1);
}

void TestControlServer::aReaderThatDoesNotReadIsToldWhatItLost() {
  ControlConnection lazy;
  sayHello(lazy);
  QVERIFY(answer(lazy, requestLine("subscribe", R"({"stats":false})")).contains("result"));
  ControlConnection busy;
  sayHello(busy);
  constexpr int all = 60'000;
  const qint64 memory = residentBytes(::getpid());
  for (int i = 0; i < all / 1000; ++i) {
    addEvents(1000);
    turnFor(1);
    QVERIFY2(answer(busy, requestLine("status")).contains("result"), "others are not held up");
  }
  // Twenty thousand events in the ring, and no copy of them a client.
  QVERIFY2(residentBytes(::getpid()) - memory < 64 * 1024 * 1024, "memory is bounded");
  int received = 0;
  int lost = 0;
  while (received + lost < all) {
    const QJsonObject event = QJsonDocument::fromJson(line(lazy)).object()["params"].toObject();
    QVERIFY(!event.isEmpty());
    if (event["kind"].toString() == "events.lost")
      lost += event["count"].toInt();
    else
      ++received;
  }
  QVERIFY(lost > 0);
  QCOMPARE(received + lost, all);
}

void TestControlServer::statsComeEverySecond() {
  ControlConnection client;
  sayHello(client);
  QVERIFY(answer(client, requestLine("subscribe", R"({"events":false})")).contains("result"));
  addEvents(1);
  for (int i = 0; i < 2; ++i) {
    const QJsonObject told = QJsonDocument::fromJson(line(client)).object();
    QCOMPARE(told["method"].toString(), QString("stats"));
    QCOMPARE(told["params"].toObject()["name"].toString(), QString("noting"));
  }
}

void TestControlServer::itsEndTellsTheLastEvent() {
  ControlConnection client;
  sayHello(client);
  QVERIFY(answer(client, requestLine("subscribe", R"({"stats":false})")).contains("result"));
  addEvents(1);
  const std::filesystem::path path = m_server->path();
  m_server->close();
  QVERIFY(client.readLine(1000).contains("worker.ready"));
  QVERIFY(client.waitForEnd());
  QVERIFY(!std::filesystem::exists(path));
}

void TestControlServer::aStaleSocketIsReplaced() {
  const QString path = m_home.path("run/stale.sock");
  {
    const base::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.toUtf8().toStdString().copy(address.sun_path, sizeof address.sun_path - 1);
    QCOMPARE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  QVERIFY(QFile::exists(path));
  const auto server = create("stale");
  QVERIFY2(server, server ? "" : server.error().sentence.c_str());
  ControlConnection client;
  QVERIFY(client.connectTo(path));
}

void TestControlServer::aSecondOneIsToldThePid() {
  const auto second = create();
  QVERIFY(!second);
  QVERIFY(second.error().problems.at(0).code == base::ProblemCode::AlreadyRunning);
  QCOMPARE(second.error().problems.at(0).arguments.at("pid"), std::to_string(::getpid()));
  ControlConnection client;
  sayHello(client);
}

void TestControlServer::aLiveSocketWithoutItsLockIsNotTaken() {
  QVERIFY(QFile::remove(m_home.path("run/noting.lock")));
  const auto second = create();
  QVERIFY(!second);
  QVERIFY(second.error().problems.at(0).code == base::ProblemCode::AlreadyRunning);
  ControlConnection client;
  sayHello(client);
}

void TestControlServer::whatIsNoSocketIsLeftAlone_data() {
  QTest::addColumn<QString>("what");
  for (const char* what : {"file", "folder", "link", "fifo"}) QTest::newRow(what) << QString(what);
}

void TestControlServer::whatIsNoSocketIsLeftAlone() {
  QFETCH(QString, what);
  const QString path = m_home.path("run/" + what + ".sock");
  if (what == "file") m_home.write("run/file.sock", "precious");
  if (what == "folder") QDir().mkpath(path);
  if (what == "link") QFile::link(m_home.path("run/noting.sock"), path);
  if (what == "fifo") QCOMPARE(::mkfifo(qPrintable(path), 0600), 0);
  const auto server = create(what.toUtf8().constData());
  QVERIFY(!server);
  QVERIFY(server.error().problems.at(0).code == base::ProblemCode::ControlPathTaken);
  struct stat status {};
  QCOMPARE(::lstat(qPrintable(path), &status), 0);
  QVERIFY(!S_ISSOCK(status.st_mode));
}

void TestControlServer::aPathThatIsTooLongIsNamed() {
  const std::string folder = m_home.path(QString(90, 'x')).toStdString();
  std::filesystem::create_directory(folder);
  const auto server = cluster::ControlServer::create(*m_loop, m_host, *m_history, folder, "noting", "");
  QVERIFY(!server);
  QVERIFY(server.error().problems.at(0).code == base::ProblemCode::ControlPathTooLong);
  QCOMPARE(server.error().problems.at(0).arguments.at("limit"), std::string("107"));
}

QTEST_GUILESS_MAIN(TestControlServer)
#include "test_control_server.moc"
