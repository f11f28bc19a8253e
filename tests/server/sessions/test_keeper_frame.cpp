// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Questions and answers survive their way through a packet; anything else is no question and no answer.

#include <QTest>
#include <limits>

#include "server/sessions/keeper_frame.h"

using namespace std::chrono_literals;
using namespace sessions;

class TestKeeperFrame : public QObject {
  Q_OBJECT

 private slots:
  void questionsComeBack();
  void bucketsComeBack();
  void aBucketThatNeverFillsIsNone_data();
  void aBucketThatNeverFillsIsNone();
  void answersComeBack();
  void shortenedFramesAreNone();
  void nonsenseIsNone();
};

void TestKeeperFrame::questionsComeBack() {
  const Question question{.operation = Operation::Increment,
                          .key = std::string("k\0\r\n", 4),
                          .value = std::string("v\0w", 3),
                          .by = -7,
                          .lifetime = 24h,
                          .when = When::IfPresent};
  const auto read = questionIn(frameOf(1ULL << 60, question));
  QVERIFY(read);
  QCOMPARE(read->number, std::uint64_t{1} << 60);
  QVERIFY(read->question.operation == question.operation);
  QVERIFY(read->question.when == question.when);
  QCOMPARE(read->question.key, question.key);
  QCOMPARE(read->question.value, question.value);
  QCOMPARE(read->question.by, question.by);
  QCOMPARE(read->question.lifetime.count(), question.lifetime.count());
}

void TestKeeperFrame::bucketsComeBack() {
  const auto read = questionIn(
      frameOf(1, Question{.operation = Operation::Take, .key = "k", .by = 24, .interval = std::chrono::hours(1)}));
  QVERIFY(read);
  QVERIFY(read->question.operation == Operation::Take);
  QCOMPARE(read->question.by, std::int64_t{24});
  QVERIFY(read->question.interval == std::chrono::hours(1));
}

void TestKeeperFrame::aBucketThatNeverFillsIsNone_data() {
  QTest::addColumn<qint64>("size");
  QTest::addColumn<qint64>("interval");
  QTest::newRow("no tokens") << qint64{0} << qint64{1};
  QTest::newRow("less than none") << qint64{-1} << qint64{1};
  QTest::newRow("no time") << qint64{1} << qint64{0};
  QTest::newRow("less than no time") << qint64{1} << qint64{-1};
  QTest::newRow("over a day") << qint64{25} << qint64{3'600'000'000};
  QTest::newRow("more than can be told") << std::numeric_limits<qint64>::max() << std::numeric_limits<qint64>::max();
}

void TestKeeperFrame::aBucketThatNeverFillsIsNone() {
  QFETCH(qint64, size);
  QFETCH(qint64, interval);
  QVERIFY(!questionIn(frameOf(
      1, Question{
             .operation = Operation::Take, .key = "k", .by = size, .interval = std::chrono::microseconds(interval)})));
}

void TestKeeperFrame::answersComeBack() {
  const Answer answers[] = {Reply{.found = true, .value = std::string("a\0b", 3), .number = -1}, Reply{},
                            tl::unexpected(StoreError::Unavailable), tl::unexpected(StoreError::TooLarge),
                            tl::unexpected(StoreError::NotANumber)};
  for (const Answer& answer : answers) {
    const auto read = answerIn(frameOf(9, answer));
    QVERIFY(read);
    QCOMPARE(read->number, std::uint64_t{9});
    QCOMPARE(read->answer.has_value(), answer.has_value());
    if (!answer) {
      QVERIFY(read->answer.error() == answer.error());
      continue;
    }
    QCOMPARE(read->answer->found, answer->found);
    QCOMPARE(read->answer->value, answer->value);
    QCOMPARE(read->answer->number, answer->number);
  }
}

void TestKeeperFrame::shortenedFramesAreNone() {
  const std::string question = frameOf(1, Question{.operation = Operation::Get, .key = "key"});
  for (std::size_t length = 0; length < question.size(); ++length) QVERIFY(!questionIn(question.substr(0, length)));
  QVERIFY(questionIn(question));
  const std::string answer = frameOf(1, Answer(Reply{}));
  for (std::size_t length = 0; length < answer.size(); ++length) QVERIFY(!answerIn(answer.substr(0, length)));
  QVERIFY(answerIn(answer));
}

void TestKeeperFrame::nonsenseIsNone() {
  std::string question = frameOf(1, Question{.operation = Operation::Get, .key = "key"});
  question[8] = 5;  // no operation
  QVERIFY(!questionIn(question));
  question[8] = 0;
  question[9] = 3;  // no When
  QVERIFY(!questionIn(question));
  QVERIFY(!questionIn(frameOf(1, Question{.key = "key", .lifetime = -1ms})));
  QVERIFY(!questionIn(frameOf(1, Question{.key = "key", .lifetime = base::Milliseconds(INT64_MAX)})));
  std::string answer = frameOf(1, Answer(Reply{}));
  answer[8] = 5;
  QVERIFY(!answerIn(answer));
}

QTEST_GUILESS_MAIN(TestKeeperFrame)
#include "test_keeper_frame.moc"
