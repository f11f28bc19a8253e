// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A connection over a real socket: turns, timeouts, lingering, draining, and what is told and counted at its end.

#include <sys/socket.h>
#include <unistd.h>

#include <QTest>

#include "server/http/connection.h"
#include "server/net/plain_stream.h"
#include "tests/server/http/border_handlers.h"
#include "tests/server/http/codec_harness.h"

namespace {

using std::chrono::milliseconds;

class Handler final : public http::RequestHandler {
 public:
  CodecHarness::Handle handler = [](http::Request& request, http::ResponseWriter& writer) {
    writer.respond(200, {}, request.target);
  };
  void handle(http::Request& request, http::ResponseWriter& writer) override { handler(request, writer); }
};

/// What TLS tells of its handshake, without TLS.
class HandshakingStream final : public net::ByteStream {
 public:
  HandshakingStream(base::UniqueFd fd, net::SendBufferPool& pool, net::HandshakeOutcome outcome)
      : m_plain(std::move(fd), pool), m_outcome(outcome) {}
  [[nodiscard]] int fd() const override { return m_plain.fd(); }
  net::HandshakeOutcome handshake() override { return m_outcome; }
  [[nodiscard]] std::string_view protocol() const override { return {}; }
  [[nodiscard]] net::TlsFacts tls() const override {
    return {.version = "TLSv1.3", .serverName = "a.test", .certificateName = {}, .resumed = true};
  }
  net::ReadResult read(std::span<char> into) override { return m_plain.read(into); }
  [[nodiscard]] bool hasBuffered() const override { return m_plain.hasBuffered(); }
  std::size_t write(std::span<const char> bytes) override { return m_plain.write(bytes); }
  net::FlushOutcome flush() override { return m_plain.flush(); }
  [[nodiscard]] std::size_t unsent() const override { return m_plain.unsent(); }
  void shutdownWrite() override { m_plain.shutdownWrite(); }

 private:
  net::PlainStream m_plain;
  net::HandshakeOutcome m_outcome;
};

/// One connection and its client's end of the socket.
class Fixture {
 public:
  Fixture() : loop(std::move(*net::EventLoop::create())), shared(*loop, config, handler, counters) {}
  ~Fixture() {
    connection.reset();
    if (clientFd >= 0) ::close(clientFd);
  }
  /// With an outcome: a TLS listener's connection, whose handshake comes to that.
  void connect(std::optional<net::HandshakeOutcome> outcome = std::nullopt) {
    int fds[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0) std::abort();
    clientFd = fds[1];
    std::unique_ptr<net::ByteStream> stream;
    if (outcome)
      stream = std::make_unique<HandshakingStream>(base::UniqueFd(fds[0]), sendBuffers, *outcome);
    else
      stream = std::make_unique<net::PlainStream>(base::UniqueFd(fds[0]), sendBuffers);
    connection = std::make_unique<http::Connection>(shared, std::move(stream), http::Client{},
                                                    outcome ? config::Protocol::Https : config::Protocol::Http,
                                                    [this](http::Connection&) {
                                                      ++closed;
                                                      loop->destroyLater(std::move(connection));
                                                    });
    if (!connection->start()) std::abort();
  }
  void send(std::string_view bytes) {
    while (!bytes.empty() && closed == 0) {
      const ssize_t sent = ::send(clientFd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0)
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      else
        loop->turn(milliseconds(10));
    }
  }
  /// Turns until the condition holds; false: it did not within ten seconds.
  template<typename Condition>
  bool until(Condition condition) {
    const auto end = base::MonotonicClock::now() + std::chrono::seconds(10);
    while (!condition()) {
      if (base::MonotonicClock::now() > end) return false;
      loop->turn(milliseconds(20));
      receive();
    }
    return true;
  }
  bool untilReceived(std::string_view text) {
    return until([&] { return received.find(text) != std::string::npos; });
  }
  bool untilClosed() {
    return until([&] { return closed != 0; });
  }
  void receive() {
    char bytes[4096];
    while (reading && clientFd >= 0) {
      const ssize_t got = ::recv(clientFd, bytes, sizeof bytes, 0);
      if (got == 0) sawEnd = true;
      if (got < 0 && errno != EAGAIN) sawReset = true;
      if (got <= 0) return;
      received.append(bytes, static_cast<std::size_t>(got));
    }
  }
  void leave() {
    ::close(clientFd);
    clientFd = -1;
  }

