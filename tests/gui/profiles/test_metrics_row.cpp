// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The switch of the metrics, its address and port, by clicks and keys.

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSpinBox>
#include <QTcpServer>
#include <QTest>

#include "gui/profiles/metrics_row.h"
#include "gui/routes/words_line.h"
#include "server/config/config_edit.h"
#include "server/config/config_toml.h"
#include "tests/gui/shell/widgets.h"

using config::Config;
using config::Metrics;

class TestMetricsRow : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void onTakesAFreePortOfThisComputer();
  void aPortThatIsHeldIsNotSuggested();
  void onAndOffLeavesTheFileAsItWas();
  void offAndOnBringsBackWhereItWas();
  void addressAndPortAreTyped();
  void anEmptyAddressIsSaidAndNotTaken();
  void whatCannotWorkIsSaid();
  void whoCanReadItIsSaid();
  void whileItRunsTheAddressIsCopied();
  void anotherPortThanTheRunningOneIsNotOpened();

 private:
  void show(const Metrics& metrics);
  void type(const QString& text);
  [[nodiscard]] QString words() const { return m_row->findChild<WordsLine*>()->words().text; }
  [[nodiscard]] style::Tone tone() const { return m_row->findChild<WordsLine*>()->words().tone; }
  [[nodiscard]] QLineEdit* address() const {
    return named<QLineEdit>(m_row.get(), QStringLiteral("Address for the metrics"));
  }
  [[nodiscard]] QSpinBox* port() const { return named<QSpinBox>(m_row.get(), QStringLiteral("Port for the metrics")); }

  std::unique_ptr<MetricsRow> m_row;
  std::vector<Metrics> m_chosen;
  Config m_config;
};

void TestMetricsRow::init() {
  m_row = std::make_unique<MetricsRow>();
  m_row->resize(900, 40);
  m_row->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_row.get()));
  m_chosen.clear();
  m_config = config::demo();
  m_config.file = "/etc/forkyard/shop.toml";
  m_row->setConfig(m_config);
  // As Setup does.
  connect(m_row.get(), &MetricsRow::chosen, this, [this](const Metrics& metrics) {
    m_chosen.push_back(metrics);
    show(metrics);
  });
}

void TestMetricsRow::show(const Metrics& metrics) {
  m_config.metrics = metrics;
  m_row->setConfig(m_config);
}

void TestMetricsRow::type(const QString& text) {
  address()->setFocus();
  address()->selectAll();
  QTest::keyClicks(address(), text);
}

void TestMetricsRow::onTakesAFreePortOfThisComputer() {
  QVERIFY(button(m_row.get(), QStringLiteral("Off"))->isChecked());
  QVERIFY(!address() && !port());
  QVERIFY(click(m_row.get(), QStringLiteral("For Prometheus")));
  QCOMPARE(m_chosen.size(), std::size_t{1});
  QCOMPARE(m_chosen[0].address, std::string("127.0.0.1"));
  QVERIFY(m_chosen[0].port >= 9100);
  QCOMPARE(address()->text(), QStringLiteral("127.0.0.1"));
  QCOMPARE(port()->value(), m_chosen[0].port);
  QCOMPARE(words(), QStringLiteral("http://127.0.0.1:%1/metrics").arg(m_chosen[0].port));
}

void TestMetricsRow::aPortThatIsHeldIsNotSuggested() {
  QVERIFY(click(m_row.get(), QStringLiteral("For Prometheus")));
  const int first = m_chosen.back().port;
  m_config.file = "/etc/forkyard/another.toml";
  m_config.listeners.front().port = first;
  show({});
  QTcpServer holder;
  holder.listen(QHostAddress::Any, static_cast<quint16>(first + 1));  // or somebody else holds it
  QVERIFY(click(m_row.get(), QStringLiteral("For Prometheus")));
  QVERIFY(m_chosen.back().port > first + 1);
}

void TestMetricsRow::onAndOffLeavesTheFileAsItWas() {
  const std::string text =
      "# mine\nname = \"shop\"\n\n[[listener]]\nport = 8443 # https\n\n[[route]]\nhandler = \"hello\"\n";
  const auto before = config::parse(text, m_config.file);
  QVERIFY(before);
  m_config = *before;
  m_row->setConfig(m_config);
  QVERIFY(click(m_row.get(), QStringLiteral("For Prometheus")));
  const auto on = config::applyChanges(text, config::difference(*before, m_config), m_config.file);
  QVERIFY(on);
  QVERIFY2(on->find("[metrics]\nlisten = \"127.0.0.1:") != std::string::npos, on->c_str());
  const auto with = config::parse(*on, m_config.file);
  QVERIFY(with && *with == m_config);
  QVERIFY(click(m_row.get(), QStringLiteral("Off")));
  const auto off = config::applyChanges(*on, config::difference(*with, m_config), m_config.file);
  QVERIFY(off);
  QCOMPARE(*off, text);
}

