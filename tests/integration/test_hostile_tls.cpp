// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Hostile bytes where a TLS handshake should be, against the real server. After each case the same workers live, no
// descriptor stays open, the log is bounded and escaped, and an ordinary client is answered.

#include <QRandomGenerator>
#include <QtTest>
#include <chrono>

#include "server/certificates/certificate.h"
#include "tests/integration/hostile_test.h"
#include "tests/integration/raw_peer.h"
#include "tests/integration/tls_peer.h"

namespace {

constexpr int protocolVersionAlert = 70;
constexpr int handshakeFailureAlert = 40;
constexpr int noApplicationProtocolAlert = 120;
constexpr int recordOverflowAlert = 22;
constexpr int decodeErrorAlert = 50;
constexpr int serverNameExtension = 0;
constexpr int protocolsExtension = 16;
constexpr int handshakeRecord = 22;

QByteArray serverName(const QByteArray& name) {
  return withLength16(QByteArray(1, '\0') + withLength16(name));
}

ClientHello helloWith(int extension, const QByteArray& content) {
  ClientHello hello;
  hello.extensions.emplace_back(extension, content);
  return hello;
}

/// The answer to these bytes of somebody who then waits, as long as the server lets it.
RawPeer::Received answerTo(int port, const QByteArray& bytes) {
  RawPeer peer(port);
  peer.send(bytes);
  return peer.readToEnd();
}

}  // namespace

class TestHostileTls : public HostileTest {
  Q_OBJECT

 private:
  void expectAlert(const QByteArray& bytes, int expected) {
    const RawPeer::Received answer = answerTo(port(), bytes);
    QVERIFY(answer.closed);
    QCOMPARE(alertIn(answer.bytes).value_or(-1), expected);
  }

 private slots:
  void closesOnRandomBytes() {
    QByteArray bytes(1024, '\0');
    for (char& byte : bytes) byte = static_cast<char>(QRandomGenerator::global()->bounded(256));
    // Neither a TLS record nor a letter of a method, whatever the dice say.
    bytes[0] = '\xFA';
    const RawPeer::Received answer = answerTo(port(), bytes);
    QVERIFY(answer.closed);
    QVERIFY(!answer.bytes.contains("HTTP/1.1 200"));
  }

  void tellsPlainHttpToUseHttps_data() {
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QTest::newRow("POST") << QByteArray("POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nok");
    QTest::newRow("HTTP/1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n");
  }
  void tellsPlainHttpToUseHttps() {
    QFETCH(QByteArray, request);
    const RawPeer::Received answer = answerTo(port(), request);
    QVERIFY(answer.closed);
    QVERIFY2(answer.bytes.startsWith("HTTP/1.1 400 "), answer.bytes.constData());
    QVERIFY(answer.bytes.contains("https"));
  }

  void endsHalfAHandshakeInTime_data() {
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray hello = ClientHello().records();
    QTest::newRow("silence") << QByteArray();
    QTest::newRow("one byte") << hello.first(1);
    QTest::newRow("a record's head") << hello.first(5);
    QTest::newRow("half a ClientHello") << hello.first(hello.size() / 2);
    QTest::newRow("all but the last byte") << hello.chopped(1);
    QTest::newRow("a ClientHello, then silence") << hello;
  }
  void endsHalfAHandshakeInTime() {
    QFETCH(QByteArray, bytes);
    const auto began = std::chrono::steady_clock::now();
    QVERIFY(answerTo(port(), bytes).closed);
    // The deadline that was configured, not earlier; how much later is the machine's business.
    QVERIFY(std::chrono::steady_clock::now() - began > std::chrono::milliseconds(900));
  }

  void countsTheWholeHandshakeNotItsBytes() {
    RawPeer peer(port());
    const QByteArray hello = ClientHello().records();
    bool closed = false;
    for (qsizetype at = 0; at + 1 < hello.size() && !closed; ++at) {
      peer.send(hello.mid(at, 1));
      closed = peer.readSome(100).closed;
    }
    QVERIFY(closed);
  }

  void takesAClientHelloInManyPieces_data() {
    QTest::addColumn<int>("recordSize");
    QTest::newRow("one byte a record") << 1;
    QTest::newRow("seven bytes a record") << 7;
    QTest::newRow("whole") << 16'384;
  }
  void takesAClientHelloInManyPieces() {
    QFETCH(int, recordSize);
    RawPeer peer(port());
    QVERIFY(peer.send(ClientHello().records(recordSize)));
    QVERIFY(isServerHello(peer.readSome().bytes));
  }

  void boundsAHugeClientHello_data() {
    QTest::addColumn<int>("size");
    QTest::newRow("15 KiB") << 15 * 1024;
    QTest::newRow("17 KiB") << 17 * 1024;
    QTest::newRow("64 KiB") << 65'000;
  }
  void boundsAHugeClientHello() {
    QFETCH(int, size);
    const ClientHello hello = helloWith(0xFAFA, QByteArray(size, 'x'));
    RawPeer peer(port());
    peer.send(hello.records());
    const QByteArray answer = peer.readSome().bytes;
    QVERIFY(isServerHello(answer) || alertIn(answer));
  }

