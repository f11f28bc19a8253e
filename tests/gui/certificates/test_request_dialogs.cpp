// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Somebody's request is signed by clicks, as openssl agrees; a running server is looked at, as the real probe sees it.

#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>

#include "gui/certificates/inspect_server_dialog.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/sign_request_dialog.h"
#include "server/base/time.h"
#include "server/control/message.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/command.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 30'000;

QString words(const QWidget* root) {
  QString text;
  for (const QLabel* label : root->findChildren<QLabel*>()) text += label->isVisible() ? label->text() + '\n' : "";
  return text;
}

bool isEnabled(const QWidget* root, const QString& text) {
  const QAbstractButton* found = button(root, text);
  return found && found->isEnabled();
}

}  // namespace

class TestRequestDialogs : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void aRequestIsSignedAndSaved();
  void aPastedOneShowsItsNames();
  void whatIsNoRequestIsSaid();
  void withoutAnAuthorityNothingCanBeSigned();
  void aServerIsLookedAt();
  void aClosedPortIsSaid();
  void addressesAreRead_data();
  void addressesAreRead();

 private:
  void makeAuthority();
  /// A fresh request for shop.test by openssl; its path.
  QString request();
  void chooseInFileDialog(const QString& path);
  /// With a certificate of its own making; its port, 0: it did not start.
  int startServer(QProcess& server);

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<LocalAuthority> m_authority;
};

void TestRequestDialogs::initTestCase() {
  QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
}

void TestRequestDialogs::init() {
  m_authority.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
}

void TestRequestDialogs::makeAuthority() {
  QVERIFY(certificates::createAuthority(LocalAuthority::files(), {}, base::unixNow()));
}

QString TestRequestDialogs::request() {
  const QString file = m_home->path("shop.csr");
  const CommandResult made =
      runCommand("openssl", {"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                             m_home->path("shop.key"), "-subj", "/CN=shop.test", "-addext",
                             "subjectAltName=DNS:shop.test,DNS:www.shop.test", "-out", file});
  return made.exitCode == 0 ? file : QString();
}

void TestRequestDialogs::chooseInFileDialog(const QString& path) {
  QFileDialog* dialog = nullptr;
  QTRY_VERIFY((dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) != nullptr);
  auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
  QVERIFY(name);
  name->setText(path);
  QPushButton* save = dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
  QVERIFY(save->isEnabled());
  QTest::mouseClick(save, Qt::LeftButton);
}

int TestRequestDialogs::startServer(QProcess& server) {
  server.setProcessEnvironment(m_home->environment());
  server.start(
      qEnvironmentVariable("FORKYARD_PROGRAM"),
      {"run", "--json",
       m_home->write("forkyard.toml", "name = \"looked-at\"\n[cluster]\nworkers = 1\n[[listener]]\nport = 0\n")});
  while (!server.canReadLine() && server.waitForReadyRead(patienceMs)) continue;
  const auto report = control::detachReportFromJson(server.readLine().trimmed().toStdString());
  return report && report->ready ? report->listeners.front().port : 0;
}

void TestRequestDialogs::aRequestIsSignedAndSaved() {
  makeAuthority();
  m_authority = std::make_unique<LocalAuthority>();
  auto* dialog = new SignRequestDialog(*m_authority, nullptr);
  dialog->open();
  const QString file = request();
  QVERIFY(!file.isEmpty());
  QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Request")), file);
  QTRY_VERIFY_WITH_TIMEOUT(isEnabled(dialog, QStringLiteral("Sign and save…")), patienceMs);
  QVERIFY2(words(dialog).contains(QStringLiteral("Asks for: shop.test, www.shop.test")), qPrintable(words(dialog)));
  QVERIFY(click(dialog, QStringLiteral("Sign and save…")));
  const QString saved = m_home->path("signed.pem");
  chooseInFileDialog(saved);
  QTRY_VERIFY2_WITH_TIMEOUT(words(dialog).contains(QStringLiteral("Signed, and saved as ")), qPrintable(words(dialog)),
                            patienceMs);
  const CommandResult verified =
      runCommand("openssl", {"verify", "-CAfile", QString::fromStdString(LocalAuthority::files().certificate.string()),
                             "-verify_hostname", "www.shop.test", saved});
  QVERIFY2(verified.exitCode == 0, verified.text().constData());
  const CommandResult key = runCommand("openssl", {"pkey", "-in", m_home->path("shop.key"), "-pubout"});
  const CommandResult theirs = runCommand("openssl", {"x509", "-in", saved, "-noout", "-pubkey"});
  QCOMPARE(theirs.output, key.output);
  QVERIFY(click(dialog, QStringLiteral("Close")));
}

