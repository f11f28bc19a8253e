// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Hostile HTTP/1.1 against the real server, with and without TLS: one row a number of the list of hostile inputs, each
// case whole and byte by byte, and the server looked at after each row. Splitting at every position is tested at the
// codec (tests/server/http/test_http1_hostile.cpp).

#include <sys/socket.h>

#include <QDeadlineTimer>
#include <QThread>
#include <memory>
#include <set>

#include "tests/integration/hostile_test.h"
#include "tests/integration/raw_peer.h"
#include "tests/integration/tls_peer.h"
#include "tests/server/http/http1_cases.h"
#include "tests/support/processes.h"

namespace {

constexpr qsizetype mostByteByByte = 400;  ///< longer cases are long for their length's sake
constexpr int firstOfBodies = 55;
constexpr int lastOfBodies = 59;
constexpr qint64 mostGrowth = 10 * 1024 * 1024;
const QByteArray lastRequest = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// A client with or without TLS, of whom only the answers matter.
class Client {
 public:
  Client(int port, bool secure) {
    if (secure)
      m_tls = std::make_unique<TlsPeer>(port);
    else
      m_raw = std::make_unique<RawPeer>(port);
  }
  bool open() { return m_tls != nullptr ? m_tls->handshake() : m_raw->isConnected(); }
  bool send(const QByteArray& bytes) { return m_tls != nullptr ? m_tls->write(bytes) : m_raw->send(bytes); }
  /// Until the server has ended it.
  QByteArray readToEnd() { return m_tls != nullptr ? m_tls->read(10'000) : m_raw->readToEnd().bytes; }
  [[nodiscard]] bool isEnded() { return m_tls == nullptr || m_tls->isEnded(); }

 private:
  std::unique_ptr<TlsPeer> m_tls;
  std::unique_ptr<RawPeer> m_raw;
};

/// The statuses, where it stands as 200 that the page's handler refuses a method, and the router answers "OPTIONS *":
/// the request has passed.
QString outcome(QByteArray answer) {
  answer.replace("HTTP/1.1 204 ", "HTTP/1.1 200 ");
  for (qsizetype at = 0; (at = answer.indexOf("HTTP/1.1 405 ", at)) >= 0; ++at) {
    const QByteArray head = answer.mid(at, answer.indexOf("\r\n\r\n", at) - at);
    if (!head.contains("Connection: close")) answer.replace(at, 13, "HTTP/1.1 200 ");
  }
  return QString::fromStdString(statusesIn(answer.toStdString()));
}

}  // namespace

class TestHostileHttp1 : public HostileTest {
  Q_OBJECT

 private:
  static constexpr std::size_t plainListener = 1;
  [[nodiscard]] QByteArray configuration() const override {
    return "[[listener]]\naddress = \"127.0.0.1\"\nport = 0\nprotocol = \"http\"\n";
  }
  [[nodiscard]] std::unique_ptr<Client> client(bool secure) {
    return std::make_unique<Client>(server().port(secure ? 0 : plainListener), secure);
  }
  /// Empty, or what is not as expected.
  QString check(const HostileCase& given, bool secure, bool byteByByte) {
    const std::unique_ptr<Client> peer = client(secure);
    if (!peer->open()) return "no connection";
    QByteArray input = QByteArray::fromStdString(given.input);
    QString expected = QString::fromStdString(given.expected);
    if (expected.endsWith("close")) {
      expected.chop(6);
      // What is wrong with a body is found when the page's handler has refused the method already.
      if (given.number >= firstOfBodies && given.number <= lastOfBodies) expected = "200";
    } else {
      // Asked for one more answer, so that its end is seen, and that it stands at the right place of what was sent.
      input += lastRequest;
      expected += " 200";
    }
    // The server may close before it has all.
    for (qsizetype at = 0, size = byteByByte ? 1 : input.size(); at < input.size(); at += size) {
      if (!peer->send(input.mid(at, size))) break;
    }
    const QString seen = outcome(peer->readToEnd());
    if (seen == expected && peer->isEnded()) return {};
    return QString("%1 (TLS %2, byte by byte %3): %4 instead of %5")
        .arg(QString::fromStdString(given.name))
        .arg(secure)
        .arg(byteByByte)
        .arg(seen, expected);
  }

 private slots:
  void isAnsweredSafely_data() {
    QTest::addColumn<int>("number");
    std::set<int> numbers;
    for (const HostileCase& each : http1Cases()) {
      if (numbers.insert(each.number).second) QTest::addRow("%d", each.number) << each.number;
    }
  }
  void isAnsweredSafely() {
    QFETCH(int, number);
    for (const HostileCase& each : http1Cases()) {
      if (each.number != number) continue;
      for (const bool secure : {true, false}) {
        for (const bool byteByByte : {false, true}) {
          if (byteByByte && std::ssize(each.input) > mostByteByByte) continue;
          const QString fault = check(each, secure, byteByByte);
          QVERIFY2(fault.isEmpty(), qPrintable(fault));
        }
      }
    }
  }

