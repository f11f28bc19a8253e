// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a table of sessions keeps, for how long, and what it gives up first.

#include <QTest>

#include "server/sessions/session_table.h"

using namespace std::chrono_literals;
using namespace sessions;

namespace {

constexpr base::MonotonicTime start{1000h};
constexpr std::size_t roomy = 1024 * 1024;

Question get(const char* key) {
  return {.operation = Operation::Get, .key = key};
}
Question put(const char* key, const char* value, When when = When::Always) {
  return {.operation = Operation::Put, .key = key, .value = value, .lifetime = 10s, .when = when};
}
Question touch(const char* key) {
  return {.operation = Operation::Touch, .key = key, .lifetime = 10s};
}
Question removal(const char* key) {
  return {.operation = Operation::Remove, .key = key};
}
Question increment(const char* key, std::int64_t by = 1, When when = When::Always) {
  return {.operation = Operation::Increment, .key = key, .by = by, .lifetime = 10s, .when = when};
}

}  // namespace

class TestSessionTable : public QObject {
  Q_OBJECT

 private slots:
  void keepsWhatItWasGiven();
  void countsAsTextWithoutLosingAny();
  void countsNoText();
  void endsAtTheEndOfALife();
  void touchingChangesNothingButTheEnd();
  void whatWasRemovedStaysRemoved();
  void whatIsThereStaysAsItIs();
  void refusesWhatIsTooLarge();
  void givesUpWhatWasUsedLongestAgo();
  void staysWithinItsMemory();
  void sweepsWhatIsOver();
};

void TestSessionTable::keepsWhatItWasGiven() {
  SessionTable table(roomy);
  QVERIFY(!table.carryOut(get("a"), start)->found);
  QVERIFY(!table.carryOut(put("a", "1"), start)->found);
  const std::string binary("\0\r\n$", 4);
  Question other = put("a", "");
  other.value = binary;
  QVERIFY(table.carryOut(other, start)->found);
  QCOMPARE(table.carryOut(get("a"), start)->value, binary);
  QCOMPARE(table.size(), std::size_t{1});
}

void TestSessionTable::countsAsTextWithoutLosingAny() {
  SessionTable table(roomy);
  for (int i = 1; i <= 1000; ++i) QCOMPARE(table.carryOut(increment("n"), start)->number, i);
  QCOMPARE(table.carryOut(get("n"), start)->value, std::string("1000"));
  QCOMPARE(table.carryOut(increment("n", -1001), start)->number, -1);
}

void TestSessionTable::countsNoText() {
  SessionTable table(roomy);
  table.carryOut(put("a", "12 apples"), start);
  QVERIFY(table.carryOut(increment("a"), start).error() == StoreError::NotANumber);
  QCOMPARE(table.carryOut(get("a"), start)->value, std::string("12 apples"));
  table.carryOut(put("a", "9223372036854775807"), start);
  QVERIFY(table.carryOut(increment("a"), start).error() == StoreError::NotANumber);
}

void TestSessionTable::endsAtTheEndOfALife() {
  SessionTable table(roomy);
  table.carryOut(put("a", "1"), start);
  QVERIFY(table.carryOut(get("a"), start + 9999ms)->found);
  QVERIFY(!table.carryOut(get("a"), start + 10s)->found);
  QCOMPARE(table.bytes(), std::size_t{0});
  QCOMPARE(table.carryOut(increment("a"), start + 10s)->number, 1);
}

void TestSessionTable::touchingChangesNothingButTheEnd() {
  SessionTable table(roomy);
  table.carryOut(put("a", "1"), start);
  QVERIFY(table.carryOut(touch("a"), start + 9s)->found);
  QCOMPARE(table.carryOut(get("a"), start + 18s)->value, std::string("1"));
  QVERIFY(!table.carryOut(touch("a"), start + 19s)->found);
  QCOMPARE(table.size(), std::size_t{0});
}

