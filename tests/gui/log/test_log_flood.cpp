// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// 50,000 events a second for three seconds, in batches as the control client hands them over, into a visible log with a
// filter and a text to find. How long the event loop was held up is printed; that it all arrives is asserted.

#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QTimer>
#include <algorithm>

#include "gui/log/log_pane.h"
#include "gui/log/log_view.h"

class TestLogFlood : public QObject {
  Q_OBJECT

 private slots:
  void theWindowAnswersWhileFiftyThousandEventsASecondArrive_data();
  void theWindowAnswersWhileFiftyThousandEventsASecondArrive();
};

namespace {

constexpr int interval = 50;  // milliseconds between two batches
constexpr int batches = 60;
constexpr int perBatch = 2'500;

control::Event request(int number) {
  control::Event event;
  event.seq = static_cast<std::uint64_t>(number) + 1;
  event.time = base::unixNow();
  event.kind = control::EventKind::RequestServed;
  event.slot = number % 8;
  event.pid = 4'700 + number % 8;
  event.fields = {{"method", std::string("GET")},
                  {"target", "/page/" + std::to_string(number)},
                  {"status", std::int64_t{200}},
                  {"bytes", std::int64_t{51'200}},
                  {"duration_us", std::int64_t{812}}};
  return event;
}

}  // namespace

void TestLogFlood::theWindowAnswersWhileFiftyThousandEventsASecondArrive_data() {
  QTest::addColumn<QString>("find");
  QTest::addColumn<int>("worker");
  QTest::newRow("all shown") << QString() << -1;
  QTest::newRow("one worker, text found") << QStringLiteral("page/1") << 3;
}

void TestLogFlood::theWindowAnswersWhileFiftyThousandEventsASecondArrive() {
  QFETCH(QString, find);
  QFETCH(int, worker);
  Cluster cluster(QStringLiteral("demo"), QString());
  EventModel* model = EventModel::of(&cluster);
  LogPane pane;
  pane.setCluster(&cluster);
  pane.resize(1'000, 500);
  pane.show();
  QVERIFY(QTest::qWaitForWindowExposed(&pane));
  pane.findChild<QLineEdit*>()->setText(find);
  if (worker >= 0) pane.filterWorker(worker);

  // What a person would wait for the window: how late a timer of 5 ms comes.
  std::vector<double> lateness;
  QElapsedTimer sinceBeat;
  sinceBeat.start();
  QTimer beat;
  beat.setTimerType(Qt::PreciseTimer);
  connect(&beat, &QTimer::timeout, &pane, [&] {
    lateness.push_back(std::max(0.0, static_cast<double>(sinceBeat.nsecsElapsed()) / 1e6 - 5.0));
    sinceBeat.start();
  });
  beat.start(5);
  // Made beforehand: parsing is the control client's work, in its own thread.
  std::vector<control::Event> events;
  for (int i = 0; i < perBatch; ++i) events.push_back(request(i));
  int sent = 0;
  QTimer source;
  source.setTimerType(Qt::PreciseTimer);
  connect(&source, &QTimer::timeout, &pane, [&] {
    emit cluster.eventsArrived(events);
    sent += perBatch;
  });
  source.start(interval);
  QTRY_VERIFY_WITH_TIMEOUT(sent >= batches * perBatch, 60'000);
  source.stop();
  beat.stop();
  QTRY_VERIFY(!pane.filter()->isWorking());

  std::sort(lateness.begin(), lateness.end());
  qInfo("event loop held up: median %.1f ms, p99 %.1f ms, longest %.1f ms", lateness[lateness.size() / 2],
        lateness[lateness.size() * 99 / 100], lateness.back());
  QCOMPARE(model->rowCount(), EventModel::capacity);
  QCOMPARE(pane.filter()->rowCount(),
           worker < 0 ? EventModel::capacity : EventModel::capacity / perBatch * ((perBatch + 4) / 8));
  const QScrollBar* bar = pane.view()->verticalScrollBar();
  QTRY_COMPARE(bar->value(), bar->maximum());
}

QTEST_MAIN(TestLogFlood)
#include "test_log_flood.moc"
