// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A line from a client is a request that can be carried out, or an error that says what is wrong with it. A hostile
// line is no worse than a wrong one.

#include <QTest>

#include "server/control/message.h"

using namespace control;

class TestCall : public QObject {
  Q_OBJECT

 private slots:
  void callsComeBackEqual();
  void wrongLinesAreNamed_data();
  void wrongLinesAreNamed();
  void anErrorKeepsTheRequestsId();
  void protocolMismatchSaysBothVersions();
  void aRequestWithoutIdIsANotification();
};

namespace {

std::string request(const std::string& method, const std::string& params) {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}";
}

}  // namespace

void TestCall::callsComeBackEqual() {
  const Call calls[] = {HelloCall{protocolVersion, "command line"},
                        StatusCall{},
                        SubscribeCall{12, true, false},
                        StopCall{},
                        StopCall{2500},
                        ReloadCall{},
                        RestartCall{},
                        ReopenLogsCall{},
                        ScaleCall{256},
                        WorkerCall{WorkerAction::Drain, 0, std::nullopt, "SIGKILL"},
                        WorkerCall{WorkerAction::Kill, 255, 3, "SIGSEGV"},
                        UpgradeCall{"/usr/bin/forkyard"}};
  for (const Call& call : calls) {
    const std::string json = toJson(Request{42, call});
    const auto read = requestFromJson(json);
    QVERIFY2(read, json.c_str());
    QCOMPARE(read->id, std::optional<std::int64_t>(42));
    QCOMPARE(read->call.index(), call.index());
    QCOMPARE(toJson(*read), json);
  }
}

void TestCall::wrongLinesAreNamed_data() {
  QTest::addColumn<QByteArray>("line");
  QTest::addColumn<int>("code");
  QTest::addColumn<QByteArray>("message");
  const auto row = [](const char* name, const std::string& line, int code, const char* message) {
    QTest::newRow(name) << QByteArray::fromStdString(line) << code << QByteArray(message);
  };
  row("empty", "", -32700, "not valid JSON at byte 1");
  row("cut off", R"({"jsonrpc":"2.0")", -32700, "not valid JSON at byte 17");
  row("two values", "{} {}", -32700, "not valid JSON at byte 4");
  row("NaN", R"({"id":NaN})", -32700, "not valid JSON at byte 7");
  row("a number past all doubles", R"({"id":1e999})", -32700, "not valid JSON at byte 11");
  row("a byte order mark's half", "\xef\xbb", -32700, "not valid JSON at byte 3");
  row("invalid UTF-8", "{\"method\":\"\xc3(\"}", -32700, "invalid UTF-8 at byte 13");
  row("overlong UTF-8", "{\"method\":\"\xc0\xaf\"}", -32700, "invalid UTF-8 at byte 12");
  row("a NUL", std::string("{\"method\":\"a\0b\"}", 16), -32700, "not valid JSON at byte 13");
  row("10,000 lists in each other", std::string(10'000, '['), -32700, "deeper than 32 levels at byte 33");
  row(
      "10,000 objects in each other",
      [] {
        std::string text;
        for (int i = 0; i < 10'000; ++i) text += "{\"a\":";
        return text;
      }(),
      -32700, "deeper than 32 levels at byte 161");
  row("the same key twice", R"({"id":1,"id":2})", -32700, "the same key twice at byte 12");
  row("a list of requests", "[]", -32600, "a request must be an object");
  row("a bare string", "\"status\"", -32600, "a request must be an object");
  row("no version", R"({"id":1,"method":"status"})", -32600, "jsonrpc must be \"2.0\"");
  row("no method", R"({"jsonrpc":"2.0","id":1})", -32600, "method is missing");
  row("a method that is a number", R"({"jsonrpc":"2.0","id":1,"method":5})", -32600, "method must be a string");
  row("an id that is a list", R"({"jsonrpc":"2.0","id":[1],"method":"status"})", -32600,
      "id must be a whole number from 0 up");
  row("unknown method", request("self-destruct", "{}"), -32601, "unknown method");
  row("params as a list", request("scale", "[4]"), -32602, "params must be an object");
  row("no workers", request("scale", "{}"), -32602, "workers is missing");
  for (const char* workers : {"-1", "0", "257", "100000", "1.5", "\"4\"", "true", "[4]", "18446744073709551615"})
    row((std::string("workers: ") + workers).c_str(), request("scale", std::string("{\"workers\":") + workers + "}"),
        -32602, "workers must be 1 to 256");
  row("a raw PID", request("worker.kill", R"({"pid":1})"), -32602, "slot is missing");
  row("a slot that cannot be", request("worker.kill", R"({"slot":256})"), -32602, "slot must be 0 to 255");
  row("an unknown signal", request("worker.kill", R"({"slot":0,"signal":"SIGNOTHING"})"), -32602,
      "signal must be the name of a signal, such as SIGKILL or SIGTERM");
  row("a negative timeout", request("stop", R"({"timeout":-1})"), -32602, "timeout must be 0 to 86400 seconds");
  row("after as text", request("subscribe", R"({"after":"now"})"), -32602, "after must be a whole number from 0 up");
  row("hello without protocol", request("hello", "{}"), -32602, "protocol is missing");
  row("hello from nobody", request("hello", R"({"protocol":1,"client":"root"})"), -32602,
      "client must be \"panel\" or \"command line\"");
  row("upgrade to a relative path", request("upgrade", R"({"program":"evil"})"), -32602,
      "program must be an absolute path");
  row("too long", std::string(maximumLine + 1, ' '), -32600, "message too long (at most 1 MiB)");
}

void TestCall::wrongLinesAreNamed() {
  QFETCH(QByteArray, line);
  QFETCH(int, code);
  QFETCH(QByteArray, message);
  const auto read = requestFromJson(line.toStdString());
  QVERIFY(!read);
  QCOMPARE(QByteArray::fromStdString(read.error().message), message);
  QCOMPARE(static_cast<int>(read.error().code), code);
}

void TestCall::anErrorKeepsTheRequestsId() {
  const auto read = requestFromJson(request("scale", R"({"workers":0})"));
  QVERIFY(!read);
  QCOMPARE(read.error().id, std::optional<std::int64_t>(1));
}

void TestCall::protocolMismatchSaysBothVersions() {
  const auto read = requestFromJson(request("hello", R"({"protocol":99,"client":"panel"})"));
  QVERIFY(!read);
  QVERIFY(read.error().code == RpcErrorCode::OtherProtocol);
  QCOMPARE(read.error().message, std::string("this server speaks protocol 1, the client speaks 99"));
  QCOMPARE(read.error().problems.at(0).arguments.at("theirs"), std::string("99"));
}

void TestCall::aRequestWithoutIdIsANotification() {
  const auto read = requestFromJson(R"({"jsonrpc":"2.0","method":"reload"})");
  QVERIFY(read && !read->id);
  QVERIFY(std::holds_alternative<ReloadCall>(read->call));
}

QTEST_GUILESS_MAIN(TestCall)
#include "test_call.moc"
