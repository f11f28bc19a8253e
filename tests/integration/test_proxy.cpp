// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What people put behind the server: large bodies both ways, WebSocket, event streams, several backends, a Unix socket.

#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "tests/integration/hostile_tls_server.h"
#include "tests/integration/raw_peer.h"
#include "tests/integration/scripted_backend.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"

namespace {

using Then = ScriptedBackend::Then;

const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr qint64 mebibyte = 1024 * 1024;
constexpr qint64 largeBody = 100 * mebibyte;
[[maybe_unused]] constexpr qint64 mostMemory = 64 * mebibyte;

/// Answers PUT with the SHA-256 of its body and GET with 100 MiB; says its port first.
constexpr const char* application = R"(
const http = require('http'), crypto = require('crypto');
const piece = Buffer.alloc(65536);
for (let i = 0; i < piece.length; ++i) piece[i] = (i * 31 + (i >> 8)) & 255;
http.createServer((request, response) => {
  if (request.method === 'PUT') {
    const hash = crypto.createHash('sha256');
    request.on('data', bytes => hash.update(bytes));
    request.on('end', () => response.end(hash.digest('hex')));
    return;
  }
  let left = 1600;
  const more = () => {
    while (left > 0) {
      --left;
      if (!response.write(piece)) return response.once('drain', more);
    }
    response.end();
  };
  if (request.url.endsWith('length')) response.setHeader('Content-Length', 1600 * piece.length);
  more();
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
)";

QByteArray largeText() {
  QByteArray piece(65536, '\0');
  for (int i = 0; i < piece.size(); ++i) piece[i] = static_cast<char>((i * 31 + (i >> 8)) & 255);
  return piece.repeated(1600);
}

/// The most that was ever resident.
qint64 peakBytes(pid_t pid) {
  QFile file(QString("/proc/%1/status").arg(pid));
  if (!file.open(QIODevice::ReadOnly)) return 0;
  const auto match = QRegularExpression("VmHWM:\\s+(\\d+) kB").match(QString::fromLatin1(file.readAll()));
  return match.captured(1).toLongLong() * 1024;
}

QByteArray route(const QByteArray& path, const QByteArray& to) {
  return "[[route]]\npath = \"" + path + "\"\nhandler = \"proxy\"\nto = " + to + "\n";
}
QByteArray at(int port) {
  return "http://127.0.0.1:" + QByteArray::number(port);
}

}  // namespace

class TestProxy : public QObject {
  Q_OBJECT

 private:
  HostileTlsServer m_server;
  TemporaryHome m_files;
  QProcess m_node;
  ScriptedBackend m_backend;
  ScriptedBackend m_other;
  std::unique_ptr<ScriptedBackend> m_local;
  bool m_hasNode = false;

