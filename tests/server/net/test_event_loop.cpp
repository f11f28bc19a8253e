// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The loop's promises: who is told, in which order, and who no longer is.

#include <sys/eventfd.h>
#include <sys/wait.h>

#include <QTest>
#include <functional>
#include <vector>

#include "server/net/event_loop.h"

using namespace net;
using namespace std::chrono_literals;

namespace {

struct Recorder final : Watcher {
  std::function<void(std::uint32_t)> ready;
  int calls = 0;
  void handleReady(std::uint32_t events) override {
    ++calls;
    if (ready) ready(events);
  }
};

struct Work final : Deferred {
  std::function<void()> action;
  int runs = 0;
  void runDeferred() override {
    ++runs;
    if (action) action();
  }
};

struct Mortal final : Destroyable {
  std::vector<std::string>& log;
  explicit Mortal(std::vector<std::string>& list) : log(list) {}
  ~Mortal() override { log.emplace_back("destroyed"); }
};

/// An eventfd that is readable from the start.
base::UniqueFd readyFd() {
  return base::UniqueFd(::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK));
}

}  // namespace

class TestEventLoop : public QObject {
  Q_OBJECT
 private slots:
  void init() { m_loop = *EventLoop::create(); }

  void tellsWhatIsReady() {
    const base::UniqueFd fd = readyFd();
    Recorder watcher;
    std::uint32_t seen = 0;
    watcher.ready = [&](std::uint32_t events) { seen = events; };
    const Watch watch = *m_loop->watch(fd.get(), EPOLLIN | EPOLLOUT, watcher);
    m_loop->turn(0ms);
    QCOMPARE(seen, std::uint32_t{EPOLLIN | EPOLLOUT});
  }

  void reportsADescriptorThatCannotBeWatched() {
    Recorder watcher;
    const auto watch = m_loop->watch(-1, EPOLLIN, watcher);
    QVERIFY(!watch);
    QVERIFY(QByteArray::fromStdString(watch.error().sentence).contains("bad file descriptor"));
  }

