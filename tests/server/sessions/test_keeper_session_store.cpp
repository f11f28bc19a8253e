// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The worker's end of the keeper, with a keeper that answers, stays silent, forgets or dies, as the test says.

#include <QTest>

#include "server/sessions/keeper_frame.h"
#include "server/sessions/keeper_session_store.h"
#include "server/sessions/worker_session_store.h"

using namespace std::chrono_literals;
using namespace sessions;

namespace {

/// Holds what it was asked until the test lets it answer.
struct OtherEnd {
  std::vector<NumberedQuestion> asked;
  std::unique_ptr<net::MessageChannel> channel;

  OtherEnd(net::EventLoop& loop, base::UniqueFd fd) {
    channel = *net::MessageChannel::create(loop, std::move(fd),
                                           {[this](std::string_view frame, base::UniqueFd) {
                                              if (auto read = questionIn(frame)) asked.push_back(std::move(*read));
                                            },
                                            [] {}});
  }
  void answer(std::size_t index, std::int64_t number) {
    channel->send(frameOf(asked.at(index).number, Answer(Reply{.number = number})));
  }
};

}  // namespace

class TestKeeperSessionStore : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void answersInOrder();
  void whatIsAskedEarlyWaitsForTheKeeper();
  void silenceEndsInTime();
  void aLateAnswerIsNoAnswerToAnother();
  void aForgottenQuestionIsUnavailable();
  void whatADeadKeeperWasAskedIsUnavailable();
  void tooMuchIsRefusedLater();
  void theWorkersOwnStoreAnswersLater();

 private:
  void connect();
  void ask(const char* name);
  bool until(const std::function<bool()>& condition);

  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<KeeperSessionStore> m_store;
  std::unique_ptr<OtherEnd> m_keeper;
  QStringList m_answers;
  QStringList m_states;
};

void TestKeeperSessionStore::init() {
  m_loop = *net::EventLoop::create();
  m_answers.clear();
  m_states.clear();
  m_store = std::make_unique<KeeperSessionStore>(
      *m_loop, [this](const std::string& reason) { m_states << QString::fromStdString(reason); });
}

void TestKeeperSessionStore::cleanup() {
  m_store.reset();
  m_keeper.reset();
  m_loop.reset();
}

void TestKeeperSessionStore::connect() {
  auto pair = *net::MessageChannel::createPair();
  m_keeper = std::make_unique<OtherEnd>(*m_loop, std::move(pair.first));
  m_store->connect(std::move(pair.second));
}

void TestKeeperSessionStore::ask(const char* name) {
  const QString before = m_answers.join(' ');
  m_store->increment(name, 1, 1h, [this, name](const Answer& answer) {
    m_answers << QString("%1=%2").arg(name, answer ? QString::number(answer->number)
                                            : answer.error() == StoreError::Unavailable ? "unavailable"
                                                                                        : "too large");
  });
  QCOMPARE(m_answers.join(' '), before);
}

bool TestKeeperSessionStore::until(const std::function<bool()>& condition) {
  const base::MonotonicTime end = base::MonotonicClock::now() + 10s;
  while (!condition()) {
    if (base::MonotonicClock::now() > end) return false;
    m_loop->turn(50ms);
  }
  return true;
}

void TestKeeperSessionStore::answersInOrder() {
  connect();
  ask("a");
  ask("b");
  QVERIFY(until([&] { return m_keeper->asked.size() == 2; }));
  QVERIFY(m_answers.isEmpty());
  m_keeper->answer(0, 7);
  m_keeper->answer(1, 8);
  QVERIFY(until([&] { return m_answers.size() == 2; }));
  QCOMPARE(m_answers, QStringList({"a=7", "b=8"}));
  QCOMPARE(m_states, QStringList({""}));
}

