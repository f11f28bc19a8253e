// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From nothing to a page that Chromium shows without a warning, by clicks in the window: an authority, its trust in
// Chromium's store, a certificate, the real server, the real browser; and back.

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProcess>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include "gui/certificates/certificate_list.h"
#include "gui/certificates/local_authority.h"
#include "gui/settings/settings.h"
#include "gui/shell/main_window.h"
#include "gui/shell/server_page.h"
#include "gui/style/forkyard_style.h"
#include "server/certificates/certificate_store.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/browser.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 60'000;
constexpr int browserPatienceMs = 120'000;

bool isEnabled(const QWidget* root, const QString& text) {
  const QAbstractButton* found = button(root, text);
  return found && found->isEnabled();
}

}  // namespace

class TestTrustFlow : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void anAuthorityIsMade();
  void chromiumIsMadeToTrustIt();
  void aCertificateIsMade();
  void theServerStartsWithIt();
  void chromiumShowsItsPage();
  void theLadderSaysSo();
  void aRemovedCertificateNamesItsUsers();
  void chromiumRefusesOnceRemovedEverywhere();

 private:
  [[nodiscard]] QWidget* dialog() const;
  [[nodiscard]] QString texts(const QWidget* root) const;
  [[nodiscard]] Cluster* cluster() const { return m_window->serverPage()->cluster(); }
  /// The page that Alt and this key lead to.
  void goTo(Qt::Key key);
  void type(const QString& field, const QString& text);
  [[nodiscard]] QByteArray visit(const QString& host);
  /// Whether the last visit had an HTTP/2 session with the server, by the browser's own log.
  [[nodiscard]] bool spokeHttp2() const;

  TemporaryHome m_home;
  std::unique_ptr<Settings> m_settings;
  std::unique_ptr<MainWindow> m_window;
  int m_visits = 0;
};

void TestTrustFlow::initTestCase() {
  for (const char* program : {"chromium", "certutil"}) {
    if (!hasProgram(program)) QSKIP(qPrintable(QStringLiteral("NOT TESTED: %1 is not installed").arg(program)));
  }
  QApplication::setStyle(new ForkyardStyle);
  QApplication::setQuitOnLastWindowClosed(false);
  m_home.enter();
  m_settings = std::make_unique<Settings>();
  m_window = std::make_unique<MainWindow>(*m_settings);
  m_window->resize(1280, 800);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
  auto* port = m_window->findChild<QSpinBox*>(QStringLiteral("port"));
  port->setFocus();
  port->selectAll();
  QTest::keyClicks(port, QStringLiteral("0"));
  QTest::keyClick(port, Qt::Key_Return);
}

void TestTrustFlow::cleanupTestCase() {
  if (!m_window || !cluster() || cluster()->isStopped()) return;
  const auto master = cluster()->status().pid;
  cluster()->stop();
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->isStopped(), patienceMs);
  QVERIFY(waitUntilGone({master}, 5000));
}

QWidget* TestTrustFlow::dialog() const {
  return QApplication::activeModalWidget();
}

QString TestTrustFlow::texts(const QWidget* root) const {
  QStringList texts;
  for (const QLabel* label : root->findChildren<QLabel*>()) {
    if (label->isVisible()) texts += label->text();
  }
  return texts.join(QLatin1Char('\n'));
}

void TestTrustFlow::goTo(Qt::Key key) {
  m_window->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
  QTest::keyClick(m_window.get(), key, Qt::AltModifier);
}

void TestTrustFlow::type(const QString& field, const QString& text) {
  auto* edit = named<QLineEdit>(dialog(), field);
  QVERIFY(edit);
  edit->setFocus();
  edit->selectAll();
  QTest::keyClicks(edit, text);
}

QByteArray TestTrustFlow::visit(const QString& host) {
  if (cluster()->status().listeners.empty()) return "the server is not running";
  const int port = cluster()->status().listeners.front().port;
  QProcess browser;
  browser.setProcessEnvironment(m_home.environment());
  browser.start(QStringLiteral("chromium"), browserArguments(m_home, QStringLiteral("chromium-%1").arg(++m_visits),
                                                             QStringLiteral("https://%1:%2/").arg(host).arg(port)));
  if (!QTest::qWaitFor([&] { return browser.state() == QProcess::NotRunning; }, browserPatienceMs)) browser.kill();
  return browser.readAllStandardOutput() + browser.readAllStandardError();
}

