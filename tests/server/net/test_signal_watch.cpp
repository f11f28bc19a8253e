// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Signals that arrive through the loop. Sent to this thread: the test library has one that does not block them.

#include <unistd.h>

#include <QTest>
#include <array>
#include <csignal>

#include "server/net/signal_watch.h"

using namespace net;
using namespace std::chrono_literals;

class TestSignalWatch : public QObject {
  Q_OBJECT
 private slots:
  void tellsSignalsAndWhoSentThem() {
    const auto loop = *EventLoop::create();
    std::vector<signalfd_siginfo> seen;
    const std::array numbers{SIGUSR1, SIGUSR2};
    const auto watch = SignalWatch::create(*loop, numbers, [&](const signalfd_siginfo& info) { seen.push_back(info); });
    QVERIFY(watch);
    ::pthread_kill(::pthread_self(), SIGUSR2);
    ::pthread_kill(::pthread_self(), SIGUSR1);
    loop->turn(1s);
    QCOMPARE(seen.size(), std::size_t{2});
    QCOMPARE(seen[0].ssi_signo + seen[1].ssi_signo, std::uint32_t{SIGUSR1 + SIGUSR2});
    QCOMPARE(seen[0].ssi_pid, static_cast<std::uint32_t>(::getpid()));
  }

  void aSignalBetweenTwoWatchesIsToldToTheSecond() {
    const auto loop = *EventLoop::create();
    const std::array numbers{SIGUSR1};
    int first = 0;
    int second = 0;
    {
      const auto watch = SignalWatch::create(*loop, numbers, [&](const signalfd_siginfo&) { ++first; });
    }
    ::pthread_kill(::pthread_self(), SIGUSR1);
    const auto watch = SignalWatch::create(*loop, numbers, [&](const signalfd_siginfo&) { ++second; });
    loop->turn(1s);
    QCOMPARE(first, 0);
    QCOMPARE(second, 1);
  }
};

QTEST_GUILESS_MAIN(TestSignalWatch)
#include "test_signal_watch.moc"
