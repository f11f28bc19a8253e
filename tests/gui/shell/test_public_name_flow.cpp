// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From a server that knows nothing of it to a certificate for a public name, by clicks in the window: what is missing
// is added, the real server started, and pebble finds its proof there.

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QPointer>

#include "gui/certificates/public_name_dialog.h"
#include "gui/profiles/profile_folder.h"
#include "gui/settings/settings.h"
#include "gui/shell/main_window.h"
#include "gui/shell/server_page.h"
#include "gui/style/forkyard_style.h"
#include "server/certificates/certificate_store.h"
#include "server/config/acme_challenge_route.h"
#include "tests/gui/certificates/public_name_form.h"
#include "tests/support/free_port.h"
#include "tests/support/processes.h"

namespace {

constexpr int patienceMs = 60'000;

}  // namespace

class TestPublicNameFlow : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void theWindowMakesTheServerAnswerTheAuthority_data();
  void theWindowMakesTheServerAnswerTheAuthority();
  void aWildcardIsProvedByTheDns();

 private:
  [[nodiscard]] Cluster* cluster() const { return m_window->serverPage()->cluster(); }
  [[nodiscard]] QString words() const;
  void write(const QByteArray& listener) const;
  [[nodiscard]] int plainPort() const;

  TemporaryHome m_home;
  std::unique_ptr<Settings> m_settings;
  std::unique_ptr<MainWindow> m_window;
  QPointer<PublicNameDialog> m_dialog;
};

void TestPublicNameFlow::initTestCase() {
  const QString missing = Pebble::missing();
  if (!missing.isEmpty()) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(missing)));
  QApplication::setStyle(new ForkyardStyle);
  QApplication::setQuitOnLastWindowClosed(false);
  m_home.enter();
  m_settings = std::make_unique<Settings>();
  m_window = std::make_unique<MainWindow>(*m_settings);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestPublicNameFlow::cleanup() {
  delete m_dialog;
  if (!m_window || !cluster() || cluster()->isStopped()) return;
  const auto master = cluster()->status().pid;
  cluster()->stop();
  QTRY_VERIFY_WITH_TIMEOUT(cluster()->isStopped(), patienceMs);
  QVERIFY(waitUntilGone({master}, 5000));
}

void TestPublicNameFlow::write(const QByteArray& listener) const {
  const std::string before = m_window->serverPage()->draft().profile().text;
  QFile file(QString::fromStdString(profileFolder::fileOf("demo").string()));
  QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
  file.write("name = \"demo\"\n[cluster]\nworkers = 1\n[[listener]]\n" + listener + "[[route]]\n");
  file.close();
  QTRY_VERIFY(m_window->serverPage()->draft().profile().text != before);
}

int TestPublicNameFlow::plainPort() const {
  const config::Listener* plain = config::plainListener(m_window->serverPage()->draft().edited());
  return plain ? plain->port : 0;
}

QString TestPublicNameFlow::words() const {
  QString text;
  for (const QLabel* label : m_dialog->findChildren<QLabel*>()) text += label->isVisible() ? label->text() + '\n' : "";
  return text;
}

void TestPublicNameFlow::theWindowMakesTheServerAnswerTheAuthority_data() {
  QTest::addColumn<QByteArray>("listener");
  QTest::addColumn<QString>("missing");
  QTest::addColumn<QString>("mend");
  QTest::newRow("the route") << QByteArray("protocol = \"http\"\nport = ") + QByteArray::number(freePort()) + "\n"
                             << "a route is missing"
                             << "Add the route";
  QTest::newRow("a listener too") << QByteArray("port = 0\n") << "has no listener for plain HTTP"
                                  << "Add the listener";
}

void TestPublicNameFlow::theWindowMakesTheServerAnswerTheAuthority() {
  QFETCH(QByteArray, listener);
  QFETCH(QString, missing);
  QFETCH(QString, mend);
  write(listener);
  QVERIFY(cluster()->isStopped());
  for (QAction* action : m_window->findChildren<QAction*>()) {
    if (action->text().remove('&') == "Certificate for a public name…") action->trigger();
  }
  m_dialog = qobject_cast<PublicNameDialog*>(QApplication::activeModalWidget());
  QVERIFY(m_dialog);
  QVERIFY2(words().contains(missing), qPrintable(words()));
  QVERIFY(click(m_dialog, mend));
  QTRY_VERIFY2_WITH_TIMEOUT(cluster()->state() == Cluster::State::Running, qPrintable(words()), patienceMs);
  QVERIFY2(words().contains("answers the authority") && !button(m_dialog, mend), qPrintable(words()));

  Pebble authority;
  QVERIFY2(authority.start(m_home, plainPort()), authority.complaint().constData());
  fillPublicName(m_dialog, authority, "shop.test");
  QVERIFY(click(m_dialog, "Order certificate"));
  QTRY_VERIFY2_WITH_TIMEOUT(words().contains("It is in the store as “shop.test”."),
                            qPrintable(words() + authority.complaint()), patienceMs);
  const auto entry = certificates::storeEntry(certificates::storeFolder(), "shop.test");
  QVERIFY(entry && entry->facts.names == std::vector<std::string>{"shop.test"} &&
          QString::fromStdString(entry->facts.issuer).contains("Pebble"));
  QVERIFY(click(m_dialog, "Close"));
}

void TestPublicNameFlow::aWildcardIsProvedByTheDns() {
  Pebble authority;
  QVERIFY2(authority.start(m_home, freePort()), authority.complaint().constData());
  // lego's provider "exec": a program that publishes the record, at pebble's name server.
  qputenv("EXEC_PATH", authority.publisher(m_home).toUtf8());
  m_dialog = new PublicNameDialog(m_window.get());
  m_dialog->open();
  fillPublicName(m_dialog, authority, "*.shop.test");
  named<QComboBox>(m_dialog, "Proof")->setCurrentIndex(1);
  QTest::keyClicks(named<QLineEdit>(m_dialog, "DNS provider"), "exec");
  QAbstractButton* noWait = button(m_dialog, "Do not wait until the record is seen from here");
  QVERIFY(noWait);
  noWait->click();
  QVERIFY(click(m_dialog, "Order certificate"));
  QTRY_VERIFY2_WITH_TIMEOUT(words().contains("It is in the store as “wildcard.shop.test”."),
                            qPrintable(words() + authority.complaint()), patienceMs);
  QVERIFY(click(m_dialog, "Close"));
}

QTEST_MAIN(TestPublicNameFlow)
#include "test_public_name_flow.moc"
