// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A worker's stderr as lines: split, bounded, made harmless, and never able to hold the master up.

#include <fcntl.h>

#include <QTest>

#include "server/cluster/worker_output.h"

using namespace cluster;

class TestWorkerOutput : public QObject {
  Q_OBJECT
 private slots:
  void init();
  void tellsWholeLines();
  void tellsAnUnfinishedLineAtTheEnd();
  void cutsEndlessLines();
  void takesTheStingOutOfEscapeSequences();
  void leavesOutWhatIsTooMuchAndSaysHowMany();
  void remembersTheLastLines();
  void copesWithTheWritersEnd();

 private:
  void write(const std::string& bytes) const;
  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<WorkerOutput> m_output;
  base::UniqueFd m_writer;
  std::vector<std::string> m_lines;
};

void TestWorkerOutput::init() {
  m_output.reset();
  m_loop = *net::EventLoop::create();
  m_lines.clear();
  std::array<int, 2> ends{};
  QCOMPARE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  m_writer.reset(ends[1]);
  m_output = std::make_unique<WorkerOutput>(*m_loop, base::UniqueFd(ends[0]),
                                            [this](const std::string& line) { m_lines.push_back(line); });
  QVERIFY(m_output->start());
}

void TestWorkerOutput::write(const std::string& bytes) const {
  QCOMPARE(::write(m_writer.get(), bytes.data(), bytes.size()), ssize_t(bytes.size()));
}

void TestWorkerOutput::tellsWholeLines() {
  write("one\ntwo\r\nthr");
  m_loop->turn(base::Milliseconds(0));
  QCOMPARE(m_lines, (std::vector<std::string>{"one", "two"}));
  write("ee\n");
  m_loop->turn(base::Milliseconds(0));
  QCOMPARE(m_lines.back(), std::string("three"));
}

void TestWorkerOutput::tellsAnUnfinishedLineAtTheEnd() {
  write("last words");
  m_writer.reset();
  m_output->finish();
  QCOMPARE(m_lines, std::vector<std::string>{"last words"});
}

void TestWorkerOutput::cutsEndlessLines() {
  write(std::string(3000, 'x'));
  m_output->finish();
  QCOMPARE(m_lines.size(), 3u);
  QCOMPARE(m_lines[0].size(), WorkerOutput::longestLine);
  QCOMPARE(m_lines[2].size(), 3000 - 2 * WorkerOutput::longestLine);
}

void TestWorkerOutput::takesTheStingOutOfEscapeSequences() {
  write("\x1b]0;title\x07 done\t\xc3\xa9\n");
  m_output->finish();
  QCOMPARE(m_lines[0], std::string("?]0;title? done\t\xc3\xa9"));
}

void TestWorkerOutput::leavesOutWhatIsTooMuchAndSaysHowMany() {
  for (int i = 0; i < WorkerOutput::linesPerSecond + 25; ++i) write("line\n");
  m_output->finish();
  QCOMPARE(m_lines.size(), std::size_t(WorkerOutput::linesPerSecond) + 1);
  QCOMPARE(m_lines.back(), std::string("(25 lines left out)"));
}

void TestWorkerOutput::remembersTheLastLines() {
  for (int i = 0; i < 20; ++i) write(std::to_string(i) + "\n");
  m_output->finish();
  QCOMPARE(m_output->lastLines().size(), WorkerOutput::linesKept);
  QCOMPARE(m_output->lastLines().back(), std::string("19"));
}

void TestWorkerOutput::copesWithTheWritersEnd() {
  write("bye\n");
  m_writer.reset();
  m_loop->turn(base::Milliseconds(0));
  m_loop->turn(base::Milliseconds(0));
  QCOMPARE(m_lines, std::vector<std::string>{"bye"});
  m_output->finish();
  QCOMPARE(m_lines.size(), 1u);
}

QTEST_GUILESS_MAIN(TestWorkerOutput)
#include "test_worker_output.moc"
