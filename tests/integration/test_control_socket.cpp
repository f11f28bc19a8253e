// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The control socket of the real server under hostile and careless clients: the same workers afterwards, the same
// descriptors, and page and status as before.

#include <sys/socket.h>

#include <QJsonArray>
#include <QTest>
#include <csignal>

#include "tests/support/command.h"
#include "tests/support/control_connection.h"
#include "tests/support/processes.h"
#include "tests/support/server_process.h"

class TestControlSocket : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void cleanupTestCase();
  void hostileBytesAreBorne_data();
  void hostileBytesAreBorne();
  void aClientKilledInTheMiddleOfACommandChangesNothing();
  void aHundredReloadsAreOneAfterAnother();
  void twoClientsThatDisagreeAreServedInTurn();
  void aReaderThatNeverReadsSlowsNothing();
  void aThousandConnectionsLeaveRoomForTheOwner();
  void statsTellRequests();

 private:
  bool connectAndGreet(ControlConnection& client);
  [[nodiscard]] CommandResult fetch() const;

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
  std::map<int, pid_t> m_workers;
  int m_descriptors = 0;
};

bool TestControlSocket::connectAndGreet(ControlConnection& client) {
  return client.connectTo(m_server.controlSocket()) && client.hello().contains("result");
}

CommandResult TestControlSocket::fetch() const {
  return runCommand("curl", {"-sSk", "--max-time", "10", QString("http://127.0.0.1:%1/").arg(m_server.port())});
}

void TestControlSocket::initTestCase() {
  std::signal(SIGPIPE, SIG_IGN);
  const bool started = m_server.start(R"(
name = "borne"
[cluster]
workers = 2
[[listener]]
port = 0
protocol = "http"
)");
  QVERIFY2(started, m_server.text().constData());
  m_workers = m_server.workers();
  QCOMPARE(m_workers.size(), std::size_t{2});
  m_descriptors = descriptorCount(m_server.pid());
}

