// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A public authority is asked by clicks and issues, refuses and renews: pebble looks for the proof on a real server.

#include <signal.h>
#include <unistd.h>

#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QPointer>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>

#include "gui/certificates/public_name_dialog.h"
#include "gui/certificates/renew_public_dialog.h"
#include "server/certificates/certificate_store.h"
#include "server/certificates/renewal.h"
#include "server/control/message.h"
#include "tests/gui/certificates/public_name_form.h"
#include "tests/support/processes.h"

namespace {

constexpr int patienceMs = 60'000;

QString words(const QWidget* root) {
  QString text;
  for (const QLabel* label : root->findChildren<QLabel*>()) text += label->isVisible() ? label->text() + '\n' : "";
  return text;
}

}  // namespace

class TestPublicNameDialog : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void cleanup();
  void whatIsMissingIsSaid();
  void theRouteIsOffered();
  void nothingIsOrderedThatCannotBeProved();
  void theAuthorityIssuesAndRenews();
  void aRefusalIsSaid();
  void cancelEndsTheOrder();

 private:
  void fill(const QString& names) const { fillPublicName(m_dialog, m_pebble, names); }
  [[nodiscard]] bool canStart() const {
    return button(m_dialog, "Order certificate") && button(m_dialog, "Order certificate")->isEnabled();
  }
  [[nodiscard]] ChallengeServer server() const { return {"Shop", "127.0.0.1", m_port, true, true, {}}; }
  [[nodiscard]] static std::optional<certificates::StoreEntry> entry() {
    return certificates::storeEntry(certificates::storeFolder(), "shop.test");
  }

  TemporaryHome m_home;
  Pebble m_pebble;
  QProcess m_server;
  int m_port = 0;
  QPointer<PublicNameDialog> m_dialog;
};

void TestPublicNameDialog::initTestCase() {
  const QString missing = Pebble::missing();
  if (!missing.isEmpty()) QSKIP(qPrintable(QString("NOT TESTED: %1 is not installed").arg(missing)));
  m_home.enter();
  m_server.setProcessEnvironment(m_home.environment());
  m_server.start(qEnvironmentVariable("FORKYARD_PROGRAM"),
                 {"run", "--json",
                  m_home.write("forkyard.toml",
                               "name = \"acme\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\nprotocol = \"http\"\n"
                               "[[route]]\n[[route]]\nhandler = \"acme-challenge\"\n")});
  while (!m_server.canReadLine() && m_server.waitForReadyRead(patienceMs)) continue;
  const auto report = control::detachReportFromJson(m_server.readLine().trimmed().toStdString());
  QVERIFY(report && report->ready);
  m_port = report->listeners.front().port;
  QVERIFY2(m_pebble.start(m_home, m_port), m_pebble.complaint().constData());
}

void TestPublicNameDialog::init() {
  m_dialog = new PublicNameDialog(nullptr);
  m_dialog->setServer(server());
  m_dialog->open();
}

void TestPublicNameDialog::cleanup() {
  delete m_dialog;
  // Where a test left it stopped.
  if (m_pebble.pid() > 0) ::kill(m_pebble.pid(), SIGCONT);
}

void TestPublicNameDialog::whatIsMissingIsSaid() {
  QVERIFY(!canStart() && words(m_dialog).contains("For which names?"));
  auto* names = named<QLineEdit>(m_dialog, "Names");
  QTest::keyClicks(names, "*.shop.test");
  QTRY_VERIFY2(words(m_dialog).contains("wildcard"), qPrintable(words(m_dialog)));
  QVERIFY(words(m_dialog).contains("needs an e-mail address"));
  QTest::keyClicks(named<QLineEdit>(m_dialog, "E-mail"), "someone@shop.test");
  QVERIFY(words(m_dialog).contains("before its terms are accepted"));
  auto* proof = named<QComboBox>(m_dialog, "Proof");
  proof->setCurrentIndex(1);
  QVERIFY(words(m_dialog).contains("Which DNS provider"));
  QTest::keyClicks(named<QLineEdit>(m_dialog, "DNS provider"), "exec");
  QVERIFY2(!words(m_dialog).contains("wildcard"), qPrintable(words(m_dialog)));
  QVERIFY(click(m_dialog, "I accept the authority’s terms of service"));
  QVERIFY(canStart());
}

