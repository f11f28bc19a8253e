// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// PROXY headers as bytes: the client that is told, what is refused, cuts at every byte, and not a byte more is taken.

#include <sys/socket.h>

#include <QTest>
#include <array>

#include "server/net/plain_stream.h"
#include "server/net/proxied_stream.h"

using namespace net;

namespace {

const QByteArray signature = QByteArray::fromHex("0d0a0d0a000d0a515549540a");
/// 192.0.2.1:4660 for 198.51.100.2:443.
const QByteArray ipv4 = QByteArray::fromHex("c0000201c6336402123401bb");
/// [2001:db8::1]:4660 for [2001:db8::2]:443.
const QByteArray ipv6 = QByteArray::fromHex(
    "20010db8000000000000000000000001"
    "20010db8000000000000000000000002"
    "123401bb");

QByteArray header(int command, int family, const QByteArray& rest, qsizetype length = -1) {
  if (length < 0) length = rest.size();
  QByteArray bytes = signature;
  for (const auto value : {qsizetype{command}, qsizetype{family}, length / 256, length % 256})
    bytes += static_cast<char>(value);
  return bytes + rest;
}

}  // namespace

class TestProxiedStream : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void tellsTheClient_data();
  void tellsTheClient();
  void takesCutsAtEveryByte();
  void refusesOthers_data();
  void refusesOthers();
  void refusesAWrongFirstByteAtOnce();
  void failsAtAnEarlyEnd();

 private:
  void send(const QByteArray& bytes) {
    QCOMPARE(::send(m_proxy.get(), bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL), bytes.size());
  }
  QByteArray read() {
    std::array<char, 100> buffer{};
    const ReadResult result = m_stream->read(buffer);
    return {buffer.data(), static_cast<qsizetype>(result.bytes)};
  }
  [[nodiscard]] QString client() const {
    const SocketAddress* told = m_stream->client();
    return told == nullptr ? "nobody" : QString("%1 %2").arg(told->address.c_str()).arg(told->port);
  }

  SendBufferPool m_pool;
  base::UniqueFd m_proxy;
  std::unique_ptr<ProxiedStream> m_stream;
};

void TestProxiedStream::init() {
  std::array<int, 2> pair{};
  QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()), 0);
  m_proxy.reset(pair[1]);
  m_stream = std::make_unique<ProxiedStream>(std::make_unique<PlainStream>(base::UniqueFd(pair[0]), m_pool));
}

void TestProxiedStream::tellsTheClient_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("client");
  const auto row = [](const char* name, const QByteArray& bytes, const char* told) {
    QTest::newRow(name) << bytes << told;
  };
  const QByteArray most(4096, 'x');
  row("IPv4", header(0x21, 0x11, ipv4), "192.0.2.1 4660");
  row("IPv6", header(0x21, 0x21, ipv6), "2001:db8::1 4660");
  row("IPv4 in IPv6", header(0x21, 0x21, QByteArray::fromHex("00000000000000000000ffffc0000201") + ipv6.mid(16)),
      "192.0.2.1 4660");
  row("additions", header(0x21, 0x11, ipv4 + QByteArray::fromHex("02000161040001ff")), "192.0.2.1 4660");
  row("additions that are none", header(0x21, 0x21, ipv6 + QByteArray::fromHex("02ffff")), "2001:db8::1 4660");
  row("the longest", header(0x21, 0x11, ipv4 + most.mid(12)), "192.0.2.1 4660");
  row("the proxy itself", header(0x20, 0x00, {}), "nobody");
  row("the proxy itself with addresses", header(0x20, 0x11, ipv4), "nobody");
  row("the proxy itself of any family", header(0x20, 0x77, "abc"), "nobody");
  row("the proxy itself, the longest", header(0x20, 0x00, most), "nobody");
}

void TestProxiedStream::tellsTheClient() {
  QFETCH(QByteArray, bytes);
  // A second header is the client's: bytes like any others.
  send(bytes + header(0x21, 0x11, ipv4.mid(4) + ipv4.left(4)) + "GET");
  QCOMPARE(m_stream->handshake(), HandshakeOutcome::Done);
  QTEST(client(), "client");
  QCOMPARE(read(), header(0x21, 0x11, ipv4.mid(4) + ipv4.left(4)) + "GET");
}

