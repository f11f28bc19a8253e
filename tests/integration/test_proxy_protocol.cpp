// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The real server behind a proxy that sends PROXY headers: whom it takes for its client, and what it refuses.

#include <QFile>
#include <QTest>

#include "tests/integration/scripted_backend.h"
#include "tests/integration/tls_peer.h"
#include "tests/support/server_process.h"

namespace {

/// By index, as they are configured below.
enum Listener : std::size_t { Plain, Tls, PlainWithout, TlsWithout, PlainForOthers };

/// 192.0.2.1:4660 for 198.51.100.2:443.
QByteArray header() {
  return QByteArray::fromHex("0d0a0d0a000d0a515549540a2111000cc0000201c6336402123401bb");
}
/// The proxy looks whether we live.
QByteArray ownHeader() {
  return QByteArray::fromHex("0d0a0d0a000d0a515549540a20000000");
}

}  // namespace

class TestProxyProtocol : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void tellsLogAndBackendTheClient_data();
  void tellsLogAndBackendTheClient();
  void refusesWhoOwesAHeader_data();
  void refusesWhoOwesAHeader();
  void endsWhoStaysSilent();
  void believesNobodyElse_data();
  void believesNobodyElse();
  void acceptsWhatTheMasterHandsOut();
  void cleanupTestCase();

 private:
  [[nodiscard]] QByteArray configuration(const char* distribution) const;
  [[nodiscard]] QByteArrayList logged() const;

  TemporaryHome m_home;
  ServerProcess m_server{m_home};
  ScriptedBackend m_backend;
};

QByteArray TestProxyProtocol::configuration(const char* distribution) const {
  QByteArray toml = "name = \"proxied\"\n[timeouts]\nhandshake = \"1s\"\n[cluster]\nworkers = 2\ndistribution = \"" +
                    QByteArray(distribution) + "\"\n[log]\naccess = \"./access.log\"\n";
  for (const char* listener :
       {"protocol = \"http\"\nproxy_protocol = [\"127.0.0.1\"]\n", "proxy_protocol = true\n", "protocol = \"http\"\n",
        "", "protocol = \"http\"\nproxy_protocol = [\"10.0.0.0/8\", \"::1\"]\n"})
    toml += "[[listener]]\nport = 0\n" + QByteArray(listener);
  return toml + "[[route]]\nhandler = \"proxy\"\nto = \"http://127.0.0.1:" + QByteArray::number(m_backend.port()) +
         "\"\n";
}

