// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is chosen in Setup, with real clicks, and what the real server makes of it, fetched with curl.

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>
#include <QTcpServer>
#include <QTest>
#include <algorithm>

#include "gui/style/forkyard_style.h"
#include "gui/style/segmented_control.h"
#include "tests/gui/shell/real_window.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"

namespace {

CommandResult fetch(const QString& url) {
  return runCommand("curl", {"-sS", "-k", "-f", "--max-time", "10", url});
}

}  // namespace

class TestSetupFlow : public QObject, private RealWindow {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void cleanup();
  void metricsAreReadWhereSetupSays();
  void metricsComeAndGoWhileTheServerRuns();
  void aPortOfTheMetricsInUseIsSaidAndMended();
  void anAddressOfAnotherMachineIsSaidAndMended();
  void theVisitsPageCounts();
  void inALowWindowTheLogKeepsSixRows();

 private:
  void start();
  void apply();
  [[nodiscard]] const config::Config& edited() const { return m_window->serverPage()->draft().edited(); }
  [[nodiscard]] QString metricsUrl() const;
  [[nodiscard]] QString labels() const;
};

void TestSetupFlow::initTestCase() {
  QApplication::setStyle(new ForkyardStyle);
  QApplication::setQuitOnLastWindowClosed(false);
  QVERIFY2(QFile::exists(qEnvironmentVariable("FORKYARD_PROGRAM")), "the server program must be built");
  QVERIFY(hasProgram("curl"));
}

void TestSetupFlow::init() {
  QVERIFY(openWindow());
}

void TestSetupFlow::cleanup() {
  QVERIFY(closeWindow());
}

void TestSetupFlow::start() {
  QVERIFY(click(m_window.get(), QStringLiteral("Start")));
  QTRY_VERIFY2_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, qPrintable(labels()), patienceMs);
}

void TestSetupFlow::apply() {
  const int generation = cluster()->status().generation;
  QVERIFY(click(m_window.get(), QStringLiteral("Apply: replaces workers one by one")));
  QTRY_VERIFY2_WITH_TIMEOUT(cluster()->status().generation > generation, qPrintable(labels()), patienceMs);
}

QString TestSetupFlow::labels() const {
  QStringList texts;
  for (const QLabel* label : m_window->findChildren<QLabel*>()) {
    if (label->isVisible()) texts += label->text();
  }
  return texts.join(QLatin1Char('\n'));
}

/// By the button that copies it; empty: there is none.
QString TestSetupFlow::metricsUrl() const {
  QApplication::clipboard()->clear();
  click(m_window.get(), QStringLiteral("Copy the address of the metrics"));
  return QApplication::clipboard()->text();
}

void TestSetupFlow::metricsAreReadWhereSetupSays() {
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(click(m_window.get(), QStringLiteral("For Prometheus")));
  QVERIFY(type(QStringLiteral("metricsPort"), 0));
  start();
  QVERIFY(click(m_window.get(), QStringLiteral("Change the setup")));
  QTRY_VERIFY2_WITH_TIMEOUT(!metricsUrl().isEmpty(), qPrintable(labels()), patienceMs);
  const CommandResult read = fetch(metricsUrl());
  QVERIFY2(read.exitCode == 0, read.text());
  QVERIFY2(read.output.contains("\nforkyard_workers{slot=\"0\"} 1\n"), read.text());
}

void TestSetupFlow::metricsComeAndGoWhileTheServerRuns() {
  start();
  QVERIFY(click(m_window.get(), QStringLiteral("Change the setup")));
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(click(m_window.get(), QStringLiteral("For Prometheus")));
  QVERIFY(type(QStringLiteral("metricsPort"), 0));
  QCOMPARE(m_window->serverPage()->draft().changeCount(), 1);
  QVERIFY(metricsUrl().isEmpty());
  apply();
  QTRY_VERIFY2_WITH_TIMEOUT(!metricsUrl().isEmpty(), qPrintable(labels()), patienceMs);
  const QString url = metricsUrl();
  QVERIFY2(fetch(url).output.contains("\nforkyard_requests_total"), qPrintable(url));

  QVERIFY(click(m_window->findChild<SegmentedControl*>(QStringLiteral("metrics")), QStringLiteral("Off")));
  apply();
  QTRY_VERIFY_WITH_TIMEOUT(fetch(url).exitCode == 7, patienceMs);  // refused
  QVERIFY(m_window->serverPage()->draft().profile().text.find("[metrics]") == std::string::npos);
}

