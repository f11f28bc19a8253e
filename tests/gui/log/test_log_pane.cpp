// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The log as a person uses it.

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include "gui/log/log_pane.h"
#include "gui/log/log_view.h"

using control::Event;
using control::EventKind;

namespace {

std::vector<Event> exits(int count) {
  std::vector<Event> events;
  for (int i = 0; i < count; ++i) {
    Event event;
    event.seq = static_cast<std::uint64_t>(i) + 1;
    event.time = base::unixNow();
    event.kind = i % 2 == 0 ? EventKind::WorkerReady : EventKind::WorkerExited;
    event.slot = i % 4;
    event.pid = 5'000 + i;
    event.fields["code"] = std::int64_t{i};
    events.push_back(event);
  }
  return events;
}

}  // namespace

class TestLogPane : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void saysWhatBelongsHereWhileEmpty();
  void followsTheNewest();
  void theFirstRowIsWhole();
  void stopsFollowingWhenScrolledUpAndResumesAtTheEnd();
  void rowsUnderTheEyeStayWhenTheRingIsFull();
  void aWorkerIsFilteredFromOutside();
  void findWaitsForTheLastKeyAndEnterGoesOn();
  void onlyMatchesHidesTheRest();
  void anEmptyFilterOffersToShowAll();
  void severalRowsAreCopied();
  void clearEmptiesTheLog();
  void exportWritesAFileWithoutBlocking();
  void goingToAnotherServerAndBackLosesNothing();
  void controlsHaveNames();

 private:
  template<typename Widget>
  Widget* named(const QString& accessibleName) {
    for (Widget* each : m_pane->findChildren<Widget*>())
      if (each->accessibleName() == accessibleName) return each;
    return nullptr;
  }

  std::unique_ptr<Cluster> m_cluster;
  std::unique_ptr<LogPane> m_pane;
  EventModel* m_events = nullptr;
};

void TestLogPane::init() {
  m_cluster = std::make_unique<Cluster>(QStringLiteral("demo"), QString());
  m_events = EventModel::of(m_cluster.get());
  m_pane = std::make_unique<LogPane>();
  m_pane->setCluster(m_cluster.get());
  m_pane->resize(900, 300);
  m_pane->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
}

void TestLogPane::cleanup() {
  m_pane.reset();
  m_cluster.reset();
}

void TestLogPane::saysWhatBelongsHereWhileEmpty() {
  QVERIFY(!m_pane->view()->isVisible());
  m_events->append(exits(1));
  QVERIFY(m_pane->view()->isVisible());
}

void TestLogPane::followsTheNewest() {
  m_events->append(exits(300));
  QScrollBar* bar = m_pane->view()->verticalScrollBar();
  QTRY_VERIFY(bar->maximum() > 0);
  QTRY_COMPARE(bar->value(), bar->maximum());
  m_events->append(exits(100));
  QTRY_COMPARE(bar->value(), bar->maximum());
}

void TestLogPane::theFirstRowIsWhole() {
  m_events->append(exits(300));
  const LogView* view = m_pane->view();
  for (int height = 300; height < 330; height += 7) {
    m_pane->resize(900, height);
    m_events->append(exits(1));
    QTRY_COMPARE(view->verticalScrollBar()->value(), view->verticalScrollBar()->maximum());
    QTRY_COMPARE(view->rowViewportPosition(view->rowAt(0)), 0);
    const int last = view->model()->rowCount() - 1;
    QTRY_VERIFY2(view->rowViewportPosition(last) + view->rowHeight(last) <= view->viewport()->height(),
                 qPrintable(QStringLiteral("%1 + %2 > %3, at %4 of %5, %6 rows")
                                .arg(view->rowViewportPosition(last))
                                .arg(view->rowHeight(last))
                                .arg(view->viewport()->height())
                                .arg(view->verticalScrollBar()->value())
                                .arg(view->verticalScrollBar()->maximum())
                                .arg(last + 1)));
  }
}