  // 60 to 63: those who are slow.
  void slowClientsAreEnded_data() {
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QByteArray>("drip");
    QTest::addColumn<QString>("expected");
    const QByteArray upload = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n";
    QTest::newRow("60 a header byte now and then") << QByteArray("GET / HTTP/1.1\r\nX: ") << QByteArray("a") << "408";
    QTest::newRow("60 a field now and then") << QByteArray("GET / HTTP/1.1\r\n") << QByteArray("X: a\r\n") << "408";
    QTest::newRow("60 nothing at all") << QByteArray() << QByteArray() << "";
    // The page's handler has answered long ago; what is dripped on is not waited for.
    QTest::newRow("61 a body byte now and then") << upload + "\r\n" << QByteArray("a") << "405";
    QTest::newRow("63 100-continue, then nothing") << upload + "Expect: 100-continue\r\n\r\n" << QByteArray() << "405";
  }
  void slowClientsAreEnded() {
    QFETCH(QByteArray, begin);
    QFETCH(QByteArray, drip);
    QFETCH(QString, expected);
    HostileTlsServer slow;
    QVERIFY2(slow.start(configuration(), "request_header = \"1s\"\nrequest_body = \"1s\"\nkeep_alive = \"1s\"\n"),
             qPrintable(slow.complaint()));
    RawPeer peer(slow.port(plainListener));
    QVERIFY(peer.send(begin));
    QByteArray answer;
    bool closed = false;
    for (const QDeadlineTimer deadline(20'000); !closed && !deadline.hasExpired();) {
      const RawPeer::Received next = peer.readSome(50);
      answer += next.bytes;
      closed = next.closed || !peer.send(drip);
    }
    QVERIFY(closed);
    QCOMPARE(QString::fromStdString(statusesIn(answer.toStdString())), expected);
    QCOMPARE(slow.stop(), QString());
  }

  // 62: one who asks for much and takes none of it.
  void readersThatTakeNothingAreEnded() {
    HostileTlsServer slow;
    QVERIFY2(slow.start(configuration(), "send = \"1s\"\n"), qPrintable(slow.complaint()));
    slow.remember();
    RawPeer peer(slow.port(plainListener));
    const int little = 4096;
    ::setsockopt(peer.fd(), SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    const QByteArray requests = QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n").repeated(10'000);
    // Taken until the server holds back; then it is the server's turn to lose patience.
    static_cast<void>(peer.send(requests + requests));
    QCOMPARE(slow.difference(), QString());
    QCOMPARE(slow.stop(), QString());
  }

  // 66
  void pipelinedRequestsAreAnsweredInOrder() {
    constexpr int requests = 10'000;
    QByteArray all;
    for (int i = 0; i < requests; ++i) all += i % 2 == 0 ? "GET" : "DELETE", all += " / HTTP/1.1\r\nHost: a\r\n\r\n";
    std::map<pid_t, qint64> before;
    for (const auto& [slot, pid] : server().workers()) before[pid] = residentBytes(pid);
    RawPeer peer(server().port(plainListener));
    // From a thread: who writes all before it reads any is held back for ever.
    const std::unique_ptr<QThread> writer(QThread::create([&] { static_cast<void>(peer.send(all + lastRequest)); }));
    writer->start();
    const QByteArray answers = peer.readToEnd(60'000).bytes;
    writer->wait();
    const QStringList statuses = QString::fromStdString(statusesIn(answers.toStdString())).split(' ');
    QCOMPARE(statuses.size(), requests + 1);
    for (int i = 0; i < requests; ++i) QCOMPARE(statuses[i], i % 2 == 0 ? "200" : "405");
    for (const auto& [pid, bytes] : before) QVERIFY(residentBytes(pid) - bytes < mostGrowth);
  }

  // 73
  void thoseWhoLeaveEarlyAreForgotten_data() {
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<bool>("reset");
    QTest::newRow("73 reset after a request") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
    QTest::newRow("73 reset within a request") << QByteArray("GET / HTTP/1.1\r\nHo") << true;
    QTest::newRow("73 end within a head") << QByteArray("GET / HTTP/1.1\r\nHo") << false;
    QTest::newRow("73 end within a body")
        << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx") << false;
  }
  void thoseWhoLeaveEarlyAreForgotten() {
    QFETCH(QByteArray, sent);
    QFETCH(bool, reset);
    RawPeer peer(server().port(plainListener));
    QVERIFY(peer.send(sent));
    if (reset) {
      const linger atOnce{1, 0};
      ::setsockopt(peer.fd(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
      return;  // closed by the destructor
    }
    peer.endSending();
    const RawPeer::Received answer = peer.readToEnd();
    QVERIFY(answer.closed);
    QVERIFY(!answer.bytes.contains(" 200 "));
  }
};

QTEST_GUILESS_MAIN(TestHostileHttp1)
#include "test_hostile_http1.moc"
