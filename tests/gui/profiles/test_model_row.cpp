// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The choice between processes and threads, by clicks.

#include <QLabel>
#include <QTest>

#include "gui/profiles/model_row.h"
#include "tests/gui/shell/widgets.h"

class TestModelRow : public QObject {
  Q_OBJECT

 private slots:
  void saysWhatTheChoiceMeans();
  void aClickAsksForTheOther();
};

void TestModelRow::saysWhatTheChoiceMeans() {
  ModelRow row;
  row.show();
  const auto* words = row.findChild<QLabel*>();
  row.setModel(config::Model::Processes);
  QVERIFY(button(&row, QStringLiteral("Processes"))->isChecked());
  QCOMPARE(words->accessibleName(), QStringLiteral("A crash ends one worker, and the others serve on."));
  row.setModel(config::Model::Threads);
  QVERIFY(button(&row, QStringLiteral("Threads"))->isChecked());
  QCOMPARE(words->accessibleName(), QStringLiteral("The workers share their memory, and one crash ends them all."));
}

void TestModelRow::aClickAsksForTheOther() {
  ModelRow row;
  row.resize(800, 40);
  row.show();
  std::vector<config::Model> chosen;
  connect(&row, &ModelRow::chosen, this, [&chosen](config::Model model) { chosen.push_back(model); });
  QVERIFY(click(&row, QStringLiteral("Threads")));
  QCOMPARE(chosen, (std::vector{config::Model::Threads}));
}

QTEST_MAIN(TestModelRow)
#include "test_model_row.moc"