  void refusesMessagesThatClaimTooMuch() {
    // A handshake message of 16 MiB less a byte, of which little comes.
    const QByteArray message = QByteArray::fromHex("01ffffff") + QByteArray(10'000, 'x');
    const RawPeer::Received answer = answerTo(port(), tlsRecord(handshakeRecord, message));
    QVERIFY(answer.closed);
    QVERIFY(!isServerHello(answer.bytes));
  }

  void refusesOldVersions_data() {
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("alert");
    // OpenSSL without SSL 3.0 has no answer in that version but a failed handshake.
    QTest::newRow("SSL 3.0") << 0x0300 << handshakeFailureAlert;
    QTest::newRow("TLS 1.0") << 0x0301 << protocolVersionAlert;
    QTest::newRow("TLS 1.1") << 0x0302 << protocolVersionAlert;
  }
  void refusesOldVersions() {
    QFETCH(int, version);
    QFETCH(int, alert);
    ClientHello hello;
    hello.version = version;
    expectAlert(hello.records(), alert);
  }

  void refusesSslVersion2() {
    const QByteArray hello =
        QByteArray::fromHex("802e0100020015000000100100800300800700c0060040020080040080") + QByteArray(19, 'r');
    const RawPeer::Received answer = answerTo(port(), hello);
    QVERIFY(answer.closed);
    QVERIFY(!isServerHello(answer.bytes));
  }

  void refusesWhenNoCipherIsCommon_data() {
    QTest::addColumn<QByteArray>("ciphers");
    QTest::newRow("RSA key exchange") << QByteArray::fromHex("002f0035");
    QTest::newRow("RC4, 3DES, NULL") << QByteArray::fromHex("0005000a0002");
    QTest::newRow("unknown numbers") << QByteArray::fromHex("fafafbfb");
  }
  void refusesWhenNoCipherIsCommon() {
    QFETCH(QByteArray, ciphers);
    ClientHello hello;
    hello.ciphers = ciphers;
    expectAlert(hello.records(), handshakeFailureAlert);
  }

  void refusesUnknownProtocols() {
    expectAlert(helloWith(protocolsExtension, withLength16(withLength8("foo"))).records(), noApplicationProtocolAlert);
  }

  void refusesMalformedProtocols_data() {
    QTest::addColumn<QByteArray>("extension");
    QTest::newRow("empty extension") << QByteArray();
    QTest::newRow("empty list") << QByteArray::fromHex("0000");
    QTest::newRow("zero-length name") << QByteArray::fromHex("000100");
    QTest::newRow("zero-length name after h2") << QByteArray::fromHex("000402683200");
    QTest::newRow("list longer than the extension") << QByteArray::fromHex("00ff026832");
    QTest::newRow("name longer than the list") << QByteArray::fromHex("0003096832");
  }
  void refusesMalformedProtocols() {
    QFETCH(QByteArray, extension);
    expectAlert(helloWith(protocolsExtension, extension).records(), decodeErrorAlert);
  }

  void answersUnknownNamesWithTheDefault() {
    TlsPeer peer(port());
    QVERIFY(peer.askFor("nobody.example"));
    QVERIFY(peer.handshake());
    const certificates::X509Pointer shown(SSL_get1_peer_certificate(peer.ssl()));
    QCOMPARE(certificates::factsOf(shown.get()).subject, "localhost");
    QCOMPARE(peer.get(), 200);
  }

  void ignoresOrRefusesOddNames_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("zero byte") << QByteArray("local\0host", 10);
    QTest::newRow("300 bytes") << QByteArray(300, 'a');
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("IPv4 address") << QByteArray("127.0.0.1");
    QTest::newRow("IPv6 address") << QByteArray("::1");
    QTest::newRow("path") << QByteArray("../../etc/passwd");
    QTest::newRow("terminal escape and line feed") << QByteArray("\x1b[31m\nforged line");
    QTest::newRow("invalid UTF-8") << QByteArray("\xff\xfe\x80");
  }
  void ignoresOrRefusesOddNames() {
    QFETCH(QByteArray, name);
    RawPeer peer(port());
    QVERIFY(peer.send(helloWith(serverNameExtension, serverName(name)).records()));
    const QByteArray answer = peer.readSome().bytes;
    QVERIFY(isServerHello(answer) || alertIn(answer));
  }

  void refusesRecordsThatAreTooLong() {
    expectAlert(QByteArray::fromHex("1603035000") + QByteArray(0x5000, 'x'), recordOverflowAlert);
  }

  void refusesAHandshakeThatBeginsElsewhere_data() {
    QTest::addColumn<QByteArray>("records");
    QTest::newRow("data") << tlsRecord(23, "GET / HTTP/1.1\r\n\r\n");
    QTest::newRow("heartbeat") << tlsRecord(24, QByteArray::fromHex("01400061"));
    QTest::newRow("Finished") << tlsRecord(22, QByteArray::fromHex("1400000c") + QByteArray(12, 'f'));
    QTest::newRow("an alert") << tlsRecord(21, QByteArray::fromHex("0228"));
    QTest::newRow("empty records") << tlsRecord(22, {}).repeated(1000);
  }
  void refusesAHandshakeThatBeginsElsewhere() {
    QFETCH(QByteArray, records);
    const RawPeer::Received answer = answerTo(port(), records);
    QVERIFY(answer.closed);
    QVERIFY(!isServerHello(answer.bytes));
  }
};

QTEST_GUILESS_MAIN(TestHostileTls)
#include "test_hostile_tls.moc"
