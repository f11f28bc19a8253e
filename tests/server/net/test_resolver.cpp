// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include <arpa/inet.h>
#include <netinet/in.h>

#include <QTest>

#include "server/net/resolver.h"

using net::Resolution;
using net::Resolver;

namespace {

/// Takes questions and never answers.
struct SilentServer {
  SilentServer() {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof place;
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&place), length) != 0) qFatal("bind");
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&place), &length);
    address = "127.0.0.1:" + std::to_string(ntohs(place.sin_port));
  }
  /// Takes one question.
  [[nodiscard]] bool isAsked() const {
    char question[512];
    return ::recv(socket.get(), question, sizeof question, MSG_DONTWAIT) > 0;
  }

  base::UniqueFd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  std::string address;
};

}  // namespace

class TestResolver : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<net::EventLoop> m_loop;

  /// Turns the loop until there is an answer.
  Resolution lookUp(Resolver& resolver, const std::string& host) {
    std::optional<Resolution> answer;
    const auto query = resolver.lookUp(host, 80, [&](const Resolution& resolution) { answer = resolution; });
    const auto deadline = base::MonotonicClock::now() + std::chrono::seconds(20);
    while (!answer && base::MonotonicClock::now() < deadline) m_loop->turn(std::chrono::milliseconds(1000));
    return answer.value_or(Resolution());
  }

 private slots:
  void init() {
    auto loop = net::EventLoop::create();
    QVERIFY(loop);
    m_loop = std::move(*loop);
  }

  void findsAddressesAndHosts_data() {
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("IPv4") << QByteArray("127.0.0.1");
    QTest::newRow("IPv6") << QByteArray("::1");
    QTest::newRow("a name of the hosts file") << QByteArray("localhost");
  }
  void findsAddressesAndHosts() {
    QFETCH(QByteArray, host);
    auto resolver = Resolver::create(*m_loop);
    QVERIFY(resolver);
    const Resolution found = lookUp(**resolver, host.toStdString());
    QVERIFY2(!found.addresses.empty(), found.failure.c_str());
  }

  void anAddressIsNoName() {
    const SilentServer silent;
    auto resolver = Resolver::create(*m_loop, silent.address);
    QVERIFY(resolver);
    for (const char* host : {"127.0.0.1", "::1"}) {
      QCOMPARE(lookUp(**resolver, host).addresses.size(), std::size_t{1});
      QVERIFY2(!silent.isAsked(), host);
    }
  }

  void waitsForASlowServerWithoutStoppingTheLoop() {
    const SilentServer silent;
    auto resolver = Resolver::create(*m_loop, silent.address);
    QVERIFY(resolver);

    bool answered = false;
    std::string failure;
    const auto query = (*resolver)->lookUp("shop.test", 80, [&](const Resolution& resolution) {
      answered = true;
      failure = resolution.failure;
    });
    // Meanwhile others are found.
    QVERIFY(!lookUp(**resolver, "127.0.0.1").addresses.empty());
    QVERIFY(silent.isAsked());
    const auto deadline = base::MonotonicClock::now() + std::chrono::seconds(30);
    while (!answered && base::MonotonicClock::now() < deadline) m_loop->turn(std::chrono::milliseconds(1000));
    QVERIFY(answered && !failure.empty());
  }

  void forgetsWhoNoLongerAsks() {
    auto resolver = Resolver::create(*m_loop);
    QVERIFY(resolver);
    bool answered = false;
    (*resolver)->lookUp("127.0.0.1", 80, [&](const Resolution&) { answered = true; });
    QVERIFY(!lookUp(**resolver, "127.0.0.1").addresses.empty());
    QVERIFY(!answered);
    // And the resolver may end first.
    auto query = (*resolver)->lookUp("nobody.invalid", 80, [&](const Resolution&) { answered = true; });
    resolver->reset();
    query.reset();
    m_loop->turn(std::chrono::milliseconds(0));
    QVERIFY(!answered);
  }
};

QTEST_GUILESS_MAIN(TestResolver)
#include "test_resolver.moc"
