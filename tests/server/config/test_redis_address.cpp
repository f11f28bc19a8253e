// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Addresses of a Redis as people write them, and what is shown of them.

#include <QTest>

#include "server/config/redis_address.h"

using namespace config;

class TestRedisAddress : public QObject {
  Q_OBJECT

 private slots:
  void parses_data();
  void parses();
  void hidesSecrets();
};

void TestRedisAddress::parses_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* text, const char* expected) { QTest::newRow(text) << text << expected; };
  row("redis://127.0.0.1", "plain 127.0.0.1 6379 '' '' 0");
  row("redis://127.0.0.1:6380/", "plain 127.0.0.1 6380 '' '' 0");
  row("redis://[::1]:6380/15", "plain ::1 6380 '' '' 15");
  row("rediss://redis.example/2", "tls redis.example 6379 '' '' 2");
  row("redis://app:secret@redis.example", "plain redis.example 6379 'app' 'secret' 0");
  row("redis://:s%40e%2Fc:r@t@redis.example", "plain redis.example 6379 '' 's@e/c:r@t' 0");
  row("unix:/run/redis.sock", "unix /run/redis.sock 0 '' '' 0");
  row("unix:/run/redis.sock?db=3", "unix /run/redis.sock 0 '' '' 3");
  row("unix:///run/redis.sock", "unix /run/redis.sock 0 '' '' 0");
  row("unix://app:secret@/run/redis.sock?db=3", "unix /run/redis.sock 0 'app' 'secret' 3");
  row("redis+sentinel://one.example/mymaster", "plain 127.0.0.1 6379 '' '' 0 mymaster one.example:26379");
  row("redis+sentinel://:s%40e@one.example:1,[::1],10.0.0.1:3/my.master-1/7",
      "plain 127.0.0.1 6379 '' 's@e' 7 my.master-1 one.example:1 ::1:26379 10.0.0.1:3");
  row("rediss+sentinel://app:secret@one.example/mymaster/",
      "tls 127.0.0.1 6379 'app' 'secret' 0 mymaster one.example:26379");
  for (const char* wrong : {"redis+sentinel://one.example",
                            "redis+sentinel://one.example/",
                            "redis+sentinel:///mymaster",
                            "redis+sentinel://one.example,/mymaster",
                            "redis+sentinel://one.example,,two.example/mymaster",
                            "redis+sentinel://one.example two.example/mymaster",
                            "redis+sentinel://one.example:0/mymaster",
                            "redis+sentinel://one.example/my master",
                            "redis+sentinel://one.example/mymaster/x",
                            "redis+sentinel://one.example/mymaster/0/1",
                            "redis+sentinel://1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17/mymaster",
                            "redis+sentinels://one.example/mymaster",
                            "+sentinel://one.example/mymaster",
                            "unix+sentinel:///run/redis.sock/mymaster",
                            "",
                            "127.0.0.1:6379",
                            "http://127.0.0.1",
                            "redis://",
                            "redis://:0",
                            "redis://host:99999",
                            "redis://host/x",
                            "redis://host/-1",
                            "redis://host/100000",
                            "redis://host/0/1",
                            "redis://app@host",
                            "redis://app:@host",
                            "redis://app:%4@host",
                            "redis://app:%zz@host",
                            "redis://a b",
                            "unix:run/redis.sock",
                            "unix:/a?db=",
                            "unix:/a?x",
                            "redis://host?db=1",
                            "redis://::1"}) {
    row(wrong, "wrong");
  }
}

void TestRedisAddress::parses() {
  QFETCH(QString, text);
  QFETCH(QString, expected);
  RedisAddress address;
  if (!parseRedisAddress(text.toStdString(), address)) {
    QCOMPARE(QString("wrong"), expected);
    return;
  }
  const QStringList kinds{"plain", "tls", "unix"};
  QString sentinels;
  if (!address.masterName.empty()) sentinels = ' ' + QString::fromStdString(address.masterName);
  for (const auto& each : address.sentinels)
    sentinels += QString(" %1:%2").arg(QString::fromStdString(each.host)).arg(each.port);
  QCOMPARE(QString("%1 %2 %3 '%4' '%5' %6")
                   .arg(kinds.at(static_cast<int>(address.kind)), QString::fromStdString(address.host))
                   .arg(address.port)
                   .arg(QString::fromStdString(address.user), QString::fromStdString(address.password))
                   .arg(address.database) +
               sentinels,
           expected);
  QCOMPARE(QString::fromStdString(address.text), text);
}

void TestRedisAddress::hidesSecrets() {
  QCOMPARE(withoutSecrets("redis://127.0.0.1/0"), "redis://127.0.0.1/0");
  QCOMPARE(withoutSecrets("rediss://app:secret@host:1/0"), "rediss://***@host:1/0");
  QCOMPARE(withoutSecrets("redis+sentinel://app:secret@one,two/name"), "redis+sentinel://***@one,two/name");
  QCOMPARE(withoutSecrets("redis://app:sec@ret@host"), "redis://***@host");
  QCOMPARE(withoutSecrets("app:secret@host"), "***@host");
  QCOMPARE(withoutSecrets("app:sec//ret@host"), "***@host");
}

QTEST_GUILESS_MAIN(TestRedisAddress)
#include "test_redis_address.moc"
