// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Replies byte by byte, and such as no Redis gives.

#include <QTest>
#include <array>

#include "server/sessions/redis_protocol.h"

using namespace sessions;
using Kind = RedisReply::Kind;

namespace {

QString described(const RedisReply& reply) {
  QStringList elements;
  for (const RedisReply& each : reply.elements) elements << described(each);
  switch (reply.kind) {
    case Kind::Text:
      return '\'' + QString::fromStdString(reply.text) + '\'';
    case Kind::Status:
      return '+' + QString::fromStdString(reply.text);
    case Kind::Error:
      return '-' + QString::fromStdString(reply.text);
    case Kind::Number:
      return QString("(%1)").arg(reply.number);
    case Kind::Nothing:
      return "nothing";
    case Kind::Array:
      return '[' + elements.join(' ') + ']';
  }
  return {};
}

/// The replies in `bytes`, fed in pieces of that size, as text: "(1)", "[(0) 'a']", "nothing"; then how it ended.
QString read(const QByteArray& bytes, qsizetype piece) {
  RedisReader reader;
  QStringList replies;
  for (qsizetype at = 0; at < bytes.size(); at += piece) {
    reader.feed(bytes.mid(at, piece).toStdString());
    RedisReply reply;
    RedisRead outcome{};
    while ((outcome = reader.next(reply)) == RedisRead::Reply) replies << described(reply);
    if (outcome == RedisRead::Broken) return (replies << "broken").join(' ');
  }
  return (replies << "more").join(' ');
}

}  // namespace

class TestRedisProtocol : public QObject {
  Q_OBJECT

 private slots:
  void readsReplies_data();
  void readsReplies();
  void endlessRepliesAreBounded();
  void manyRepliesAreNot();
  void writesAnyBytes();
};

void TestRedisProtocol::readsReplies_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, const QByteArray& bytes, const char* expected) {
    QTest::newRow(name) << bytes << expected;
  };
  row("all kinds", "+OK\r\n:-7\r\n$3\r\na\nb\r\n$-1\r\n*-1\r\n-ERR no\r\n*2\r\n:1\r\n$1\r\n5\r\n",
      "+OK (-7) 'a\nb' nothing nothing -ERR no [(1) '5'] more");
  row("nested", "*2\r\n*1\r\n:1\r\n*0\r\n", "[[(1)] []] more");
  row("half a status", "+O", "more");
  row("half a text", "$10\r\nabc", "more");
  row("huge array", "*2147483647\r\n", "broken");
  row("array over the bound", "*1025\r\n", "broken");
  row("nested arrays over the bound", "*1000\r\n*24\r\n" + QByteArray(":1\r\n").repeated(24) + "*1\r\n", "broken");
  row("arrays past 32 bits", "*4294967297\r\n", "broken");
  row("negative array", "*-2\r\n", "broken");
  row("negative text", "$-2\r\n", "broken");
  row("nested too deep", QByteArray("*1\r\n").repeated(10), "broken");
  row("a web server", "HTTP/1.1 400 Bad Request\r\n\r\n", "broken");
  row("bytes of no kind", QByteArray("\0\1\2", 3), "broken");
  row("a text without its end", "$1\r\nabcd", "'a' broken");
}

void TestRedisProtocol::readsReplies() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, expected);
  QCOMPARE(read(bytes, bytes.size()), expected);
  QCOMPARE(read(bytes, 1), expected);
}

void TestRedisProtocol::endlessRepliesAreBounded() {
  const QByteArray endless = QByteArray(1024 * 1024, 'x');
  for (const QByteArray& head : {QByteArray("$536870912\r\n"), QByteArray("+"), QByteArray("-ERR "), QByteArray(":")}) {
    RedisReader reader;
    reader.feed(head.toStdString());
    RedisReply reply;
    std::size_t taken = 0;
    while (taken < static_cast<std::size_t>(endless.size()) && reader.next(reply) == RedisRead::More) {
      reader.feed(endless.left(4096).toStdString());
      taken += 4096;
    }
    QVERIFY2(taken <= RedisReader::mostBytes + 4096, head.constData());
    reader.feed(":1\r\n");
    QCOMPARE(reader.next(reply), RedisRead::Broken);
  }
}

void TestRedisProtocol::manyRepliesAreNot() {
  RedisReader reader;
  int count = 0;
  for (int round = 0; round < 1000; ++round) {
    reader.feed(QByteArray("*2\r\n:1\r\n$1\r\n5\r\n").repeated(100).toStdString());
    RedisReply reply;
    while (reader.next(reply) == RedisRead::Reply) ++count;
  }
  QCOMPARE(count, 100'000);
}

void TestRedisProtocol::writesAnyBytes() {
  using namespace std::string_view_literals;
  const std::array words{"SET"sv, "a\r\nDEL b"sv, "\0"sv, ""sv};
  QCOMPARE(redisCommand(words), std::string("*4\r\n$3\r\nSET\r\n$8\r\na\r\nDEL b\r\n$1\r\n\0\r\n$0\r\n\r\n"sv));
}

QTEST_GUILESS_MAIN(TestRedisProtocol)
#include "test_redis_protocol.moc"
