// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Clients that turn hostile once they are connected, or come back with bad tickets, against the real server; the same
// must hold after each case as in test_hostile_tls.cpp.

#include <QDeadlineTimer>
#include <QtTest>

#include "server/certificates/private_key.h"
#include "server/certificates/self_signed_certificate.h"
#include "tests/integration/hostile_test.h"
#include "tests/integration/raw_peer.h"
#include "tests/integration/tls_peer.h"

namespace {

constexpr int badRecordMacAlert = 20;
constexpr int unexpectedMessageAlert = 10;

void upToTls12(SSL_CTX* context) {
  SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
}
void onlyTls13(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
}

/// A resumable session of a client that was served.
certificates::OpenSslPointer<SSL_SESSION, SSL_SESSION_free> sessionFrom(int port, void (*prepare)(SSL_CTX*)) {
  TlsPeer peer(port, prepare);
  if (!peer.handshake() || peer.get() != 200) return nullptr;
  // OpenSSL resumes no session of a connection that was cut.
  SSL_set_shutdown(peer.ssl(), SSL_SENT_SHUTDOWN);
  return certificates::OpenSslPointer<SSL_SESSION, SSL_SESSION_free>(SSL_get1_session(peer.ssl()));
}

/// The session with one byte of its ticket turned.
certificates::OpenSslPointer<SSL_SESSION, SSL_SESSION_free> forged(const SSL_SESSION* session, std::size_t turned) {
  const unsigned char* ticket = nullptr;
  std::size_t length = 0;
  SSL_SESSION_get0_ticket(session, &ticket, &length);
  QByteArray whole(i2d_SSL_SESSION(session, nullptr), '\0');
  auto* out = reinterpret_cast<unsigned char*>(whole.data());
  i2d_SSL_SESSION(session, &out);
  const qsizetype start =
      whole.indexOf(QByteArray(reinterpret_cast<const char*>(ticket), static_cast<qsizetype>(length)));
  const qsizetype at = start + static_cast<qsizetype>(std::min(turned, length - 1));
  whole[at] = static_cast<char>(whole[at] ^ 1);
  const auto* in = reinterpret_cast<const unsigned char*>(whole.constData());
  return certificates::OpenSslPointer<SSL_SESSION, SSL_SESSION_free>(d2i_SSL_SESSION(nullptr, &in, whole.size()));
}

/// Whether a client that brings the session resumes it; -1: it was not served at all.
int resumes(int port, SSL_SESSION* session, void (*prepare)(SSL_CTX*)) {
  TlsPeer peer(port, prepare);
  SSL_set_session(peer.ssl(), session);
  if (!peer.handshake() || peer.get() != 200) return -1;
  const int reused = SSL_session_reused(peer.ssl());
  SSL_set_shutdown(peer.ssl(), SSL_SENT_SHUTDOWN);
  return reused;
}

}  // namespace

class TestHostileTlsConnection : public HostileTest {
  Q_OBJECT

 private slots:
  void refusesRenegotiation() {
    for (int attempt = 0; attempt < 50; ++attempt) {
      TlsPeer peer(port(), upToTls12);
      QVERIFY(peer.handshake());
      QCOMPARE(SSL_renegotiate(peer.ssl()), 1);
      // OpenSSL's client gives up at no_renegotiation; a server that closes instead is as good.
      QVERIFY(!peer.handshake());
    }
  }

