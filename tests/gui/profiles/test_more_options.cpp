// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which rows are in sight, by clicks.

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <algorithm>

#include "gui/profiles/more_options.h"
#include "gui/routes/http_redirect.h"
#include "tests/gui/shell/widgets.h"

using config::Config;

class TestMoreOptions : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void theRowsComeAndGoByTheButton();
  void whatIsInUseIsNeverOutOfSight();
  void aRowSwitchedOffStaysWhereItIs();
  void plainHttpIsForServersWithTls();
  void aClickChangesTheWholeConfiguration();
  void withEveryRowInUseThereIsNothingToOpen();
  void foldedThereIsNothingToOpen();

 private:
  [[nodiscard]] QStringList seen() const;

  std::unique_ptr<QWidget> m_window;
  MoreOptions* m_more = nullptr;
  std::vector<Config> m_edited;
};

void TestMoreOptions::init() {
  m_window = std::make_unique<QWidget>();
  auto* layout = new QVBoxLayout(m_window.get());
  auto* form = new QWidget;
  auto* grid = new QGridLayout(form);
  m_more = new MoreOptions(*grid, form, m_window.get());
  layout->addWidget(m_more->button());
  layout->addWidget(form);
  m_window->resize(900, 400);
  m_window->show();
  m_more->setConfig(config::demo());
  m_edited.clear();
  connect(m_more, &MoreOptions::edited, this, [this](const Config& config) { m_edited.push_back(config); });
}

/// The labels of the rows.
QStringList TestMoreOptions::seen() const {
  QStringList words;
  const auto* grid = m_window->findChild<QGridLayout*>();
  for (int row = 0; row < grid->rowCount(); ++row) {
    const QLayoutItem* item = grid->itemAtPosition(row, 0);
    if (item != nullptr && item->widget()->isVisible()) words << qobject_cast<QLabel*>(item->widget())->text();
  }
  return words;
}

void TestMoreOptions::theRowsComeAndGoByTheButton() {
  QVERIFY(seen().isEmpty());
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QCOMPARE(seen().mid(0, 3), (QStringList{"Plain http", "Log requests", "Workers are"}));
  QVERIFY(click(m_window.get(), QStringLiteral("Fewer options")));
  QVERIFY(seen().isEmpty());
}

void TestMoreOptions::whatIsInUseIsNeverOutOfSight() {
  Config config = config::demo();
  config.log.access = config::AccessLog::Events;
  m_more->setConfig(config);
  QCOMPARE(seen(), QStringList{"Log requests"});
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(seen().size() > 1);
  QVERIFY(click(m_window.get(), QStringLiteral("Fewer options")));
  QCOMPARE(seen(), QStringList{"Log requests"});
}

void TestMoreOptions::aRowSwitchedOffStaysWhereItIs() {
  Config config = config::demo();
  config.cluster.model = config::Model::Threads;
  m_more->setConfig(config);
  connect(m_more, &MoreOptions::edited, m_more, &MoreOptions::setConfig);
  QVERIFY(click(m_window.get(), QStringLiteral("Processes")));
  QVERIFY(m_edited.back().cluster.model == config::Model::Processes);
  QCOMPARE(seen(), QStringList{"Workers are"});
  config = config::demo();
  config.file = "/etc/forkyard/another.toml";
  m_more->setConfig(config);
  QVERIFY(seen().isEmpty());
}

void TestMoreOptions::plainHttpIsForServersWithTls() {
  Config config = config::demo();
  config.listeners.front().protocol = config::Protocol::Http;
  m_more->setConfig(config);
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(!seen().contains("Plain http"));
  QVERIFY(seen().contains("Log requests"));
}

void TestMoreOptions::aClickChangesTheWholeConfiguration() {
  Config config = config::demo();
  config.title = "Shop";
  m_more->setConfig(config);
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(click(m_window.get(), QStringLiteral("In this window")));
  QVERIFY(click(m_window.get(), QStringLiteral("Threads")));
  QVERIFY(click(m_window.get(), QStringLiteral("Also send http to https, from port")));
  QCOMPARE(m_edited.size(), std::size_t{3});
  QVERIFY(m_edited[0].log.access == config::AccessLog::Events);
  QVERIFY(m_edited[1].cluster.model == config::Model::Threads);
  QVERIFY(httpRedirect::find(m_edited[2]));
  QVERIFY(std::ranges::all_of(m_edited, [](const Config& each) { return each.title == "Shop"; }));
}

void TestMoreOptions::withEveryRowInUseThereIsNothingToOpen() {
  Config config = config::demo();
  config.log.access = config::AccessLog::Events;
  config.cluster.model = config::Model::Threads;
  config.sessions.store = config::SessionStoreKind::Worker;
  config.metrics = {"127.0.0.1", 9100};
  httpRedirect::set(config, 8080);
  m_more->setConfig(config);
  QVERIFY(!m_more->button()->isVisible());
  QVERIFY(seen().size() >= 4);
}

void TestMoreOptions::foldedThereIsNothingToOpen() {
  QVERIFY(m_more->button()->isVisible());
  m_more->setFolded(true);
  QVERIFY(!m_more->button()->isVisible());
  m_more->setFolded(false);
  QVERIFY(m_more->button()->isVisible());
}

QTEST_MAIN(TestMoreOptions)
#include "test_more_options.moc"
