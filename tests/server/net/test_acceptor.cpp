// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Several loops on one listening socket, mostly in this thread: a loop that is not turned is a hung worker.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <QTest>
#include <array>
#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "server/net/acceptor.h"
#include "server/net/listener.h"

using namespace net;
using namespace std::chrono_literals;

namespace {

struct Party {
  std::unique_ptr<EventLoop> loop = *EventLoop::create();
  std::vector<base::UniqueFd> taken;
  std::vector<int> failures;
  bool busy = false;
  std::function<void()> onAccepted;
  std::function<bool()> isAhead;
  std::unique_ptr<Acceptor> acceptor;

  explicit Party(int listeningFd) {
    acceptor = std::make_unique<Acceptor>(
        *loop, listeningFd,
        AcceptorCallbacks{[this](base::UniqueFd fd, const SocketAddress&) {
                            taken.push_back(std::move(fd));
                            if (onAccepted) onAccepted();
                          },
                          [this] { return busy; }, [this](int number) { failures.push_back(number); },
                          [this] { return isAhead && isAhead(); }});
  }
};

}  // namespace

class TestAcceptor : public QObject {
  Q_OBJECT
 private slots:
  void init() {
    m_listener = std::make_unique<Listener>(*Listener::bind("127.0.0.1", 0));
    m_clients.clear();
  }

  void acceptsAndTellsTheClient() {
    const auto loop = *EventLoop::create();
    SocketAddress seen;
    base::UniqueFd accepted;
    Acceptor acceptor(*loop, m_listener->fd(),
                      {[&](base::UniqueFd fd, const SocketAddress& client) {
                         seen = client;
                         accepted = std::move(fd);
                       },
                       {},
                       {}});
    QVERIFY(acceptor.start());
    connectClients(1);
    loop->turn(10s);
    QCOMPARE(seen, localAddress(m_clients.at(0).get()));
    QCOMPARE(localAddress(accepted.get()), m_listener->bound());
  }

  void takesABurstWithoutLeavingAny() {
    Party party(m_listener->fd());
    QVERIFY(party.acceptor->start());
    connectClients(100);
    party.loop->turn(10s);
    QVERIFY(party.taken.size() < 100);  // in parts
    while (party.taken.size() < 100) party.loop->turn(10s);
  }

  void stopTakesWhatIsInTheQueue() {
    Party first(m_listener->fd());
    Party second(m_listener->fd());
    QVERIFY(first.acceptor->start());
    QVERIFY(second.acceptor->start());
    connectClients(40);
    first.acceptor->stop();
    QCOMPARE(first.taken.size(), std::size_t{40});
    connectClients(1);
    first.loop->turn(0ms);
    QCOMPARE(first.taken.size(), std::size_t{40});
    second.loop->turn(10s);
    QCOMPARE(second.taken.size(), std::size_t{1});
  }

  void mayBeStoppedWhileItAccepts() {
    Party party(m_listener->fd());
    QVERIFY(party.acceptor->start());
    party.onAccepted = [&] { party.acceptor->stop(); };
    connectClients(20);
    party.loop->turn(10s);
    QCOMPARE(party.taken.size(), std::size_t{20});
    connectClients(1);
    party.loop->turn(0ms);
    QCOMPARE(party.taken.size(), std::size_t{20});
    QVERIFY(party.acceptor->start());
    party.loop->turn(10s);
    QCOMPARE(party.taken.size(), std::size_t{21});
  }

  void aBusyLoopLeavesConnectionsToAnother() {
    Party busy(m_listener->fd());
    QVERIFY(busy.acceptor->start());
    busy.busy = true;
    connectClients(1);
    busy.loop->turn(10s);
    QCOMPARE(busy.taken.size(), std::size_t{1});

    Party idle(m_listener->fd());
    QVERIFY(idle.acceptor->start());
    connectClients(1);
    idle.loop->turn(10s);
    QCOMPARE(idle.taken.size(), std::size_t{1});
  }

  void aBusyLoopTakesWhatAHungOneDoesNot() {
    Party hung(m_listener->fd());
    QVERIFY(hung.acceptor->start());
    Party busy(m_listener->fd());
    QVERIFY(busy.acceptor->start());
    busy.busy = true;
    for (std::size_t count = 1; count <= 5; ++count) {
      connectClients(1);
      while (busy.taken.size() < count) busy.loop->turn(10s);
    }
    QCOMPARE(hung.taken.size(), std::size_t{0});
  }

