// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Timers: their order, moving and ending them, and what a callback may do. Times lie in the past or far in the future,
// so that no test depends on how long it takes.

#include <QTest>
#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "server/net/event_loop.h"

using namespace net;
using namespace std::chrono_literals;

class TestTimer : public QObject {
  Q_OBJECT
 private slots:
  void init() {
    m_loop = *EventLoop::create();
    m_past = base::MonotonicClock::now() - 1h;
  }

  void runsInOrderOfTime() {
    std::vector<int> order;
    std::vector<std::unique_ptr<Timer>> timers;
    for (const int minute : {5, 1, 4, 2, 3}) {
      timers.push_back(std::make_unique<Timer>(*m_loop, [&order, minute] { order.push_back(minute); }));
      timers.back()->startAt(m_past + std::chrono::minutes(minute));
    }
    m_loop->turn(0ms);
    QCOMPARE(order, (std::vector<int>{1, 2, 3, 4, 5}));
    for (const auto& timer : timers) QVERIFY(!timer->isRunning());
  }

  void runsOnce() {
    int calls = 0;
    Timer timer(*m_loop, [&] { ++calls; });
    timer.startAt(m_past);
    m_loop->turn(0ms);
    m_loop->turn(0ms);
    QCOMPARE(calls, 1);
  }

  void aWaitingLoopWakesForIt() {
    bool called = false;
    Timer timer(*m_loop, [&] {
      called = true;
      m_loop->stop();
    });
    const auto start = base::MonotonicClock::now();
    timer.startIn(5ms);
    m_loop->run();
    QVERIFY(called);
    QVERIFY(base::MonotonicClock::now() - start >= 5ms);
  }

  void movedFurtherOutDoesNotRunAtItsOldTime() {
    int calls = 0;
    Timer timer(*m_loop, [&] { ++calls; });
    timer.startAt(m_past);
    timer.startIn(1h);
    m_loop->turn(0ms);
    QCOMPARE(calls, 0);
    QVERIFY(timer.isRunning());
    timer.startAt(m_past);
    m_loop->turn(0ms);
    QCOMPARE(calls, 1);
  }

  void movedNearerRunsAtItsNewTime() {
    int calls = 0;
    Timer other(*m_loop, [&] { calls += 100; });
    Timer timer(*m_loop, [&] { ++calls; });
    other.startIn(1h);
    timer.startIn(2h);
    timer.startAt(m_past);
    m_loop->turn(0ms);
    QCOMPARE(calls, 1);
  }

  void stoppedDoesNotRun() {
    int calls = 0;
    Timer timer(*m_loop, [&] { ++calls; });
    timer.startAt(m_past);
    timer.stop();
    m_loop->turn(0ms);
    QCOMPARE(calls, 0);
    QVERIFY(!timer.isRunning());
  }

  void endedByAnothersCallbackDoesNotRun() {
    int calls = 0;
    auto second = std::make_unique<Timer>(*m_loop, [&] { ++calls; });
    Timer first(*m_loop, [&] { second.reset(); });
    first.startAt(m_past);
    second->startAt(m_past + 1s);
    m_loop->turn(0ms);
    QCOMPARE(calls, 0);
  }

  void startedAgainByItsCallbackRunsInTheNextTurn() {
    int calls = 0;
    Timer timer(*m_loop, [&] {
      ++calls;
      timer.startAt(m_past);
    });
    timer.startAt(m_past);
    m_loop->turn(0ms);
    QCOMPARE(calls, 1);
    m_loop->turn(1h);
    QCOMPARE(calls, 2);
  }

  void isDoneBeforeTheDeferredWork() {
    struct Work final : Deferred {
      int timersBefore = -1;
      const int& timers;
      explicit Work(const int& count) : timers(count) {}
      void runDeferred() override { timersBefore = timers; }
    };
    int calls = 0;
    Work work(calls);
    Timer timer(*m_loop, [&] {
      ++calls;
      m_loop->defer(work);
    });
    timer.startAt(m_past);
    m_loop->turn(0ms);
    QCOMPARE(work.timersBefore, 1);
  }

  /// Thousands of timers moved, stopped and ended at random run exactly as a plain list of times says.
  void keepsItsOrderUnderRandomChanges() {
    std::mt19937 random(20'261'122);
    std::vector<std::unique_ptr<Timer>> timers;
    std::vector<base::MonotonicTime> ran;
    timers.resize(2000);
    for (auto& timer : timers) {
      timer = std::make_unique<Timer>(*m_loop, [&ran, &timer] { ran.push_back(timer->when()); });
    }
    for (int i = 0; i < 20'000; ++i) {
      auto& timer = timers[random() % timers.size()];
      if (timer == nullptr) continue;
      switch (random() % 8) {
        case 0:
          timer->stop();
          break;
        case 1:
          if (random() % 16 == 0) timer.reset();
          break;
        case 2:
          timer->startIn(std::chrono::milliseconds(3'600'000 + random() % 1000));
          break;
        default:
          timer->startAt(m_past + std::chrono::microseconds(random() % 1'000'000'000));
          break;
      }
    }
    std::vector<base::MonotonicTime> expected;
    for (const auto& timer : timers) {
      if (timer != nullptr && timer->isRunning() && timer->when() < m_past + 1h) expected.push_back(timer->when());
    }
    std::sort(expected.begin(), expected.end());
    m_loop->turn(0ms);
    QVERIFY(expected.size() > 100);
    QCOMPARE(ran, expected);
  }

 private:
  std::unique_ptr<EventLoop> m_loop;
  base::MonotonicTime m_past;
};

QTEST_GUILESS_MAIN(TestTimer)
#include "test_timer.moc"