bool TestTrustFlow::spokeHttp2() const {
  return BrowserLog(m_home, QStringLiteral("chromium-%1").arg(m_visits))
      .spokeHttp2With(QStringLiteral(":%1").arg(cluster()->status().listeners.front().port));
}

void TestTrustFlow::anAuthorityIsMade() {
  goTo(Qt::Key_2);
  QTRY_VERIFY_WITH_TIMEOUT(isEnabled(m_window.get(), QStringLiteral("New certificate…")), patienceMs);
  QVERIFY(click(m_window.get(), QStringLiteral("New certificate…")));
  QTRY_VERIFY(dialog());
  QTRY_VERIFY(texts(dialog()).contains(QStringLiteral("There is no certificate authority")));
  type(QStringLiteral("Names"), QStringLiteral("localhost"));
  QVERIFY(!button(dialog(), QStringLiteral("Make certificate"))->isEnabled());
  QVERIFY(click(dialog(), QStringLiteral("Make one…")));
  QTRY_VERIFY(button(dialog(), QStringLiteral("Make authority")));
  QVERIFY(texts(dialog()).contains(QStringLiteral("Can vouch only for: localhost")));
  // A name that it cannot be given is refused in words, before anything is made.
  type(QStringLiteral("More names"), QStringLiteral("a@b.example"));
  QTRY_VERIFY(!button(dialog(), QStringLiteral("Make authority"))->isEnabled());
  type(QStringLiteral("More names"), QStringLiteral("lan"));
  QTRY_VERIFY(texts(dialog()).contains(QStringLiteral("lan")));
  QVERIFY(click(dialog(), QStringLiteral("Make authority")));
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog(), QStringLiteral("Make certificate")), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog(), QStringLiteral("Make certificate"))->isEnabled(), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Cancel")));
  QTRY_VERIFY(!dialog());
  QVERIFY(texts(m_window.get()).contains(QStringLiteral("Trusted by nobody yet")));
}

void TestTrustFlow::chromiumIsMadeToTrustIt() {
  QVERIFY(click(m_window.get(), QStringLiteral("Trust…")));
  QTRY_VERIFY(dialog());
  QTRY_VERIFY_WITH_TIMEOUT(isEnabled(dialog(), QStringLiteral("Trust: Chromium, Chrome and Edge")), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Trust: Chromium, Chrome and Edge")));
  QTRY_VERIFY2_WITH_TIMEOUT(button(dialog(), QStringLiteral("Remove: Chromium, Chrome and Edge")),
                            qPrintable(texts(dialog())), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Close")));
  QTRY_VERIFY(texts(m_window.get()).contains(QStringLiteral("Trusted by: Chromium")));
}

void TestTrustFlow::aCertificateIsMade() {
  QVERIFY(click(m_window.get(), QStringLiteral("New certificate…")));
  QTRY_VERIFY(dialog());
  // What cannot be a name is said while it is typed.
  type(QStringLiteral("Names"), QStringLiteral("me@shop.test"));
  QTRY_VERIFY(!button(dialog(), QStringLiteral("Make certificate"))->isEnabled());
  type(QStringLiteral("Names"), QStringLiteral("shop.test localhost *.shop.test 127.0.0.1"));
  QVERIFY(click(dialog(), QStringLiteral("Make certificate")));
  QTRY_VERIFY_WITH_TIMEOUT(!dialog(), patienceMs);
  auto* table = named<QTableView>(m_window.get(), QStringLiteral("Certificates"));
  QVERIFY(table);
  QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, patienceMs);
  QTRY_COMPARE(table->currentIndex().siblingAtColumn(CertificateList::NameColumn).data().toString(),
               QStringLiteral("shop.test"));
}

void TestTrustFlow::theServerStartsWithIt() {
  goTo(Qt::Key_1);
  QComboBox* picker = nullptr;
  QTRY_VERIFY((picker = named<QComboBox>(m_window.get(), QStringLiteral("Certificate"))) != nullptr);
  picker->setFocus();
  QTest::keyClicks(picker, QStringLiteral("shop"));
  QTRY_VERIFY(picker->currentText().startsWith(QStringLiteral("shop.test")));
  // What the next start will show, before it is saved.
  QTRY_VERIFY_WITH_TIMEOUT(texts(m_window.get()).contains(QStringLiteral("Encrypted and trusted")), patienceMs);
  QVERIFY(m_window->serverPage()->draft().changeCount() > 0);
  QVERIFY(click(m_window.get(), QStringLiteral("Manage certificates")));
  auto* table = named<QTableView>(m_window.get(), QStringLiteral("Certificates"));
  QVERIFY(table);
  QCOMPARE(table->currentIndex().siblingAtColumn(CertificateList::NameColumn).data().toString(),
           QStringLiteral("shop.test"));
  goTo(Qt::Key_1);
  QVERIFY(click(m_window.get(), QStringLiteral("Start")));
  QTRY_VERIFY2_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, qPrintable(texts(m_window.get())),
                            patienceMs);
  QTRY_VERIFY2_WITH_TIMEOUT(texts(m_window.get()).contains(QStringLiteral("Encrypted and trusted")),
                            qPrintable(texts(m_window.get())), patienceMs);
}