void TestMetricsRow::offAndOnBringsBackWhereItWas() {
  show({"::1", 9333});
  QVERIFY(click(m_row.get(), QStringLiteral("Off")));
  QVERIFY(m_chosen.back() == Metrics());
  QVERIFY(click(m_row.get(), QStringLiteral("For Prometheus")));
  QVERIFY((m_chosen.back() == Metrics{"::1", 9333}));
  QCOMPARE(words(), QStringLiteral("http://[::1]:9333/metrics"));
}

void TestMetricsRow::addressAndPortAreTyped() {
  show({"127.0.0.1", 9333});
  type(QStringLiteral("10.0.0.7"));
  QVERIFY((m_chosen.back() == Metrics{"10.0.0.7", 9333}));
  port()->selectAll();
  QTest::keyClicks(port(), QStringLiteral("9444"));
  QVERIFY((m_chosen.back() == Metrics{"10.0.0.7", 9444}));
}

void TestMetricsRow::anEmptyAddressIsSaidAndNotTaken() {
  show({"127.0.0.1", 9333});
  address()->setFocus();
  address()->selectAll();
  QTest::keyClick(address(), Qt::Key_Delete);
  QVERIFY(m_chosen.empty());
  QCOMPARE(words(), QStringLiteral("Type an address, such as 127.0.0.1."));
  m_row->setConfig(m_config);
  QCOMPARE(address()->text(), QString());
  port()->setFocus();
  QCOMPARE(address()->text(), QStringLiteral("127.0.0.1"));
  QVERIFY(tone() == style::Tone::Quiet);
}

void TestMetricsRow::whatCannotWorkIsSaid() {
  show({"127.0.0.1", m_config.listeners.front().port});
  QCOMPARE(words(), QStringLiteral("Port 8443 is one that this server serves on."));
  QVERIFY(tone() == style::Tone::Bad);
  show({"10.0.0.7", m_config.listeners.front().port});
  QVERIFY(tone() != style::Tone::Bad);
  show({"127.0.0.1", 9333});
  type(QStringLiteral("127.0.0.1:9333"));
  QCOMPARE(words(), QStringLiteral("This is no address. The port has a field of its own."));
}

void TestMetricsRow::whoCanReadItIsSaid() {
  show({"192.0.2.7", 9333});
  QCOMPARE(words(), QStringLiteral("http://192.0.2.7:9333/metrics is open to whoever reaches it."));
  QVERIFY(tone() == style::Tone::Warning);
  show({"0.0.0.0", 9333});
  QVERIFY(tone() == style::Tone::Warning);
  QVERIFY(!words().contains(QStringLiteral("0.0.0.0")));
  show({"localhost", 9333});
  QVERIFY(tone() == style::Tone::Quiet);
}

void TestMetricsRow::whileItRunsTheAddressIsCopied() {
  show({"127.0.0.1", 0});
  QCOMPARE(words(), QStringLiteral("The port is told here once it runs."));
  QVERIFY(!button(m_row.get(), QStringLiteral("Copy the address of the metrics")));
  m_row->setListening({{"127.0.0.1", 8443, "http2"}, {"127.0.0.1", 41234, "metrics"}});
  QVERIFY(button(m_row.get(), QStringLiteral("Open the metrics in a browser")));
  QVERIFY(click(m_row.get(), QStringLiteral("Copy the address of the metrics")));
  QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("http://127.0.0.1:41234/metrics"));
  m_row->setListening({});
  QVERIFY(!button(m_row.get(), QStringLiteral("Copy the address of the metrics")));
}

void TestMetricsRow::anotherPortThanTheRunningOneIsNotOpened() {
  show({"127.0.0.1", 9333});
  m_row->setListening({{"127.0.0.1", 9222, "metrics"}});
  QVERIFY(!button(m_row.get(), QStringLiteral("Copy the address of the metrics")));
  QCOMPARE(words(), QStringLiteral("http://127.0.0.1:9333/metrics"));
}

QTEST_MAIN(TestMetricsRow)
#include "test_metrics_row.moc"
