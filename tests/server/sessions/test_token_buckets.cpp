// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Tokens of buckets: exactly so many at once, exactly one more after each interval, and no memory without a bound.

#include <QTest>

#include "server/sessions/session_table.h"

using namespace std::chrono_literals;
using namespace sessions;

namespace {

constexpr base::MonotonicTime start{std::chrono::hours(1)};
constexpr Bucket five{.interval = 100ms, .size = 5};

int taken(TokenBuckets& buckets, const char* key, const Bucket& bucket, base::MonotonicTime now) {
  int count = 0;
  while (count < 1000 && buckets.take(key, bucket, now) == 0us) ++count;
  return count;
}

Question take(std::string key) {
  return {.operation = Operation::Take, .key = std::move(key), .by = 2, .interval = 1min};
}

}  // namespace

class TestTokenBuckets : public QObject {
  Q_OBJECT

 private slots:
  void aQuietClientHasTheWholeBurst();
  void aTokenComesBackAfterEachInterval();
  void aRefusalCostsNothing();
  void eachKeyHasItsOwn();
  void aSmallerBucketOfTheSameNameStartsFull();
  void fullOnesAreForgotten();
  void manyClientsPushNoSessionOut();
};

void TestTokenBuckets::aQuietClientHasTheWholeBurst() {
  TokenBuckets buckets;
  QCOMPARE(taken(buckets, "a", five, start), 5);
  QCOMPARE(taken(buckets, "a", five, start + 1h), 5);
  QCOMPARE(buckets.size(), std::size_t{1});
}

void TestTokenBuckets::aTokenComesBackAfterEachInterval() {
  TokenBuckets buckets;
  QCOMPARE(taken(buckets, "a", five, start), 5);
  QVERIFY(buckets.take("a", five, start) == 100ms);
  QVERIFY(buckets.take("a", five, start + 99'999us) == 1us);
  QVERIFY(buckets.take("a", five, start + 99'999us + 1ns) == 1us);
  QCOMPARE(taken(buckets, "a", five, start + 100ms), 1);
  QCOMPARE(taken(buckets, "a", five, start + 450ms), 3);
  QVERIFY(buckets.take("a", five, start + 450ms) == 50ms);
}

void TestTokenBuckets::aRefusalCostsNothing() {
  TokenBuckets buckets;
  QCOMPARE(taken(buckets, "a", five, start), 5);
  for (int i = 0; i < 1000; ++i) QVERIFY(buckets.take("a", five, start + 50ms) == 50ms);
  QCOMPARE(taken(buckets, "a", five, start + 100ms), 1);
}

void TestTokenBuckets::eachKeyHasItsOwn() {
  TokenBuckets buckets;
  QCOMPARE(taken(buckets, "a", five, start), 5);
  QCOMPARE(taken(buckets, "b", five, start), 5);
}

void TestTokenBuckets::aSmallerBucketOfTheSameNameStartsFull() {
  TokenBuckets buckets;
  QCOMPARE(taken(buckets, "a", {.interval = 1h, .size = 20}, start), 20);
  QCOMPARE(taken(buckets, "a", five, start), 5);
}

void TestTokenBuckets::fullOnesAreForgotten() {
  TokenBuckets buckets;
  for (int i = 0; i < 10; ++i) QVERIFY(buckets.take(std::to_string(i), five, start) == 0us);
  QVERIFY(buckets.bytes() > 0);
  buckets.sweep(start + 99ms, 100);
  QCOMPARE(buckets.size(), std::size_t{10});
  buckets.sweep(start + 100ms, 4);
  QCOMPARE(buckets.size(), std::size_t{6});
  buckets.sweep(start + 100ms, 100);
  QCOMPARE(buckets.size(), std::size_t{0});
  QCOMPARE(buckets.bytes(), std::size_t{0});
}

void TestTokenBuckets::manyClientsPushNoSessionOut() {
  constexpr std::size_t memory = 1024 * 1024;
  SessionTable table(memory);
  for (int i = 0; i < 1000; ++i) {
    table.carryOut({.operation = Operation::Put, .key = "s" + std::to_string(i), .value = "v", .lifetime = 1h}, start);
  }
  for (int i = 0; i < 100'000; ++i) {
    QCOMPARE(table.carryOut(take("client " + std::to_string(i)), start)->number, std::int64_t{0});
    QVERIFY(table.bytes() <= memory);
  }
  QVERIFY(table.buckets().bytes() <= memory / 4);
  QVERIFY(table.buckets().size() > 1000);
  for (int i = 0; i < 1000; ++i)
    QVERIFY(table.carryOut({.operation = Operation::Get, .key = "s" + std::to_string(i)}, start)->found);
  // Neither takes the other's name.
  QVERIFY(!table.carryOut({.operation = Operation::Get, .key = "client 99999"}, start)->found);
  table.setMemory(memory / 16);
  QVERIFY(table.bytes() <= memory / 16);
  table.sweep(start + 1h, 1'000'000);
  QCOMPARE(table.bytes(), std::size_t{0});
}

QTEST_GUILESS_MAIN(TestTokenBuckets)
#include "test_token_buckets.moc"
