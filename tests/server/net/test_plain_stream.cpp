// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The plain stream over a socket pair: bounds, ends, and bytes that arrive as they were.

#include <fcntl.h>
#include <sys/socket.h>

#include <QTest>
#include <array>
#include <csignal>
#include <string>

#include "server/net/plain_stream.h"

using namespace net;

class TestPlainStream : public QObject {
  Q_OBJECT
 private slots:
  void init() {
    std::array<int, 2> pair{};
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()), 0);
    m_other.reset(pair[1]);
    m_stream = std::make_unique<PlainStream>(base::UniqueFd(pair[0]), m_pool);
  }
  void cleanup() { m_stream.reset(); }

  void isReadyAtOnce() {
    QCOMPARE(m_stream->handshake(), HandshakeOutcome::Done);
    QVERIFY(m_stream->protocol().empty());
    QVERIFY(m_stream->tls().version.empty());
  }

  void reads() {
    QCOMPARE(m_stream->read(m_buffer).outcome, ReadOutcome::WouldBlock);
    QCOMPARE(::send(m_other.get(), "hello", 5, 0), ssize_t{5});
    const ReadResult result = m_stream->read(m_buffer);
    QCOMPARE(result.outcome, ReadOutcome::Data);
    QCOMPARE(std::string(m_buffer.data(), result.bytes), std::string("hello"));
    QVERIFY(!m_stream->hasBuffered());
  }

  void saysWhenReadingOnIsWorthWhile() {
    QCOMPARE(::send(m_other.get(), "hello", 5, 0), ssize_t{5});
    const std::span<char> three(m_buffer.data(), 3);
    QCOMPARE(m_stream->read(three).bytes, std::size_t{3});
    QVERIFY(m_stream->hasBuffered());
    QCOMPARE(m_stream->read(three).bytes, std::size_t{2});
    QVERIFY(!m_stream->hasBuffered());
  }

  void sendsNothingBeforeFlushAndThenAll() {
    QCOMPARE(m_stream->write(text("one ")), std::size_t{4});
    QCOMPARE(m_stream->write(text("two")), std::size_t{3});
    QCOMPARE(m_stream->unsent(), std::size_t{7});
    QCOMPARE(received(), std::string());
    QCOMPARE(m_stream->flush(), FlushOutcome::Done);
    QCOMPARE(m_stream->unsent(), std::size_t{0});
    QCOMPARE(received(), std::string("one two"));
  }

  void takesNoMoreThanItsLimit() {
    const std::string much(SendBuffer::limit + 1000, 'x');
    QCOMPARE(m_stream->write(much), SendBuffer::limit);
    QCOMPARE(m_stream->write(much), std::size_t{0});
    QCOMPARE(m_stream->unsent(), SendBuffer::limit);
  }

  void everyByteArrivesThoughTheSocketIsSmall() {
    const int small = 4096;
    QCOMPARE(::setsockopt(m_stream->fd(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
    std::string sent;
    for (int i = 0; sent.size() < 1'000'000; ++i) sent += std::to_string(i) + ' ';
    std::string got;
    std::size_t taken = 0;
    bool blocked = false;
    while (got.size() < sent.size()) {
      taken += m_stream->write(std::span<const char>(sent).subspan(taken));
      const FlushOutcome outcome = m_stream->flush();
      QVERIFY(outcome != FlushOutcome::Failed);
      blocked = blocked || outcome == FlushOutcome::WouldBlock;
      got += received();
    }
    QVERIFY(blocked);
    QVERIFY(got == sent);
  }

  void endsItsDirectionAfterWhatWasWritten() {
    QCOMPARE(m_stream->write(text("bye")), std::size_t{3});
    m_stream->shutdownWrite();
    QCOMPARE(m_stream->flush(), FlushOutcome::Done);
    QCOMPARE(received(), std::string("bye"));
    QCOMPARE(::recv(m_other.get(), m_buffer.data(), 1, 0), ssize_t{0});
    // The other direction is still open.
    QCOMPARE(::send(m_other.get(), "last", 4, 0), ssize_t{4});
    QCOMPARE(m_stream->read(m_buffer).bytes, std::size_t{4});
  }

  void tellsTheOthersEnd() {
    m_other.reset();
    QCOMPARE(m_stream->read(m_buffer).outcome, ReadOutcome::Closed);
  }

  void sendingToOneWhoLeftFailsAndSignalsNothing() {
    m_other.reset();
    m_stream->write(text("hello"));
    QCOMPARE(m_stream->flush(), FlushOutcome::Failed);
    QCOMPARE(m_stream->failure(), std::string_view("broken pipe"));
  }

 private:
  static std::span<const char> text(std::string_view bytes) { return bytes; }
  std::string received() {
    std::string all;
    for (;;) {
      const ssize_t count = ::recv(m_other.get(), m_buffer.data(), m_buffer.size(), 0);
      if (count <= 0) return all;
      all.append(m_buffer.data(), static_cast<std::size_t>(count));
    }
  }

  SendBufferPool m_pool;
  std::unique_ptr<PlainStream> m_stream;
  base::UniqueFd m_other;
  std::array<char, 10'000> m_buffer{};
};

QTEST_GUILESS_MAIN(TestPlainStream)
#include "test_plain_stream.moc"
