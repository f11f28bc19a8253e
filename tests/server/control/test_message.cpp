// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What one program writes the other reads back equal, newer programs' additions are passed over, and what is wrong is
// refused in words.

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "server/control/latency.h"
#include "server/control/message.h"

using namespace control;

class TestMessage : public QObject {
  Q_OBJECT

 private slots:
  void statusComesBackEqual();
  void statusHasTheDocumentedKeys();
  void statesHaveNames();
  void eventComesBackEqual();
  void outputThatIsNotUtf8IsStillSent();
  void unknownFieldsArePassedOver();
  void detachReportComesBackEqual();
  void workerMessagesComeBack();
  void wrongWorkerMessagesAreRefused_data();
  void wrongWorkerMessagesAreRefused();
  void serverMessagesAreTold();
  void latenciesLieInTheirBucket_data();
  void latenciesLieInTheirBucket();
};

namespace {

base::Problem portInUse() {
  base::Problem problem;
  problem.code = base::ProblemCode::PortInUse;
  problem.file = "/etc/forkyard.toml";
  problem.line = 3;
  problem.column = 8;
  problem.key = "listener[0].port";
  problem.arguments = {{"address", "127.0.0.1"}, {"port", "8443"}};
  return problem;
}

Status fullStatus() {
  Status status;
  status.name = "demo";
  status.title = "My demo";
  status.pid = 100;
  status.version = "1.2.3";
  status.instance = "abc";
  status.state = MasterState::CrashLooping;
  status.generation = 2;
  status.config = "/tmp/forkyard.toml";
  status.uptimeMs = 123'456;
  status.workersWanted = 2;
  status.listeners = {{"127.0.0.1", 8443, "http2"}, {"::1", 8080, "http"}};
  WorkerStatus worker;
  worker.slot = 1;
  worker.pid = 101;
  worker.state = WorkerState::Delayed;
  worker.generation = 2;
  worker.uptimeMs = 1'001;
  worker.restarts = 4;
  worker.accepted = 5;
  worker.connections = 6;
  worker.requests = 7;
  worker.rss = 8'000'000;
  worker.cpuMs = 1'250;
  worker.retryInMs = 500;
  worker.lastExit = "Worker 1 (PID 99) exited with code 1 after 1.0 s.";
  worker.fingerprint = "00ff";
  status.workers = {WorkerStatus{}, worker};
  status.latency = {1, 2, 3};
  status.sessions = {"redis", 1'700'000'000'000, "connection refused"};
  status.problems = {portInUse()};
  return status;
}

}  // namespace

void TestMessage::statusComesBackEqual() {
  const Status status = fullStatus();
  const auto read = statusFromJson(toJson(status));
  QVERIFY2(read, read ? "" : read.error().sentence.c_str());
  QVERIFY(*read == status);
}

void TestMessage::statusHasTheDocumentedKeys() {
  const QJsonObject status = QJsonDocument::fromJson(QByteArray::fromStdString(toJson(fullStatus()))).object();
  for (const char* key : {"name", "pid", "state", "generation", "config", "listeners", "workers"})
    QVERIFY2(status.contains(QLatin1String(key)), key);
  QCOMPARE(status["uptime"].toDouble(), 123.456);
  const QJsonObject worker = status["workers"].toArray().at(1).toObject();
  for (const char* key : {"slot", "pid", "state", "generation", "uptime", "restarts", "accepted", "connections",
                          "requests", "rss", "last_exit"})
    QVERIFY2(worker.contains(QLatin1String(key)), key);
  QCOMPARE(worker["state"].toString(), QString("delayed"));
}

void TestMessage::statesHaveNames() {
  for (int i = 0; i <= static_cast<int>(MasterState::Stopped); ++i) {
    const auto state = static_cast<MasterState>(i);
    QVERIFY(!name(state).empty() && masterStateFromName(name(state)) == state);
  }
  for (int i = 0; i <= static_cast<int>(WorkerState::Exited); ++i) {
    const auto state = static_cast<WorkerState>(i);
    QVERIFY(!name(state).empty() && workerStateFromName(name(state)) == state);
  }
}