  void rejectsEarlyDataAndServesOnce() {
    auto session = sessionFrom(port(), onlyTls13);
    QVERIFY(session);
    QCOMPARE(SSL_SESSION_get_max_early_data(session.get()), 0U);
    // A client that sends early data all the same.
    SSL_SESSION_set_max_early_data(session.get(), 16'384);
    TlsPeer peer(port(), onlyTls13);
    SSL_set_session(peer.ssl(), session.get());
    const QByteArray request = "GET /early HTTP/1.1\r\nHost: localhost\r\n\r\n";
    std::size_t written = 0;
    QCOMPARE(SSL_write_early_data(peer.ssl(), request.constData(), static_cast<std::size_t>(request.size()), &written),
             1);
    QVERIFY(peer.handshake());
    QCOMPARE(SSL_get_early_data_status(peer.ssl()), SSL_EARLY_DATA_REJECTED);
    QVERIFY(peer.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    QCOMPARE(peer.read(10'000).count("HTTP/1.1 "), 1);
  }

  void refusesForgedRecords_data() {
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
  }
  void refusesForgedRecords() {
    QFETCH(int, version);
    TlsPeer peer(port(), [version](SSL_CTX* context) {
      SSL_CTX_set_min_proto_version(context, version);
      SSL_CTX_set_max_proto_version(context, version);
    });
    QVERIFY(peer.handshake());
    QByteArray record = peer.seal("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    record.back() = static_cast<char>(record.back() ^ 1);
    QVERIFY(peer.raw().send(record));
    QVERIFY(peer.isEnded());
    QCOMPARE(peer.alert().value_or(-1), badRecordMacAlert);
  }

  void handshakesInFullForForgedTickets_data() {
    QTest::addColumn<int>("version");
    QTest::addColumn<int>("turned");
    for (const auto& [name, version] : {std::pair("TLS 1.2", TLS1_2_VERSION), std::pair("TLS 1.3", TLS1_3_VERSION)}) {
      QTest::addRow("%s, key name", name) << version << 0;
      QTest::addRow("%s, vector", name) << version << 16;
      QTest::addRow("%s, content", name) << version << 40;
      QTest::addRow("%s, mac", name) << version << 100'000;
    }
  }
  void handshakesInFullForForgedTickets() {
    QFETCH(int, version);
    QFETCH(int, turned);
    const auto prepare = version == TLS1_2_VERSION ? upToTls12 : onlyTls13;
    const auto session = sessionFrom(port(), prepare);
    QVERIFY(session);
    QCOMPARE(resumes(port(), session.get(), prepare), 1);
    const auto bad = forged(session.get(), static_cast<std::size_t>(turned));
    QVERIFY(bad);
    QCOMPARE(resumes(port(), bad.get(), prepare), 0);
  }

  void handshakesInFullForTicketsOfOldKeys_data() {
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
  }
  void handshakesInFullForTicketsOfOldKeys() {
    QFETCH(int, version);
    const auto prepare = version == TLS1_2_VERSION ? upToTls12 : onlyTls13;
    HostileTlsServer server;
    QVERIFY2(server.start("[tls]\nticket_rotation = \"2s\"\n"), qPrintable(server.complaint()));
    const auto session = sessionFrom(server.port(), prepare);
    QVERIFY(session);
    QCOMPARE(resumes(server.port(), session.get(), prepare), 1);
    const QDeadlineTimer deadline(20'000);
    int outcome = 1;
    while (outcome == 1 && !deadline.hasExpired()) {
      QTest::qWait(100);
      outcome = resumes(server.port(), session.get(), prepare);
    }
    QCOMPARE(outcome, 0);
    QCOMPARE(server.stop(), QString());
  }

  void handshakesInFullForTicketsOfAnotherServer() {
    HostileTlsServer other;
    QVERIFY2(other.start(), qPrintable(other.complaint()));
    const auto session = sessionFrom(other.port(), onlyTls13);
    QVERIFY(session);
    QCOMPARE(other.stop(), QString());
    QCOMPARE(resumes(port(), session.get(), onlyTls13), 0);
  }

  void handshakesInFullForTicketsOfOtherSizes_data() {
    QTest::addColumn<int>("size");
    for (const int size : {1, 15, 16, 17, 48, 79, 80, 81, 4096, 60'000}) QTest::addRow("%d bytes", size) << size;
  }
  void handshakesInFullForTicketsOfOtherSizes() {
    QFETCH(int, size);
    QByteArray ticket(size, 't');
    TlsPeer peer(port(), upToTls12);
    QCOMPARE(SSL_set_session_ticket_ext(peer.ssl(), ticket.data(), size), 1);
    QVERIFY(peer.handshake());
    QCOMPARE(SSL_session_reused(peer.ssl()), 0);
    QCOMPARE(peer.get(), 200);
  }

  void refusesAnEndlessClientChain_data() {
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
  }
  void refusesAnEndlessClientChain() {
    QFETCH(int, version);
    const auto key = certificates::generateKey(certificates::KeyType::P256);
    const auto own =
        certificates::makeSelfSigned({{"client.test", std::string(200, 'a')}, 10}, key->get(), base::unixNow());
    HostileTlsServer server;
    const std::string authority = server.home().path("client_ca.pem").toStdString();
    QVERIFY(certificates::writeCertificate(authority, own->get()));
    const QByteArray more = "[tls]\nclient_certificates = \"required\"\nclient_ca = \"client_ca.pem\"\n";
    QVERIFY2(server.start(more), qPrintable(server.complaint()));
    server.remember();
    for (const int length : {100, 300}) {
      TlsPeer peer(server.port(), [&](SSL_CTX* context) {
        SSL_CTX_set_min_proto_version(context, version);
        SSL_CTX_set_max_proto_version(context, version);
        SSL_CTX_use_certificate(context, own->get());
        SSL_CTX_use_PrivateKey(context, key->get());
        for (int sent = 0; sent < length; ++sent) SSL_CTX_add1_chain_cert(context, own->get());
      });
      // A client of TLS 1.3 is done before the server has looked at its chain.
      static_cast<void>(peer.handshake());
      QVERIFY(peer.get() == 200 ? length == 100 : peer.isEnded());
    }
    QCOMPARE(server.difference(), QString());
    QCOMPARE(server.stop(), QString());
  }

  void takesNoBodyThatWasCutOff() {
    TlsPeer peer(port());
    QVERIFY(peer.handshake());
    QVERIFY(peer.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf"));
    peer.raw().endSending();
    QVERIFY(!peer.read(10'000).contains(" 200 "));
  }

  void refusesMessagesOutOfTurn_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("heartbeat") << 24 << QByteArray::fromHex("01400061");
    QTest::newRow("change cipher spec") << 20 << QByteArray::fromHex("01");
    QTest::newRow("another ClientHello") << 22 << ClientHello().message();
    QTest::newRow("Finished") << 22 << QByteArray::fromHex("1400000c") + QByteArray(12, 'f');
    QTest::newRow("unknown type") << 99 << QByteArray("x");
    QTest::newRow("unencrypted data") << 23 << QByteArray("GET / HTTP/1.1\r\n\r\n");
  }
  void refusesMessagesOutOfTurn() {
    QFETCH(int, type);
    QFETCH(QByteArray, content);
    TlsPeer peer(port());
    QVERIFY(peer.handshake());
    QCOMPARE(peer.get(), 200);
    QVERIFY(peer.raw().send(tlsRecord(type, content)));
    QVERIFY(peer.isEnded());
    const int alert = peer.alert().value_or(-1);
    QVERIFY2(alert == unexpectedMessageAlert || alert == badRecordMacAlert, qPrintable(QString::number(alert)));
  }
};

QTEST_GUILESS_MAIN(TestHostileTlsConnection)
#include "test_hostile_tls_connection.moc"