QByteArrayList TestProxyProtocol::logged() const {
  QFile file(m_home.path("access.log"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  QByteArrayList lines;
  while (!file.atEnd()) lines << file.readLine();
  return lines;
}

void TestProxyProtocol::initTestCase() {
  if (qEnvironmentVariableIsEmpty("FORKYARD_PROGRAM")) QSKIP("FORKYARD_PROGRAM does not name the server program");
  m_backend.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>hi</p>");
  QVERIFY2(m_server.start(configuration("shared")), m_server.text().constData());
}

void TestProxyProtocol::tellsLogAndBackendTheClient_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QByteArray>("client");
  QTest::newRow("IPv4") << header() << QByteArray("192.0.2.1");
  QTest::newRow("the proxy itself") << ownHeader() << QByteArray("127.0.0.1");
}

void TestProxyProtocol::tellsLogAndBackendTheClient() {
  QFETCH(QByteArray, bytes);
  QFETCH(QByteArray, client);
  m_backend.forget();
  const QByteArrayList before = logged();
  RawPeer plain(m_server.port(Plain));
  // With its request in one piece, and again in two: the second request is the same client's.
  QVERIFY(plain.send(bytes + "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"));
  QVERIFY(plain.readSome().bytes.startsWith("HTTP/1.1 200"));
  QVERIFY(plain.send("GET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  QVERIFY(plain.readToEnd().closed);
  TlsPeer tls(m_server.port(Tls));
  QVERIFY(tls.raw().send(bytes));
  QVERIFY(tls.handshake());
  QCOMPARE(tls.get(), 200);
  QTRY_COMPARE(logged().size(), before.size() + 3);
  for (const QByteArray& line : logged().mid(before.size()))
    QVERIFY2(line.startsWith(client + " - - ["), line.constData());
  const QList<QByteArray> heads = m_backend.heads();
  QCOMPARE(heads.size(), 3);
  for (const QByteArray& head : heads)
    QVERIFY2(head.toLower().contains("x-forwarded-for: " + client + "\r\n"), head.constData());
}

void TestProxyProtocol::refusesWhoOwesAHeader_data() {
  QTest::addColumn<int>("listener");
  QTest::addColumn<QByteArray>("bytes");
  for (const auto& [name, listener] : {std::pair("plain", Plain), {"TLS", Tls}}) {
    const auto row = [name = name, listener = listener](const char* what, const QByteArray& bytes) {
      QTest::addRow("%s: %s", name, what) << static_cast<int>(listener) << bytes;
    };
    row("HTTP", "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("a handshake", ClientHello().records());
    row("version 1", "PROXY TCP4 192.0.2.1 198.51.100.2 4660 443\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    row("too long", header().replace(14, 2, "\xFF\xFF") + QByteArray(65'523, 'x'));
    row("no family", header().replace(13, 1, QByteArray(1, '\0')));
    row("the end within", header().chopped(1));
    row("the end before", "");
  }
}

void TestProxyProtocol::refusesWhoOwesAHeader() {
  QFETCH(int, listener);
  QFETCH(QByteArray, bytes);
  m_backend.forget();
  RawPeer peer(m_server.port(static_cast<std::size_t>(listener)));
  QVERIFY(peer.isConnected());
  static_cast<void>(peer.send(bytes));  // it may be refused before all of it is out
  peer.endSending();
  const RawPeer::Received received = peer.readToEnd();
  QCOMPARE(received.bytes, QByteArray());
  QVERIFY(received.closed);
  QVERIFY(m_backend.heads().isEmpty());
}

void TestProxyProtocol::endsWhoStaysSilent() {
  for (const QByteArray& bytes : {QByteArray(), header().chopped(1), header()}) {
    // The header and what TLS wants have one limit together.
    RawPeer peer(m_server.port(Tls));
    if (!bytes.isEmpty()) QVERIFY(peer.send(bytes));
    const RawPeer::Received received = peer.readToEnd();
    QVERIFY(received.closed);
    QCOMPARE(received.bytes, QByteArray());
  }
}

void TestProxyProtocol::believesNobodyElse_data() {
  QTest::addColumn<int>("listener");
  QTest::newRow("not asked for") << static_cast<int>(PlainWithout);
  QTest::newRow("not from there") << static_cast<int>(PlainForOthers);
}

void TestProxyProtocol::believesNobodyElse() {
  QFETCH(int, listener);
  const int port = m_server.port(static_cast<std::size_t>(listener));
  m_backend.forget();
  RawPeer liar(port);
  QVERIFY(liar.send(header() + "GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  const RawPeer::Received received = liar.readToEnd();
  QVERIFY2(received.bytes.startsWith("HTTP/1.1 400 "), received.bytes.constData());
  QVERIFY(received.closed);
  QVERIFY(m_backend.heads().isEmpty());
  RawPeer honest(port);
  QVERIFY(honest.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  QVERIFY(honest.readToEnd().bytes.startsWith("HTTP/1.1 200 "));
  QVERIFY(m_backend.heads().first().toLower().contains("x-forwarded-for: 127.0.0.1\r\n"));
  TlsPeer tls(m_server.port(TlsWithout));
  QVERIFY(tls.raw().send(header()));
  QVERIFY(!tls.handshake());
}

void TestProxyProtocol::acceptsWhatTheMasterHandsOut() {
  TemporaryHome home;
  ServerProcess server(home);
  QVERIFY2(server.start(configuration("round-robin")), server.text().constData());
  m_backend.forget();
  for (int i = 0; i < 4; ++i) {
    RawPeer peer(server.port(Plain));
    QVERIFY(peer.send(header() + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    QVERIFY(peer.readToEnd().bytes.startsWith("HTTP/1.1 200 "));
  }
  for (const QByteArray& head : m_backend.heads())
    QVERIFY2(head.toLower().contains("x-forwarded-for: 192.0.2.1\r\n"), head.constData());
  QCOMPARE(m_backend.heads().size(), 4);
  QCOMPARE(server.stopAndInspect(), QString());
}

void TestProxyProtocol::cleanupTestCase() {
  if (m_server.pid() != 0) QCOMPARE(m_server.stopAndInspect(), QString());
}

QTEST_GUILESS_MAIN(TestProxyProtocol)

#include "test_proxy_protocol.moc"
