// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Names on the wire, and sentences from fields alone.

#include <QTest>
#include <set>

#include "server/control/event.h"

using control::Event;
using control::EventKind;
using control::ExitReason;
using control::WorkerExit;

class TestEvent : public QObject {
  Q_OBJECT

 private slots:
  void everyKindHasANameOfItsOwnAndASentence();
  void namesLeadBackToTheirReasons();
  void exitFieldsGoThereAndBack();
  void exitsAreExplained_data();
  void exitsAreExplained();
  void sentencesSayWhatHappened_data();
  void sentencesSayWhatHappened();
  void outputCannotSteerATerminal();
  void endlessOutputIsCut();
};

Q_DECLARE_METATYPE(control::WorkerExit)
Q_DECLARE_METATYPE(control::Event)

namespace {

Event eventOf(EventKind kind, std::map<std::string, control::FieldValue> fields, std::optional<int> slot = {},
              std::optional<pid_t> pid = {}) {
  Event event;
  event.kind = kind;
  event.fields = std::move(fields);
  event.slot = slot;
  event.pid = pid;
  return event;
}

WorkerExit exitOf(ExitReason reason, std::optional<int> code, const std::string& signal) {
  WorkerExit exit;
  exit.reason = reason;
  exit.code = code;
  exit.signal = signal;
  exit.uptime = base::Milliseconds(12'000);
  return exit;
}

constexpr std::int64_t operator""_n(unsigned long long number) {
  return static_cast<std::int64_t>(number);
}

}  // namespace

void TestEvent::everyKindHasANameOfItsOwnAndASentence() {
  std::set<std::string_view> names;
  for (const EventKind kind : control::allEventKinds()) {
    const std::string_view name = control::name(kind);
    QVERIFY(!name.empty());
    QVERIFY(names.insert(name).second);
    QVERIFY(control::eventKindFromName(name) == kind);
    const std::string text = control::eventText(eventOf(kind, {}));
    QVERIFY2(text.ends_with('.'), text.c_str());
    QVERIFY2(text != std::string(name) + ".", text.c_str());
  }
  QVERIFY(!control::eventKindFromName("worker.vanished"));
}

void TestEvent::namesLeadBackToTheirReasons() {
  for (int i = 0; i <= static_cast<int>(ExitReason::LostMaster); ++i) {
    const auto reason = static_cast<ExitReason>(i);
    QVERIFY(control::exitReasonFromName(control::name(reason)) == reason);
  }
}

void TestEvent::exitFieldsGoThereAndBack() {
  WorkerExit exit;
  exit.signal = "SIGSEGV";
  exit.coreDumped = true;
  exit.reason = ExitReason::Crashed;
  exit.askedBy = "panel";
  exit.uptime = base::Milliseconds(1234);
  exit.restarts = 3;
  exit.requests = 99;
  exit.connections = 2;
  exit.next = "delayed";
  exit.delayMs = 500;
  const WorkerExit read = control::workerExitFrom(eventOf(EventKind::WorkerExited, control::fieldsOf(exit)));
  QVERIFY(!read.code);
  QCOMPARE(read.signal, exit.signal);
  QVERIFY(read.coreDumped);
  QVERIFY(read.reason == exit.reason);
  QCOMPARE(read.askedBy, exit.askedBy);
  QCOMPARE(read.uptime.count(), exit.uptime.count());
  QCOMPARE(read.restarts, exit.restarts);
  QCOMPARE(read.requests, exit.requests);
  QCOMPARE(read.connections, exit.connections);
  QCOMPARE(read.next, exit.next);
  QCOMPARE(read.delayMs, exit.delayMs);
}

void TestEvent::exitsAreExplained_data() {
  QTest::addColumn<WorkerExit>("exit");
  QTest::addColumn<QString>("text");
  const auto row = [](const char* name, const WorkerExit& exit, const char* text) {
    QTest::newRow(name) << exit << QString(text);
  };
  WorkerExit exit = exitOf(ExitReason::Killed, {}, "SIGKILL");
  exit.next = "at once";
  row("killed from outside", exit,
      "Worker 2 (PID 4711) was killed by SIGKILL after 12 s, from outside Forkyard. Restarting at once.");
  exit = exitOf(ExitReason::Killed, {}, "SIGTERM");
  exit.askedBy = "panel";
  exit.connections = 1;
  row("killed from the panel", exit,
      "Worker 2 (PID 4711) was killed by SIGTERM after 12 s, asked by the panel. 1 open connection was cut.");
  exit = exitOf(ExitReason::Killed, {}, "SIGKILL");
  exit.outOfMemory = true;
  row("out of memory", exit, "Worker 2 (PID 4711) was killed by SIGKILL after 12 s, as memory ran out.");
  exit = exitOf(ExitReason::Exited, 1, "");
  exit.requests = 3;
  exit.next = "delayed";
  exit.delayMs = 500;
  row("exited with a code", exit,
      "Worker 2 (PID 4711) exited with code 1 after 12 s, having answered 3 requests. Restarting in 500 ms.");
  exit = exitOf(ExitReason::Crashed, {}, "SIGSEGV");
  exit.coreDumped = true;
  exit.connections = 2;
  row("crashed", exit,
      "Worker 2 (PID 4711) crashed with SIGSEGV after 12 s, core dumped. 2 open connections were cut.");
  exit = exitOf(ExitReason::Hung, {}, "SIGABRT");
  exit.next = "at once";
  row("hung", exit,
      "Worker 2 (PID 4711) was killed by SIGABRT after 12 s, as its event loop stood still. Restarting at once.");
  exit = exitOf(ExitReason::BootFailed, 3, "");
  exit.next = "abandoned";
  row("given up", exit,
      "Worker 2 (PID 4711) exited with code 3 after 12 s, before it was ready. It is not started again.");
  exit = exitOf(ExitReason::Stopped, 0, "");
  exit.askedBy = "command line";
  exit.requests = 1;
  row("stopped", exit, "Worker 2 (PID 4711) stopped after 12 s, asked by the command line, having answered 1 request.");
}

void TestEvent::exitsAreExplained() {
  QFETCH(WorkerExit, exit);
  QFETCH(QString, text);
  QCOMPARE(
      QString::fromStdString(control::eventText(eventOf(EventKind::WorkerExited, control::fieldsOf(exit), 2, 4711))),
      text);
}

void TestEvent::sentencesSayWhatHappened_data() {
  QTest::addColumn<Event>("event");
  QTest::addColumn<QString>("text");
  const auto row = [](const Event& event, const char* text) {
    QTest::newRow(std::string(control::name(event.kind)).append(" ").append(text).c_str()) << event << QString(text);
  };
  row(eventOf(EventKind::MasterStarted, {{"version", "1.2"}, {"workers", 1_n}}), "Forkyard 1.2 started with 1 worker.");
  row(eventOf(EventKind::MasterStopping, {{"signal", "SIGTERM"}}), "Stopping, as SIGTERM arrived.");
  row(eventOf(EventKind::MasterStopping, {{"asked_by", "panel"}}), "Stopping, asked by the panel.");
  row(eventOf(EventKind::ListenerBound, {{"address", "::1"}, {"port", 8443_n}, {"protocol", "http2"}}),
      "Listening on [::1]:8443 for HTTP/2.");
  row(eventOf(EventKind::WorkerForked, {{"restarts", 1_n}}, 2, 4833), "Worker 2 (PID 4833) was forked, restart 1.");
  row(eventOf(EventKind::WorkerReady, {{"boot_ms", 12_n}}, 2, 4833), "Worker 2 (PID 4833) is ready after 12 ms.");
  row(eventOf(EventKind::RestartDelayed, {{"delay_ms", 500_n}, {"unstable", 3_n}}, 1),
      "Worker 1 starts again in 500 ms, after 3 short runs in a row.");
  row(eventOf(EventKind::RestartDelayed, {{"delay_ms", 500_n}, {"unstable", 0_n}, {"reason", "cannot fork: no"}}, 1),
      "Worker 1 could not be made (cannot fork: no); next attempt in 500 ms.");
  row(eventOf(EventKind::ScaleChanged, {{"from", 2_n}, {"to", 4_n}}), "Scaling from 2 to 4 workers.");
  row(eventOf(EventKind::UpgradeStarted, {{"program", "/opt/forkyard"}, {"successor", 4712_n}}),
      "Upgrade started: /opt/forkyard is to take over (PID 4712).");
  row(eventOf(EventKind::UpgradeFinished, {{"outcome", "done"}, {"duration_ms", 1200_n}, {"version", "1.3"}}),
      "Forkyard 1.3 took over after 1.2 s; the old workers finish what is open.");
  row(eventOf(EventKind::UpgradeFinished, {{"outcome", "aborted"}, {"duration_ms", 30_n}}),
      "Upgrade given up after 30 ms, the old server serves on: no reason was given.");
  row(eventOf(EventKind::CertificateExpiring, {{"names", std::vector<std::string>{"a.test"}}, {"days_left", 1_n}}),
      "The certificate for a.test expires in 1 day.");
  control::Event locked =
      eventOf(EventKind::CertificateExpiring, {{"names", std::vector<std::string>{"a.test"}}, {"days_left", 30_n}});
  locked.problems = {{.code = base::ProblemCode::PassphraseNeeded, .file = "ca.key"}};
  row(locked, "The certificate for a.test expires in 30 days; it was not renewed: ca.key: needs a passphrase.");
  row(eventOf(EventKind::KeeperForked, {{"restarts", 0_n}}, {}, 4720),
      "The keeper of the sessions was forked as PID 4720.");
  row(eventOf(EventKind::KeeperExited,
              {{"signal", "SIGKILL"}, {"uptime_ms", 12'000_n}, {"hung", true}, {"next", "at once"}}, {}, 4720),
      "The keeper of the sessions (PID 4720) was killed by SIGKILL after 12 s, as it stood still; what it held is "
      "lost. It is forked again at once.");
  row(eventOf(EventKind::KeeperExited, {{"reason", "cannot fork: no"}, {"next", "delayed"}, {"delay_ms", 500_n}}),
      "The keeper of the sessions could not be made (cannot fork: no). It is forked again in 500 ms.");
  row(eventOf(EventKind::KeeperExited, {{"signal", "SIGKILL"}, {"uptime_ms", 12'000_n}, {"next", "none"}}, {}, 4720),
      "The keeper of the sessions (PID 4720) ended after 12 s, its workers being gone.");
  row(eventOf(EventKind::TicketsShared, {}), "TLS sessions resume at every machine that shares the ticket keys.");
  row(eventOf(EventKind::TicketsAlone, {{"reason", "connection refused"}}),
      "TLS sessions resume here only, ticket keys are not shared by Redis: connection refused.");
  row(eventOf(EventKind::RequestsLimited, {{"count", 2_n}, {"client", "::1"}, {"path", "/a\x1b"}}, 0, 7),
      "Worker 0 (PID 7) answered 429 to 2 requests over the limit for /a\\x1b, the last from ::1.");
  row(eventOf(EventKind::AccessLogFailed,
              {{"file", "/var/log/a.log"}, {"reason", "No space left on device"}, {"lost", 1_n}}),
      "The access log /var/log/a.log cannot be written: No space left on device. 1 line was lost.");
  row(eventOf(EventKind::EventsLost, {{"count", 3_n}}), "3 events were lost, not having been read in time.");
}

void TestEvent::sentencesSayWhatHappened() {
  QFETCH(Event, event);
  QFETCH(QString, text);
  QCOMPARE(QString::fromStdString(control::eventText(event)), text);
}

void TestEvent::outputCannotSteerATerminal() {
  const std::string line =
      "\x1b[2Jred \xc2\x9b"
      "31m \xc3\xa9";
  QCOMPARE(QString::fromStdString(control::eventText(eventOf(EventKind::WorkerOutput, {{"line", line}}, 0, 7))),
           QString("Worker 0 (PID 7) wrote: \"\\x1b[2Jred \\x9b31m \u00e9\"."));
}

void TestEvent::endlessOutputIsCut() {
  const Event event = eventOf(EventKind::WorkerOutput, {{"line", std::string(100'000, 'x')}}, 0, 7);
  QVERIFY(control::eventText(event).size() < 600);
}

QTEST_GUILESS_MAIN(TestEvent)
#include "test_event.moc"