void TestControlSocket::cleanup() {
  const bool settled = waitUntil([this] { return descriptorCount(m_server.pid()) == m_descriptors; }, 5'000);
  QVERIFY2(settled,
           qPrintable(QString("%1 descriptors, not %2").arg(descriptorCount(m_server.pid())).arg(m_descriptors)));
  QVERIFY(fetch().output.contains("Hello Cluster!"));
}

void TestControlSocket::cleanupTestCase() {
  QCOMPARE(m_server.stopAndInspect(), QString());
}

void TestControlSocket::hostileBytesAreBorne_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QByteArray>("said");
  const auto request = [](const char* method, const char* params) {
    return QByteArray(R"({"jsonrpc":"2.0","id":9,"method":")") + method + R"(","params":)" + params + "}\n";
  };
  QTest::newRow("2 MiB without a newline") << QByteArray(2 * 1024 * 1024, 'x') << QByteArray("message too long");
  QTest::newRow("a length prefix") << QByteArray("\xff\xff\xff\xff\n", 5) << QByteArray("-32700");
  QTest::newRow("a browser") << QByteArray("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n") << QByteArray("-32700");
  QTest::newRow("10,000 lists") << QByteArray(10'000, '[') + "\n" << QByteArray("deeper than 32 levels");
  QTest::newRow("duplicate keys") << QByteArray("{\"id\":1,\"id\":2}\n") << QByteArray("the same key twice");
  QTest::newRow("NaN") << QByteArray("{\"id\":NaN}\n") << QByteArray("-32700");
  QTest::newRow("no such method") << request("shutdown", "{}") << QByteArray("-32601");
  QTest::newRow("-1 workers") << request("scale", R"({"workers":-1})") << QByteArray("workers must be 1 to 256");
  QTest::newRow("1.5 workers") << request("scale", R"({"workers":1.5})") << QByteArray("workers must be 1 to 256");
  QTest::newRow("\"4\" workers") << request("scale", R"({"workers":"4"})") << QByteArray("workers must be 1 to 256");
  QTest::newRow("a PID") << request("worker.kill", R"({"pid":1})") << QByteArray("slot is missing");
  QTest::newRow("a slot there is none of") << request("worker.kill", R"({"slot":200})") << QByteArray("-32000");
  QTest::newRow("a newer protocol") << request("hello", R"({"protocol":99})") << QByteArray("speaks protocol 1");
}

void TestControlSocket::hostileBytesAreBorne() {
  QFETCH(QByteArray, bytes);
  QFETCH(QByteArray, said);
  ControlConnection client;
  QVERIFY(connectAndGreet(client));
  client.send(bytes);
  const QByteArray line = client.readLine();
  QVERIFY2(line.contains(said), line.constData());
  QCOMPARE(m_server.workers(), m_workers);
}

void TestControlSocket::aClientKilledInTheMiddleOfACommandChangesNothing() {
  ControlConnection client;
  QVERIFY(connectAndGreet(client));
  QVERIFY(client.send(R"({"jsonrpc":"2.0","id":2,"method":"scale","params":{"workers":200)"));
  client.close();
  ControlConnection next;
  QVERIFY(connectAndGreet(next));
  QCOMPARE(next.call("status")["result"].toObject()["workers_wanted"].toInt(), 2);
}

void TestControlSocket::aHundredReloadsAreOneAfterAnother() {
  ControlConnection client;
  QVERIFY(connectAndGreet(client));
  const std::size_t seen = m_server.events().size();
  QByteArray burst;
  for (int id = 100; id < 200; ++id)
    burst += R"({"jsonrpc":"2.0","id":)" + QByteArray::number(id) + R"(,"method":"reload"})" + "\n";
  QVERIFY(client.send(burst));
  for (int i = 0; i < 100; ++i) QVERIFY(!client.readLine().isEmpty());
  const auto isEnd = [](const control::Event& event) { return event.kind == control::EventKind::ReloadFinished; };
  QVERIFY2(m_server.waitFor(isEnd, seen), m_server.text().constData());
  // What is under way, and at most one more that waited behind it.
  const auto idle = [&] {
    const QJsonArray workers = client.call("status")["result"].toObject()["workers"].toArray();
    return workers.size() == 2 && std::all_of(workers.begin(), workers.end(), [](const QJsonValue& worker) {
             return worker.toObject()["state"].toString() == "ready";
           });
  };
  QVERIFY(waitUntil(idle, 10'000));
  const auto& events = m_server.events();
  const auto reloads = std::count_if(events.begin() + static_cast<std::ptrdiff_t>(seen), events.end(), isEnd);
  QVERIFY2(reloads >= 1 && reloads <= 2, m_server.text().constData());
  m_workers = m_server.workers();
}

void TestControlSocket::twoClientsThatDisagreeAreServedInTurn() {
  ControlConnection one;
  ControlConnection two;
  QVERIFY(connectAndGreet(one) && connectAndGreet(two));
  for (int i = 0; i < 10; ++i) {
    QVERIFY(one.call("scale", {{"workers", 3}}).contains("result"));
    QVERIFY(two.call("scale", {{"workers", 2}}).contains("result"));
  }
  QCOMPARE(one.call("status")["result"].toObject()["workers_wanted"].toInt(), 2);
  QVERIFY(waitUntil([&] { return descendantsOf(m_server.pid()).size() == 2; }, 10'000));
  m_workers = m_server.workers();
}

void TestControlSocket::aReaderThatNeverReadsSlowsNothing() {
  ControlConnection lazy;
  QVERIFY(connectAndGreet(lazy));
  QByteArray burst;
  for (int id = 10; id < 10'010; ++id)
    burst += R"({"jsonrpc":"2.0","id":)" + QByteArray::number(id) + R"(,"method":"status"})" + "\n";
  // Its answers are not taken, so its requests are not read: the rest of the burst stays with it.
  ::send(lazy.descriptor(), burst.constData(), static_cast<std::size_t>(burst.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
  ControlConnection other;
  QVERIFY(connectAndGreet(other));
  for (int i = 0; i < 20; ++i) QVERIFY(other.call("status").contains("result"));
  QVERIFY2(residentBytes(m_server.pid()) < 256 * 1024 * 1024, "memory is bounded");
}

void TestControlSocket::aThousandConnectionsLeaveRoomForTheOwner() {
  {
    ControlConnection first;
    QVERIFY(connectAndGreet(first));
    std::vector<ControlConnection> crowd(200);
    for (int round = 0; round < 5; ++round)
      for (ControlConnection& each : crowd) each.connectTo(m_server.controlSocket());
    QVERIFY2(first.call("status").contains("result"), "who was there is served");
    QVERIFY(descriptorCount(m_server.pid()) <= m_descriptors + 64);
  }
  QVERIFY(waitUntil(
      [&] {
        ControlConnection next;
        return connectAndGreet(next);
      },
      5'000));
}

void TestControlSocket::statsTellRequests() {
  ControlConnection client;
  QVERIFY(connectAndGreet(client));
  QVERIFY(fetch().output.contains("Hello"));
  QVERIFY(client.call("subscribe", {{"events", false}}).contains("result"));
  const QByteArray line = client.readLine();
  const auto message = control::serverMessageFromJson(line.toStdString());
  QVERIFY2(message && *message, line.constData());
  const auto& status = std::get<control::Status>(**message);
  std::int64_t requests = 0;
  for (const control::WorkerStatus& worker : status.workers) requests += worker.requests;
  QVERIFY(requests >= 1);
}

QTEST_GUILESS_MAIN(TestControlSocket)
#include "test_control_socket.moc"
