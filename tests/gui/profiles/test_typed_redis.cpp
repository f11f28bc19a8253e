// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What people type for a Redis, and what a configuration says of it: both ways, with the password apart.

#include <QTest>

#include "gui/base/text.h"
#include "gui/profiles/typed_redis.h"

class TestTypedRedis : public QObject {
  Q_OBJECT

 private slots:
  void fillsInWhatIsLeftOut_data();
  void fillsInWhatIsLeftOut();
  void isNoAddress_data();
  void isNoAddress();
  void thePasswordStandsApart_data();
  void thePasswordStandsApart();
  void otherSpellingsAreTheSamePlace();
};

void TestTypedRedis::fillsInWhatIsLeftOut_data() {
  QTest::addColumn<QString>("typed");
  QTest::addColumn<QString>("text");
  QTest::newRow("port") << "6380"
                        << "redis://127.0.0.1:6380";
  QTest::newRow("port with colon") << " :6380 "
                                   << "redis://127.0.0.1:6380";
  QTest::newRow("name") << "localhost"
                        << "redis://localhost";
  QTest::newRow("name and port") << "redis.example:6380"
                                 << "redis://redis.example:6380";
  QTest::newRow("path") << "/run/redis.sock"
                        << "unix:/run/redis.sock";
  QTest::newRow("whole") << "rediss://redis.example/3"
                         << "rediss://redis.example/3";
  QTest::newRow("sentinels") << "redis+sentinel://one.example,two.example:26380/mymaster"
                             << "redis+sentinel://one.example,two.example:26380/mymaster";
}

void TestTypedRedis::fillsInWhatIsLeftOut() {
  QFETCH(QString, typed);
  QFETCH(QString, text);
  const config::RedisAddress read = typedRedis::read({typed, {}});
  QVERIFY(typedRedis::isUsable(read));
  QCOMPARE(toQt(read.text), text);
}

void TestTypedRedis::isNoAddress_data() {
  QTest::addColumn<QString>("typed");
  for (const char* typed : {"", " ", "no address", "http://localhost", "redis://", "unix:redis.sock",
                            "redis://app@localhost", "redis://localhost/x", "redis+sentinel://one.example", "70000"})
    QTest::newRow(typed) << typed;
}

void TestTypedRedis::isNoAddress() {
  QFETCH(QString, typed);
  const config::RedisAddress read = typedRedis::read({typed, {}});
  QVERIFY(!typedRedis::isUsable(read));
  config::RedisAddress ignored;
  QVERIFY(!config::parseRedisAddress(read.text, ignored));
  QVERIFY(typedRedis::isSame(read, typedRedis::read({typed, {}})));
  QVERIFY(!typedRedis::isSame(read, config::RedisAddress()));
  QVERIFY(!typedRedis::isSame(read, typedRedis::read({QStringLiteral("neither this"), {}})));
}

void TestTypedRedis::thePasswordStandsApart_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("address");
  QTest::addColumn<QString>("password");
  QTest::newRow("none") << "redis://localhost/1"
                        << "redis://localhost/1"
                        << "";
  QTest::newRow("alone") << "redis://:s%40crat%2F@localhost:6380/1"
                         << "redis://localhost:6380/1"
                         << "s@crat/";
  QTest::newRow("with a user") << "rediss://app:a%3Ab@redis.example"
                               << "rediss://app@redis.example"
                               << "a:b";
  QTest::newRow("of a path") << "unix://:secret@/run/redis.sock?db=1"
                             << "unix:/run/redis.sock?db=1"
                             << "secret";
  QTest::newRow("of a path, with a user") << "unix://app:secret@/run/redis.sock"
                                          << "unix://app@/run/redis.sock"
                                          << "secret";
  QTest::newRow("of sentinels") << "redis+sentinel://:p@one.example,two.example/m/2"
                                << "redis+sentinel://one.example,two.example/m/2"
                                << "p";
  QTest::newRow("of another script") << "redis://:%EB%B9%84%EB%B0%80@localhost"
                                     << "redis://localhost" << QString::fromUtf8("비밀");
}

void TestTypedRedis::thePasswordStandsApart() {
  QFETCH(QString, text);
  QFETCH(QString, address);
  QFETCH(QString, password);
  const typedRedis::Fields fields = typedRedis::split(text);
  QCOMPARE(fields.address, address);
  QCOMPARE(fields.password, password);
  config::RedisAddress whole;
  QVERIFY(config::parseRedisAddress(text.toStdString(), whole));
  QVERIFY(typedRedis::read(fields) == whole);
}

void TestTypedRedis::otherSpellingsAreTheSamePlace() {
  const auto read = [](const char* text) { return typedRedis::read({QString::fromLatin1(text), {}}); };
  QVERIFY(typedRedis::isSame(read("127.0.0.1"), config::RedisAddress()));
  QVERIFY(typedRedis::isSame(read("redis://:a%62@localhost/"), read("redis://:ab@localhost:6379/0")));
  QVERIFY(!typedRedis::isSame(read("redis://localhost"), read("rediss://localhost")));
  QVERIFY(!typedRedis::isSame(read("redis://:a@localhost"), read("redis://:b@localhost")));
}

QTEST_APPLESS_MAIN(TestTypedRedis)
#include "test_typed_redis.moc"
