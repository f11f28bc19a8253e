// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Machines that share their ticket keys by one store, which is lost, filled with garbage and set back under them.

#include <QTest>

#include "server/cluster/ticket_exchange.h"
#include "server/sessions/late_refusals.h"
#include "server/sessions/worker_session_store.h"

using namespace std::chrono_literals;
using cluster::TicketExchange;
using net::TicketKeys;
using net::TlsTicketSeal;

namespace {

const std::string secret = "0123456789abcdef0123456789abcdef";
const std::string place = "tickets:shop";

std::shared_ptr<const TlsTicketSeal> sealOf(std::string_view bytes = secret) {
  return *TlsTicketSeal::create(bytes, "shop");
}

/// One machine's way to the store that all of them have.
class Way final : public sessions::SessionStore {
 public:
  Way(net::EventLoop& loop, sessions::SharedSessionTable& table) : m_store(loop, table), m_refusals(loop) {}
  [[nodiscard]] std::string_view name() const override { return "redis"; }
  void ask(sessions::Question question, sessions::Answered answered) override {
    if (isCut) return m_refusals.add(sessions::StoreError::Unavailable, std::move(answered));
    ++asked;
    m_store.ask(std::move(question), std::move(answered));
  }
  bool isCut = false;
  int asked = 0;

 private:
  sessions::WorkerSessionStore m_store;
  sessions::LateRefusals m_refusals;
};

/// Its master's part too: it takes what it is told, and tells it to its workers.
struct Machine {
  Machine(net::EventLoop& loop, sessions::SharedSessionTable& table, base::Milliseconds period,
          std::shared_ptr<const TlsTicketSeal> seal = sealOf(), std::uint64_t known = 0)
      : generation(known),
        exchange(loop, {.name = "shop", .seal = std::move(seal), .period = period, .keys = keys, .generation = known},
                 [this](const control::WorkerMessage& message) { take(std::get<control::TicketsTold>(message)); }),
        way(loop, table) {
    exchange.begin(way);
  }
  void take(const control::TicketsTold& told) {
    reason = told.reason;
    words << QString::fromStdString(told.reason);
    if (!told.reason.empty()) {
      QVERIFY(told.keys.empty());
      return;
    }
    keys = *TicketKeys::fromHex(told.keys);
    generation = told.generation;
    past.emplace(generation, keys);
    exchange.use(keys, generation);
  }
  void turnAlone() {
    QVERIFY(keys.rotate());
    exchange.use(keys, ++generation);
  }
  [[nodiscard]] bool isShared() const { return reason && reason->empty(); }

  TicketKeys keys = *TicketKeys::generate();
  std::uint64_t generation;
  std::optional<std::string> reason;
  QStringList words;
  std::map<std::uint64_t, TicketKeys> past;
  TicketExchange exchange;
  Way way;
};

}  // namespace

class TestTicketExchange : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void theFirstGivesAndTheNextTakes();
  void thoseThatComeAtOnceAgree();
  void oneTurnsForAll();
  void aLostStoreIsToldAndFoundAgain();
  void anotherSecretIsLeftAlone_data();
  void anotherSecretIsLeftAlone();
  void anOldSetIsNeverUsedAgain();
  void aMachineThatJustStartedTakesAnySet();
  void whatOneTurnedAloneIsEverybodys();
  void whoWasAwayFollowsTheOthers();
  void aTurnThatWasForgottenComesAtItsTime();
  void aTurnThatNobodyEndsIsTakenByAnother();
  void asksLittle();

 private:
  Machine& add(base::Milliseconds period, std::string_view bytes = secret, std::uint64_t known = 0) {
    return *m_machines.emplace_back(std::make_unique<Machine>(*m_loop, *m_table, period, sealOf(bytes), known));
  }
  bool until(const std::function<bool()>& condition);
  [[nodiscard]] bool areAlike(std::uint64_t atLeast = 1) const;
  /// What a person with redis-cli can do.
  void set(const std::string& key, const std::string& value, base::Milliseconds lifetime = 1h);
  std::string get(const std::string& key);
  void look(Machine& machine) {
    for (int i = 0; i < 5; ++i) m_loop->turn(1ms);  // it rests by then
    machine.exchange.handleStoreChanged({});
  }

  std::unique_ptr<net::EventLoop> m_loop;
  std::unique_ptr<sessions::SharedSessionTable> m_table;
  std::vector<std::unique_ptr<Machine>> m_machines;
};

void TestTicketExchange::init() {
  m_loop = *net::EventLoop::create();
  m_table = std::make_unique<sessions::SharedSessionTable>(1024 * 1024);
}

