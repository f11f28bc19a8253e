// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Sessions resumed across contexts, as across workers, while the keys grow older.

#include <QTest>

#include "tests/server/net/tls_exchange.h"

using namespace net;
using test::SessionPointer;
using test::TlsExchange;

namespace {

/// A worker: its own context with its own copy of the keys.
struct Worker {
  TicketKeys keys;
  std::unique_ptr<TlsContext> context;
  Worker(const certificates::Identity& identity, TicketKeys shared) : keys(std::move(shared)) {
    context = *TlsContext::create({&identity}, {}, config::Protocol::Http2, keys);
  }
};

}  // namespace

class TestTlsTickets : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { m_identity = test::makeIdentity({"localhost"}); }
  void init() { m_keys = std::make_unique<TicketKeys>(*TicketKeys::generate()); }

  void anotherWorkerResumes_data() { versions(); }
  void anotherWorkerResumes() {
    QFETCH(int, version);
    const Worker one(m_identity, *m_keys);
    const Worker two(m_identity, *m_keys);
    const SessionPointer session = sessionFrom(one, version);
    TlsExchange exchange(*two.context, {.newest = version, .session = session.get()});
    QVERIFY(exchange.handshake());
    QVERIFY(exchange.client->resumed());
    QVERIFY(exchange.server->tls().resumed);
  }

  void rotationKeepsOneKeyBack_data() { versions(); }
  void rotationKeepsOneKeyBack() {
    QFETCH(int, version);
    Worker worker(m_identity, *m_keys);
    const SessionPointer session = sessionFrom(worker, version);
    QVERIFY(isMadeWith(session, worker.keys.key(TicketKeys::Age::Current)));

    QVERIFY(worker.keys.rotate());
    QVERIFY(isMadeWith(session, worker.keys.key(TicketKeys::Age::Previous)));
    TlsExchange afterOne(*worker.context, {.newest = version, .session = session.get()});
    QVERIFY(afterOne.handshake());
    QVERIFY(afterOne.client->resumed());
    const SessionPointer renewed = afterOne.client->newestSession();
    QVERIFY(isMadeWith(renewed, worker.keys.key(TicketKeys::Age::Current)));

    QVERIFY(worker.keys.rotate());
    TlsExchange oldTicket(*worker.context, {.newest = version, .session = session.get()});
    QVERIFY(oldTicket.handshake());  // a full handshake, and no error
    QVERIFY(!oldTicket.client->resumed());
    QVERIFY(!oldTicket.server->tls().resumed);
    TlsExchange renewedTicket(*worker.context, {.newest = version, .session = renewed.get()});
    QVERIFY(renewedTicket.handshake());
    QVERIFY(renewedTicket.client->resumed());
  }

  void aWorkerThatRotatedFirstIsUnderstood_data() { versions(); }
  void aWorkerThatRotatedFirstIsUnderstood() {
    QFETCH(int, version);
    const Worker slow(m_identity, *m_keys);
    Worker quick(m_identity, *m_keys);
    QVERIFY(quick.keys.rotate());
    const SessionPointer session = sessionFrom(quick, version);
    TlsExchange exchange(*slow.context, {.newest = version, .session = session.get()});
    QVERIFY(exchange.handshake());
    QVERIFY(exchange.client->resumed());
  }

  void aTicketOfAnotherServerMeansAFullHandshake_data() { versions(); }
  void aTicketOfAnotherServerMeansAFullHandshake() {
    QFETCH(int, version);
    const Worker one(m_identity, *m_keys);
    const Worker stranger(m_identity, *TicketKeys::generate());
    const SessionPointer session = sessionFrom(stranger, version);
    TlsExchange exchange(*one.context, {.newest = version, .session = session.get()});
    QVERIFY(exchange.handshake());
    QVERIFY(!exchange.client->resumed());
    QCOMPARE(ERR_peek_error(), 0UL);
  }

  void sixteenConnectionsResumeFifteenTimes() {
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < 4; ++i) workers.push_back(std::make_unique<Worker>(m_identity, *m_keys));
    SessionPointer session;
    int resumed = 0;
    for (std::size_t i = 0; i < 16; ++i) {
      TlsExchange exchange(*workers[i % 4]->context, {.session = session.get()});
      QVERIFY(exchange.handshake());
      resumed += exchange.server->tls().resumed ? 1 : 0;
      session = std::move(exchange.client->session);
      QVERIFY(session);
    }
    QCOMPARE(resumed, 15);
  }

  void givesEveryConnectionOneTicket() {
    const Worker worker(m_identity, *m_keys);
    TlsExchange first(*worker.context);
    QVERIFY(first.handshake());
    QCOMPARE(first.client->sessions, 1);
    TlsExchange second(*worker.context, {.session = first.client->session.get()});
    QVERIFY(second.handshake());
    QVERIFY(second.client->resumed());
    QCOMPARE(second.client->sessions, 1);
  }

 private:
  static void versions() {
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
  }
  static bool isMadeWith(const SessionPointer& session, const TicketKeys::Key& key) {
    const unsigned char* ticket = nullptr;
    std::size_t length = 0;
    SSL_SESSION_get0_ticket(session.get(), &ticket, &length);
    return length > key.name.size() && std::equal(key.name.begin(), key.name.end(), ticket);
  }
  static SessionPointer sessionFrom(const Worker& worker, int version) {
    TlsExchange exchange(*worker.context, {.newest = version});
    if (!exchange.handshake() || exchange.client->resumed() || !exchange.client->session) qFatal("no session");
    return std::move(exchange.client->session);
  }

  certificates::Identity m_identity;
  std::unique_ptr<TicketKeys> m_keys;
};

QTEST_GUILESS_MAIN(TestTlsTickets)
#include "test_tls_tickets.moc"
