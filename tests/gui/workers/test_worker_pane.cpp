// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The worker table and its lanes under mouse and keyboard.

#include <time.h>

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <array>

#include "gui/log/event_model.h"
#include "gui/workers/lane_painter.h"
#include "gui/workers/life_model.h"
#include "gui/workers/reload_strip.h"
#include "gui/workers/worker_model.h"
#include "gui/workers/worker_pane.h"
#include "gui/workers/worker_table.h"
#include "tests/gui/shell/widgets.h"

using control::Event;
using control::EventKind;

namespace {

/// Milliseconds of processor time: what other programs of this machine take away is not ours.
double spentByThisThread() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

}  // namespace

class TestWorkerPane : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void showsWordsUntilAWorkerIsSeen();
  void aClickOnALaneShowsTheWorkerInTheLog();
  void aClickOnACellOnlyChoosesTheRow();
  void draggingMovesInTimeAndChoosesNothing();
  void controlWheelZoomsAtThePointer();
  void keysZoomAndReturnToNow();
  void arrowsGoFromLifeToLifeAndTellIt();
  void hoveringALifeTellsIt();
  void enterShowsTheWorkerInTheLog();
  void theMenuDoesWhatItSays();
  void copyTakesTheRow();
  void aPulseFades();
  void aLifesTipHasItsLastLinesAndNoMarkup();
  void theArrowsTellTheSameAsThePointer();
  void theLivesAreATableToo();
  void aReloadShowsEachSwap();
  void manySlotsAndLivesArePaintedSmoothly();

 private:
  void addLives(int slots_, int lives);
  [[nodiscard]] QPoint laneAt(int row, double part) const;
  [[nodiscard]] QString details() const;

  std::unique_ptr<Cluster> m_cluster;
  std::unique_ptr<WorkerPane> m_pane;
  WorkerModel* m_model = nullptr;
  WorkerTable* m_table = nullptr;
  base::UnixMilliseconds m_now = 0;
};

void TestWorkerPane::init() {
  m_cluster = std::make_unique<Cluster>(QStringLiteral("demo"), QString());
  m_model = WorkerModel::of(m_cluster.get());
  m_pane = std::make_unique<WorkerPane>();
  m_table = m_pane->table();
  m_pane->setEmptyText(QStringLiteral("Nothing runs yet."));
  m_pane->setCluster(m_cluster.get());
  m_pane->resize(1'000, 240);
  m_pane->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
}

void TestWorkerPane::cleanup() {
  m_pane.reset();
  m_cluster.reset();
}

// Every slot had `lives` - 1 lives that were killed, spread over four minutes, and has one that lives.
void TestWorkerPane::addLives(int slots_, int lives) {
  m_now = base::unixNow();
  std::vector<Event> events;
  control::Status status;
  status.uptimeMs = 240'000;
  status.workersWanted = slots_;
  pid_t pid = 10'000;
  const std::int64_t length = 240'000 / lives;
  for (int slot = 0; slot < slots_; ++slot) {
    for (int i = 0; i < lives; ++i) {
      Event event;
      event.slot = slot;
      event.pid = ++pid;
      event.generation = 1;
      event.kind = EventKind::WorkerForked;
      event.time = m_now - 240'000 + i * length;
      events.push_back(event);
      event.kind = EventKind::WorkerReady;
      event.time += 5;
      events.push_back(event);
      if (i + 1 == lives) break;
      control::WorkerExit exit;
      exit.signal = "SIGKILL";
      exit.reason = control::ExitReason::Killed;
      exit.requests = 812;
      exit.uptime = base::Milliseconds(length - 10);
      exit.next = "at once";
      event.kind = EventKind::WorkerExited;
      event.time = m_now - 240'000 + (i + 1) * length - 10;
      event.fields = control::fieldsOf(exit);
      events.push_back(event);
    }
    control::WorkerStatus worker;
    worker.slot = slot;
    worker.pid = pid;
    worker.generation = 1;
    worker.state = control::WorkerState::Ready;
    worker.uptimeMs = length;
    status.workers.push_back(worker);
  }
  m_model->takeEvents(events);
  m_model->takeStatus(status, m_now);
  m_table->timeline()->setNow(m_now);
  QCoreApplication::processEvents();
}

QPoint TestWorkerPane::laneAt(int row, double part) const {
  const QRectF area = LanePainter::barArea(m_table->visualRect(m_model->index(row, WorkerModel::Lane)));
  return QPointF(area.left() + part * area.width(), area.center().y()).toPoint();
}

QString TestWorkerPane::details() const {
  for (const QLabel* label : m_pane->findChildren<QLabel*>())
    if (label->text().startsWith(QStringLiteral("Worker 1: "))) return label->text();
  return {};
}

void TestWorkerPane::showsWordsUntilAWorkerIsSeen() {
  QVERIFY(!m_table->isVisible());
  addLives(4, 1);
  QVERIFY(m_table->isVisible());
  QCOMPARE(m_table->model()->rowCount(), 4);
}

void TestWorkerPane::aClickOnALaneShowsTheWorkerInTheLog() {
  addLives(4, 3);
  QSignalSpy selected(m_pane.get(), &WorkerPane::workerSelected);
  QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, laneAt(2, 0.5));
  QCOMPARE(selected.size(), 1);
  QCOMPARE(selected.front().front().toInt(), 2);
  QCOMPARE(m_table->selectedSlot(), std::optional(2));
}

