// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A form in a page that has room for it, and in one that has not.

#include <QtTest/qtestspontaneevent.h>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QScrollBar>
#include <QSpinBox>
#include <QTest>
#include <QWheelEvent>

#include "gui/style/form_scroll.h"

class TestFormScroll : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void itIsAsHighAsItsForm();
  void rowsThatComeMakeItHigher();
  void withoutRoomItScrollsAndNeverSideways();
  void whatTakesTheKeyboardComesIntoView();
  void theWheelScrollsAndTurnsNothing();
  void withoutABarTheFieldWithTheKeyboardTurns();

 private:
  void resize(int height);
  void wheelOver(QWidget* field);
  [[nodiscard]] bool isSeen(const QWidget* field) const;
  [[nodiscard]] QScrollBar* bar() const { return m_scroll->verticalScrollBar(); }

  std::unique_ptr<QWidget> m_page;
  FormScroll* m_scroll = nullptr;
  QFormLayout* m_form = nullptr;
  QLineEdit* m_before = nullptr;
  QLineEdit* m_after = nullptr;
  QList<QWidget*> m_fields;
};

void TestFormScroll::init() {
  m_page = std::make_unique<QWidget>();
  m_scroll = new FormScroll;
  m_before = new QLineEdit;
  m_after = new QLineEdit;
  auto* form = new QWidget;
  m_form = new QFormLayout(form);
  m_fields.clear();
  for (int row = 0; row < 5; ++row) {
    auto* number = new QSpinBox;
    number->setValue(50);
    auto* choice = new QComboBox;
    choice->addItems({"one", "two", "three"});
    choice->setCurrentIndex(1);
    m_form->addRow(QString::number(row), number);
    m_form->addRow(QString(), choice);
    m_fields << number << choice;
  }
  m_scroll->setForm(form);
  auto* layout = new QVBoxLayout(m_page.get());
  layout->addWidget(m_before);
  layout->addWidget(m_scroll);
  layout->addWidget(m_after);
  layout->addStretch(1);
  m_page->resize(400, 900);
  m_page->show();
  QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

void TestFormScroll::resize(int height) {
  m_page->resize(m_page->width(), height);
  QTRY_COMPARE(m_page->height(), height);
}

// Towards oneself, to look further down.
void TestFormScroll::wheelOver(QWidget* field) {
  const QPoint middle = field->rect().center();
  QWheelEvent wheel(middle, field->mapToGlobal(middle), {}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                    false);
  // Passed on to what lies below, as one of the person's; sendEvent() would make it the field's alone.
  QSpontaneKeyEvent::setSpontaneous(&wheel);
  qApp->notify(field, &wheel);
}

bool TestFormScroll::isSeen(const QWidget* field) const {
  const QRect place(field->mapTo(m_scroll->viewport(), QPoint()), field->size());
  return m_scroll->viewport()->rect().contains(place);
}

void TestFormScroll::itIsAsHighAsItsForm() {
  QCOMPARE(m_scroll->height(), m_scroll->widget()->sizeHint().height());
  QVERIFY(!bar()->isVisible());
}

void TestFormScroll::rowsThatComeMakeItHigher() {
  const int before = m_scroll->height();
  auto* more = new QSpinBox;
  m_form->addRow(QStringLiteral("more"), more);
  QTRY_VERIFY(m_scroll->height() > before);
  QTRY_VERIFY(!bar()->isVisible());
  m_form->removeRow(more);
  QTRY_COMPARE(m_scroll->height(), before);
}

void TestFormScroll::withoutRoomItScrollsAndNeverSideways() {
  m_page->resize(m_page->minimumSizeHint().width(), 220);
  QTRY_VERIFY(bar()->isVisible());
  QVERIFY(!m_scroll->horizontalScrollBar()->isVisible());
  QVERIFY(m_scroll->viewport()->width() >= m_scroll->widget()->minimumSizeHint().width());
  QVERIFY(isSeen(m_fields.first()));
  QVERIFY(!isSeen(m_fields.last()));
}

void TestFormScroll::whatTakesTheKeyboardComesIntoView() {
  resize(220);
  m_after->setFocus();
  QTest::keyClick(m_after, Qt::Key_Backtab);
  QCOMPARE(QApplication::focusWidget(), m_fields.last());
  QTRY_VERIFY(isSeen(m_fields.last()));
  m_before->setFocus();
  QTest::keyClick(m_before, Qt::Key_Tab);
  QCOMPARE(QApplication::focusWidget(), m_fields.first());
  QTRY_VERIFY(isSeen(m_fields.first()));
}

void TestFormScroll::theWheelScrollsAndTurnsNothing() {
  resize(220);
  QTRY_VERIFY(bar()->isVisible());
  m_fields[0]->setFocus();
  wheelOver(m_fields[0]);
  QVERIFY(bar()->value() > 0);
  const int scrolled = bar()->value();
  wheelOver(m_fields[1]);
  QVERIFY(bar()->value() > scrolled);
  QCOMPARE(qobject_cast<QSpinBox*>(m_fields[0])->value(), 50);
  QCOMPARE(qobject_cast<QComboBox*>(m_fields[1])->currentIndex(), 1);
  QVERIFY(m_fields[0]->hasFocus());
}

void TestFormScroll::withoutABarTheFieldWithTheKeyboardTurns() {
  m_before->setFocus();
  wheelOver(m_fields[0]);
  QCOMPARE(qobject_cast<QSpinBox*>(m_fields[0])->value(), 50);
  QVERIFY(!m_fields[0]->hasFocus());
  m_fields[0]->setFocus();
  wheelOver(m_fields[0]);
  QCOMPARE(qobject_cast<QSpinBox*>(m_fields[0])->value(), 49);
}

QTEST_MAIN(TestFormScroll)
#include "test_form_scroll.moc"
