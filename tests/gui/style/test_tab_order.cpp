// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Buttons that were made first, and are the last to be reached.

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <algorithm>

#include "gui/style/tab_order.h"

class TestTabOrder : public QObject {
  Q_OBJECT

 private slots:
  void theButtonsAreLast_data();
  void theButtonsAreLast();
};

void TestTabOrder::theButtonsAreLast_data() {
  QTest::addColumn<int>("fields");
  for (int fields = 1; fields <= 3; ++fields) QTest::addRow("%d", fields) << fields;
}

void TestTabOrder::theButtonsAreLast() {
  QFETCH(const int, fields);
  QDialog dialog;
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel | QDialogButtonBox::Ok, &dialog);
  auto* body = new QWidget(&dialog);
  auto* form = new QFormLayout(body);
  QList<QWidget*> expected{new QSpinBox(body), new QComboBox(body), new QLineEdit(body)};
  while (expected.size() > fields) delete expected.takeLast();
  for (QWidget* field : expected) form->addRow(field);
  auto* layout = new QVBoxLayout(&dialog);
  layout->addWidget(body);
  layout->addWidget(buttons);
  dialog.show();
  style::tabLast(buttons);
  style::tabLast(buttons);  // as at each time it is shown
  QList<QAbstractButton*> shown = buttons->buttons();
  std::ranges::sort(shown, {}, [](const QAbstractButton* button) { return button->x(); });
  for (QAbstractButton* button : shown) expected += button;

  expected.first()->setFocus();
  QVERIFY(QTest::qWaitForWindowActive(&dialog));
  for (QWidget* stop : expected) {
    QCOMPARE(dialog.focusWidget(), stop);
    QTest::keyClick(dialog.focusWidget(), Qt::Key_Tab);
  }
  QCOMPARE(dialog.focusWidget(), expected.first());
}

QTEST_MAIN(TestTabOrder)
#include "test_tab_order.moc"
