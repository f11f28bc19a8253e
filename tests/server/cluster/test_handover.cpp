// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// An old master and a new one across a real exec: this program is both. Everything arrives, also a full history, which
// no single packet holds, and what happens while it is fetched.

#include <fcntl.h>
#include <sys/wait.h>

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QTest>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include "server/cluster/predecessor.h"
#include "server/cluster/successor.h"

using namespace cluster;
using namespace std::chrono_literals;

namespace {

constexpr int told = 3;

control::Event output(std::size_t length) {
  control::Event event;
  event.kind = control::EventKind::WorkerOutput;
  event.slot = 0;
  event.fields["line"] = std::string(length, 'x');
  return event;
}

/// 0 where all is as it should be; else which step was not. Writes the last number that it knows to `report`.
int beSuccessor(int channel, const char* report) {
  const auto loop = std::move(*net::EventLoop::create());
  const auto old = Predecessor::meet(*loop, base::UniqueFd(channel));
  if (!old) return 10;
  if ((*old)->master().instance != "00ff" || (*old)->master().generation != 7) return 11;
  if ((*old)->takeListeners().places().size() != 2) return 12;
  const auto control = (*old)->takeControlSocket("");
  if (!control || control->path() != "/run/noting.sock" || ::fcntl(control->lock(), F_GETFD) != FD_CLOEXEC) return 13;

  bool handedOver = false;
  bool gone = false;
  int happened = 0;
  (*old)->listen({.handedOver = [&] { handedOver = true; },
                  .abandoned = [] { ::_exit(14); },
                  .happened = [&](const control::Event& event) { happened += event.slot == 5 ? 1 : 100; },
                  .gone = [&] { gone = true; }});
  (*old)->ready();
  while (!handedOver) loop->turn(1s);
  const std::vector<control::Event> events = (*old)->takeEvents();
  if (events.size() < EventHistory::capacity) return 15;
  std::uint64_t missing = 0;
  for (std::size_t i = 1; i < events.size(); ++i) missing += events[i].seq - events[i - 1].seq - 1;
  if (missing != 1) return 16;  // only the one that no packet holds
  std::ofstream(report) << (*old)->lastSeq();
  while (!gone) loop->turn(1s);
  return happened == told ? 0 : 17;
}

}  // namespace

class TestHandover : public QObject {
  Q_OBJECT
 private slots:
  void everythingArrives();
  void aNumberThatIsNoChannelIsRefused();
};

void TestHandover::everythingArrives() {
  const QTemporaryDir folder;
  const std::string report = folder.filePath("report").toStdString();
  const auto loop = std::move(*net::EventLoop::create());
  EventHistory history;
  for (std::size_t i = 0; i < EventHistory::capacity + 1000; ++i) history.add(output(400));
  history.add(output(100'000));  // no packet holds it
  std::unique_ptr<Successor> successor;
  std::uint64_t last = 0;
  bool tookOver = false;
  std::string failure;
  auto started = Successor::start(*loop, history,
                                  {.program = QCoreApplication::applicationFilePath().toStdString(),
                                   .arguments = {report},
                                   .environment = {},
                                   .patience = 60s},
                                  {.takesOver =
                                       [&] {
                                         last = history.lastSeq();
                                         tookOver = true;
                                         successor->finish();
                                       },
                                   .failed = [&](const base::Error& error) { failure = error.sentence; },
                                   .drainSooner = [](base::Milliseconds) {}});
  QVERIFY(started);
  successor = std::move(*started);
  const base::UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  for (int i = 0; i < 2; ++i) {
    const auto listener = net::Listener::bind("127.0.0.1", 0);
    successor->hand(control::ListenerHanded{"127.0.0.1", 0}, listener->fd());
  }
  successor->hand(control::ControlSocketHanded{"/run/noting.sock"}, file.get());
  successor->hand(control::ControlLockHanded{}, file.get());
  control::MasterHanded master;
  master.name = "noting";
  master.instance = "00ff";
  master.generation = 7;
  successor->hand(master);
  QVERIFY(!successor->tell(output(1)));  // not before it has taken over
  for (int turns = 0; !tookOver && failure.empty(); ++turns) {
    loop->turn(1s);
    if (turns % 10 == 0) history.add(output(10));
  }
  QVERIFY2(failure.empty(), failure.c_str());
  for (int i = 0; i < told; ++i) {
    control::Event exited;
    exited.kind = control::EventKind::WorkerExited;
    exited.slot = 5;
    QVERIFY(successor->tell(exited));
  }
  const pid_t pid = successor->pid();
  while (!successor->isAllTold() && failure.empty()) loop->turn(1s);
  QVERIFY2(failure.empty(), failure.c_str());
  successor.reset();
  int status = 0;
  QCOMPARE(::waitpid(pid, &status, 0), pid);
  QVERIFY(WIFEXITED(status));
  QCOMPARE(WEXITSTATUS(status), 0);
  std::uint64_t known = 0;
  std::ifstream(report) >> known;
  QCOMPARE(known, last);
}

void TestHandover::aNumberThatIsNoChannelIsRefused() {
  const auto loop = std::move(*net::EventLoop::create());
  QVERIFY(!Predecessor::meet(*loop, base::UniqueFd(987'654)));
  QVERIFY(!Predecessor::meet(*loop, base::UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC))));
}

int main(int count, char** words) {
  if (count == 4 && std::string_view(words[2]) == "--take-over") return beSuccessor(std::atoi(words[3]), words[1]);
  QCoreApplication application(count, words);
  TestHandover test;
  return QTest::qExec(&test, count, words);
}

#include "test_handover.moc"