  config::Config config;
  std::unique_ptr<net::EventLoop> loop;
  Handler handler;
  http::Counters counters;
  net::SendBufferPool sendBuffers;
  http::ConnectionShared shared;
  std::unique_ptr<http::Connection> connection;
  int clientFd = -1;
  int closed = 0;
  bool reading = true;
  bool sawEnd = false;
  bool sawReset = false;
  std::string received;
};

constexpr std::string_view request = "GET /here HTTP/1.1\r\nHost: a\r\n\r\n";

}  // namespace

class TestConnection : public QObject {
  Q_OBJECT

 private slots:
  void answersAndStaysOpen();
  void tellsHandlersOfTheHandshake();
  void sendsPlainHttpToHttps();
  void endsFailedHandshakes();
  void endsSlowHandshakes();
  void countsWhatItDid();
  void endsWhenTheClientLeaves();
  void tellsAbandonedWhenTheClientLeaves();
  void lingersSoThatTheAnswerArrives();
  void closesAfterTheHeaderTime();
  void closesIdleOnesSilently();
  void answersAStalledBody();
  void cutsOffAClientThatTakesNothing();
  void drainsAnIdleConnection();
  void drainLetsOpenRequestsFinish();
  void cutEndsAtOnce();
  void holdsLittleForASlowReader();
  void sendsEventsAsTheyCome();
  void carriesADuplexStream();
};

void TestConnection::answersAndStaysOpen() {
  Fixture fixture;
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.untilReceived("/here"));
  fixture.received.clear();
  fixture.send(request);
  QVERIFY(fixture.untilReceived("/here"));
  QCOMPARE(fixture.closed, 0);
}

void TestConnection::tellsHandlersOfTheHandshake() {
  Fixture fixture;
  fixture.handler.handler = [](http::Request& its, http::ResponseWriter& writer) {
    writer.respond(200, {}, its.client->secure ? its.client->serverName : std::string("plain"));
  };
  fixture.connect(net::HandshakeOutcome::Done);
  fixture.send(request);
  QVERIFY(fixture.untilReceived("a.test"));
  QCOMPARE(fixture.counters.handshakes.load(), 1);
  QCOMPARE(fixture.counters.resumptions.load(), 1);
}

void TestConnection::sendsPlainHttpToHttps() {
  // Row 2. The host is the client's word, so it must not come back unchecked.
  for (const auto& [host, link] :
       {std::pair("Good.test:80", "https://good.test:"), std::pair("<script>", "https://")}) {
    Fixture fixture;
    fixture.connect(net::HandshakeOutcome::PlainHttp);
    fixture.send(std::string("GET / HTTP/1.1\r\nX: y\r\nhost: ") + host + "\r\n\r\n");
    QVERIFY(fixture.untilReceived("</html>"));
    QVERIFY(fixture.received.starts_with("HTTP/1.1 400 "));
    QVERIFY(fixture.received.find("Connection: close\r\n") != std::string::npos);
    QVERIFY(fixture.received.find(link) != std::string::npos);
    QVERIFY(fixture.received.find("<script>") == std::string::npos);
    fixture.leave();
    QVERIFY(fixture.untilClosed());
  }
}

void TestConnection::endsFailedHandshakes() {
  // Row 1.
  Fixture fixture;
  fixture.connect(net::HandshakeOutcome::Failed);
  fixture.send("nonsense");
  QVERIFY(fixture.untilClosed());
  QCOMPARE(fixture.counters.handshakeFailures.load(), 1);
}

void TestConnection::endsSlowHandshakes() {
  // Rows 3 and 4: in all, not per byte.
  Fixture fixture;
  fixture.config.timeouts.handshake = milliseconds(50);
  fixture.connect(net::HandshakeOutcome::WouldBlock);
  QVERIFY(fixture.until([&] {
    if (fixture.closed == 0) fixture.send("x");
    return fixture.closed == 1;
  }));
  QCOMPARE(fixture.counters.timeouts.load(), 1);
}

void TestConnection::countsWhatItDid() {
  Fixture fixture;
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.untilReceived("/here"));
  QCOMPARE(fixture.counters.accepted.load(), 1);
  QCOMPARE(fixture.counters.connections.load(), 1);
  QCOMPARE(fixture.counters.requests.load(), 1);
  QCOMPARE(fixture.counters.openRequests.load(), 0);
  QCOMPARE(fixture.counters.bytesIn.load(), static_cast<std::int64_t>(request.size()));
  QCOMPARE(fixture.counters.bytesOut.load(), static_cast<std::int64_t>(fixture.received.size()));
  QCOMPARE(fixture.counters.handshakes.load(), 0);
  std::int64_t inBuckets = 0;
  for (const auto& bucket : fixture.counters.latency) inBuckets += bucket.load();
  QCOMPARE(inBuckets, 1);
  fixture.leave();
  QVERIFY(fixture.untilClosed());
  fixture.loop->turn(milliseconds(0));
  QCOMPARE(fixture.counters.connections.load(), 0);
}

