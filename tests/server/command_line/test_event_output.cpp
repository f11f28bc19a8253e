// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Pipes and sockets whose reader comes late, or never: nothing waits for it, and what it misses is told.

#include <fcntl.h>
#include <pty.h>
#include <sys/socket.h>
#include <termios.h>

#include <QTemporaryFile>
#include <QTest>
#include <array>
#include <thread>

#include "server/command_line/event_output.h"

using command_line::EventOutput;
using namespace std::chrono_literals;

namespace {

struct Ends {
  base::UniqueFd reader;
  base::UniqueFd writer;
};

Ends pipeEnds() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) qFatal("no pipe");
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

Ends socketEnds() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) qFatal("no socket");
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {base::UniqueFd(ends[0]), base::UniqueFd(ends[1])};
}

Ends terminalEnds() {
  int reader = -1;
  int writer = -1;
  termios raw{};
  ::cfmakeraw(&raw);
  if (::openpty(&reader, &writer, nullptr, &raw, nullptr) != 0) qFatal("no terminal");
  ::fcntl(reader, F_SETFL, O_NONBLOCK);
  return {base::UniqueFd(reader), base::UniqueFd(writer)};
}

QByteArray readAll(int fd) {
  QByteArray all;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(fd, buffer.data(), buffer.size())) > 0;) all.append(buffer.data(), count);
  return all;
}

std::string lossLine(std::int64_t lines) {
  return "lost " + std::to_string(lines) + "\n";
}

}  // namespace

class TestEventOutput : public QObject {
  Q_OBJECT

 private slots:
  void nobodyIsWaitedFor_data();
  void nobodyIsWaitedFor();
  void leavesTheGivenDescriptorAsItWas();
  void followsAFileThatIsReplaced();
  void outlivesAReaderThatIsGone();
  void atTheEndItWaitsForSlowReaders();
};

void TestEventOutput::nobodyIsWaitedFor_data() {
  QTest::addColumn<int>("kind");
  QTest::newRow("pipe") << 0;
  QTest::newRow("socket") << 1;
  QTest::newRow("terminal") << 2;
}

void TestEventOutput::nobodyIsWaitedFor() {
  QFETCH(const int, kind);
  const Ends ends = kind == 0 ? pipeEnds() : kind == 1 ? socketEnds() : terminalEnds();
  const auto loop = *net::EventLoop::create();
  EventOutput output(ends.writer.get(), lossLine);
  output.begin(*loop);
  // More than the kernel and the queue hold together; a blocking write would hang here.
  constexpr int lines = 40'000;
  for (int i = 1; i <= lines; ++i) output.add("line number " + std::to_string(i) + " and some more of it\n");
  QByteArray got;
  const auto take = [&] {
    got += readAll(ends.reader.get());
    loop->turn(0ms);
  };
  for (const QDeadlineTimer deadline(10'000); !got.contains("lost ") && !deadline.hasExpired();) take();
  output.add("the end\n");
  for (const QDeadlineTimer deadline(10'000); !got.endsWith("the end\n") && !deadline.hasExpired();) take();

  // Whole lines in their order, then the loss in its place, exactly counted.
  QList<QByteArray> seen = got.split('\n');
  QCOMPARE(seen.takeLast(), QByteArray());
  QCOMPARE(seen.takeLast(), QByteArray("the end"));
  const QByteArray loss = seen.takeLast();
  QVERIFY2(loss.startsWith("lost "), loss);
  QCOMPARE(static_cast<int>(seen.size()) + loss.mid(5).toInt(), lines);
  for (int i = 0; i < seen.size(); ++i) QVERIFY(seen[i].startsWith("line number " + QByteArray::number(i + 1) + " "));
  output.finish(0ms);
}

void TestEventOutput::leavesTheGivenDescriptorAsItWas() {
  const Ends ends = pipeEnds();
  const EventOutput output(ends.writer.get(), lossLine);
  QCOMPARE(::fcntl(ends.writer.get(), F_GETFL) & O_NONBLOCK, 0);
}

void TestEventOutput::followsAFileThatIsReplaced() {
  QTemporaryFile first;
  QTemporaryFile second;
  QVERIFY(first.open() && second.open());
  const base::UniqueFd descriptor(::dup(first.handle()));
  EventOutput output(descriptor.get(), lossLine);
  output.add("one\n");
  ::dup2(second.handle(), descriptor.get());
  output.add("two\n");
  QFile one(first.fileName());
  QFile two(second.fileName());
  QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
  QCOMPARE(one.readAll(), QByteArray("one\n"));
  QCOMPARE(two.readAll(), QByteArray("two\n"));
}

void TestEventOutput::outlivesAReaderThatIsGone() {
  Ends ends = socketEnds();
  EventOutput output(ends.writer.get(), lossLine);
  ends.reader.reset();
  output.add("one\n");
  output.add("two\n");
  output.finish(10s);  // at once: there is nobody to wait for
}

void TestEventOutput::atTheEndItWaitsForSlowReaders() {
  const Ends ends = pipeEnds();
  const auto loop = *net::EventLoop::create();
  EventOutput output(ends.writer.get(), lossLine);
  output.begin(*loop);
  const std::string line(100'000, 'x');
  output.add(line + "\n");
  QByteArray got;
  std::thread reader([&] {
    for (const QDeadlineTimer deadline(10'000); got.size() <= 100'000 && !deadline.hasExpired();) {
      got += readAll(ends.reader.get());
      std::this_thread::yield();
    }
  });
  output.finish(10s);
  reader.join();
  QCOMPARE(static_cast<int>(got.size()), 100'001);
}

QTEST_GUILESS_MAIN(TestEventOutput)
#include "test_event_output.moc"