void TestProxiedStream::takesCutsAtEveryByte() {
  for (const QByteArray& bytes : {header(0x21, 0x21, ipv6 + "additions"), header(0x20, 0x00, {})}) {
    for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
      init();
      send(bytes.left(cut));
      QCOMPARE(m_stream->handshake(), HandshakeOutcome::WouldBlock);
      QCOMPARE(client(), QString("nobody"));
      send(bytes.mid(cut) + "GET");
      QCOMPARE(m_stream->handshake(), HandshakeOutcome::Done);
      QCOMPARE(read(), QByteArray("GET"));
    }
    init();
    for (qsizetype i = 0; i < bytes.size(); ++i) {
      QCOMPARE(m_stream->handshake(), HandshakeOutcome::WouldBlock);
      send(bytes.mid(i, 1));
    }
    QCOMPARE(m_stream->handshake(), HandshakeOutcome::Done);
    QCOMPARE(read(), QByteArray());
  }
}

void TestProxiedStream::refusesOthers_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("why");
  const auto row = [](const char* name, const QByteArray& bytes, const char* why) {
    QTest::newRow(name) << bytes << QString(why);
  };
  const char* const none = "no PROXY header of version 2";
  row("HTTP", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", none);
  row("TLS", QByteArray::fromHex("1603010200010001fc0303"), none);
  row("version 1", "PROXY TCP4 192.0.2.1 198.51.100.2 4660 443\r\n", none);
  row("the signature's last byte", signature.chopped(1) + "\r" + header(0x21, 0x11, ipv4).mid(12), none);
  row("version 1 in binary", header(0x11, 0x11, ipv4), "a PROXY header of another version or with an unknown command");
  row("version 3", header(0x31, 0x11, ipv4), "a PROXY header of another version or with an unknown command");
  row("command 2", header(0x22, 0x11, ipv4), "a PROXY header of another version or with an unknown command");
  row("no family", header(0x21, 0x00, {}), "a PROXY header without TCP addresses");
  row("no family with addresses", header(0x21, 0x00, ipv4), "a PROXY header without TCP addresses");
  row("UDP", header(0x21, 0x12, ipv4), "a PROXY header without TCP addresses");
  row("a Unix socket", header(0x21, 0x31, QByteArray(216, '\0')), "a PROXY header without TCP addresses");
  row("family 15", header(0x21, 0xF1, ipv6), "a PROXY header without TCP addresses");
  row("IPv4 too short", header(0x21, 0x11, ipv4.chopped(1)), "a PROXY header too short for its addresses");
  row("IPv6 with IPv4's length", header(0x21, 0x21, ipv4), "a PROXY header too short for its addresses");
  row("no addresses", header(0x21, 0x11, {}), "a PROXY header too short for its addresses");
  row("too long", header(0x21, 0x11, ipv4, 4097), "a PROXY header that is too long");
  row("as long as can be", header(0x20, 0x00, {}, 65535), "a PROXY header that is too long");
}

void TestProxiedStream::refusesOthers() {
  QFETCH(QByteArray, bytes);
  send(bytes);
  QCOMPARE(m_stream->handshake(), HandshakeOutcome::Failed);
  QCOMPARE(client(), QString("nobody"));
  QTEST(QString::fromUtf8(m_stream->failure().data(), static_cast<int>(m_stream->failure().size())), "why");
}

void TestProxiedStream::refusesAWrongFirstByteAtOnce() {
  send("G");
  QCOMPARE(m_stream->handshake(), HandshakeOutcome::Failed);
}

void TestProxiedStream::failsAtAnEarlyEnd() {
  const QByteArray whole = header(0x21, 0x11, ipv4 + "additions");
  for (qsizetype cut = 0; cut < whole.size(); ++cut) {
    init();
    send(whole.left(cut));
    m_proxy.reset();
    QCOMPARE(m_stream->handshake(), HandshakeOutcome::Failed);
    QCOMPARE(m_stream->failure(), "the end came before the PROXY header was whole");
  }
}

QTEST_GUILESS_MAIN(TestProxiedStream)

#include "test_proxied_stream.moc"
