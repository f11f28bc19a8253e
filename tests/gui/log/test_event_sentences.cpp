// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every event has words of the panel's own, made from its fields.

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include "gui/log/event_look.h"
#include "gui/log/event_sentences.h"
#include "gui/log/exit_sentences.h"
#include "gui/settings/language.h"

using control::Event;
using control::EventKind;
using control::ExitReason;
using control::WorkerExit;

class TestEventSentences : public QObject {
  Q_OBJECT

 private slots:
  void everyKindHasASentenceOfItsOwn();
  void everyKindHasANameOfItsOwn();
  void anUnknownKindGivesItsText();
  void anExitSaysWhyAndWhatIsNext_data();
  void anExitSaysWhyAndWhatIsNext();
  void everyReasonHasAnotherSentence();
  void whyAStoreIsGoneIsSaidInOneLanguage();
  void percentSignsOfARequestStayAsTheyAre();
  void durationsAreWords_data();
  void durationsAreWords();
  void aMarkIsNotToldByColourAlone();
};

void TestEventSentences::everyKindHasASentenceOfItsOwn() {
  for (const EventKind kind : control::allEventKinds()) {
    Event event;
    event.kind = kind;
    event.text = "the server's own words";
    const QString sentence = eventSentences::sentence(event);
    const std::string name(control::name(kind));
    QVERIFY2(!sentence.isEmpty(), name.c_str());
    QVERIFY2(sentence != QStringLiteral("the server's own words"), name.c_str());
  }
}

void TestEventSentences::everyKindHasANameOfItsOwn() {
  QSet<QString> names;
  for (const EventKind kind : control::allEventKinds()) names.insert(eventSentences::kindName(kind));
  QVERIFY(!names.contains(QString()));
  QCOMPARE(names.size(), static_cast<qsizetype>(control::allEventKinds().size()));
}

