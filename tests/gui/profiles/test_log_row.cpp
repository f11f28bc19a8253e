// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The switch of the access log, by clicks.

#include <QLabel>
#include <QTest>

#include "gui/profiles/log_row.h"
#include "tests/gui/shell/widgets.h"

class TestLogRow : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void theFileSaysWhere();
  void aClickAsksForIt();
  void aFileOfTheirOwnIsKept();

 private:
  std::unique_ptr<LogRow> m_row;
  std::vector<config::Log> m_chosen;
  config::Config m_config;
};

void TestLogRow::init() {
  m_row = std::make_unique<LogRow>();
  m_row->resize(800, 40);
  m_row->show();
  m_chosen.clear();
  m_config = config::demo();
  m_config.file = "/srv/shop/forkyard.toml";
  connect(m_row.get(), &LogRow::chosen, this, [this](const config::Log& log) { m_chosen.push_back(log); });
}

void TestLogRow::theFileSaysWhere() {
  m_row->setConfig(m_config);
  QVERIFY(button(m_row.get(), QStringLiteral("Off"))->isChecked());
  m_config.log = {config::AccessLog::Events};
  m_row->setConfig(m_config);
  QVERIFY(button(m_row.get(), QStringLiteral("In this window"))->isChecked());
  m_config.log = {config::AccessLog::File, "/var/log/shop.log"};
  m_row->setConfig(m_config);
  QVERIFY(button(m_row.get(), QStringLiteral("To a file"))->isChecked());
  QCOMPARE(m_row->findChild<QLabel*>()->accessibleName(), QStringLiteral("/var/log/shop.log"));
  QVERIFY(m_chosen.empty());
}

void TestLogRow::aClickAsksForIt() {
  m_row->setConfig(m_config);
  QVERIFY(click(m_row.get(), QStringLiteral("In this window")));
  QVERIFY(click(m_row.get(), QStringLiteral("To a file")));
  QCOMPARE(m_chosen.size(), std::size_t{2});
  QVERIFY(m_chosen.at(0) == config::Log{config::AccessLog::Events});
  QVERIFY((m_chosen.at(1) == config::Log{config::AccessLog::File, "/srv/shop/access.log"}));
}

void TestLogRow::aFileOfTheirOwnIsKept() {
  m_config.log = {config::AccessLog::File, "/var/log/mine.log"};
  m_row->setConfig(m_config);
  m_config.log = {config::AccessLog::Off};
  m_row->setConfig(m_config);
  QVERIFY(click(m_row.get(), QStringLiteral("To a file")));
  QVERIFY((m_chosen.at(0) == config::Log{config::AccessLog::File, "/var/log/mine.log"}));
}

QTEST_MAIN(TestLogRow)
#include "test_log_row.moc"