  void aLoopWithoutRoomLeavesConnectionsToAnother() {
    Party full(m_listener->fd());
    QVERIFY(full.acceptor->start());
    full.onAccepted = [&] {
      if (full.taken.size() == 3) full.acceptor->rest();
    };
    Party other(m_listener->fd());
    QVERIFY(other.acceptor->start());
    connectClients(5);
    full.loop->turn(10s);
    QCOMPARE(full.taken.size(), std::size_t{3});
    other.loop->turn(10s);
    QCOMPARE(other.taken.size(), std::size_t{2});
    // Neither what comes now nor a stop makes it take one; room does.
    connectClients(1);
    full.loop->turn(0ms);
    QCOMPARE(full.taken.size(), std::size_t{3});
    full.acceptor->resume();
    full.loop->turn(10s);
    QCOMPARE(full.taken.size(), std::size_t{4});
    full.acceptor->rest();
    connectClients(1);
    full.acceptor->stop();
    QCOMPARE(full.taken.size(), std::size_t{4});
    other.loop->turn(10s);
    QCOMPARE(other.taken.size(), std::size_t{3});
  }

  void oneThatIsAheadLeavesTheRestToOthers() {
    Party ahead(m_listener->fd());
    ahead.isAhead = [] { return true; };
    QVERIFY(ahead.acceptor->start());
    connectClients(20);
    while (ahead.taken.size() < 16) ahead.loop->turn(10s);
    Party other(m_listener->fd());
    QVERIFY(other.acceptor->start());
    other.loop->turn(10s);
    QCOMPARE(other.taken.size(), std::size_t{4});
    // Alone it comes back by itself: nothing is left for long.
    other.acceptor->stop();
    connectClients(1);
    while (ahead.taken.size() < 17) ahead.loop->turn(10s);
  }

  void everyLoopGetsItsPart() {
    std::atomic<bool> done = false;
    std::array<std::atomic<int>, 4> counts{};
    const auto isAhead = [&counts](int own) {
      int all = 0;
      for (const auto& count : counts) all += count;
      return own > all / 4 + 8;
    };
    std::latch started(static_cast<std::ptrdiff_t>(counts.size()));
    std::vector<std::thread> threads;
    for (auto& count : counts) {
      threads.emplace_back([&, fd = m_listener->fd()] {
        Party party(fd);
        party.isAhead = [&] { return isAhead(count); };
        party.onAccepted = [&] {
          ++count;
          party.taken.clear();
        };
        if (!party.acceptor->start()) qFatal("cannot accept");
        started.count_down();
        while (!done) party.loop->turn(10ms);
        party.acceptor->stop();
      });
    }
    started.wait();
    constexpr int total = 2000;
    for (int i = 0; i < total; ++i) {
      connectClients(1);
      char byte{};
      if (::recv(m_clients.back().get(), &byte, 1, 0) != 0) qFatal("the connection was not taken and closed");
      m_clients.clear();
    }
    done = true;
    for (std::thread& thread : threads) thread.join();
    for (const auto& count : counts) QVERIFY2(count >= total / 10, qPrintable(QString::number(count)));
  }

  void withoutDescriptorsItPausesAndRecovers() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(runOutOfDescriptors());
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
  }

 private:
  void connectClients(int count) {
    for (int i = 0; i < count; ++i) {
      m_clients.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      sockaddr_in target{};
      target.sin_family = AF_INET;
      target.sin_port = htons(static_cast<std::uint16_t>(m_listener->bound().port));
      target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      const auto* address = reinterpret_cast<const sockaddr*>(&target);
      if (::connect(m_clients.back().get(), address, sizeof target) != 0) qFatal("cannot connect");
    }
  }

  /// In a child. 0: all as promised; else the number of the promise that was broken.
  int runOutOfDescriptors() {
    Party party(m_listener->fd());
    if (!party.acceptor->start()) return 1;
    connectClients(4);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = static_cast<rlim_t>(m_clients.back().get() + 2);  // room for one
    ::setrlimit(RLIMIT_NOFILE, &limit);
    party.loop->turn(10s);
    if (party.taken.size() != 1 || party.failures != std::vector<int>{EMFILE}) return 2;
    // The queue is not empty; a loop that still looked at it would be woken at once and fail again.
    const auto start = base::MonotonicClock::now();
    party.loop->turn(50ms);
    const auto waited = base::MonotonicClock::now() - start;
    if (waited < 50ms) return 3;
    if (party.failures.size() != 1 && waited < Acceptor::failurePause) return 5;
    limit.rlim_cur = before;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    while (party.taken.size() < 4) party.loop->turn(10s);
    return 0;
  }

  std::unique_ptr<Listener> m_listener;
  std::vector<base::UniqueFd> m_clients;
};

QTEST_GUILESS_MAIN(TestAcceptor)
#include "test_acceptor.moc"