void TestConnection::endsWhenTheClientLeaves() {
  // Row 73: silently, after half a head too.
  Fixture fixture;
  fixture.connect();
  fixture.send("GET / HT");
  ::shutdown(fixture.clientFd, SHUT_WR);
  QVERIFY(fixture.untilClosed());
  fixture.receive();
  QVERIFY(fixture.received.empty());
  QCOMPARE(fixture.closed, 1);
}

void TestConnection::tellsAbandonedWhenTheClientLeaves() {
  Fixture fixture;
  CountingObserver observer;
  fixture.handler.handler = [&](http::Request&, http::ResponseWriter& writer) { writer.observe(&observer); };
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.until([&] { return fixture.counters.openRequests.load() == 1; }));
  fixture.leave();
  QVERIFY(fixture.until([&] { return observer.abandonments == 1; }));
  QVERIFY(fixture.untilClosed());
  fixture.loop->turn(milliseconds(0));
  QCOMPARE(observer.abandonments, 1);
  QCOMPARE(fixture.counters.openRequests.load(), 0);
}

void TestConnection::lingersSoThatTheAnswerArrives() {
  Fixture fixture;
  fixture.connect();
  fixture.reading = false;
  fixture.send("BAD REQUEST LINE\r\n" + std::string(300'000, 'x'));
  for (int i = 0; i < 5; ++i) fixture.loop->turn(milliseconds(5));
  fixture.reading = true;
  QVERIFY(fixture.untilReceived("</html>"));
  QVERIFY(fixture.until([&] { return fixture.sawEnd; }));
  QVERIFY(!fixture.sawReset);
  QCOMPARE(fixture.closed, 0);  // until the client has ended too, or a second passed
  fixture.leave();
  QVERIFY(fixture.untilClosed());
}

void TestConnection::closesAfterTheHeaderTime() {
  // Row 60: a byte now and then does not prolong it.
  Fixture fixture;
  fixture.config.timeouts.requestHeader = milliseconds(100);
  fixture.connect();
  fixture.send("GET / HTTP/1.1\r\n");
  int sent = 0;  // few enough to stay within the header block's limit, however fast this loop turns
  QVERIFY(fixture.until([&] {
    if (fixture.received.empty() && sent++ < 1000) fixture.send("X");
    return fixture.received.find("HTTP/1.1 408 ") == 0;
  }));
  QVERIFY(fixture.until([&] { return fixture.sawEnd; }));
  QCOMPARE(fixture.counters.timeouts.load(), 1);
}

void TestConnection::closesIdleOnesSilently() {
  Fixture fixture;
  fixture.config.timeouts.keepAlive = milliseconds(50);
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.until([&] { return fixture.sawEnd; }));
  QVERIFY(fixture.received.ends_with("/here"));
  QCOMPARE(fixture.counters.timeouts.load(), 0);
}

void TestConnection::answersAStalledBody() {
  // Row 61.
  Fixture fixture;
  fixture.config.timeouts.requestBody = milliseconds(50);
  EchoHandler echo;
  fixture.handler.handler = [](http::Request& its, http::ResponseWriter&) {
    char byte = 0;
    its.body->read({&byte, 1});
  };
  fixture.connect();
  fixture.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  QVERIFY(fixture.untilReceived("HTTP/1.1 408 "));
  QCOMPARE(fixture.counters.timeouts.load(), 1);
}

void TestConnection::cutsOffAClientThatTakesNothing() {
  // Row 62.
  Fixture fixture;
  fixture.config.timeouts.send = milliseconds(50);
  CountingObserver observer;
  fixture.handler.handler = [&](http::Request&, http::ResponseWriter& writer) {
    writer.observe(&observer);
    writer.respond(200, {},
                   std::make_unique<ScriptedSource>(std::vector<ScriptedSource::Step>{
                       {http::BodyState::Data, std::string(8 << 20, 'x')}, {http::BodyState::End}}));
  };
  fixture.connect();
  fixture.reading = false;
  fixture.send(request);
  QVERIFY(fixture.untilClosed());
  fixture.loop->turn(milliseconds(0));
  QCOMPARE(observer.abandonments, 1);
}

void TestConnection::drainsAnIdleConnection() {
  Fixture fixture;
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.untilReceived("/here"));
  fixture.connection->drain();
  fixture.received.clear();
  // A request on its way is still answered.
  fixture.send(request);
  QVERIFY(fixture.untilReceived("/here"));
  QVERIFY(fixture.received.find("Connection: close\r\n") != std::string::npos);

  Fixture idle;
  idle.connect();
  idle.send(request);
  QVERIFY(idle.untilReceived("/here"));
  idle.connection->drain();
  QVERIFY(idle.until([&] { return idle.sawEnd; }));
}

