// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Hostile HTTP/2 against the real server: one row a number of the list of hostile inputs, each case whole and byte by
// byte, and the server looked at after each row. Floods are in test_floods.cpp.

#include <set>

#include "tests/integration/hostile_test.h"
#include "tests/integration/http2_peer.h"
#include "tests/server/http/http2_cases.h"

namespace {

constexpr std::size_t mostByteByByte = 400;
constexpr std::size_t frameHead = 9;
constexpr int goAwayFrame = 7;
constexpr int dataFrame = 0;

/// Whether the case is the same byte by byte. Where frames follow a request's head, the page would be answered before
/// they are here; such cases are split at the codec, whose handler waits.
bool maySplit(const std::string& input) {
  const std::size_t start = preface().size();
  if (input.size() > mostByteByByte || input.size() < start + 3) return input.size() <= mostByteByByte;
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(input[at])); };
  return input.size() <= start + frameHead + (byte(start) << 16 | byte(start + 1) << 8 | byte(start + 2));
}

}  // namespace

class TestHostileHttp2 : public HostileTest {
  Q_OBJECT

 private:
  /// Empty, or what is not as expected.
  QString check(const HostileCase& given, bool byteByByte) {
    Http2Peer peer(port());
    if (!peer.tls.handshake()) return "no connection";
    const std::size_t size = byteByByte ? 1 : given.input.size();
    for (std::size_t at = 0; at < given.input.size(); at += size) {
      if (!peer.send(given.input.substr(at, size))) break;  // the server may close before it has all
    }
    const std::string& expected = given.expected;
    peer.readUntil([](const FrameReader& seen) { return !seen.verdict().empty(); });
    std::string seen = peer.frames.verdict();
    if (seen == expected && expected.starts_with("GOAWAY")) {
      if (peer.tls.isEnded()) return {};
      seen += ", but the connection goes on";
    } else if (seen == expected) {
      if (peer.send(headers(3, get("/"))) && peer.readUntil([](const FrameReader& all) { return all.ended(3); }) &&
          peer.frames.outcome(3) == "200") {
        return {};
      }
      seen += ", but the next request is not answered";
    }
    return QString::fromStdString(given.name + ": " + seen + " instead of " + expected);
  }

 private slots:
  void isAnsweredSafely_data() {
    QTest::addColumn<int>("number");
    std::set<int> numbers;
    for (const HostileCase& each : http2Cases()) {
      if (numbers.insert(each.number).second) QTest::addRow("%d", each.number) << each.number;
    }
  }
  void isAnsweredSafely() {
    QFETCH(int, number);
    for (const HostileCase& each : http2Cases()) {
      if (each.number != number) continue;
      for (const bool byteByByte : {false, true}) {
        if (byteByByte && !maySplit(each.input)) continue;
        const QString fault = check(each, byteByByte);
        QVERIFY2(fault.isEmpty(), qPrintable(fault));
      }
    }
  }

  // 96: a stream too many is refused; those before it are still answered.
  void refusesStreamsOverTheLimit() {
    HostileTlsServer small;
    QVERIFY2(small.start("[limits]\nstreams = 3\n"), qPrintable(small.complaint()));
    Http2Peer peer(small.port());
    QVERIFY(peer.tls.handshake());
    std::string input = preface() + settings({{4, 0}});
    for (int stream = 1; stream <= 9; stream += 2) input += headers(stream, get());
    QVERIFY(peer.send(input));
    QVERIFY(peer.readUntil([](const FrameReader& seen) { return !seen.outcome(9).empty(); }));
    QCOMPARE(peer.frames.outcome(5), "200");
    QCOMPARE(peer.frames.outcome(7), "RST 7");
    QCOMPARE(peer.frames.outcome(9), "RST 7");
    QVERIFY(peer.send(settings({{4, 65'535}})));
    QVERIFY(peer.readUntil([](const FrameReader& seen) { return seen.ended(1) && seen.ended(3) && seen.ended(5); }));
    QVERIFY(peer.frames.goAway() < 0);
    QCOMPARE(small.stop(), QString());
  }

  // 101: many streams that may not send.
  void windowsThatStayShutEndTheConnection() {
    HostileTlsServer slow;
    QVERIFY2(slow.start({}, "send = \"1s\"\n"), qPrintable(slow.complaint()));
    Http2Peer peer(slow.port());
    QVERIFY(peer.tls.handshake());
    std::string input = preface() + settings({{4, 0}});
    for (int stream = 1; stream < 200; stream += 2) input += headers(stream, get());
    QVERIFY(peer.send(input));
    QVERIFY(peer.readUntil([](const FrameReader& seen) { return seen.goAway() >= 0; }));
    QCOMPARE(peer.frames.count(dataFrame), std::size_t{0});
    QVERIFY(peer.tls.isEnded());
    QCOMPARE(slow.stop(), QString());
  }

  // 105
  void whatComesAfterTheGoAwayIsIgnored() {
    Http2Peer peer(port());
    QVERIFY(peer.tls.handshake());
    QVERIFY(peer.send(preface() + data(0, "x") + frame(1, 0xff, 1, "x") + data(0, "x") + std::string(70'000, '\xff')));
    QVERIFY(peer.readUntil([](const FrameReader& seen) { return seen.goAway() >= 0; }));
    QCOMPARE(peer.frames.count(goAwayFrame), std::size_t{1});
    QVERIFY(peer.tls.isEnded());
  }

  // 106: h2 with a cipher that RFC 9113 forbids is not to be had.
  void offersNoForbiddenCipher() {
    Http2Peer peer(port(), [](SSL_CTX* context) {
      SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
      QCOMPARE(SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA"), 1);
    });
    QVERIFY(!peer.tls.handshake());
  }
};

QTEST_GUILESS_MAIN(TestHostileHttp2)
#include "test_hostile_http2.moc"
