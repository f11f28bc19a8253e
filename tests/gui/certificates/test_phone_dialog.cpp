// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The public certificate is handed out by clicks: a real client fetches it, and nothing is left to fetch after Stop.

#include <QComboBox>
#include <QCryptographicHash>
#include <QLabel>
#include <QPointer>
#include <QTest>
#include <QUrl>

#include "gui/certificates/local_authority.h"
#include "gui/certificates/phone_dialog.h"
#include "server/base/time.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/command.h"
#include "tests/support/processes.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 30'000;

CommandResult fetch(const QString& url, const QStringList& more = {}) {
  return runCommand("curl", QStringList{"-sS", "--fail", "--noproxy", "*", "--max-time", "10", "-D", "/dev/stderr"} +
                                more + QStringList{url});
}

}  // namespace

class TestPhoneDialog : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void cleanup();
  void aPhoneGetsTheCertificateAndNothingElse();
  void nothingIsSharedAfterStop();
  void theProcessEndsWithTheDialog();

 private:
  /// Picks the loopback address and presses Start; the address shown, empty: none came.
  QString share();
  [[nodiscard]] QString shown(const QString& name) const;

  std::unique_ptr<TemporaryHome> m_home;
  QString m_fingerprint;
  QPointer<PhoneDialog> m_dialog;
};

void TestPhoneDialog::initTestCase() {
  if (!hasProgram("curl")) QSKIP("NOT TESTED: curl is not installed");
}

void TestPhoneDialog::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  const auto made = certificates::createAuthority(LocalAuthority::files(), {}, base::unixNow());
  QVERIFY(made);
  m_fingerprint = QString::fromStdString(made->certificate.fingerprint);
  m_dialog = new PhoneDialog(m_fingerprint, nullptr);
  m_dialog->open();
}

void TestPhoneDialog::cleanup() {
  delete m_dialog;
  QVERIFY(waitUntil([] { return descendantsOf(::getpid()).empty(); }, patienceMs));
}

QString TestPhoneDialog::shown(const QString& name) const {
  const auto* label = named<QLabel>(m_dialog, name);
  return label ? label->text() : QString();
}

QString TestPhoneDialog::share() {
  auto* address = named<QComboBox>(m_dialog, "Address of this computer");
  address->setCurrentIndex(address->findData("127.0.0.1"));
  if (!click(m_dialog, "Start")) return {};
  const bool came = QTest::qWaitFor([this] { return !shown("Address of the page").isEmpty(); }, patienceMs);
  return came ? shown("Address of the page") : QString();
}

void TestPhoneDialog::aPhoneGetsTheCertificateAndNothingElse() {
  const QString url = share();
  QVERIFY2(url.startsWith("http://127.0.0.1:"), qPrintable(url));
  QCOMPARE(shown("SHA-256 fingerprint").remove(QLatin1Char(' ')), m_fingerprint);
  const auto* code = named<QWidget>(m_dialog, "QR code of the address");
  QVERIFY(code);
  QTRY_COMPARE(code->visibleRegion().boundingRect(), code->rect());
  const CommandResult page = fetch(url);
  QVERIFY2(page.output.contains(m_fingerprint.toLatin1()), page.text().constData());
  const CommandResult der = fetch(url + "authority.crt");
  QVERIFY2(der.errors.contains("application/x-x509-ca-cert"), der.errors.constData());
  QCOMPARE(QString::fromLatin1(QCryptographicHash::hash(der.output, QCryptographicHash::Sha256).toHex()),
           m_fingerprint);
  const CommandResult pem = fetch(url + "authority.pem");
  QCOMPARE(pem.output.count("-----BEGIN CERTIFICATE-----"), 1);
  QVERIFY(!pem.output.contains("PRIVATE"));
  for (const QString& other :
       {url + "key.pem", url + "../", QUrl(url).resolved(QUrl("/")).toString(), url + "%2e%2e/authority.crt"}) {
    const CommandResult refused = fetch(other, {"--path-as-is"});
    QCOMPARE(refused.exitCode, 22);
    QVERIFY2(refused.errors.contains(" 404 "), refused.errors.constData());
  }
  QCOMPARE(fetch(url, {"-X", "POST"}).exitCode, 22);
}

void TestPhoneDialog::nothingIsSharedAfterStop() {
  const QString url = share();
  QCOMPARE(fetch(url).exitCode, 0);
  QVERIFY(click(m_dialog, "Stop"));
  QTRY_VERIFY_WITH_TIMEOUT(named<QComboBox>(m_dialog, "Address of this computer")->isEnabled(), patienceMs);
  QVERIFY(shown("Address of the page").isEmpty());
  QCOMPARE(fetch(url).exitCode, 7);
  // Another start has another address.
  const QString again = share();
  QVERIFY(!again.isEmpty());
  QVERIFY(QUrl(again).path() != QUrl(url).path());
}

void TestPhoneDialog::theProcessEndsWithTheDialog() {
  const QString url = share();
  QCOMPARE(fetch(url).exitCode, 0);
  QVERIFY(click(m_dialog, "Close"));
  QTRY_VERIFY(m_dialog.isNull());
  QCOMPARE(fetch(url).exitCode, 7);
}

QTEST_MAIN(TestPhoneDialog)
#include "test_phone_dialog.moc"