void TestLogPane::stopsFollowingWhenScrolledUpAndResumesAtTheEnd() {
  m_events->append(exits(300));
  QScrollBar* bar = m_pane->view()->verticalScrollBar();
  QTRY_COMPARE(bar->value(), bar->maximum());
  auto* follow = m_pane->findChild<QCheckBox*>();
  QWheelEvent up(QPointF(50, 50), m_pane->view()->viewport()->mapToGlobal(QPointF(50, 50)), {}, QPoint(0, 240),
                 Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
  QApplication::sendEvent(m_pane->view()->viewport(), &up);
  QVERIFY(!follow->isChecked());
  const int value = bar->value();
  m_events->append(exits(100));
  QCoreApplication::processEvents();
  QCOMPARE(bar->value(), value);
  bar->setValue(bar->maximum());
  QVERIFY(follow->isChecked());
  bar->setValue(bar->maximum() / 2);
  QVERIFY(!follow->isChecked());
  QTest::mouseClick(follow, Qt::LeftButton, {}, QPoint(8, follow->height() / 2));
  QTRY_COMPARE(bar->value(), bar->maximum());
}

void TestLogPane::rowsUnderTheEyeStayWhenTheRingIsFull() {
  m_events->append(exits(EventModel::capacity));
  QScrollBar* bar = m_pane->view()->verticalScrollBar();
  QTRY_COMPARE(bar->value(), bar->maximum());
  bar->setValue(bar->maximum() / 2);
  const auto top = [this] {
    const QModelIndex row = m_pane->filter()->mapToSource(m_pane->view()->indexAt(QPoint(5, 5)));
    return m_events->firstNumber() + static_cast<quint64>(row.row());
  };
  const quint64 before = top();
  m_events->append(exits(500));
  QCoreApplication::processEvents();
  QCOMPARE(top(), before);
}

void TestLogPane::aWorkerIsFilteredFromOutside() {
  m_events->append(exits(40));
  m_pane->filterWorker(3);
  QTRY_COMPARE(m_pane->filter()->rowCount(), 10);
  QCOMPARE(named<QComboBox>(QStringLiteral("Worker"))->currentText(), QStringLiteral("Worker 3"));
  m_pane->showAll();
  QTRY_COMPARE(m_pane->filter()->rowCount(), 40);
}

void TestLogPane::findWaitsForTheLastKeyAndEnterGoesOn() {
  m_events->append(exits(40));
  m_pane->focusFind();
  auto* find = m_pane->findChild<QLineEdit*>();
  QTest::keyClicks(find, QStringLiteral("code 1"));
  QCOMPARE(m_pane->filter()->criteria().text, QString());
  QTRY_COMPARE(m_pane->filter()->matchCount(), 6);  // 1, 11, 13, 15, 17, 19
  QCOMPARE(m_pane->filter()->rowCount(), 40);
  QTest::keyClick(find, Qt::Key_Return);
  QCOMPARE(m_pane->view()->currentIndex().row(), 1);
  QTest::keyClick(find, Qt::Key_Return);
  QCOMPARE(m_pane->view()->currentIndex().row(), 11);
  QTest::keyClick(find, Qt::Key_Return, Qt::ShiftModifier);
  QCOMPARE(m_pane->view()->currentIndex().row(), 1);
  QTest::keyClick(find, Qt::Key_Escape);
  QVERIFY(find->text().isEmpty());
}

void TestLogPane::onlyMatchesHidesTheRest() {
  m_events->append(exits(40));
  m_pane->findChild<QLineEdit*>()->setText(QStringLiteral("ready"));
  QTest::mouseClick(named<QToolButton>(QStringLiteral("Show only matches")), Qt::LeftButton);
  QTRY_COMPARE(m_pane->filter()->rowCount(), 20);
}

void TestLogPane::anEmptyFilterOffersToShowAll() {
  m_events->append(exits(4));
  m_pane->filterWorker(9);
  QTRY_VERIFY(!m_pane->view()->isVisible());
  for (QToolButton* button : m_pane->findChildren<QToolButton*>())
    if (button->text() == QStringLiteral("Show all events")) QTest::mouseClick(button, Qt::LeftButton);
  QTRY_VERIFY(m_pane->view()->isVisible());
  QCOMPARE(m_pane->filter()->rowCount(), 4);
}

void TestLogPane::severalRowsAreCopied() {
  m_events->append(exits(10));
  LogView* view = m_pane->view();
  const auto clickRow = [view](int row, Qt::KeyboardModifiers modifiers) {
    const QRect cell = view->visualRect(view->model()->index(row, EventModel::Sentence));
    QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers, cell.center());
  };
  clickRow(1, {});
  clickRow(3, Qt::ShiftModifier);
  QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
  const QStringList lines = QApplication::clipboard()->text().trimmed().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), 3);
  QVERIFY2(lines.front().contains(QStringLiteral("5001")), qPrintable(lines.front()));
}

void TestLogPane::clearEmptiesTheLog() {
  m_events->append(exits(10));
  QTest::mouseClick(named<QToolButton>(QStringLiteral("Clear the log")), Qt::LeftButton);
  QCOMPARE(m_pane->filter()->rowCount(), 0);
  QVERIFY(!m_pane->view()->isVisible());
}

void TestLogPane::exportWritesAFileWithoutBlocking() {
  QTemporaryDir directory;
  m_events->append(exits(10));
  QTest::mouseClick(named<QToolButton>(QStringLiteral("Export the log")), Qt::LeftButton);
  auto* dialog = m_pane->findChild<QFileDialog*>();
  QVERIFY(dialog != nullptr);
  QVERIFY(dialog->isVisible());
  const QString path = directory.filePath(QStringLiteral("log.csv"));
  emit dialog->fileSelected(path);
  dialog->reject();
  QTRY_VERIFY(QFile::exists(path));
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll().count("\r\n"), 11);
}

void TestLogPane::goingToAnotherServerAndBackLosesNothing() {
  m_events->append(exits(10));
  Cluster other(QStringLiteral("other"), QString());
  m_pane->setCluster(&other);
  QTRY_COMPARE(m_pane->filter()->rowCount(), 0);
  m_events->append(exits(5));
  m_pane->setCluster(m_cluster.get());
  QTRY_COMPARE(m_pane->filter()->rowCount(), 15);
  m_pane->setCluster(nullptr);
  QCOMPARE(m_pane->filter()->rowCount(), 0);
}

void TestLogPane::controlsHaveNames() {
  for (QWidget* each : m_pane->findChildren<QWidget*>()) {
    if (each->focusPolicy() == Qt::NoFocus || !each->isVisible()) continue;
    const QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(each);
    QVERIFY2(accessible == nullptr || !accessible->text(QAccessible::Name).isEmpty() ||
                 each->parentWidget() == m_pane->findChild<QLineEdit*>(),
             each->metaObject()->className());
  }
}

QTEST_MAIN(TestLogPane)
#include "test_log_pane.moc"