void TestTicketExchange::cleanup() {
  m_machines.clear();
  m_loop.reset();
}

bool TestTicketExchange::until(const std::function<bool()>& condition) {
  const base::MonotonicTime end = base::MonotonicClock::now() + 15s;
  while (!condition()) {
    if (base::MonotonicClock::now() > end) return false;
    m_loop->turn(5ms);
  }
  return true;
}

bool TestTicketExchange::areAlike(std::uint64_t atLeast) const {
  return std::ranges::all_of(m_machines, [&](const auto& each) {
    return each->isShared() && each->generation >= atLeast && each->keys == m_machines.front()->keys;
  });
}

void TestTicketExchange::set(const std::string& key, const std::string& value, base::Milliseconds lifetime) {
  sessions::Question question{.operation = sessions::Operation::Put, .key = key, .value = value};
  question.lifetime = lifetime;
  m_table->carryOut(question, m_loop->now());
}

std::string TestTicketExchange::get(const std::string& key) {
  return m_table->carryOut({.operation = sessions::Operation::Get, .key = key}, m_loop->now())->value;
}

void TestTicketExchange::theFirstGivesAndTheNextTakes() {
  Machine& first = add(1h);
  const TicketKeys keys = first.keys;
  QVERIFY(until([&] { return first.isShared(); }));
  QCOMPARE(first.generation, std::uint64_t{1});
  QVERIFY(first.keys == keys);
  Machine& second = add(1h);
  QVERIFY(second.keys != keys);
  QVERIFY(until([&] { return second.isShared(); }));
  QVERIFY(second.keys == keys);
  QCOMPARE(second.generation, std::uint64_t{1});
  const auto sealed = sealOf()->open(get(place));
  QVERIFY(sealed && sealed->generation == 1 && sealed->keys == keys);
}

void TestTicketExchange::thoseThatComeAtOnceAgree() {
  for (int i = 0; i < 5; ++i) add(1h);
  QVERIFY(until([&] { return areAlike(); }));
  QCOMPARE(m_machines.front()->generation, std::uint64_t{1});
}

void TestTicketExchange::oneTurnsForAll() {
  constexpr base::Milliseconds period = 300ms;
  const base::MonotonicTime began = m_loop->now();
  for (int i = 0; i < 3; ++i) add(period);
  QVERIFY(until([&] { return areAlike(5); }));
  const auto periods = static_cast<std::uint64_t>((base::MonotonicClock::now() - began) / period);
  std::map<std::uint64_t, TicketKeys> all;
  for (const auto& machine : m_machines) {
    QVERIFY(machine->generation <= periods + 1);
    for (const auto& [generation, keys] : machine->past) QVERIFY(all.emplace(generation, keys).first->second == keys);
  }
  QCOMPARE(all.size(), static_cast<std::size_t>(all.rbegin()->first));
  for (auto older = all.begin(), newer = std::next(older); newer != all.end(); ++older, ++newer) {
    QCOMPARE(newer->second.toHex()[1], older->second.toHex()[0]);
    QCOMPARE(newer->second.toHex()[2], older->second.toHex()[1]);
  }
}

void TestTicketExchange::aLostStoreIsToldAndFoundAgain() {
  Machine& one = add(1h);
  Machine& other = add(1h);
  QVERIFY(until([&] { return areAlike(); }));
  const TicketKeys keys = one.keys;
  one.way.isCut = true;
  one.exchange.handleStoreChanged("connection refused");
  QCOMPARE(one.words, QStringList({"", "connection refused"}));
  QVERIFY(one.keys == keys && other.isShared());
  one.way.isCut = false;
  look(one);
  QVERIFY(until([&] { return one.isShared(); }));
  QCOMPARE(one.words, QStringList({"", "connection refused", ""}));
  QVERIFY(areAlike() && one.keys == keys);

  // One to whom nobody said why.
  Machine& late = add(400ms);
  late.way.isCut = true;
  QVERIFY(until([&] { return late.reason == "it does not answer"; }));
}