void TestWorkerPane::aClickOnACellOnlyChoosesTheRow() {
  addLives(4, 1);
  QSignalSpy selected(m_pane.get(), &WorkerPane::workerSelected);
  QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {},
                    m_table->visualRect(m_model->index(1, WorkerModel::Pid)).center());
  QCOMPARE(selected.size(), 0);
  QCOMPARE(m_table->selectedSlot(), std::optional(1));
}

void TestWorkerPane::draggingMovesInTimeAndChoosesNothing() {
  addLives(2, 1);
  QSignalSpy selected(m_pane.get(), &WorkerPane::workerSelected);
  const QPoint start = laneAt(0, 0.2);
  QTest::mousePress(m_table->viewport(), Qt::LeftButton, {}, start);
  for (int step = 1; step <= 5; ++step) {
    const QPointF at = start + QPoint(step * 40, 0);
    QMouseEvent move(QEvent::MouseMove, at, m_table->viewport()->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(m_table->viewport(), &move);
  }
  QTest::mouseRelease(m_table->viewport(), Qt::LeftButton, {}, start + QPoint(200, 0));
  QCOMPARE(selected.size(), 0);
  QVERIFY(!m_table->timeline()->window().isLive());
  QTest::keyClick(m_table, Qt::Key_End);
  QVERIFY(m_table->timeline()->window().isLive());
}

void TestWorkerPane::controlWheelZoomsAtThePointer() {
  addLives(2, 1);
  const qint64 before = m_table->timeline()->window().span();
  const QPointF at = laneAt(0, 0.5);
  QWheelEvent wheel(at, m_table->viewport()->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::ControlModifier,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(m_table->viewport(), &wheel);
  QVERIFY(m_table->timeline()->window().span() < before);
}

void TestWorkerPane::keysZoomAndReturnToNow() {
  addLives(2, 1);
  const TimeWindow& window = m_table->timeline()->window();
  QTest::keyClick(m_table, Qt::Key_Minus);
  QCOMPARE(window.span(), 15 * 60'000);
  QTest::keyClick(m_table, Qt::Key_Plus);
  QTest::keyClick(m_table, Qt::Key_Plus);
  QCOMPARE(window.span(), 60'000);
  QTest::keyClick(m_table, Qt::Key_Left, Qt::ControlModifier);
  QVERIFY(!window.isLive());
  QTest::keyClick(m_table, Qt::Key_End);
  QVERIFY(window.isLive());
}

void TestWorkerPane::arrowsGoFromLifeToLifeAndTellIt() {
  addLives(2, 3);
  m_pane->selectWorker(1);
  QTest::keyClick(m_table, Qt::Key_Left);
  QVERIFY2(details().contains(QStringLiteral("since")), qPrintable(details()));
  QTest::keyClick(m_table, Qt::Key_Left);
  QVERIFY2(details().contains(QStringLiteral("Killed by SIGKILL after 1 min 20 s, from outside Forkyard.")),
           qPrintable(details()));
  QVERIFY2(details().contains(QStringLiteral("812")), qPrintable(details()));
  QTest::keyClick(m_table, Qt::Key_Escape);
  QVERIFY(details().isEmpty());
}

void TestWorkerPane::hoveringALifeTellsIt() {
  addLives(2, 3);
  QTest::mouseMove(m_table->viewport(), laneAt(1, 0.98));
  QTRY_VERIFY(details().contains(QString::number(m_model->worker(1).pid)));
}

void TestWorkerPane::enterShowsTheWorkerInTheLog() {
  addLives(3, 1);
  m_pane->selectWorker(1);
  QSignalSpy selected(m_pane.get(), &WorkerPane::workerSelected);
  QTest::keyClick(m_table, Qt::Key_Return);
  QCOMPARE(selected.size(), 1);
  QTest::keyClick(m_table, Qt::Key_Down);
  QCOMPARE(m_table->selectedSlot(), std::optional(2));
}

void TestWorkerPane::theMenuDoesWhatItSays() {
  addLives(2, 1);
  const std::unique_ptr<QMenu> menu(m_pane->createMenu(1, nullptr));
  QHash<QString, QAction*> actions;
  for (QAction* action : menu->actions()) actions.insert(action->text().remove(QLatin1Char('&')), action);
  // No server is attached: what needs one is there to be seen, but not to be used.
  QVERIFY(!actions.value(QStringLiteral("Drain"))->isEnabled());
  QVERIFY(!actions.value(QStringLiteral("Restart"))->isEnabled());
  QVERIFY(!actions.value(QStringLiteral("Kill with Signal"))->isEnabled());
  actions.value(QStringLiteral("Copy PID"))->trigger();
  QCOMPARE(QApplication::clipboard()->text(), QString::number(m_model->worker(1).pid));
  QSignalSpy selected(m_pane.get(), &WorkerPane::workerSelected);
  actions.value(QStringLiteral("Show in Log"))->trigger();
  QCOMPARE(selected.front().front().toInt(), 1);
  const QMenu* commands = actions.value(QStringLiteral("Copy as Command"))->menu();
  commands->actions().constFirst()->trigger();
  QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("forkyard worker drain 1 --name demo"));
}

void TestWorkerPane::copyTakesTheRow() {
  addLives(2, 1);
  m_pane->selectWorker(1);
  QTest::keyClick(m_table, Qt::Key_C, Qt::ControlModifier);
  QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("1\t%1\tReady\t").arg(m_model->worker(1).pid)));
}

void TestWorkerPane::aPulseFades() {
  addLives(2, 1);
  m_pane->pulse(0);
  QVERIFY(m_table->timeline()->pulseOf(0) > 0);
  QTRY_COMPARE(m_table->timeline()->pulseOf(0), 0.0);
}

void TestWorkerPane::aLifesTipHasItsLastLinesAndNoMarkup() {
  addLives(2, 1);
  Event output;
  output.kind = EventKind::WorkerOutput;
  output.time = m_now;
  output.slot = 1;
  output.pid = m_model->worker(1).pid;
  output.fields["line"] = std::string("<img src=x> out of ideas");
  Event other = output;
  other.pid = m_model->worker(0).pid;
  other.fields["line"] = std::string("not mine");
  EventModel::of(m_cluster.get())->append({output, other});
  const WorkerLife& life = m_model->history().lives(1).back();
  const QString tip = m_table->timeline()->tip({1, life.pid, life.forked});
  QVERIFY2(tip.contains(QStringLiteral("&lt;img src=x&gt; out of ideas")), qPrintable(tip));
  QVERIFY2(!tip.contains(QStringLiteral("not mine")), qPrintable(tip));
  QVERIFY(tip.contains(QString::number(life.pid)));
  QVERIFY(tip.contains(QStringLiteral("Generation 1")));
}

void TestWorkerPane::theArrowsTellTheSameAsThePointer() {
  addLives(2, 3);
  m_pane->selectWorker(1);
  QTest::keyClick(m_table, Qt::Key_Left);
  QTRY_VERIFY2(QToolTip::text().contains(QString::number(m_model->worker(1).pid)), qPrintable(QToolTip::text()));
  QTest::keyClick(m_table, Qt::Key_Left);
  QTRY_VERIFY2(QToolTip::text().contains(QStringLiteral("SIGKILL")), qPrintable(QToolTip::text()));
}

void TestWorkerPane::theLivesAreATableToo() {
  addLives(2, 3);
  m_pane->selectWorker(1);
  QTest::mouseClick(named<QToolButton>(m_pane.get(), QStringLiteral("Lives as a table")), Qt::LeftButton);
  auto* lives = named<QTableView>(m_pane.get(), QStringLiteral("Lives of the workers"));
  QVERIFY(lives && !m_table->isVisible());
  QCOMPARE(lives->model()->rowCount(), 6);
  QCOMPARE(lives->currentIndex().siblingAtColumn(LifeModel::Slot).data().toString(), QStringLiteral("1"));
  const int last = lives->model()->rowCount() - 1;
  QCOMPARE(lives->model()->index(last, LifeModel::End).data().toString(), QStringLiteral("Serves."));
  QVERIFY(lives->model()->index(0, LifeModel::End).data().toString().contains(QStringLiteral("SIGKILL")));
  QVERIFY(lives->model()->index(0, LifeModel::Requests).data(Qt::AccessibleTextRole).toString().contains("812"));

  lives->setFocus();
  lives->selectAll();
  QTest::keyClick(lives, Qt::Key_C, Qt::ControlModifier);
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 7);
  QCOMPARE(lines.front().count(QLatin1Char('\t')), int(LifeModel::ColumnCount) - 1);

  // A new life comes at the end, and the selection stays.
  const int selected = lives->currentIndex().row();
  Event forked;
  forked.kind = EventKind::WorkerForked;
  forked.time = m_now + 10;
  forked.slot = 0;
  forked.pid = 99'999;
  m_model->takeEvents({forked});
  QTRY_COMPARE(lives->model()->rowCount(), 7);
  QCOMPARE(lives->currentIndex().row(), selected);
  QSignalSpy chosen(m_pane.get(), &WorkerPane::workerSelected);
  QTest::keyClick(lives, Qt::Key_Return);
  QCOMPARE(chosen.size(), 1);
}