void TestEventSentences::anUnknownKindGivesItsText() {
  Event event;
  event.kind = static_cast<EventKind>(9'999);
  event.text = "Something new happened.";
  QCOMPARE(eventSentences::sentence(event), QStringLiteral("Something new happened."));
}

void TestEventSentences::anExitSaysWhyAndWhatIsNext_data() {
  QTest::addColumn<WorkerExit>("exit");
  QTest::addColumn<QString>("sentence");
  WorkerExit killed;
  killed.reason = ExitReason::Killed;
  killed.signal = "SIGKILL";
  killed.uptime = base::Milliseconds(12'000);
  killed.next = "at once";
  QTest::newRow("killed") << killed << "Killed by SIGKILL after 12 s, from outside Forkyard. Restarting at once.";
  WorkerExit byPanel = killed;
  byPanel.askedBy = "panel";
  QTest::newRow("killed by the panel") << byPanel
                                       << "Killed by SIGKILL as asked in the panel, after 12 s. Restarting at once.";
  WorkerExit byCommand = killed;
  byCommand.askedBy = "command line";
  byCommand.next = "none";
  QTest::newRow("killed by a command") << byCommand << "Killed by SIGKILL as asked on the command line, after 12 s.";
  WorkerExit memory = killed;
  memory.outOfMemory = true;
  memory.next = "none";
  QTest::newRow("out of memory") << memory << "Killed by the kernel after 12 s: out of memory.";
  WorkerExit crashed;
  crashed.reason = ExitReason::Crashed;
  crashed.signal = "SIGSEGV";
  crashed.coreDumped = true;
  crashed.uptime = base::Milliseconds(64'000);
  crashed.next = "delayed";
  crashed.delayMs = 500;
  QTest::newRow("crashed") << crashed << "Crashed with SIGSEGV after 1 min 4 s, core dumped. Restarting in 500 ms.";
  WorkerExit exited;
  exited.code = 7;
  exited.uptime = base::Milliseconds(1'100);
  exited.next = "abandoned";
  QTest::newRow("exited") << exited << "Exited by itself with code 7 after 1.1 s. Given up on it.";
  WorkerExit boot;
  boot.reason = ExitReason::BootFailed;
  boot.code = 78;
  boot.uptime = base::Milliseconds(30);
  QTest::newRow("boot failed") << boot << "Failed before it was ready: exit code 78 after 30 ms.";
  WorkerExit asked;
  asked.reason = ExitReason::Stopped;
  asked.code = 0;
  asked.askedBy = "panel";
  asked.uptime = base::Milliseconds(7'500'000);
  QTest::newRow("stopped") << asked << "Stopped as asked in the panel, after 2 h 5 min.";
}

void TestEventSentences::anExitSaysWhyAndWhatIsNext() {
  QFETCH(WorkerExit, exit);
  Event event;
  event.kind = EventKind::WorkerExited;
  event.fields = control::fieldsOf(exit);
  QTEST(eventSentences::sentence(event), "sentence");
}

void TestEventSentences::everyReasonHasAnotherSentence() {
  QSet<QString> sentences;
  for (int reason = 0; reason <= static_cast<int>(ExitReason::LostMaster); ++reason) {
    WorkerExit exit;
    exit.reason = static_cast<ExitReason>(reason);
    exit.signal = "SIGABRT";
    sentences.insert(eventSentences::exitSentence(exit));
  }
  QCOMPARE(sentences.size(), static_cast<int>(ExitReason::LostMaster) + 1);
}

void TestEventSentences::whyAStoreIsGoneIsSaidInOneLanguage() {
  Event down;
  down.kind = EventKind::SessionStoreDown;
  Language language;
  language.setChoice("ko");
  for (const char* reason : {"its process has ended", "connection refused", "it wants a password", "its memory is full",
                             "no sentinel answers (connection refused)", "the sentinels know no master of that name",
                             "the name has no address: it has no address", "network is unreachable",
                             "its certificate is not trusted: certificate has expired"}) {
    down.fields["reason"] = reason;
    const QString sentence = eventSentences::sentence(down);
    QVERIFY2(!sentence.contains(QRegularExpression("[A-Za-z]")), qPrintable(sentence));
  }
  Event alone;
  alone.kind = EventKind::TicketsAlone;
  for (const char* reason : {"another secret sealed the keys that are there", "connection refused"}) {
    alone.fields["reason"] = reason;
    const QString sentence = eventSentences::sentence(alone).remove("TLS").remove("Redis");
    QVERIFY2(!sentence.contains(QRegularExpression("[A-Za-z]")), qPrintable(sentence));
  }
  down.fields["reason"] = "it refuses with BUSY";
  QVERIFY(eventSentences::sentence(down).endsWith("it refuses with BUSY"));
  language.setChoice("en");
  QCOMPARE(eventSentences::sentence(down), QString("The session store cannot be used: it refuses with BUSY"));
}

void TestEventSentences::percentSignsOfARequestStayAsTheyAre() {
  Event event;
  event.kind = EventKind::RequestServed;
  event.fields = {{"method", std::string("GET")},
                  {"target", std::string("/%41%3")},
                  {"status", std::int64_t{200}},
                  {"bytes", std::int64_t{512}},
                  {"duration_us", std::int64_t{812}}};
  QVERIFY(eventSentences::sentence(event).startsWith(QStringLiteral("GET /%41%3: status 200, ")));
  event.fields["left_out"] = std::int64_t{12};
  QVERIFY(eventSentences::sentence(event).startsWith(QStringLiteral("GET /%41%3: status 200, ")));
  QVERIFY(eventSentences::sentence(event).endsWith(QStringLiteral("(12 more not shown)")));
  event.fields["status"] = std::int64_t{0};
  event.fields.erase("left_out");
  QCOMPARE(eventSentences::sentence(event), QStringLiteral("GET /%41%3: no answer, the client was gone after 0.8 ms"));
}

void TestEventSentences::durationsAreWords_data() {
  QTest::addColumn<qint64>("milliseconds");
  QTest::addColumn<QString>("words");
  QTest::newRow("under a second") << qint64{250} << "250 ms";
  QTest::newRow("short") << qint64{1'240} << "1.2 s";
  QTest::newRow("not 10.0 s") << qint64{9'960} << "10 s";
  QTest::newRow("not 60 s") << qint64{59'700} << "1 min 0 s";
  QTest::newRow("minutes") << qint64{200'000} << "3 min 20 s";
  QTest::newRow("days") << qint64{273'600'000} << "3 d 4 h";
}

void TestEventSentences::durationsAreWords() {
  QFETCH(qint64, milliseconds);
  QTEST(eventSentences::durationWords(milliseconds), "words");
}

void TestEventSentences::aMarkIsNotToldByColourAlone() {
  WorkerExit asked;
  asked.reason = ExitReason::Stopped;
  WorkerExit exited;
  exited.code = 1;
  WorkerExit killed;
  killed.reason = ExitReason::Killed;
  WorkerExit boot;
  boot.reason = ExitReason::BootFailed;
  QSet<int> shapes;
  WorkerExit hung;
  hung.reason = ExitReason::Hung;
  for (const WorkerExit& exit : {asked, exited, killed, boot, hung})
    shapes.insert(static_cast<int>(eventLook::ofExit(exit).shape));
  QCOMPARE(shapes.size(), 5);
}

QTEST_GUILESS_MAIN(TestEventSentences)
#include "test_event_sentences.moc"
