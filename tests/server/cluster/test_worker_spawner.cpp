// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is true in a forked child before it is a worker, seen from outside.

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <QTest>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "server/cluster/exit_report.h"
#include "server/cluster/worker_spawner.h"

using namespace cluster;

namespace {

int waitFor(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Everything that can be read until the other ends are closed.
std::string readToEnd(int fd) {
  std::string text;
  std::array<char, 4096> buffer;
  for (;;) {
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 10'000) != 1) return text + "(still open)";
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

int openDescriptors() {
  // One of those seen is the iterator's own.
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<int>(std::distance(begin(all), end(all))) - 1;
}

}  // namespace

class TestWorkerSpawner : public QObject {
  Q_OBJECT
 private slots:
  void theExitCodeIsWhatTheChildReturns();
  void theChildKeepsOnlyWhatIsItsOwn();
  void theChildKeepsItsListeners();
  void theHookRunsInTheChild();
  void whatTheChildWritesComesThroughThePipe();
  void theChannelEndsWithTheChild();
  void aTerminalsSignalsDoNotReachTheChild_data();
  void aTerminalsSignalsDoNotReachTheChild();
  void theChildDiesWithItsMaster();
  void aSignalReachesTheChild();
};

void TestWorkerSpawner::theExitCodeIsWhatTheChildReturns() {
  const WorkerSpawner spawner(nullptr);
  auto worker = spawner.spawn({}, [](base::UniqueFd) { return 42; });
  QVERIFY(worker);
  QCOMPARE(waitFor(worker->pid), 42);
  QVERIFY(!sendSignal(*worker, SIGTERM));
}

void TestWorkerSpawner::theChildKeepsOnlyWhatIsItsOwn() {
  // Others of all kinds, with gaps between them.
  std::vector<base::UniqueFd> others;
  for (int i = 0; i < 20; ++i) others.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  for (std::size_t i = 0; i < others.size(); i += 3) others[i].reset();
  const WorkerSpawner spawner(nullptr);
  auto worker = spawner.spawn({}, [](base::UniqueFd) { return openDescriptors(); });
  QCOMPARE(waitFor(worker->pid), 4);  // 0, 1, 2 and the channel
}

void TestWorkerSpawner::theChildKeepsItsListeners() {
  const base::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const base::UniqueFd other(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const std::array kept{listener.get()};
  const WorkerSpawner spawner(nullptr);
  auto worker = spawner.spawn(kept, [&](base::UniqueFd) {
    const bool right = ::fcntl(listener.get(), F_GETFD) >= 0 && ::fcntl(other.get(), F_GETFD) < 0;
    return right ? openDescriptors() : 99;
  });
  QCOMPARE(waitFor(worker->pid), 5);
}

void TestWorkerSpawner::theHookRunsInTheChild() {
  int calls = 0;
  const WorkerSpawner spawner([&calls] { ++calls; });
  auto worker = spawner.spawn({}, [&calls](base::UniqueFd) { return calls; });
  QCOMPARE(waitFor(worker->pid), 1);
  QCOMPARE(calls, 0);
}

void TestWorkerSpawner::whatTheChildWritesComesThroughThePipe() {
  const WorkerSpawner spawner(nullptr);
  auto worker = spawner.spawn({}, [](base::UniqueFd) {
    std::puts("to stdout");
    std::fputs("to stderr\n", stderr);
    return 0;
  });
  waitFor(worker->pid);
  const std::string text = readToEnd(worker->output.get());
  QVERIFY(text.find("to stdout\n") != std::string::npos);
  QVERIFY(text.find("to stderr\n") != std::string::npos);
}

void TestWorkerSpawner::theChannelEndsWithTheChild() {
  const WorkerSpawner spawner(nullptr);
  auto first = spawner.spawn({}, [](base::UniqueFd channel) {
    char byte = 0;
    pollfd waiting{.fd = channel.get(), .events = POLLIN, .revents = 0};
    ::poll(&waiting, 1, -1);
    return ::recv(channel.get(), &byte, 1, 0) == 0 ? 7 : 8;
  });
  // A sibling that kept a copy of the first one's channel would hide its end.
  auto second = spawner.spawn({}, [](base::UniqueFd) { return ::pause(); });
  first->channel.reset();
  QCOMPARE(waitFor(first->pid), 7);
  sendSignal(*second, SIGKILL);
  QCOMPARE(waitFor(second->pid), -SIGKILL);
  QCOMPARE(readToEnd(second->channel.get()), std::string());
}

void TestWorkerSpawner::aTerminalsSignalsDoNotReachTheChild_data() {
  QTest::addColumn<int>("signal");
  for (const int signal : {SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1}) {
    QTest::addRow("%s", signalName(signal).c_str()) << signal;
  }
}

void TestWorkerSpawner::aTerminalsSignalsDoNotReachTheChild() {
  QFETCH(int, signal);
  const WorkerSpawner spawner(nullptr);
  auto worker = spawner.spawn({}, [signal](base::UniqueFd) {
    ::raise(signal);
    return 5;
  });
  QCOMPARE(waitFor(worker->pid), 5);
}

void TestWorkerSpawner::theChildDiesWithItsMaster() {
  std::array<int, 2> ends{};
  QCOMPARE(::pipe2(ends.data(), O_CLOEXEC), 0);
  const base::UniqueFd reader(ends[0]);
  base::UniqueFd writer(ends[1]);
  const pid_t master = ::fork();
  if (master == 0) {
    const WorkerSpawner spawner(nullptr);
    const std::array kept{writer.get()};
    auto worker = spawner.spawn(kept, [&](base::UniqueFd) {
      // As a worker that stands still: it looks at nothing, and TERM is blocked.
      sigset_t all;
      ::sigfillset(&all);
      ::sigprocmask(SIG_SETMASK, &all, nullptr);
      static_cast<void>(::write(writer.get(), "up", 2));
      for (;;) ::pause();
      return 0;
    });
    ::pause();
    ::_exit(0);
  }
  writer.reset();
  std::array<char, 2> up{};
  QCOMPARE(::read(reader.get(), up.data(), up.size()), ssize_t(2));
  ::kill(master, SIGKILL);
  waitFor(master);
  // The pipe's writing end lives in the child only: its end is the child's end.
  QCOMPARE(readToEnd(reader.get()), std::string());
}

void TestWorkerSpawner::aSignalReachesTheChild() {
  const WorkerSpawner spawner(nullptr);
  auto worker = spawner.spawn({}, [](base::UniqueFd channel) {
    ::send(channel.get(), "up", 2, 0);
    return ::pause();
  });
  // Before that, Qt Test's own handlers might still be in place.
  pollfd waiting{.fd = worker->channel.get(), .events = POLLIN, .revents = 0};
  QCOMPARE(::poll(&waiting, 1, 10'000), 1);
  QVERIFY(sendSignal(*worker, SIGTERM));
  QCOMPARE(waitFor(worker->pid), -SIGTERM);
}

QTEST_GUILESS_MAIN(TestWorkerSpawner)
#include "test_worker_spawner.moc"