  void tellsNothingAfterStop() {
    const base::UniqueFd fd = readyFd();
    Recorder watcher;
    Watch watch = *m_loop->watch(fd.get(), EPOLLIN, watcher);
    watch.stop();
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 0);
    QVERIFY(!watch);
  }

  void changesTheEvents() {
    const base::UniqueFd fd = readyFd();
    Recorder watcher;
    Watch watch = *m_loop->watch(fd.get(), 0, watcher);
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 0);
    watch.change(EPOLLIN);
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 1);
  }

  void aWatchStoppedByAnotherIsNotToldInTheSameTurn() {
    const base::UniqueFd first = readyFd();
    const base::UniqueFd second = readyFd();
    Recorder watcher;  // one for both: what is voided is the watch, not the watcher
    std::vector<Watch> watches;
    watcher.ready = [&](std::uint32_t) { watches.clear(); };
    watches.push_back(*m_loop->watch(first.get(), EPOLLIN, watcher));
    watches.push_back(*m_loop->watch(second.get(), EPOLLIN, watcher));
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 1);
  }

  void aWatchIsNotToldWhatWasReadyForTheOneBeforeInItsPlace() {
    const base::UniqueFd first = readyFd();
    const base::UniqueFd second = readyFd();
    const base::UniqueFd silent(::eventfd(0, EFD_CLOEXEC));
    Recorder old;
    Recorder fresh;
    std::vector<Watch> watches;
    std::vector<Watch> later;
    old.ready = [&](std::uint32_t) {
      watches.clear();
      later.push_back(*m_loop->watch(silent.get(), EPOLLIN, fresh));
      later.push_back(*m_loop->watch(silent.get() == first.get() ? second.get() : first.get(), 0, fresh));
    };
    watches.push_back(*m_loop->watch(first.get(), EPOLLIN, old));
    watches.push_back(*m_loop->watch(second.get(), EPOLLIN, old));
    m_loop->turn(0ms);
    QCOMPARE(old.calls, 1);
    QCOMPARE(fresh.calls, 0);
  }

  void aMovedWatchStaysRegistered() {
    const base::UniqueFd fd = readyFd();
    Recorder watcher;
    Watch watch = *m_loop->watch(fd.get(), EPOLLIN, watcher);
    Watch other = std::move(watch);
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 1);
    other = Watch();
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 1);
  }

  void watchesMayBeAddedWhileOthersAreTold() {
    const base::UniqueFd fd = readyFd();
    std::vector<base::UniqueFd> others;
    std::vector<Watch> watches;
    Recorder added;
    Recorder watcher;
    watcher.ready = [&](std::uint32_t) {
      for (int i = 0; i < 100; ++i) {
        others.push_back(readyFd());
        watches.push_back(*m_loop->watch(others.back().get(), EPOLLIN | EPOLLET, added));
      }
    };
    const Watch watch = *m_loop->watch(fd.get(), EPOLLIN | EPOLLET, watcher);
    m_loop->turn(0ms);
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 1);
    QCOMPARE(added.calls, 100);
    watches.clear();
  }

  void deferringTwiceRunsOnce() {
    Work work;
    m_loop->defer(work);
    m_loop->defer(work);
    m_loop->turn(0ms);
    m_loop->turn(0ms);
    QCOMPARE(work.runs, 1);
  }

  void workDeferredByWorkRunsInTheSameTurn() {
    Work second;
    Work first;
    first.action = [&] { m_loop->defer(second); };
    m_loop->defer(first);
    m_loop->turn(0ms);
    QCOMPARE(second.runs, 1);
  }

  void workThatAlwaysDefersItselfDoesNotHoldTheTurn() {
    Work work;
    work.action = [&] { m_loop->defer(work); };
    m_loop->defer(work);
    m_loop->turn(0ms);
    const int first = work.runs;
    QVERIFY(first > 1);
    m_loop->turn(1h);  // what is left over does not wait for a descriptor
    QVERIFY(work.runs > first);
    work.action = {};
    m_loop->turn(0ms);
  }

  void workThatEndedIsNotRun() {
    Work first;
    auto second = std::make_unique<Work>();
    int runs = 0;
    second->action = [&] { ++runs; };
    first.action = [&] { second.reset(); };
    m_loop->defer(first);
    m_loop->defer(*second);
    m_loop->turn(0ms);
    QCOMPARE(runs, 0);
    {
      Work third;
      m_loop->defer(third);
    }
    m_loop->turn(0ms);
  }

  void destroysAfterTheDeferredWork() {
    std::vector<std::string> log;
    Work work;
    work.action = [&] { log.emplace_back("deferred"); };
    const base::UniqueFd fd = readyFd();
    Recorder watcher;
    watcher.ready = [&](std::uint32_t) {
      m_loop->destroyLater(std::make_unique<Mortal>(log));
      m_loop->defer(work);
      log.emplace_back("told");
    };
    const Watch watch = *m_loop->watch(fd.get(), EPOLLIN | EPOLLET, watcher);
    m_loop->turn(0ms);
    QCOMPARE(log, (std::vector<std::string>{"told", "deferred", "destroyed"}));
  }

  void destroysWhatIsLeftWhenItEnds() {
    std::vector<std::string> log;
    m_loop->destroyLater(std::make_unique<Mortal>(log));
    m_loop.reset();
    QCOMPARE(log.size(), std::size_t{1});
  }

  void runsUntilStopped() {
    const base::UniqueFd fd = readyFd();
    Recorder watcher;
    watcher.ready = [&](std::uint32_t) {
      if (watcher.calls == 3) m_loop->stop();
    };
    const Watch watch = *m_loop->watch(fd.get(), EPOLLIN, watcher);
    m_loop->run();
    QCOMPARE(watcher.calls, 3);
  }

  void aChildThatGaveUpTheLoopLeavesTheParentsWatchesAlone() {
    const base::UniqueFd fd = readyFd();
    Recorder watcher;
    Watch watch = *m_loop->watch(fd.get(), EPOLLIN, watcher);
    const pid_t child = ::fork();
    if (child == 0) {
      m_loop->abandonInChild();
      watch.stop();
      ::_exit(0);
    }
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
    m_loop->turn(0ms);
    QCOMPARE(watcher.calls, 1);
  }

  void tellsTheDateOfThisSecond() {
    const std::int64_t before = base::unixNow() / 1000;
    const std::string date(m_loop->httpDate());
    const std::int64_t after = base::unixNow() / 1000;
    // The coarse clock that the loop reads may lag by a tick.
    bool fits = false;
    for (std::int64_t second = before - 1; second <= after; ++second) fits = fits || date == base::httpDate(second);
    QVERIFY2(fits, date.c_str());
  }

 private:
  std::unique_ptr<EventLoop> m_loop;
};

QTEST_GUILESS_MAIN(TestEventLoop)
#include "test_event_loop.moc"