void TestMessage::eventComesBackEqual() {
  Event event;
  event.seq = 17;
  event.time = 1'795'000'000'123;
  event.kind = EventKind::CertificateLoaded;
  event.slot = 0;
  event.pid = 4711;
  event.generation = 3;
  event.fields = {{"names", std::vector<std::string>{"localhost", "127.0.0.1"}},
                  {"days_left", std::int64_t{-3}},
                  {"share", 2.0},
                  {"file", std::string("/tmp/a\n\"b\".pem")},
                  {"renewed", true}};
  event.problems = {portInUse()};
  event.text = "A sentence.";
  const auto read = eventFromJson(toJson(event));
  QVERIFY2(read, read ? "" : read.error().sentence.c_str());
  QVERIFY(*read == event);
  QVERIFY(toJson(event).find('\n') == std::string::npos);
}

void TestMessage::outputThatIsNotUtf8IsStillSent() {
  Event event;
  event.kind = EventKind::WorkerOutput;
  event.fields = {{"line", std::string("a\xff\xfe z")}};
  const auto read = eventFromJson(toJson(event));
  QVERIFY2(read, read ? "" : read.error().sentence.c_str());
  QCOMPARE(read->string("line"), std::string("a\xef\xbf\xbd\xef\xbf\xbd z"));
}

void TestMessage::unknownFieldsArePassedOver() {
  const auto event =
      eventFromJson(R"({"seq":1,"kind":"worker.ready","slot":1,"boot_ms":5,"colour":{"deep":[1]},"huge":1e3})");
  QVERIFY(event);
  QCOMPARE(event->integer("boot_ms"), 5);
  QVERIFY(!event->fields.contains("colour"));
  QVERIFY(!eventFromJson(R"({"seq":1,"kind":"worker.teleported"})"));
  const auto problems = statusFromJson(
      R"({"name":"a","state":"running","shape":1,"problems":[{"code":"moon-too-full"},{"code":"port-in-use"}]})");
  QVERIFY(problems);
  QCOMPARE(problems->problems.size(), std::size_t{1});
}

void TestMessage::detachReportComesBackEqual() {
  DetachReport report;
  report.ready = false;
  report.name = "demo";
  report.pid = 12;
  report.controlSocket = "/run/user/1000/forkyard/demo.sock";
  report.listeners = {{"127.0.0.1", 1234, "https"}};
  report.problems = {portInUse()};
  report.error = "cannot bind";
  const auto read = detachReportFromJson(toJson(report));
  QVERIFY(read);
  QVERIFY(!read->ready);
  QCOMPARE(read->name, report.name);
  QCOMPARE(read->pid, report.pid);
  QCOMPARE(read->controlSocket, report.controlSocket);
  QVERIFY(read->listeners == report.listeners);
  QVERIFY(read->problems == report.problems);
  QCOMPARE(read->error, report.error);
}

void TestMessage::workerMessagesComeBack() {
  std::string key;
  for (int i = 0; i < 80; ++i) key += "a5";
  const WorkerMessage messages[] = {
      WorkerReady{{"aa", "bb"}},
      WorkerDrain{1500},
      TicketKeysChanged{{key, key, key}, 7},
      TicketLead{true, 7},
      TicketsTold{7, {key, key, key}, ""},
      TicketsTold{0, {}, "connection refused"},
      ConnectionTaken{7},
      ConnectionPassed{8, 1},
      WorkerFailed{{portInUse()}, "cannot"},
      SessionsConnected{3},
      SessionsMemory{1 << 20},
      SessionsState{"gone", 255},
      AccessLogReopened{},
      AccessLogTrouble{"No space left on device", 12},
      RequestsServed{{{"GET", "/x?y", "HTTP/2.0", "::1", 200, 12, 345}, {"POST", "/", "HTTP/1.1", "", 0, 0, 1}}, 7, 2},
      RequestsLimited{12, "::1", "/api"}};
  for (const WorkerMessage& message : messages) {
    const auto read = workerMessageFromJson(toJson(message));
    QVERIFY2(read && *read, toJson(message).c_str());
    QCOMPARE((*read)->index(), message.index());
    QCOMPARE(toJson(**read), toJson(message));
  }
  const auto keys = workerMessageFromJson(toJson(messages[2]));
  QCOMPARE(std::get<TicketKeysChanged>(**keys).keys.at(1), key);
  const auto unknown = workerMessageFromJson(R"({"kind":"sing"})");
  QVERIFY(unknown && !*unknown);
}