void TestConnection::drainLetsOpenRequestsFinish() {
  Fixture fixture;
  http::ResponseWriter* kept = nullptr;
  fixture.handler.handler = [&](http::Request&, http::ResponseWriter& writer) { kept = &writer; };
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.until([&] { return kept != nullptr; }));
  fixture.connection->drain();
  const auto later = base::MonotonicClock::now() + milliseconds(700);
  QVERIFY(fixture.until([&] { return base::MonotonicClock::now() > later; }));
  QCOMPARE(fixture.closed, 0);
  kept->respond(200, {}, std::string_view("late"));
  QVERIFY(fixture.untilReceived("late"));
  QVERIFY(fixture.received.find("Connection: close\r\n") != std::string::npos);
}

void TestConnection::cutEndsAtOnce() {
  Fixture fixture;
  CountingObserver observer;
  fixture.handler.handler = [&](http::Request&, http::ResponseWriter& writer) { writer.observe(&observer); };
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.until([&] { return fixture.counters.openRequests.load() == 1; }));
  fixture.connection->cut();
  QCOMPARE(fixture.closed, 1);
  fixture.loop->turn(milliseconds(0));
  QCOMPARE(observer.abandonments, 1);
  QCOMPARE(fixture.counters.cut.load(), 1);
}

void TestConnection::holdsLittleForASlowReader() {
  Fixture fixture;
  std::size_t pulled = 0;
  class Endless final : public http::BodySource {
   public:
    explicit Endless(std::size_t& its) : m_pulled(its) {}
    http::BodyRead read(std::span<char> into) override {
      std::fill(into.begin(), into.end(), 'x');
      m_pulled += into.size();
      return {http::BodyState::Data, into.size()};
    }

   private:
    std::size_t& m_pulled;
  };
  fixture.handler.handler = [&](http::Request&, http::ResponseWriter& writer) {
    writer.respond(200, {}, std::make_unique<Endless>(pulled));
  };
  fixture.connect();
  fixture.reading = false;
  fixture.send(request);
  for (int i = 0; i < 50; ++i) fixture.loop->turn(milliseconds(1));
  const std::size_t atFirst = pulled;
  QVERIFY(atFirst > 0);
  QVERIFY2(atFirst < 2 << 20, qPrintable(QString::number(atFirst)));
  for (int i = 0; i < 50; ++i) fixture.loop->turn(milliseconds(1));
  QCOMPARE(pulled, atFirst);
}

void TestConnection::sendsEventsAsTheyCome() {
  Fixture fixture;
  EventsHandler events;
  fixture.handler.handler = [&](http::Request& its, http::ResponseWriter& writer) { events.handle(its, writer); };
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.untilReceived("data: 1\n"));
  events.sendEvent();
  QVERIFY(fixture.untilReceived("data: 2\n"));
  QCOMPARE(events.listeners(), std::size_t{1});
  fixture.leave();
  QVERIFY(fixture.until([&] {
    events.sendEvent();
    return events.listeners() == 0;
  }));
}

void TestConnection::carriesADuplexStream() {
  Fixture fixture;
  UpgradeHandler upgrade;
  fixture.handler.handler = [&](http::Request& its, http::ResponseWriter& writer) { upgrade.handle(its, writer); };
  fixture.connect();
  fixture.send(request);
  QVERIFY(fixture.untilReceived("HTTP/1.1 426 "));
  fixture.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nfirst");
  QVERIFY(fixture.untilReceived("\r\n\r\nfirst"));
  fixture.send("GET / HTTP/1.1\r\n\r\n");
  QVERIFY(fixture.untilReceived("firstGET / HTTP/1.1\r\n\r\n"));
  ::shutdown(fixture.clientFd, SHUT_WR);
  QVERIFY(fixture.until([&] { return fixture.sawEnd; }));
}

QTEST_GUILESS_MAIN(TestConnection)
#include "test_connection.moc"