void TestRequestDialogs::aPastedOneShowsItsNames() {
  makeAuthority();
  m_authority = std::make_unique<LocalAuthority>();
  auto* dialog = new SignRequestDialog(*m_authority, nullptr);
  dialog->open();
  QFile file(request());
  QVERIFY(file.open(QIODevice::ReadOnly));
  named<QPlainTextEdit>(dialog, QStringLiteral("Pasted text"))->insertPlainText(QString::fromUtf8(file.readAll()));
  QTRY_VERIFY2_WITH_TIMEOUT(words(dialog).contains(QStringLiteral("Asks for: shop.test")), qPrintable(words(dialog)),
                            patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(isEnabled(dialog, QStringLiteral("Sign and save…")), patienceMs);
  QVERIFY(click(dialog, QStringLiteral("Cancel")));
}

void TestRequestDialogs::whatIsNoRequestIsSaid() {
  makeAuthority();
  m_authority = std::make_unique<LocalAuthority>();
  auto* dialog = new SignRequestDialog(*m_authority, nullptr);
  dialog->open();
  const QString key = m_home->write("some.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Request")), key);
  QTRY_VERIFY2_WITH_TIMEOUT(words(dialog).contains(key), qPrintable(words(dialog)), patienceMs);
  QVERIFY(!isEnabled(dialog, QStringLiteral("Sign and save…")));
  QVERIFY(click(dialog, QStringLiteral("Cancel")));
}

void TestRequestDialogs::withoutAnAuthorityNothingCanBeSigned() {
  m_authority = std::make_unique<LocalAuthority>();
  auto* dialog = new SignRequestDialog(*m_authority, nullptr);
  dialog->open();
  QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Request")), request());
  QTRY_VERIFY2_WITH_TIMEOUT(words(dialog).contains(QStringLiteral("Asks for: shop.test")), qPrintable(words(dialog)),
                            patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog, QStringLiteral("Make one…")), patienceMs);
  QVERIFY(!isEnabled(dialog, QStringLiteral("Sign and save…")));
  QVERIFY(click(dialog, QStringLiteral("Cancel")));
}

void TestRequestDialogs::aServerIsLookedAt() {
  QProcess server;
  const int port = startServer(server);
  QVERIFY2(port > 0, server.readAllStandardError().constData());
  auto* dialog = new InspectServerDialog(nullptr);
  dialog->open();
  QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Address and port")),
                   QStringLiteral("localhost:%1").arg(port));
  QVERIFY(click(dialog, QStringLiteral("Inspect")));
  QTRY_VERIFY2_WITH_TIMEOUT(words(dialog).contains(QStringLiteral("This system does not trust it")),
                            qPrintable(words(dialog)), patienceMs);
  QVERIFY2(words(dialog).contains(QStringLiteral("TLSv1.3")) && words(dialog).contains(QStringLiteral("HTTP/2")),
           qPrintable(words(dialog)));
  auto* tree = dialog->findChild<QTreeWidget*>();
  QTRY_VERIFY_WITH_TIMEOUT(tree->topLevelItemCount() > 0, patienceMs);
  QVERIFY(!tree->findItems(QStringLiteral("Names"), Qt::MatchExactly | Qt::MatchRecursive).isEmpty());
  QVERIFY(click(dialog, QStringLiteral("Close")));
  server.terminate();
  QVERIFY(server.waitForFinished(patienceMs));
  QCOMPARE(server.exitCode(), 0);
}

void TestRequestDialogs::aClosedPortIsSaid() {
  auto* dialog = new InspectServerDialog(nullptr);
  dialog->open();
  QTest::keyClicks(named<QLineEdit>(dialog, QStringLiteral("Address and port")), QStringLiteral("127.0.0.1:1"));
  QVERIFY(click(dialog, QStringLiteral("Inspect")));
  QTRY_VERIFY2_WITH_TIMEOUT(words(dialog).contains(QStringLiteral("No TLS handshake with 127.0.0.1, port 1")),
                            qPrintable(words(dialog)), patienceMs);
  QVERIFY(click(dialog, QStringLiteral("Close")));
}

void TestRequestDialogs::addressesAreRead_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("target");
  QTest::newRow("with a port") << "shop.test:8443"
                               << "shop.test:8443";
  QTest::newRow("without") << " shop.test "
                           << "shop.test:443";
  QTest::newRow("a URL") << "https://shop.test:8443/cart?x=1"
                         << "shop.test:8443";
  QTest::newRow("IPv6") << "::1"
                        << "[::1]:443";
  QTest::newRow("IPv6 with a port") << "[::1]:8443"
                                    << "[::1]:8443";
  QTest::newRow("another script") << "bücher.test"
                                  << "xn--bcher-kva.test:443";
  QTest::newRow("plain HTTP") << "http://shop.test"
                              << "";
  QTest::newRow("a port too high") << "shop.test:70000"
                                   << "";
  QTest::newRow("nothing") << ""
                           << "";
}

void TestRequestDialogs::addressesAreRead() {
  QFETCH(QString, text);
  QTEST(InspectServerDialog::target(text), "target");
}

QTEST_MAIN(TestRequestDialogs)
#include "test_request_dialogs.moc"