void TestKeeperSessionStore::whatIsAskedEarlyWaitsForTheKeeper() {
  ask("a");
  m_loop->turn(0ms);
  QVERIFY(m_answers.isEmpty());
  connect();
  QVERIFY(until([&] { return m_keeper->asked.size() == 1; }));
  m_keeper->answer(0, 1);
  QVERIFY(until([&] { return !m_answers.isEmpty(); }));
  QCOMPARE(m_answers, QStringList({"a=1"}));
}

void TestKeeperSessionStore::silenceEndsInTime() {
  connect();
  const base::MonotonicTime began = base::MonotonicClock::now();
  ask("a");
  QVERIFY(until([&] { return !m_answers.isEmpty(); }));
  QVERIFY(base::MonotonicClock::now() - began >= longestWait - 50ms);
  QCOMPARE(m_answers, QStringList({"a=unavailable"}));
  QCOMPARE(m_states, QStringList({"", "its process does not answer"}));
}

void TestKeeperSessionStore::aLateAnswerIsNoAnswerToAnother() {
  connect();
  ask("a");
  QVERIFY(until([&] { return !m_answers.isEmpty(); }));
  ask("b");
  m_keeper->answer(0, 1);
  QVERIFY(until([&] { return m_keeper->asked.size() == 2; }));
  QCOMPARE(m_answers, QStringList({"a=unavailable"}));
  m_keeper->answer(1, 2);
  QVERIFY(until([&] { return m_answers.size() == 2; }));
  QCOMPARE(m_answers.back(), QString("b=2"));
  QCOMPARE(m_states, QStringList({"", "its process does not answer", ""}));
}

void TestKeeperSessionStore::aForgottenQuestionIsUnavailable() {
  connect();
  ask("a");
  ask("b");
  QVERIFY(until([&] { return m_keeper->asked.size() == 2; }));
  m_keeper->answer(1, 2);
  QVERIFY(until([&] { return m_answers.size() == 2; }));
  QCOMPARE(m_answers, QStringList({"a=unavailable", "b=2"}));
}

void TestKeeperSessionStore::whatADeadKeeperWasAskedIsUnavailable() {
  connect();
  ask("a");
  QVERIFY(until([&] { return m_keeper->asked.size() == 1; }));
  m_keeper.reset();
  QVERIFY(until([&] { return !m_answers.isEmpty(); }));
  QCOMPARE(m_states, QStringList({"", "its process has ended"}));
  ask("b");
  connect();
  QVERIFY(until([&] { return m_keeper->asked.size() == 1; }));
  m_keeper->answer(0, 1);
  QVERIFY(until([&] { return m_answers.size() == 2; }));
  QCOMPARE(m_answers, QStringList({"a=unavailable", "b=1"}));
  QCOMPARE(m_states.back(), QString());
}

void TestKeeperSessionStore::tooMuchIsRefusedLater() {
  m_store->put("key", std::string(largestValue + 1, 'x'), 1h, When::Always,
               [this](const Answer& answer) { m_answers << (answer ? "kept" : "refused"); });
  QVERIFY(m_answers.isEmpty());
  m_loop->turn(0ms);
  QCOMPARE(m_answers, QStringList({"refused"}));
  m_answers.clear();
  for (std::size_t i = 0; i < mostPending; ++i) m_store->touch("key", 1h, [](const Answer&) {});
  ask("a");
  m_loop->turn(0ms);
  QCOMPARE(m_answers, QStringList({"a=unavailable"}));
}

void TestKeeperSessionStore::theWorkersOwnStoreAnswersLater() {
  SharedSessionTable table(1024 * 1024);
  WorkerSessionStore store(*m_loop, table);
  QStringList answers;
  for (int i = 0; i < 2; ++i) {
    store.increment("a", 5, 1h, [&answers](const Answer& answer) { answers << QString::number(answer->number); });
  }
  QVERIFY(answers.isEmpty());
  m_loop->turn(0ms);
  QCOMPARE(answers, QStringList({"5", "10"}));
}

QTEST_GUILESS_MAIN(TestKeeperSessionStore)
#include "test_keeper_session_store.moc"