void TestSetupFlow::aPortOfTheMetricsInUseIsSaidAndMended() {
  QTcpServer holder;
  QVERIFY(holder.listen(QHostAddress::LocalHost));
  const int taken = holder.serverPort();
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(click(m_window.get(), QStringLiteral("For Prometheus")));
  QVERIFY(type(QStringLiteral("metricsPort"), taken));
  QVERIFY(click(m_window.get(), QStringLiteral("Start")));
  const QString mend = QStringLiteral("Use port %1").arg(taken + 1);
  QTRY_VERIFY2_WITH_TIMEOUT(button(m_window.get(), mend), qPrintable(labels()), patienceMs);
  QVERIFY2(labels().contains(QStringLiteral("already in use")), qPrintable(labels()));
  QVERIFY(click(m_window.get(), mend));
  QTRY_COMPARE_WITH_TIMEOUT(edited().metrics.port, taken + 1, patienceMs);
  QCOMPARE(edited().listeners.front().port, 0);
}

// 192.0.2.0/24 is for examples alone (RFC 5737).
void TestSetupFlow::anAddressOfAnotherMachineIsSaidAndMended() {
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(click(m_window.get(), QStringLiteral("For Prometheus")));
  QVERIFY(type(QStringLiteral("metricsPort"), 0));
  auto* address = named<QLineEdit>(m_window.get(), QStringLiteral("Address for the metrics"));
  QVERIFY(address);
  address->setFocus();
  address->selectAll();
  QTest::keyClicks(address, QStringLiteral("192.0.2.7"));
  QVERIFY(click(m_window.get(), QStringLiteral("Start")));
  QTRY_VERIFY2_WITH_TIMEOUT(labels().contains(QStringLiteral("does not have the address 192.0.2.7")),
                            qPrintable(labels()), patienceMs);
  QVERIFY(click(m_window.get(), QStringLiteral("Use 127.0.0.1")));
  QTRY_VERIFY2_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, qPrintable(labels()), patienceMs);
  QCOMPARE(edited().metrics.address, std::string("127.0.0.1"));
}

void TestSetupFlow::theVisitsPageCounts() {
  auto* kinds = named<QComboBox>(m_window.get(), QStringLiteral("What is served"));
  QVERIFY(kinds);
  kinds->setFocus();
  QTest::keyClick(kinds, Qt::Key_Down);
  QCOMPARE(kinds->currentText(), QStringLiteral("Visits page"));
  start();
  QVERIFY2(labels().contains(QStringLiteral("Visits page")), qPrintable(labels()));
  const QString url =
      QStringLiteral("https://127.0.0.1:%1/visits.json").arg(cluster()->status().listeners.front().port);
  const CommandResult first = fetch(url);
  QVERIFY2(first.output.startsWith("{\"visits\": 1, \"total\": 1, \"worker\": \""), first.text());
  const CommandResult second = fetch(url);
  QVERIFY2(second.output.contains("\"total\": 2, "), second.text());
  QVERIFY2(second.output.contains("\"store\": \"cluster\""), second.text());
}

void TestSetupFlow::inALowWindowTheLogKeepsSixRows() {
  m_window->resize(1024, 640);
  start();
  QVERIFY(click(m_window.get(), QStringLiteral("Change the setup")));
  QVERIFY(click(m_window.get(), QStringLiteral("More options")));
  QVERIFY(click(m_window.get(), QStringLiteral("For Prometheus")));
  QVERIFY(click(m_window.get(), QStringLiteral("Threads")));
  const QTableView* log = nullptr;
  QTRY_VERIFY(log = named<QTableView>(m_window.get(), QStringLiteral("Log")));
  const int row = log->verticalHeader()->defaultSectionSize();
  QTRY_VERIFY2(log->viewport()->height() >= 6 * row, qPrintable(QString::number(log->viewport()->height())));
  QCOMPARE(m_window->size(), QSize(1024, 640));
}

QTEST_MAIN(TestSetupFlow)
#include "test_setup_flow.moc"