void TestPublicNameDialog::theRouteIsOffered() {
  ChallengeServer without = server();
  without.hasRoute = false;
  m_dialog->setServer(without);
  fill("shop.test");
  QVERIFY(!canStart());
  const QSignalSpy asked(m_dialog, &PublicNameDialog::routeAsked);
  QVERIFY(click(m_dialog, "Add the route"));
  QCOMPARE(asked.count(), 1);
  m_dialog->setServer(server());
  QVERIFY(canStart() && !button(m_dialog, "Add the route"));
}

void TestPublicNameDialog::nothingIsOrderedThatCannotBeProved() {
  ChallengeServer elsewhere = server();
  elsewhere.webroot = m_home.path("nobody-serves-this").toStdString();
  m_dialog->setServer(elsewhere);
  fill("shop.test");
  QVERIFY(click(m_dialog, "Order certificate"));
  QTRY_VERIFY2_WITH_TIMEOUT(words(m_dialog).contains("Nothing was ordered") && words(m_dialog).contains("404"),
                            qPrintable(words(m_dialog)), patienceMs);
  QVERIFY(canStart() && !QFile::exists(m_home.path("data/forkyard/acme/lego")));
}

void TestPublicNameDialog::theAuthorityIssuesAndRenews() {
  fill("shop.test");
  const QSignalSpy made(m_dialog, &PublicNameDialog::made);
  QVERIFY(click(m_dialog, "Order certificate"));
  QVERIFY(!canStart());
  QTRY_VERIFY2_WITH_TIMEOUT(words(m_dialog).contains("The authority issued it. It is in the store as “shop.test”."),
                            qPrintable(words(m_dialog) + m_pebble.complaint()), patienceMs);
  QCOMPARE(made.count(), 1);
  const auto issued = entry();
  QVERIFY(issued && issued->facts.names == std::vector<std::string>{"shop.test"});
  QVERIFY(certificates::renewalWay(*issued, std::nullopt) == certificates::RenewalWay::ByAcme);
  QVERIFY(click(m_dialog, "Close"));

  QPointer<RenewPublicDialog> renewal = new RenewPublicDialog("shop.test", nullptr);
  const QSignalSpy renewed(renewal, &RenewPublicDialog::renewed);
  renewal->open();
  QVERIFY(click(renewal, "Renew"));
  QTRY_VERIFY_WITH_TIMEOUT(!renewal, patienceMs);
  QCOMPARE(renewed.count(), 1);
  QVERIFY(entry()->facts.fingerprint != issued->facts.fingerprint);
}

void TestPublicNameDialog::aRefusalIsSaid() {
  fill("shop.test");
  auto* directory = named<QLineEdit>(m_dialog, "Its directory");
  directory->setText(m_pebble.directory() + "ectory");
  QVERIFY(click(m_dialog, "Order certificate"));
  QTRY_VERIFY2_WITH_TIMEOUT(words(m_dialog).contains("There was no certificate for shop.test: "),
                            qPrintable(words(m_dialog)), patienceMs);
  QVERIFY2(!words(m_dialog).contains(QRegularExpression("[0-9]{4}/[0-9]{2}/")), qPrintable(words(m_dialog)));
  QVERIFY(canStart());
}

void TestPublicNameDialog::cancelEndsTheOrder() {
  // An authority that never answers.
  fill("shop.test");
  const std::vector<pid_t> before = descendantsOf(::getpid());
  QVERIFY(::kill(m_pebble.pid(), SIGSTOP) == 0);
  QVERIFY(click(m_dialog, "Order certificate"));
  // The program and, in a session of its own, lego.
  QTRY_VERIFY_WITH_TIMEOUT(descendantsOf(::getpid()).size() >= before.size() + 2, patienceMs);
  QVERIFY(click(m_dialog, "Cancel"));
  QTRY_COMPARE_WITH_TIMEOUT(descendantsOf(::getpid()).size(), before.size(), patienceMs);
}

QTEST_MAIN(TestPublicNameDialog)
#include "test_public_name_dialog.moc"
