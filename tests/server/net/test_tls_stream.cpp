// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The TLS stream as a stream: bytes, bounds, beginnings that are not TLS, and ends.

#include <QTest>

#include "tests/server/net/tls_exchange.h"

using namespace net;
using test::TlsExchange;

class TestTlsStream : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    m_identity = test::makeIdentity({"localhost"});
    m_keys = std::make_unique<TicketKeys>(*TicketKeys::generate());
    m_context = *TlsContext::create({&m_identity}, {}, config::Protocol::Http2, *m_keys);
  }

  void carriesBytesBothWays_data() { versions(); }
  void carriesBytesBothWays() {
    QFETCH(int, version);
    TlsExchange exchange(*m_context, {.newest = version});
    QVERIFY(exchange.handshake());
    QCOMPARE(exchange.server->tls().version, std::string_view(SSL_get_version(exchange.client->ssl.get())));
    QCOMPARE(exchange.client->write("hello"), std::size_t{5});
    QCOMPARE(exchange.serverRead(), std::string("hello"));
    QVERIFY(!exchange.server->hasBuffered());
    QCOMPARE(exchange.serverRead(), std::string());
    QCOMPARE(exchange.lastRead.outcome, ReadOutcome::WouldBlock);
    QCOMPARE(exchange.server->write(std::string_view("one ")), std::size_t{4});
    QCOMPARE(exchange.server->write(std::string_view("two")), std::size_t{3});
    QVERIFY(exchange.server->unsent() > 7);
    QCOMPARE(exchange.client->read(), std::string());  // nothing leaves before it is flushed
    QCOMPARE(exchange.server->flush(), FlushOutcome::Done);
    QCOMPARE(exchange.server->unsent(), std::size_t{0});
    QCOMPARE(exchange.client->read(), std::string("one "));
    QCOMPARE(exchange.client->read(), std::string("two"));
  }

  void aMebibyteBothWaysThroughSmallSockets_data() { versions(); }
  void aMebibyteBothWaysThroughSmallSockets() {
    QFETCH(int, version);
    TlsExchange exchange(*m_context, {.newest = version});
    QVERIFY(exchange.handshake());
    const int small = 2048;
    ::setsockopt(exchange.server->fd(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    ::setsockopt(exchange.client->fd(), SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    const std::string down = pattern(1 << 20, 7);
    const std::string up = pattern(1 << 20, 11);
    std::string gotDown = exchange.clientRead;
    std::string gotUp;
    std::size_t sentDown = 0;
    std::size_t sentUp = 0;
    for (int turn = 0; turn < 100'000 && (gotDown.size() < down.size() || gotUp.size() < up.size()); ++turn) {
      sentDown += exchange.server->write(std::span<const char>(down).subspan(sentDown));
      QVERIFY(exchange.server->unsent() < 2 * SendBuffer::limit);
      QVERIFY(exchange.server->flush() != FlushOutcome::Failed);
      if (sentUp < up.size()) sentUp += exchange.client->write(std::string_view(up).substr(sentUp));
      gotDown += exchange.client->read();
      gotUp += exchange.serverRead();
    }
    QVERIFY(gotDown == down);
    QVERIFY(gotUp == up);
  }

  void takesNoMoreThanItsLimit() {
    TlsExchange exchange(*m_context);
    QVERIFY(exchange.handshake());
    const std::string much(1 << 20, 'x');
    const std::size_t taken = exchange.server->write(much);
    QCOMPARE(taken, SendBuffer::limit);
    QCOMPARE(exchange.server->write(much), std::size_t{0});
    QVERIFY(exchange.server->unsent() < SendBuffer::limit + 1024);
  }

  void tellsWhatIsInsideTls() {
    TlsExchange exchange(*m_context);
    QVERIFY(exchange.handshake());
    QCOMPARE(exchange.client->write("hello"), std::size_t{5});
    std::array<char, 2> two{};
    QCOMPARE(exchange.server->read(two).bytes, std::size_t{2});
    QVERIFY(exchange.server->hasBuffered());
    QCOMPARE(exchange.serverRead(), std::string("llo"));
    QVERIFY(!exchange.server->hasBuffered());
  }

  void aHandshakeByteByByteSucceeds() {
    auto [left, right] = test::socketPair();
    auto [clientEnd, relay] = test::socketPair();
    SendBufferPool pool;
    TlsStream server(std::move(left), *m_context, pool);
    test::TlsClient client(std::move(clientEnd), {});
    int clientOutcome = 0;
    HandshakeOutcome outcome = HandshakeOutcome::WouldBlock;
    for (int turn = 0; turn < 100'000 && (clientOutcome == 0 || outcome == HandshakeOutcome::WouldBlock); ++turn) {
      if (clientOutcome == 0) clientOutcome = client.handshake();
      move(relay.get(), right.get(), 1);
      outcome = server.handshake();
      server.flush();
      move(right.get(), relay.get(), 10'000);
    }
    QCOMPARE(clientOutcome, 1);
    QCOMPARE(outcome, HandshakeOutcome::Done);
  }

  void plainHttpIsRecognisedAndStaysReadable_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::newRow("OPTIONS") << QByteArray("OPTIONS * HTTP/1.1\r\n");
    QTest::newRow("HTTP/2 preface") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    QTest::newRow("one letter") << QByteArray("G");
  }
  void plainHttpIsRecognisedAndStaysReadable() {
    QFETCH(QByteArray, bytes);
    auto [left, right] = test::socketPair();
    SendBufferPool pool;
    TlsStream server(std::move(left), *m_context, pool);
    QCOMPARE(server.handshake(), HandshakeOutcome::WouldBlock);
    QCOMPARE(::send(right.get(), bytes.data(), static_cast<std::size_t>(bytes.size()), 0), ssize_t{bytes.size()});
    QCOMPARE(server.handshake(), HandshakeOutcome::PlainHttp);
    QVERIFY(server.hasBuffered());
    std::array<char, 4096> buffer{};
    const ReadResult first = server.read(std::span(buffer).first(1));
    const ReadResult rest = server.read(std::span(buffer).subspan(1));
    QCOMPARE(first.outcome, ReadOutcome::Data);
    QCOMPARE(QByteArray(buffer.data(), static_cast<qsizetype>(first.bytes + rest.bytes)), bytes);
    QCOMPARE(server.read(buffer).outcome, ReadOutcome::WouldBlock);
    QVERIFY(server.tls().version.empty());
    // Answers are plain, too.
    QCOMPARE(server.write(std::string_view("HTTP/1.1 400 ")), std::size_t{13});
    server.shutdownWrite();
    QCOMPARE(server.flush(), FlushOutcome::Done);
    QCOMPARE(::recv(right.get(), buffer.data(), buffer.size(), 0), ssize_t{13});
    QCOMPARE(std::string(buffer.data(), 13), std::string("HTTP/1.1 400 "));
    QCOMPARE(::recv(right.get(), buffer.data(), buffer.size(), 0), ssize_t{0});
  }

  void whatIsNotTlsIsRefused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("reason");
    const QByteArray notTls = "not a TLS handshake";
    QTest::newRow("SSH") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << notTls;
    QTest::newRow("small letters") << QByteArray("get / HTTP/1.1\r\n\r\n") << notTls;
    QTest::newRow("zeros") << QByteArray(100, '\0') << notTls;
    QTest::newRow("one byte") << QByteArray("\x01") << notTls;
    QTest::newRow("space first") << QByteArray(" GET /") << notTls;
    QTest::newRow("SSLv2 hello") << QByteArray::fromHex("802e010002001500000010") + QByteArray(37, 'x') << notTls;
    QTest::newRow("TLS-like noise") << QByteArray::fromHex("1603010020") + QByteArray(32, '\xff') << QByteArray();
    QTest::newRow("too long a record") << QByteArray::fromHex("160301ffff") + QByteArray(100, 'x') << QByteArray();
  }
  void whatIsNotTlsIsRefused() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, reason);
    auto [left, right] = test::socketPair();
    SendBufferPool pool;
    TlsStream server(std::move(left), *m_context, pool);
    QCOMPARE(::send(right.get(), bytes.data(), static_cast<std::size_t>(bytes.size()), 0), ssize_t{bytes.size()});
    QCOMPARE(server.handshake(), HandshakeOutcome::Failed);
    QVERIFY(!server.failure().empty());
    if (!reason.isEmpty()) QCOMPARE(server.failure(), std::string_view(reason));
    QCOMPARE(server.flush(), FlushOutcome::Done);
    QCOMPARE(server.handshake(), HandshakeOutcome::Failed);
    QCOMPARE(ERR_peek_error(), 0UL);
  }

  void aClientThatLeavesDuringTheHandshakeFails() {
    TlsExchange exchange(*m_context);
    exchange.client->handshake();
    QCOMPARE(exchange.server->handshake(), HandshakeOutcome::WouldBlock);
    exchange.client->disconnect();
    QCOMPARE(exchange.server->handshake(), HandshakeOutcome::Failed);
    QVERIFY(!exchange.server->failure().empty());
  }

  void anOrderlyEndIsClosed_data() { versions(); }
  void anOrderlyEndIsClosed() {
    QFETCH(int, version);
    TlsExchange exchange(*m_context, {.newest = version});
    QVERIFY(exchange.handshake());
    exchange.client->write("last");
    SSL_shutdown(exchange.client->ssl.get());
    QCOMPARE(exchange.serverRead(), std::string("last"));
    exchange.serverRead();
    QCOMPARE(exchange.lastRead.outcome, ReadOutcome::Closed);
  }

  void anEndWithoutCloseNotifyIsCutOff_data() { versions(); }
  void anEndWithoutCloseNotifyIsCutOff() {
    QFETCH(int, version);
    TlsExchange exchange(*m_context, {.newest = version});
    QVERIFY(exchange.handshake());
    exchange.client->write("half");
    exchange.client->disconnect();
    QCOMPARE(exchange.serverRead(), std::string("half"));
    exchange.serverRead();
    QCOMPARE(exchange.lastRead.outcome, ReadOutcome::Failed);
    QVERIFY(exchange.server->failure().starts_with("cut off"));
    QCOMPARE(ERR_peek_error(), 0UL);
    QCOMPARE(exchange.server->write(std::string_view("x")), std::size_t{0});
  }

  void endsItsDirectionWithCloseNotifyAndFin_data() { versions(); }
  void endsItsDirectionWithCloseNotifyAndFin() {
    QFETCH(int, version);
    TlsExchange exchange(*m_context, {.newest = version});
    QVERIFY(exchange.handshake());
    exchange.server->write(std::string_view("bye"));
    exchange.server->shutdownWrite();
    QCOMPARE(exchange.server->flush(), FlushOutcome::Done);
    QCOMPARE(exchange.client->read(), std::string("bye"));
    QCOMPARE(exchange.client->read(), std::string());
    QVERIFY(exchange.client->ended);
    char byte = 0;
    QCOMPARE(::recv(exchange.client->fd(), &byte, 1, 0), ssize_t{0});
    // The other direction is still open.
    exchange.client->write("last");
    QCOMPARE(exchange.serverRead(), std::string("last"));
  }

  void aForgedRecordFails() {
    TlsExchange exchange(*m_context);
    QVERIFY(exchange.handshake());
    const QByteArray forged = QByteArray::fromHex("1703030020") + QByteArray(32, 'x');
    QCOMPARE(::send(exchange.client->fd(), forged.data(), static_cast<std::size_t>(forged.size()), 0),
             ssize_t{forged.size()});
    exchange.serverRead();
    QCOMPARE(exchange.lastRead.outcome, ReadOutcome::Failed);
    QCOMPARE(exchange.server->failure(), std::string_view("a record was damaged or forged"));
    QCOMPARE(exchange.server->flush(), FlushOutcome::Done);  // the alert
  }

  void renegotiationIsRefused() {
    TlsExchange exchange(*m_context, {.newest = TLS1_2_VERSION});
    QVERIFY(exchange.handshake());
    SSL_renegotiate(exchange.client->ssl.get());
    for (int turn = 0; turn < 10; ++turn) {
      SSL_do_handshake(exchange.client->ssl.get());
      exchange.serverRead();
      QVERIFY(exchange.lastRead.outcome != ReadOutcome::Data);
      exchange.server->flush();
      exchange.client->read();
    }
    QVERIFY2(exchange.client->failure.find("renegotiation") != std::string::npos, exchange.client->failure.c_str());
  }

  void keyUpdatesWithoutEndDoNotHoldTheLoop() {
    TlsExchange exchange(*m_context);
    QVERIFY(exchange.handshake());
    const int large = 4 << 20;
    ::setsockopt(exchange.client->fd(), SOL_SOCKET, SO_SNDBUF, &large, sizeof large);
    int updates = 0;
    while (updates < 50'000) {
      if (SSL_key_update(exchange.client->ssl.get(), SSL_KEY_UPDATE_REQUESTED) != 1) break;
      if (SSL_do_handshake(exchange.client->ssl.get()) != 1) break;
      ++updates;
    }
    QVERIFY(updates > 1000);
    for (int turn = 0; turn < 100; ++turn) {
      exchange.serverRead();
      // Not read by the client, the answers stay within their bound.
      QVERIFY(exchange.server->unsent() <= 5 * SendBuffer::limit);
    }
  }

 private:
  static void versions() {
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
  }
  static std::string pattern(std::size_t size, std::size_t step) {
    std::string result(size, '\0');
    for (std::size_t i = 0; i < size; ++i) result[i] = static_cast<char>(i * step + i / 251);
    return result;
  }
  static void move(int from, int to, std::size_t most) {
    std::array<char, 10'000> buffer{};
    const ssize_t count = ::recv(from, buffer.data(), std::min(most, buffer.size()), MSG_DONTWAIT);
    if (count > 0) QCOMPARE(::send(to, buffer.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL), count);
  }

  certificates::Identity m_identity;
  std::unique_ptr<TicketKeys> m_keys;
  std::unique_ptr<TlsContext> m_context;
};

QTEST_GUILESS_MAIN(TestTlsStream)
#include "test_tls_stream.moc"