void TestWorkerPane::aReloadShowsEachSwap() {
  addLives(2, 1);
  QVERIFY(m_table->isColumnHidden(WorkerModel::Certificate));
  control::Status status;
  status.generation = 1;
  for (const int slot : {0, 1}) {
    control::WorkerStatus worker = m_model->worker(slot);
    worker.fingerprint = "aa11bb22cc33";
    status.workers.push_back(worker);
  }
  m_model->takeStatus(status, m_now);
  Event started;
  started.kind = EventKind::ReloadStarted;
  started.time = m_now;
  started.fields["reason"] = std::string("certificate");
  Event forked;
  forked.kind = EventKind::WorkerForked;
  forked.time = m_now + 1;
  forked.slot = 0;
  forked.pid = 20'001;
  forked.generation = 2;
  Event ready = forked;
  ready.kind = EventKind::WorkerReady;
  m_model->takeEvents({started, forked, ready});
  control::WorkerStatus fresh = status.workers[0];
  fresh.pid = 20'001;
  fresh.generation = 2;
  fresh.fingerprint = "dd44ee55ff66";
  status.workers.push_back(fresh);
  m_model->takeStatus(status, m_now + 2);
  QTRY_VERIFY(!m_table->isColumnHidden(WorkerModel::Certificate));
  const auto cell = [this](int row, WorkerModel::Column column, int role = Qt::DisplayRole) {
    return m_model->index(row, column).data(role).toString();
  };
  QCOMPARE(cell(0, WorkerModel::Generation), QStringLiteral("1 → 2"));
  QCOMPARE(cell(1, WorkerModel::Generation), QStringLiteral("1"));
  QCOMPARE(cell(0, WorkerModel::Certificate), QStringLiteral("aa11bb22 → dd44ee55"));
  QCOMPARE(cell(0, WorkerModel::Certificate, Qt::ToolTipRole), QStringLiteral("aa11bb22cc33 → dd44ee55ff66"));
  const auto* strip = m_pane->findChild<ReloadStrip*>();
  QVERIFY2(strip->text().contains(QStringLiteral("1 of 2 worker")), qPrintable(strip->text()));
  QVERIFY2(strip->text().contains(QStringLiteral("No connection was cut.")), qPrintable(strip->text()));

  Event finished;
  finished.kind = EventKind::ReloadFinished;
  finished.time = base::unixNow();
  finished.fields["outcome"] = std::string("done");
  finished.fields["duration_ms"] = std::int64_t{40};
  m_model->takeEvents({finished});
  QVERIFY2(strip->text().contains(QStringLiteral("Done in 40 ms")), qPrintable(strip->text()));
  QTest::mouseClick(strip->findChild<QPushButton*>(), Qt::LeftButton);
  QVERIFY(!strip->isVisible());
  QVERIFY(m_table->isColumnHidden(WorkerModel::Certificate));
}

void TestWorkerPane::manySlotsAndLivesArePaintedSmoothly() {
  addLives(64, 156);  // 9,984 lives
  m_pane->resize(1'600, 1'400);
  QCoreApplication::processEvents();
  QPixmap picture(m_table->viewport()->size());
  for (const int zoom : {0, -1, -1, -1, -1}) {
    if (zoom != 0) m_table->timeline()->zoomStep(zoom);
    std::array<double, 9> frames{};
    for (double& frame : frames) {
      const double before = spentByThisThread();
      m_table->viewport()->render(&picture);
      frame = spentByThisThread() - before;
    }
    std::ranges::sort(frames);
    qInfo("64 slots, 9,984 lives, %s: %.1f ms a frame, the worst of %zu %.1f ms",
          qPrintable(m_table->timeline()->window().spanText()), frames[frames.size() / 2], frames.size(),
          frames.back());
  }
  QCOMPARE(m_model->history().size(), std::size_t{64 * 156});
}

QTEST_MAIN(TestWorkerPane)
#include "test_worker_pane.moc"