void TestSessionTable::whatWasRemovedStaysRemoved() {
  SessionTable table(roomy);
  table.carryOut(put("a", "1"), start);
  QVERIFY(table.carryOut(removal("a"), start)->found);
  QVERIFY(!table.carryOut(removal("a"), start)->found);
  // A slower request of somebody who has logged out meanwhile.
  QVERIFY(!table.carryOut(put("a", "2", When::IfPresent), start)->found);
  QVERIFY(!table.carryOut(increment("a", 1, When::IfPresent), start)->found);
  QVERIFY(!table.carryOut(get("a"), start)->found);
}

void TestSessionTable::whatIsThereStaysAsItIs() {
  SessionTable table(roomy);
  QVERIFY(!table.carryOut(put("a", "1", When::IfAbsent), start)->found);
  QVERIFY(table.carryOut(put("a", "2", When::IfAbsent), start + 1s)->found);
  const Reply counted = *table.carryOut(increment("a", 1, When::IfAbsent), start + 1s);
  QVERIFY(counted.found && counted.number == 0);
  QCOMPARE(table.carryOut(get("a"), start + 2s)->value, std::string("1"));
  // Not even its end was put off.
  QVERIFY(!table.carryOut(put("a", "3", When::IfAbsent), start + 10s)->found);
  QCOMPARE(table.carryOut(get("a"), start + 11s)->value, std::string("3"));
}

void TestSessionTable::refusesWhatIsTooLarge() {
  SessionTable table(roomy);
  Question question = put("a", "");
  question.value = std::string(largestValue + 1, 'x');
  QVERIFY(table.carryOut(question, start).error() == StoreError::TooLarge);
  question.value.pop_back();
  QVERIFY(table.carryOut(question, start).has_value());
  question.key = std::string(longestKey + 1, 'k');
  QVERIFY(table.carryOut(question, start).error() == StoreError::TooLarge);
  question.key.clear();
  QVERIFY(table.carryOut(question, start).error() == StoreError::TooLarge);
}

void TestSessionTable::givesUpWhatWasUsedLongestAgo() {
  SessionTable table(roomy);
  table.carryOut(put("a", "1"), start);
  const std::size_t one = table.bytes();
  table.carryOut(put("b", "1"), start);
  table.carryOut(put("c", "1"), start);
  QVERIFY(table.carryOut(get("a"), start)->found);
  table.setMemory(2 * one);
  QVERIFY(!table.carryOut(get("b"), start)->found);
  table.carryOut(put("d", "1"), start);
  QVERIFY(!table.carryOut(get("c"), start)->found);
  QVERIFY(table.carryOut(get("a"), start)->found);
  QVERIFY(table.carryOut(get("d"), start)->found);
}

void TestSessionTable::staysWithinItsMemory() {
  constexpr std::size_t memory = 256 * 1024;
  SessionTable table(memory);
  for (int i = 0; i < 10'000; ++i) {
    Question question = put("", "");
    question.key = "session-" + std::to_string(i);
    question.value = std::string(static_cast<std::size_t>(i % 3000), 'x');
    QVERIFY(table.carryOut(question, start).has_value());
    QVERIFY(table.bytes() <= memory);
  }
  QVERIFY(table.size() > 50);
  QVERIFY(table.carryOut(get("session-9999"), start)->found);
  QVERIFY(!table.carryOut(get("session-0"), start)->found);
}

void TestSessionTable::sweepsWhatIsOver() {
  SessionTable table(roomy);
  for (const char* key : {"a", "b", "c"}) table.carryOut(put(key, "1"), start);
  table.carryOut(put("d", "1"), start + 5s);
  table.sweep(start + 9s, 10);
  QCOMPARE(table.size(), std::size_t{4});
  table.sweep(start + 10s, 2);
  QCOMPARE(table.size(), std::size_t{2});
  table.sweep(start + 10s, 10);
  QCOMPARE(table.size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestSessionTable)
#include "test_session_table.moc"