void TestTrustFlow::chromiumShowsItsPage() {
  for (const char* host : {"localhost", "a.shop.test"}) {
    const QByteArray page = visit(QString::fromLatin1(host));
    QVERIFY2(page.contains("Hello Forkyard!"), page.constData());
    QVERIFY2(spokeHttp2(), host);
  }
}

void TestTrustFlow::theLadderSaysSo() {
  QAction* menu = nullptr;
  for (QAction* action : m_window->findChildren<QAction*>()) {
    if (action->text() == QStringLiteral("&Will browsers accept it?…")) menu = action;
  }
  QVERIFY(menu);
  menu->trigger();
  QTRY_VERIFY(dialog());
  QTRY_VERIFY2_WITH_TIMEOUT(texts(dialog()).contains(QStringLiteral("Yes: your browsers accept https://localhost")),
                            qPrintable(texts(dialog())), patienceMs);
  QVERIFY(texts(dialog()).contains(QStringLiteral("The running server shows it (TLSv1.3, h2)")));
  QVERIFY(click(dialog(), QStringLiteral("Close")));
  QTRY_VERIFY(!dialog());
}

void TestTrustFlow::aRemovedCertificateNamesItsUsers() {
  goTo(Qt::Key_2);
  QTRY_VERIFY_WITH_TIMEOUT(isEnabled(m_window.get(), QStringLiteral("Remove…")), patienceMs);
  QVERIFY(click(m_window.get(), QStringLiteral("Remove…")));
  QMessageBox* question = nullptr;
  QTRY_VERIFY((question = qobject_cast<QMessageBox*>(dialog())) != nullptr);
  QVERIFY2(question->informativeText().contains(m_window->serverPage()->draft().profile().title()),
           qPrintable(question->informativeText()));
  QTest::keyClick(question, Qt::Key_Escape);
  QTRY_VERIFY(!dialog());
  QVERIFY(certificates::storeEntry(CertificateList::storeFolder(), "shop.test"));
}

void TestTrustFlow::chromiumRefusesOnceRemovedEverywhere() {
  QVERIFY(click(m_window.get(), QStringLiteral("Trust…")));
  QTRY_VERIFY(dialog());
  QTRY_VERIFY_WITH_TIMEOUT(isEnabled(dialog(), QStringLiteral("Remove everywhere")), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Remove everywhere")));
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog(), QStringLiteral("Trust: Chromium, Chrome and Edge")), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Close")));
  QTRY_VERIFY(!dialog());
  const QByteArray page = visit(QStringLiteral("localhost"));
  QVERIFY2(!page.contains("Hello Forkyard!") && page.contains("ERR_CERT_"), page.constData());
  goTo(Qt::Key_1);
  QTRY_VERIFY(texts(m_window.get()).contains(QStringLiteral("Encrypted, but your browser will warn")));
  QVERIFY(button(m_window.get(), QStringLiteral("Mend…")));
}

QTEST_MAIN(TestTrustFlow)
#include "test_trust_flow.moc"