  [[nodiscard]] QString file(const QString& name) const { return m_files.path(name); }
  CommandResult curl(const QString& protocol, const QString& path, const QStringList& more) {
    CommandOptions options;
    options.milliseconds = 120'000;
    return runCommand(
        "curl", QStringList{"-sk", protocol, QString("https://localhost:%1%2").arg(m_server.port()).arg(path)} + more,
        options);
  }
  QByteArray get(const QByteArray& path) {
    RawPeer peer(m_server.port(1));
    peer.send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n");
    return peer.readToEnd(15'000).bytes;
  }
  void expectSmallWorkers() {
    for (const auto& [slot, pid] : m_server.workers()) {
      const qint64 peak = peakBytes(pid);
      qInfo("worker %d: at most %lld KiB resident", slot, peak / 1024);
      QVERIFY(peak > 0);
      // AddressSanitizer's quarantine keeps what was freed.
      if (!qEnvironmentVariableIsSet("FORKYARD_SANITIZED")) QVERIFY(peak < mostMemory);
    }
  }

 private slots:
  void initTestCase() {
    if (qEnvironmentVariableIsEmpty("FORKYARD_PROGRAM")) QSKIP("FORKYARD_PROGRAM does not name the server program");
    m_hasNode = hasProgram("node");
    QByteArray node = "1";
    if (m_hasNode) {
      m_node.start("node", {"-e", application});
      QVERIFY(m_node.waitForStarted() && m_node.waitForReadyRead());
      node = m_node.readLine().trimmed();
    }
    const QByteArray socket = file("app.sock").toUtf8();
    m_local = std::make_unique<ScriptedBackend>(socket);
    const QByteArray dead = at(ScriptedBackend().port());
    QVERIFY2(m_server.start("[[listener]]\naddress = \"127.0.0.1\"\nport = 0\nprotocol = \"http\"\n"
                            "[[route]]\nhandler = \"hello\"\n" +
                                route("/node", "\"http://localhost:" + node + "\"") +
                                route("/app", "\"" + at(m_backend.port()) + "\"") +
                                route("/named", "\"http://localhost:" + QByteArray::number(m_backend.port()) + "\"") +
                                route("/two", "[\"" + at(m_backend.port()) + "\", \"" + at(m_other.port()) + "\"]") +
                                route("/half", "[\"" + dead + "\", \"" + at(m_other.port()) + "\"]") +
                                route("/local", "\"unix:" + socket + "\"") +
                                route("/plain", "\"" + at(m_backend.port()) + "\"\nwebsocket = false"),
                            "backend = \"5s\"\n[limits]\nbody = \"200MiB\"\n"),
             qPrintable(m_server.complaint()));
  }
  void init() {
    for (ScriptedBackend* each : {&m_backend, &m_other, m_local.get()}) {
      each->closeAll();
      each->answer(ok);
      each->forget();
    }
    m_server.remember();
  }
  void cleanup() {
    m_backend.closeAll();
    m_other.closeAll();
    if (m_local) m_local->closeAll();
    if (QTest::currentTestFailed()) return;
    const QString fault = m_server.aftermath();
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
  }
  void cleanupTestCase() {
    m_node.kill();
    m_node.waitForFinished();
    QCOMPARE(m_server.stop(), QString());
  }

  void movesLargeBodiesByteForByte_data() {
    QTest::addColumn<QString>("protocol");
    QTest::newRow("HTTP/1.1") << "--http1.1";
    QTest::newRow("HTTP/2") << "--http2";
  }
  void movesLargeBodiesByteForByte() {
    if (!m_hasNode) QSKIP("NOT TESTED: there is no node");
    QFETCH(QString, protocol);
    const QByteArray text = largeText();
    QCOMPARE(text.size(), largeBody);
    QFile sent(file("sent"));
    QVERIFY(sent.open(QIODevice::WriteOnly) && sent.write(text) == largeBody);
    sent.close();
    const QByteArray expected = QCryptographicHash::hash(text, QCryptographicHash::Sha256);

    const CommandResult up = curl(protocol, "/node/up", {"-T", sent.fileName()});
    QVERIFY2(up.exitCode == 0 && up.output == expected.toHex(), up.text());
    const CommandResult chunked =
        curl(protocol, "/node/up", {"-T", sent.fileName(), "-H", "Transfer-Encoding: chunked"});
    QVERIFY2(chunked.exitCode == 0 && chunked.output == expected.toHex(), chunked.text());
    for (const char* path : {"/node/chunked", "/node/length"}) {
      const CommandResult down = curl(protocol, path, {"-o", file("got")});
      QVERIFY2(down.exitCode == 0, down.text());
      QFile got(file("got"));
      QVERIFY(got.open(QIODevice::ReadOnly));
      QCryptographicHash hash(QCryptographicHash::Sha256);
      QVERIFY(hash.addData(&got));
      QCOMPARE(hash.result(), expected);
    }
    expectSmallWorkers();
  }

  void holdsBackASlowReadersBackend() {
    if (!m_hasNode) QSKIP("NOT TESTED: there is no node");
    RawPeer peer(m_server.port(1));
    QVERIFY(peer.send("GET /node/length HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
    qint64 received = peer.readSome().bytes.size();
    QVERIFY(received > 0);
    // Nothing is read for a while: others are served, and memory stays as it is.
    for (int i = 0; i < 20; ++i) QVERIFY(get("/app/x").endsWith("ok"));
    expectSmallWorkers();
    while (received < largeBody) {
      const RawPeer::Received more = peer.readSome();
      QVERIFY(!more.closed);
      received += more.bytes.size();
    }
  }

  void keepsConnections() {
    RawPeer peer(m_server.port(1));
    for (int i = 0; i < 10; ++i) {
      QVERIFY(peer.send("GET /app/x HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
      QVERIFY(peer.readSome().bytes.endsWith("ok"));
    }
    QCOMPARE(m_backend.heads().size(), 10);
    QCOMPARE(m_backend.connections(), 1);
    // Not for ever.
    QVERIFY(waitUntil([this] { return m_backend.left() == 1; }, 10'000));
  }

  void echoesThroughAWebSocket() {
    m_backend.answer(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: abc\r\n\r\n",
        Then::Echo);
    RawPeer peer(m_server.port(1));
    QVERIFY(
        peer.send("GET /app/ws HTTP/1.1\r\nHost: shop.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
                  "Sec-WebSocket-Key: xyz\r\n\r\n"));
    const QByteArray head = peer.readSome().bytes;
    QVERIFY2(head.startsWith("HTTP/1.1 101 ") && head.contains("Upgrade: websocket\r\n") && head.contains("abc"), head);
    QVERIFY(m_backend.heads().first().contains("Upgrade: websocket\r\n"));
    const QByteArray text = QByteArray("\x81\x05hello").repeated(100'000);
    QByteArray echoed;
    for (qsizetype sent = 0; sent < text.size(); sent += 10'000) {
      QVERIFY(peer.send(text.mid(sent, 10'000)));
      while (echoed.size() < std::min<qsizetype>(sent + 10'000, text.size())) {
        const RawPeer::Received more = peer.readSome();
        QVERIFY(!more.closed);
        echoed += more.bytes;
      }
    }
    QCOMPARE(echoed, text);
    peer.endSending();
    QVERIFY(peer.readToEnd().closed);
    QVERIFY(waitUntil([this] { return m_backend.left() == 1; }, 5000));
  }

  void upgradesOnlyWhereItMay() {
    const QByteArray asked = "Host: shop.test\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n";
    RawPeer peer(m_server.port(1));
    QVERIFY(peer.send("GET /plain/ws HTTP/1.1\r\n" + asked));
    QVERIFY(peer.readToEnd().bytes.startsWith("HTTP/1.1 200 "));
    QVERIFY(!m_backend.heads().first().contains("Upgrade"));
  }

  void passesEventsOnAtOnce() {
    m_backend.answer("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n");
    RawPeer peer(m_server.port(1));
    QVERIFY(peer.send("GET /app/events HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
    QByteArray seen;
    while (!seen.contains("data: first\n\n")) {
      const RawPeer::Received more = peer.readSome();
      QVERIFY2(!more.closed && !more.bytes.isEmpty(), seen);
      seen += more.bytes;
    }
  }

  void asksSeveralInTurn() {
    RawPeer peer(m_server.port(1));
    for (int i = 0; i < 10; ++i) {
      QVERIFY(peer.send("GET /two/x HTTP/1.1\r\nHost: shop.test\r\n\r\n"));
      QVERIFY(peer.readSome().bytes.endsWith("ok"));
    }
    QCOMPARE(m_backend.heads().size(), 5);
    QCOMPARE(m_other.heads().size(), 5);
  }

  void doesWithoutTheOneThatIsDown() {
    for (int i = 0; i < 10; ++i) QVERIFY(get("/half/x").endsWith("ok"));
    QCOMPARE(m_other.heads().size(), 10);
  }

  void findsANameInHosts() { QVERIFY(get("/named/x").endsWith("ok")); }

  void speaksToAUnixSocket() {
    QVERIFY(get("/local/x").endsWith("ok"));
    QCOMPARE(m_local->heads().size(), 1);
  }

  void leavesContinueToTheBackend() {
    m_backend.setImpatient(true);
    m_backend.answer("HTTP/1.1 100 Continue\r\n\r\n" + ok);
    RawPeer peer(m_server.port(1));
    QVERIFY(peer.send("POST /app/x HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
    const QByteArray first = peer.readSome().bytes;
    QVERIFY2(first.startsWith("HTTP/1.1 100 ") || first.startsWith("HTTP/1.1 200 "), first);
    QVERIFY(m_backend.heads().first().contains("Expect: 100-continue\r\n"));
    m_backend.setImpatient(false);
  }
};

QTEST_GUILESS_MAIN(TestProxy)
#include "test_proxy.moc"