void TestMessage::wrongWorkerMessagesAreRefused_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::newRow("nothing") << QByteArray("");
  QTest::newRow("no kind") << QByteArray("{}");
  QTest::newRow("a list") << QByteArray("[]");
  QTest::newRow("a short ticket key") << QByteArray(R"({"kind":"ticket_keys","keys":["00"]})");
  QTest::newRow("a short shared ticket key") << QByteArray(R"({"kind":"tickets.told","generation":1,"keys":["00"]})");
  QTest::newRow("a negative generation") << QByteArray(R"({"kind":"tickets.lead","leads":true,"generation":-1})");
  QTest::newRow("a negative number") << QByteArray(R"({"kind":"connection.taken","number":-1})");
  QTest::newRow("a status that cannot be")
      << QByteArray(R"({"kind":"requests.served","requests":[{"method":"GET","status":1000}]})");
  QTest::newRow("a negative number of requests") << QByteArray(R"({"kind":"requests.limited","count":-1})");
  QTest::newRow("a negative number of lines") << QByteArray(R"({"kind":"access_log.trouble","reason":"x","lost":-1})");
  QTest::newRow("a listener that cannot be") << QByteArray(R"({"kind":"connection.passed","number":1,"listener":-1})");
}

void TestMessage::wrongWorkerMessagesAreRefused() {
  QFETCH(QByteArray, json);
  QVERIFY(!workerMessageFromJson(json.toStdString()));
}

void TestMessage::serverMessagesAreTold() {
  const auto read = [](const std::string& line) { return serverMessageFromJson(line).value().value(); };
  QCOMPARE(std::get<Answer>(read(answerJson(5))).id, 5);
  QCOMPARE(std::get<Answer>(read(answerJson(5))).resultJson, std::string("true"));
  const auto hello = std::get<Answer>(read(answerJson(1, helloResult("demo", "i1", 9, "0.1", 77))));
  QCOMPARE(helloResultFromJson(hello.resultJson)->instance, std::string("i1"));
  QCOMPARE(helloResultFromJson(hello.resultJson)->protocol, protocolVersion);
  QCOMPARE(helloResultFromJson(hello.resultJson)->lastSeq, std::uint64_t{77});
  const RpcError error{RpcErrorCode::Refused, "no", 6, {portInUse()}};
  const auto readError = std::get<RpcError>(read(errorJson(error)));
  QVERIFY(readError.code == RpcErrorCode::Refused && readError.id == 6 && readError.problems == error.problems);
  QVERIFY(!std::get<RpcError>(read(errorJson({RpcErrorCode::ParseError, "bad", {}, {}}))).id);
  QVERIFY(std::get<Status>(read(statsNotification(fullStatus()))) == fullStatus());
  Event event;
  event.kind = EventKind::WorkerReady;
  QVERIFY(std::get<Event>(read(eventNotification(event))) == event);
  QVERIFY(!serverMessageFromJson(R"({"jsonrpc":"2.0","method":"weather","params":{}})").value());
  QVERIFY(!serverMessageFromJson("{}"));
}

void TestMessage::latenciesLieInTheirBucket_data() {
  QTest::addColumn<std::vector<std::int64_t>>("buckets");
  QTest::addColumn<double>("part");
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::newRow("all in the first") << std::vector<std::int64_t>{100, 0, 0} << 0.99 << 0.0 << 0.064;
  QTest::newRow("the slow hundredth") << std::vector<std::int64_t>{0, 0, 98, 0, 0, 2} << 0.99 << 1.024 << 2.048;
  QTest::newRow("the median is fast") << std::vector<std::int64_t>{0, 0, 98, 0, 0, 2} << 0.5 << 0.128 << 0.256;
}

void TestMessage::latenciesLieInTheirBucket() {
  QFETCH(std::vector<std::int64_t>, buckets);
  QFETCH(double, part);
  QFETCH(double, low);
  QFETCH(double, high);
  const double value = latencyQuantile(buckets, part).value_or(-1);
  QVERIFY2(value >= low && value <= high, qPrintable(QString::number(value)));
  QVERIFY(!latencyQuantile(std::vector<std::int64_t>{0, 0}, part));
}

QTEST_GUILESS_MAIN(TestMessage)
#include "test_message.moc"
