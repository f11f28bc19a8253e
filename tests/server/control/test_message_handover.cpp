// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What two masters tell each other during an upgrade: it comes back as it was, and what is wrong is refused.

#include <QTest>

#include "server/control/message_handover.h"

using namespace control;

class TestMessageHandover : public QObject {
  Q_OBJECT
 private slots:
  void everyMessageComesBack();
  void theMastersStateComesBack();
  void eventsComeBackWithTheirNumbers();
  void anEventOfANewerProgramIsLeftOut();
  void unknownKindsAreSkipped();
  void wrongMessagesAreRefused_data();
  void wrongMessagesAreRefused();
};

namespace {

const std::string ticketKey = [] {
  std::string key;
  for (int i = 0; i < 80; ++i) key += "a5";
  return key;
}();

Event exited() {
  Event event;
  event.seq = 41;
  event.time = 1'700'000'000'123;
  event.kind = EventKind::WorkerExited;
  event.slot = 2;
  event.pid = 4711;
  event.generation = 3;
  event.fields = {{"code", std::int64_t{1}}, {"reason", std::string("exited")}};
  event.problems = {{.code = base::ProblemCode::BootFailed, .arguments = {{"reason", "no"}}}};
  event.text = eventText(event);
  return event;
}

template<typename Message>
Message back(const Message& message) {
  return std::get<Message>(handoverMessageFromJson(toJson(message)).value().value());
}

}  // namespace

void TestMessageHandover::everyMessageComesBack() {
  const base::Problem problem{.code = base::ProblemCode::BootFailed, .arguments = {{"reason", "no"}}};
  const HandoverMessage messages[] = {ListenerHanded{"::1", 8443},
                                      ControlSocketHanded{"/run/forkyard/a.sock"},
                                      ControlLockHanded{},
                                      MasterHanded{.name = "a", .instance = "i", .ticketKeys = {ticketKey}},
                                      EventsWanted{7},
                                      SuccessorReady{},
                                      SuccessorFailed{{problem}, "cannot"},
                                      EventsHanded{{exited()}, 41},
                                      HandoverDone{},
                                      HandoverAbandoned{},
                                      DrainSooner{1500}};
  static_assert(std::size(messages) == std::variant_size_v<HandoverMessage>);
  for (const HandoverMessage& message : messages) {
    const auto read = handoverMessageFromJson(toJson(message));
    QVERIFY2(read && *read, toJson(message).c_str());
    QCOMPARE((*read)->index(), message.index());
    QCOMPARE(toJson(**read), toJson(message));
  }
}

void TestMessageHandover::theMastersStateComesBack() {
  MasterHanded master;
  master.name = "shop";
  master.instance = "00ff";
  master.generation = 12;
  master.workersWanted = 3;
  master.workersConfigured = 4;
  master.ticketKeys = {ticketKey, ticketKey, ticketKey};
  master.ticketGeneration = 9;
  const MasterHanded read = back(master);
  QCOMPARE(read.name, master.name);
  QCOMPARE(read.instance, master.instance);
  QCOMPARE(read.generation, 12);
  QCOMPARE(read.workersWanted, 3);
  QCOMPARE(read.workersConfigured, 4);
  QCOMPARE(read.ticketKeys, master.ticketKeys);
  QCOMPARE(read.ticketGeneration, std::uint64_t{9});
}

void TestMessageHandover::eventsComeBackWithTheirNumbers() {
  const EventsHanded read = back(EventsHanded{{exited(), exited()}, 41});
  QCOMPARE(read.last, std::uint64_t{41});
  QCOMPARE(read.events.size(), std::size_t{2});
  QVERIFY(read.events.front() == exited());
  QCOMPARE(back(EventsHanded{}).last, std::uint64_t{0});
}

void TestMessageHandover::anEventOfANewerProgramIsLeftOut() {
  const auto read = handoverMessageFromJson(
      R"({"kind":"events","last":9,"events":[{"seq":8,"kind":"worker.teleported"},{"seq":9,"kind":"worker.ready"}]})");
  const auto events = std::get<EventsHanded>(read.value().value());
  QCOMPARE(events.events.size(), std::size_t{1});
  QCOMPARE(events.events.front().seq, std::uint64_t{9});
}

void TestMessageHandover::unknownKindsAreSkipped() {
  const auto read = handoverMessageFromJson(R"({"kind":"keeper","sessions":5})");
  QVERIFY(read && !*read);
}

void TestMessageHandover::wrongMessagesAreRefused_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::newRow("nothing") << QByteArray("");
  QTest::newRow("no kind") << QByteArray("{}");
  QTest::newRow("a port there cannot be") << QByteArray(R"({"kind":"listener","address":"::1","port":65536})");
  QTest::newRow("a master without its name") << QByteArray(R"({"kind":"master","instance":"i","ticket_keys":[]})");
  QTest::newRow("a short ticket key") << QByteArray(
      R"({"kind":"master","name":"a","instance":"i","ticket_keys":["00"]})");
  QTest::newRow("too many workers") << QByteArray(
      R"({"kind":"master","name":"a","instance":"i","ticket_keys":[],"workers_wanted":257})");
  QTest::newRow("an event that is none") << QByteArray(R"({"kind":"events","events":[7]})");
  QTest::newRow("a number below zero") << QByteArray(R"({"kind":"events.wanted","after":-1})");
}

void TestMessageHandover::wrongMessagesAreRefused() {
  QFETCH(QByteArray, json);
  QVERIFY(!handoverMessageFromJson(json.toStdString()));
}

QTEST_GUILESS_MAIN(TestMessageHandover)
#include "test_message_handover.moc"
