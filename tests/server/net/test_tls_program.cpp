// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The whole of net, from listener to TLS stream, against the `openssl s_client` program: a server that echoes, in a
// thread of its own.

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <map>
#include <thread>

#include "server/net/acceptor.h"
#include "server/net/listener.h"
#include "tests/server/net/tls_exchange.h"

using namespace net;
using namespace std::chrono_literals;

namespace {

class EchoConnection final : public Destroyable, private Watcher {
 public:
  EchoConnection(EventLoop& loop, base::UniqueFd fd, const TlsContext& context, SendBufferPool& pool,
                 std::function<void(EchoConnection*)> over)
      : m_stream(std::move(fd), context, pool), m_over(std::move(over)) {
    m_watch = std::move(*loop.watch(m_stream.fd(), EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this));
  }

 private:
  void handleReady(std::uint32_t) override {
    if (!serve()) {
      m_stream.flush();
      m_watch.stop();
      m_over(this);
    }
  }
  /// False: over.
  bool serve() {
    if (!m_handshakeDone) {
      const HandshakeOutcome outcome = m_stream.handshake();
      if (m_stream.flush() == FlushOutcome::Failed || outcome == HandshakeOutcome::Failed) return false;
      if (outcome != HandshakeOutcome::Done) return outcome == HandshakeOutcome::WouldBlock;
      m_handshakeDone = true;
    }
    for (;;) {
      std::array<char, 4096> buffer{};
      const ReadResult result = m_stream.read(buffer);
      if (result.outcome == ReadOutcome::WouldBlock) return m_stream.flush() != FlushOutcome::Failed;
      if (result.outcome != ReadOutcome::Data) return false;
      m_stream.write(std::span<const char>(buffer).first(result.bytes));
    }
  }

  TlsStream m_stream;
  std::function<void(EchoConnection*)> m_over;
  Watch m_watch;
  bool m_handshakeDone = false;
};

class EchoServer {
 public:
  EchoServer() : m_thread([this] { run(); }) {
    while (!m_ready) std::this_thread::yield();
  }
  ~EchoServer() {
    m_done = true;
    m_thread.join();
  }
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;
  [[nodiscard]] QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_listener.bound().port); }

 private:
  void run() {
    const auto loop = *EventLoop::create();
    const TicketKeys keys = *TicketKeys::generate();
    const certificates::Identity identity = test::makeIdentity({"localhost"});
    const auto context = *TlsContext::create({&identity}, {}, config::Protocol::Http2, keys);
    SendBufferPool pool;
    std::map<EchoConnection*, std::unique_ptr<EchoConnection>> connections;
    const auto over = [&](EchoConnection* connection) {
      loop->destroyLater(std::move(connections.extract(connection).mapped()));
    };
    Acceptor acceptor(*loop, m_listener.fd(),
                      {[&](base::UniqueFd fd, const SocketAddress&) {
                         auto fresh = std::make_unique<EchoConnection>(*loop, std::move(fd), *context, pool, over);
                         EchoConnection* const key = fresh.get();
                         connections.emplace(key, std::move(fresh));
                       },
                       {},
                       {}});
    if (!acceptor.start()) qFatal("cannot accept");
    m_ready = true;
    while (!m_done) loop->turn(10ms);
    acceptor.stop();
  }

  Listener m_listener = *Listener::bind("127.0.0.1", 0);
  std::atomic<bool> m_ready = false;
  std::atomic<bool> m_done = false;
  std::thread m_thread;
};

}  // namespace

class TestTlsProgram : public QObject {
  Q_OBJECT
 private slots:
  void speaksWithTheProgram_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("answer");
    const QString echo = "hello";
    QTest::newRow("ALPN h2") << QStringList{"-alpn", "h2,http/1.1"} << echo << "ALPN protocol: h2";
    QTest::newRow("ALPN http/1.1") << QStringList{"-alpn", "http/1.1"} << echo << "ALPN protocol: http/1.1";
    QTest::newRow("no ALPN") << QStringList{} << echo << "No ALPN negotiated";
    QTest::newRow("foreign ALPN") << QStringList{"-alpn", "foo"} << ""
                                  << "alert no application protocol";
    QTest::newRow("echo, 1.3") << QStringList{"-tls1_3", "-quiet", "-no_ign_eof"} << echo << "hello";
    QTest::newRow("echo, 1.2") << QStringList{"-tls1_2", "-quiet", "-no_ign_eof"} << echo << "hello";
    QTest::newRow("key update") << QStringList{"-tls1_3"} << "K"
                                << "KEYUPDATE";
    QTest::newRow("renegotiation") << QStringList{"-tls1_2"} << "R"
                                   << "no renegotiation";
    QTest::newRow("1.1") << QStringList{"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"} << ""
                         << "alert protocol version";
    QTest::newRow("compression") << QStringList{"-tls1_2", "-comp"} << echo << "Compression: NONE";
  }
  void speaksWithTheProgram() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, typed);
    QFETCH(QString, answer);
    const EchoServer server;
    const QString output = run(server, arguments, typed, answer);
    QVERIFY2(output.contains(answer), qPrintable(output));
  }

  void resumes_data() {
    QTest::addColumn<QString>("version");
    QTest::newRow("1.3") << "-tls1_3";
    QTest::newRow("1.2") << "-tls1_2";
  }
  void resumes() {
    QFETCH(QString, version);
    const EchoServer server;
    const QTemporaryDir folder;
    const QString session = folder.filePath("session.pem");
    const QString first = run(server, {version, "-sess_out", session}, "hello", "hello");
    QVERIFY2(first.contains("New, TLSv1."), qPrintable(first));
    const QString second = run(server, {version, "-sess_in", session}, "hello", "hello");
    QVERIFY2(second.contains("Reused, TLSv1."), qPrintable(second));
  }

 private:
  /// What the program prints until it ends or has said `awaited`.
  static QString run(const EchoServer& server, const QStringList& arguments, const QString& typed,
                     const QString& awaited) {
    QProcess program;
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start("openssl",
                  QStringList{"s_client", "-connect", server.address(), "-servername", "localhost"} + arguments);
    if (!program.waitForStarted()) qFatal("the openssl program is missing");
    if (!typed.isEmpty()) program.write((typed + '\n').toUtf8());
    QString output;
    while (!output.contains(awaited) && program.state() != QProcess::NotRunning && program.waitForReadyRead(10'000)) {
      output += QString::fromUtf8(program.readAll());
    }
    program.closeWriteChannel();
    if (!program.waitForFinished(10'000)) {
      program.kill();
      program.waitForFinished();
    }
    return output + QString::fromUtf8(program.readAll());
  }
};

QTEST_GUILESS_MAIN(TestTlsProgram)
#include "test_tls_program.moc"
