// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The ring of events and what is shown of it.

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "gui/log/event_export.h"
#include "gui/log/event_filter.h"
#include "gui/log/event_model.h"

using control::Event;
using control::EventKind;

namespace {

Event outputOf(int slot, const std::string& line) {
  static std::uint64_t seq = 0;
  Event event;
  event.seq = ++seq;
  event.time = 1'700'000'000'000 + static_cast<std::int64_t>(seq);
  event.kind = EventKind::WorkerOutput;
  event.slot = slot;
  event.pid = 4'700 + slot;
  event.fields["line"] = line;
  return event;
}

std::vector<Event> outputs(int count) {
  std::vector<Event> events;
  for (int i = 0; i < count; ++i) events.push_back(outputOf(i % 4, "line " + std::to_string(i)));
  return events;
}

QString shown(const EventFilter& filter, int row) {
  return filter.index(row, EventModel::Sentence).data().toString();
}

}  // namespace

class TestEventFilter : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void keepsTheNewestTwentyThousand();
  void showsEverythingAtFirst();
  void hidesOtherWorkers();
  void whatAllThreadsHaveInCommonIsEachOnes();
  void hidesOtherKinds();
  void findHighlightsAndHidesNothing();
  void findHidesWhenAsked();
  void newEventsPassTheFilterToo();
  void rowsThatLeaveTheRingLeaveTheFilter();
  void theOldRowsStayWhileAFilterIsWorkedThrough();
  void matchesAreVisitedInTurn();
  void clearEmptiesBoth();
  void outputOfSeveralLinesIsOneRow();
  void csvKeepsFormulasText();
  void jsonLinesAreOneObjectEach();

 private:
  void apply(const EventFilter::Criteria& criteria);

  std::unique_ptr<EventModel> m_model;
  std::unique_ptr<EventFilter> m_filter;
  std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestEventFilter::init() {
  m_tester.reset();
  m_filter = std::make_unique<EventFilter>();
  m_model = std::make_unique<EventModel>();
  m_filter->setEventModel(m_model.get());
  m_tester = std::make_unique<QAbstractItemModelTester>(m_filter.get(),
                                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestEventFilter::apply(const EventFilter::Criteria& criteria) {
  m_filter->setCriteria(criteria);
  QTRY_VERIFY(!m_filter->isWorking());
}

void TestEventFilter::keepsTheNewestTwentyThousand() {
  m_model->append(outputs(15'000));
  m_model->append(outputs(15'000));
  QCOMPARE(m_model->rowCount(), EventModel::capacity);
  QCOMPARE(m_filter->rowCount(), EventModel::capacity);
  QCOMPARE(m_model->firstNumber(), quint64{10'000});
  QCOMPARE(shown(*m_filter, EventModel::capacity - 1), QStringLiteral("Wrote: line 14999"));
  m_model->append(outputs(50'000));
  QCOMPARE(m_filter->rowCount(), EventModel::capacity);
}

void TestEventFilter::showsEverythingAtFirst() {
  m_model->append(outputs(8));
  QCOMPARE(m_filter->rowCount(), 8);
  QCOMPARE(shown(*m_filter, 3), QStringLiteral("Wrote: line 3"));
  QCOMPARE(m_filter->index(3, EventModel::Worker).data().toString(), QStringLiteral("worker 3"));
}

void TestEventFilter::hidesOtherWorkers() {
  m_model->append(outputs(8));
  EventFilter::Criteria criteria;
  criteria.slot = 2;
  apply(criteria);
  QCOMPARE(m_filter->rowCount(), 2);
  QCOMPARE(shown(*m_filter, 1), QStringLiteral("Wrote: line 6"));
  Event started;
  started.kind = EventKind::MasterStarted;
  m_model->append({started});
  criteria.slot = EventFilter::masterSlot;
  apply(criteria);
  QCOMPARE(m_filter->rowCount(), 1);
}

void TestEventFilter::whatAllThreadsHaveInCommonIsEachOnes() {
  Event exited;
  exited.kind = EventKind::WorkerExited;
  exited.slot = 0;
  exited.fields["slots"] = std::int64_t{4};
  m_model->append({exited});
  QCOMPARE(m_filter->index(0, EventModel::Worker).data().toString(), QStringLiteral("workers 0–3"));
  for (const auto& [slot, rows] : {std::pair(0, 1), std::pair(3, 1), std::pair(4, 0)}) {
    EventFilter::Criteria criteria;
    criteria.slot = slot;
    apply(criteria);
    QCOMPARE(m_filter->rowCount(), rows);
  }
}

void TestEventFilter::hidesOtherKinds() {
  m_model->append(outputs(3));
  Event exited;
  exited.kind = EventKind::WorkerExited;
  exited.slot = 0;
  m_model->append({exited});
  EventFilter::Criteria criteria;
  criteria.kind = EventKind::WorkerExited;
  apply(criteria);
  QCOMPARE(m_filter->rowCount(), 1);
  Event request;
  request.kind = EventKind::RequestServed;
  m_model->append({request, request});
  criteria = {};
  criteria.withoutRequests = true;
  apply(criteria);
  QCOMPARE(m_filter->rowCount(), 4);
}

void TestEventFilter::findHighlightsAndHidesNothing() {
  m_model->append(outputs(20));
  EventFilter::Criteria criteria;
  criteria.text = QStringLiteral("LINE 1");
  apply(criteria);
  QCOMPARE(m_filter->rowCount(), 20);
  QCOMPARE(m_filter->matchCount(), 11);
  QVERIFY(m_filter->isMatch(1));
  QVERIFY(!m_filter->isMatch(2));
}

void TestEventFilter::findHidesWhenAsked() {
  m_model->append(outputs(20));
  EventFilter::Criteria criteria;
  criteria.text = QStringLiteral("line 1");
  criteria.findStyle = EventFilter::FindStyle::Hide;
  apply(criteria);
  QCOMPARE(m_filter->rowCount(), 11);
}

void TestEventFilter::newEventsPassTheFilterToo() {
  EventFilter::Criteria criteria;
  criteria.slot = 1;
  apply(criteria);
  m_model->append(outputs(40));
  QCOMPARE(m_filter->rowCount(), 10);
}

void TestEventFilter::rowsThatLeaveTheRingLeaveTheFilter() {
  m_model->append(outputs(20'000));
  EventFilter::Criteria criteria;
  criteria.slot = 0;
  criteria.text = QStringLiteral("line");
  apply(criteria);
  QCOMPARE(m_filter->rowCount(), 5'000);
  m_model->append(outputs(400));
  QCOMPARE(m_filter->rowCount(), 5'000);
  QCOMPARE(m_filter->matchCount(), 5'000);
  QCOMPARE(shown(*m_filter, 0), QStringLiteral("Wrote: line 400"));
  for (int row : {0, 4'999}) {
    const QModelIndex source = m_filter->mapToSource(m_filter->index(row, 0));
    QCOMPARE(m_filter->mapFromSource(source).row(), row);
  }
}

void TestEventFilter::theOldRowsStayWhileAFilterIsWorkedThrough() {
  m_model->append(outputs(20'000));
  EventFilter::Criteria criteria;
  criteria.text = QStringLiteral("19999");
  criteria.findStyle = EventFilter::FindStyle::Hide;
  m_filter->setCriteria(criteria);
  QVERIFY(m_filter->isWorking());
  QCOMPARE(m_filter->rowCount(), 20'000);
  m_model->append({outputOf(1, "19999 again")});
  QTRY_VERIFY(!m_filter->isWorking());
  QCOMPARE(m_filter->rowCount(), 2);
}

void TestEventFilter::matchesAreVisitedInTurn() {
  m_model->append(outputs(12));
  EventFilter::Criteria criteria;
  criteria.text = QStringLiteral("line 1");
  apply(criteria);  // rows 1, 10, 11
  QCOMPARE(m_filter->nextMatch(-1, 1), 1);
  QCOMPARE(m_filter->nextMatch(1, 1), 10);
  QCOMPARE(m_filter->nextMatch(11, 1), 1);
  QCOMPARE(m_filter->nextMatch(1, -1), 11);
  QCOMPARE(m_filter->matchesUpTo(10), 2);
  criteria.text = QStringLiteral("nowhere");
  apply(criteria);
  QCOMPARE(m_filter->nextMatch(3, 1), -1);
}

void TestEventFilter::clearEmptiesBoth() {
  m_model->append(outputs(12));
  m_model->clear();
  QCOMPARE(m_filter->rowCount(), 0);
  m_model->append(outputs(2));
  QCOMPARE(m_filter->rowCount(), 2);
}

void TestEventFilter::outputOfSeveralLinesIsOneRow() {
  m_model->append({outputOf(0, "first\nsecond\tthird")});
  QCOMPARE(shown(*m_filter, 0), QStringLiteral("Wrote: first second third"));
}

void TestEventFilter::csvKeepsFormulasText() {
  Event event = outputOf(0, "x");
  event.kind = static_cast<EventKind>(9'999);
  event.text = "=HYPERLINK(\"http://a.test\")";
  const QByteArray csv = eventExport::render({std::make_shared<const Event>(event)}, eventExport::Format::Csv);
  QVERIFY(csv.startsWith("time,kind,worker,pid,generation,event\r\n"));
  QVERIFY2(csv.contains("\"'=HYPERLINK(\"\"http://a.test\"\")\"\r\n"), csv.constData());
}

void TestEventFilter::jsonLinesAreOneObjectEach() {
  std::vector<EventModel::EventPointer> events;
  for (const Event& event : outputs(3)) events.push_back(std::make_shared<const Event>(event));
  const QList<QByteArray> lines = eventExport::render(events, eventExport::Format::JsonLines).trimmed().split('\n');
  QCOMPARE(lines.size(), 3);
  for (const QByteArray& line : lines) QVERIFY(line.startsWith('{') && line.endsWith('}'));
  QCOMPARE(eventExport::formatOf(QStringLiteral("a.JSONL")), eventExport::Format::JsonLines);
  QCOMPARE(eventExport::formatOf(QStringLiteral("a.csv")), eventExport::Format::Csv);
  QCOMPARE(eventExport::formatOf(QStringLiteral("a")), eventExport::Format::Text);
}

QTEST_GUILESS_MAIN(TestEventFilter)
#include "test_event_filter.moc"