void TestTicketExchange::anotherSecretIsLeftAlone_data() {
  QTest::addColumn<QByteArray>("found");
  const auto other = sealOf("fedcba9876543210fedcba9876543210")->seal(900, *TicketKeys::generate());
  QTest::newRow("another secret") << QByteArray::fromStdString(*other);
  QTest::newRow("nothing in it") << QByteArray("");
  QTest::newRow("a text") << QByteArray("hello");
  QTest::newRow("too long") << QByteArray(30'000, '\1');
}

void TestTicketExchange::anotherSecretIsLeftAlone() {
  QFETCH(QByteArray, found);
  set(place, found.toStdString());
  Machine& machine = add(200ms);
  const TicketKeys keys = machine.keys;
  QVERIFY(until([&] { return machine.reason.has_value(); }));
  QCOMPARE(machine.words, QStringList({"another secret sealed the keys that are there"}));
  QVERIFY(until([&] { return machine.way.asked > 5; }));
  QCOMPARE(get(place), found.toStdString());
  QVERIFY(machine.keys == keys && machine.generation == 0 && machine.words.size() == 1);
  m_table->carryOut({.operation = sessions::Operation::Remove, .key = place}, m_loop->now());
  QVERIFY(until([&] { return machine.isShared(); }));
  QVERIFY(machine.keys == keys);
}

void TestTicketExchange::anOldSetIsNeverUsedAgain() {
  for (int i = 0; i < 2; ++i) add(300ms);
  QVERIFY(until([&] { return areAlike(); }));
  const std::string old = get(place);
  QVERIFY(until([&] { return areAlike(4); }));
  const TicketKeys stolen = sealOf()->open(old)->keys;
  set(place, old);
  // The turn as well, so that nobody would make another key.
  set(place + ":turn", "1");
  QVERIFY(until([&] { return get(place) != old; }));
  QVERIFY(sealOf()->open(get(place))->generation >= 4);
  QVERIFY(until([&] { return areAlike(4); }));
  for (const auto& machine : m_machines) QVERIFY(machine->keys != stolen && machine->past.rbegin()->first >= 4);
}

void TestTicketExchange::aMachineThatJustStartedTakesAnySet() {
  const TicketKeys keys = *TicketKeys::generate();
  set(place, *sealOf()->seal(70, keys));
  set(place + ":turn", "1");
  Machine& machine = add(1h);
  QVERIFY(until([&] { return machine.isShared(); }));
  QVERIFY(machine.keys == keys && machine.generation == 70);
}

void TestTicketExchange::whatOneTurnedAloneIsEverybodys() {
  Machine& one = add(1s);
  Machine& other = add(1s);
  QVERIFY(until([&] { return areAlike(); }));
  set(place + ":turn", "1");
  one.turnAlone();
  one.turnAlone();
  const TicketKeys keys = one.keys;
  const std::uint64_t generation = one.generation;
  QVERIFY(until([&] { return areAlike(generation); }));
  QVERIFY(other.past.at(generation) == keys);
}

void TestTicketExchange::whoWasAwayFollowsTheOthers() {
  Machine& one = add(1s);
  Machine& other = add(1s);
  QVERIFY(until([&] { return areAlike(); }));
  one.way.isCut = true;
  one.turnAlone();
  other.turnAlone();
  const std::uint64_t generation = other.generation;
  QVERIFY(until([&] { return sealOf()->open(get(place))->generation >= generation && !one.isShared(); }));
  one.way.isCut = false;
  look(one);
  QVERIFY(until([&] { return areAlike(generation); }));
}

void TestTicketExchange::aTurnThatWasForgottenComesAtItsTime() {
  Machine& machine = add(1h);
  QVERIFY(until([&] { return !get(place + ":turn").empty(); }));
  for (int i = 0; i < 5; ++i) {
    m_table->carryOut({.operation = sessions::Operation::Remove, .key = place + ":turn"}, m_loop->now());
    look(machine);
    QVERIFY(until([&] { return !get(place + ":turn").empty(); }));
  }
  QCOMPARE(machine.generation, std::uint64_t{1});
}

void TestTicketExchange::aTurnThatNobodyEndsIsTakenByAnother() {
  set(place, *sealOf()->seal(7, *TicketKeys::generate()));
  set(place + ":turn", "1", 200ms);
  Machine& machine = add(400ms);
  QVERIFY(until([&] { return machine.generation == 8; }));
}

void TestTicketExchange::asksLittle() {
  Machine& machine = add(12h);
  QVERIFY(until([&] { return machine.isShared() && !get(place + ":turn").empty(); }));
  const int before = machine.way.asked;
  look(machine);
  QVERIFY(until([&] { return machine.way.asked > before; }));
  for (int i = 0; i < 20; ++i) m_loop->turn(5ms);
  QVERIFY(machine.way.asked <= before + 3);
  QCOMPARE(machine.words.size(), 1);
}

QTEST_GUILESS_MAIN(TestTicketExchange)
#include "test_ticket_exchange.moc"
