// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which worker the master hears about ticket keys, and what becomes of what it says.

#include <QTest>
#include <csignal>

#include "server/cluster/ticket_sharing.h"
#include "tests/server/cluster/slot_fixture.h"

using namespace std::chrono_literals;
using cluster::GenerationPointer;
using cluster::TicketRotation;
using cluster::TicketSharing;
using control::EventKind;
using control::TicketsTold;
using net::TicketKeys;

namespace {

std::shared_ptr<const net::TlsTicketSeal> sealOf(const char* secret) {
  return *net::TlsTicketSeal::create(secret, "shop");
}
const char* const secret = "0123456789abcdef0123456789abcdef";

TicketsTold shared(std::uint64_t generation, const TicketKeys& keys) {
  return {.generation = generation, .keys = keys.toHex(), .reason = {}};
}
TicketsTold alone(const std::string& reason) {
  return {.generation = 0, .keys = {}, .reason = reason};
}

}  // namespace

class TestTicketSharing : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void onlyTheLowestThatServesIsHeard();
  void eachChangeIsToldOnce();
  void whatIsNoSetOfKeysChangesNothing();
  void withoutASecretNobodyLeads();
  void anotherSecretMeansOtherKeys();
  void aSecretThatIsNotTakenAfterAllIsForgotten();

 private:
  [[nodiscard]] GenerationPointer generation(const char* text, int number = 1) const;
  void serve(int workers, const char* text);
  [[nodiscard]] QStringList told() const;

  std::unique_ptr<SlotFixture> m_fixture;
  std::unique_ptr<TicketKeys> m_keys;
  std::unique_ptr<TicketRotation> m_rotation;
  std::unique_ptr<TicketSharing> m_sharing;
};

void TestTicketSharing::init() {
  m_fixture = std::make_unique<SlotFixture>();
  m_keys = std::make_unique<TicketKeys>(*TicketKeys::generate());
  m_rotation = std::make_unique<TicketRotation>(*m_fixture->loop, *m_keys,
                                                [this](const auto& message) { m_fixture->table.send(message); });
  m_rotation->setPeriod(1h);
  m_sharing = std::make_unique<TicketSharing>(m_fixture->table, m_fixture->history, *m_rotation);
}

void TestTicketSharing::cleanup() {
  m_sharing.reset();
  m_rotation.reset();
  m_fixture.reset();
}

GenerationPointer TestTicketSharing::generation(const char* text, int number) const {
  config::Config config;
  config.restart.firstDelay = 500ms;
  auto made = std::make_shared<cluster::Generation>(*m_fixture->generation(number, config));
  if (text != nullptr) made->ticketSeal = sealOf(text);
  return made;
}

void TestTicketSharing::serve(int workers, const char* text) {
  m_fixture->table.scaleTo(workers, generation(text), "master");
  QVERIFY(m_fixture->untilReady(workers));
  m_sharing->appoint();
}

QStringList TestTicketSharing::told() const {
  QStringList words;
  for (const auto& event : m_fixture->events(EventKind::TicketsShared)) words << QString::number(event.fields.size());
  for (const auto& event : m_fixture->events(EventKind::TicketsAlone))
    words << QString::fromStdString(event.string("reason"));
  return words;
}

void TestTicketSharing::onlyTheLowestThatServesIsHeard() {
  serve(3, secret);
  const TicketKeys found = *TicketKeys::generate();
  const TicketKeys own = *m_keys;
  m_sharing->take(m_fixture->pidOf(1), shared(5, found));
  m_sharing->take(m_fixture->pidOf(2), shared(5, found));
  QVERIFY(*m_keys == own);
  const pid_t first = m_fixture->pidOf(0);
  m_sharing->take(first, shared(5, found));
  QVERIFY(*m_keys == found);
  QCOMPARE(m_rotation->generation(), std::uint64_t{5});

  ::kill(first, SIGKILL);
  QVERIFY(m_fixture->until([&] { return m_fixture->table.ready() == 2; }));
  m_sharing->appoint();
  m_sharing->take(first, shared(6, own));
  QVERIFY(*m_keys == found);
  const TicketKeys next = *TicketKeys::generate();
  m_sharing->take(m_fixture->pidOf(1), shared(6, next));
  QVERIFY(*m_keys == next);
  QCOMPARE(told(), QStringList({"0"}));

  QVERIFY(m_fixture->untilReady(3));
  m_sharing->appoint();
  m_sharing->take(m_fixture->pidOf(1), shared(7, own));
  QVERIFY(*m_keys == next);
  m_sharing->take(m_fixture->pidOf(0), shared(7, own));
  QVERIFY(*m_keys == own);
}

void TestTicketSharing::eachChangeIsToldOnce() {
  serve(1, secret);
  const pid_t leader = m_fixture->pidOf(0);
  for (int i = 0; i < 2; ++i) m_sharing->take(leader, alone("connection refused"));
  QCOMPARE(told(), QStringList({"connection refused"}));
  for (int i = 0; i < 2; ++i) m_sharing->take(leader, shared(1, *m_keys));
  QCOMPARE(told(), QStringList({"0", "connection refused"}));
  m_sharing->take(leader, alone("it does not answer"));
  QCOMPARE(told(), QStringList({"0", "connection refused", "it does not answer"}));
}

void TestTicketSharing::whatIsNoSetOfKeysChangesNothing() {
  serve(1, secret);
  const TicketKeys own = *m_keys;
  const pid_t leader = m_fixture->pidOf(0);
  TicketsTold wrong = shared(3, *TicketKeys::generate());
  wrong.keys.pop_back();
  m_sharing->take(leader, wrong);
  m_sharing->take(leader, TicketsTold{});
  QVERIFY(*m_keys == own);
  m_sharing->take(leader, shared(3, own));
  m_sharing->take(leader, shared(2, *TicketKeys::generate()));
  QVERIFY(*m_keys == own);
  QCOMPARE(told(), QStringList({"0"}));
}

void TestTicketSharing::withoutASecretNobodyLeads() {
  serve(2, nullptr);
  const TicketKeys own = *m_keys;
  m_sharing->take(m_fixture->pidOf(0), shared(5, *TicketKeys::generate()));
  QVERIFY(*m_keys == own && told().isEmpty());
}

void TestTicketSharing::anotherSecretMeansOtherKeys() {
  serve(1, secret);
  const pid_t leader = m_fixture->pidOf(0);
  const TicketKeys found = *TicketKeys::generate();
  m_sharing->take(leader, shared(5, found));
  m_sharing->prepare(*generation(secret, 1), *generation(secret, 2));
  QVERIFY(*m_keys == found);
  m_sharing->prepare(*generation(secret, 1), *generation("fedcba9876543210fedcba9876543210", 2));
  QVERIFY(*m_keys != found);
  QCOMPARE(m_rotation->generation(), std::uint64_t{0});
  // Whoever still has the old secret brings nothing back.
  m_sharing->appoint();
  m_sharing->take(leader, shared(6, found));
  QVERIFY(*m_keys != found);
}

void TestTicketSharing::aSecretThatIsNotTakenAfterAllIsForgotten() {
  serve(1, secret);
  m_sharing->prepare(*generation(secret, 1), *generation("fedcba9876543210fedcba9876543210", 2));
  m_sharing->leadFrom(1);
  const TicketKeys found = *TicketKeys::generate();
  m_sharing->take(m_fixture->pidOf(0), shared(6, found));
  QVERIFY(*m_keys == found);
}

QTEST_GUILESS_MAIN(TestTicketSharing)
#include "test_ticket_sharing.moc"
