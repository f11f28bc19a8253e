// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Files are checked as soon as they are chosen: what fits can be used, what does not is said, what can be mended is.

#include <QAbstractButton>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

#include "gui/certificates/certificate_files_dialog.h"
#include "server/certificates/identity.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

class TestCertificateFilesDialog : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void whatFitsCanBeUsed();
  void aForeignKeyIsRefused();
  void aMissingFileIsSaid();
  void openPermissionsAreMendedByOnePress();
  void severalCaFilesAreKeptInOrder();

 private:
  [[nodiscard]] certificates::IdentityFiles make(const QString& folder) const;
  [[nodiscard]] QString words() const;
  void choose(const certificates::IdentityFiles& files);
  [[nodiscard]] QAbstractButton* use() const { return button(m_dialog.get(), QStringLiteral("Use these files")); }

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<CertificateFilesDialog> m_dialog;
};

void TestCertificateFilesDialog::init() {
  m_dialog.reset();
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  m_dialog = std::make_unique<CertificateFilesDialog>(nullptr);
  m_dialog->open();
  QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
}

certificates::IdentityFiles TestCertificateFilesDialog::make(const QString& folder) const {
  const auto files = certificates::localhostFiles(m_home->path(folder).toStdString());
  return files ? *files : certificates::IdentityFiles();
}

QString TestCertificateFilesDialog::words() const {
  QString text;
  for (const QLabel* label : m_dialog->findChildren<QLabel*>()) text += label->isVisible() ? label->text() : QString();
  return text;
}

void TestCertificateFilesDialog::choose(const certificates::IdentityFiles& files) {
  QTest::keyClicks(named<QLineEdit>(m_dialog.get(), QStringLiteral("Certificate")),
                   QString::fromStdString(files.certificate.string()));
  QTest::keyClicks(named<QLineEdit>(m_dialog.get(), QStringLiteral("Private key")),
                   QString::fromStdString(files.key.string()));
}

void TestCertificateFilesDialog::whatFitsCanBeUsed() {
  QVERIFY(!use()->isEnabled());
  const auto files = make(QStringLiteral("store"));
  choose(files);
  QTRY_VERIFY_WITH_TIMEOUT(use()->isEnabled(), 20'000);
  QVERIFY2(words().contains(QStringLiteral("The key fits")), qPrintable(words()));
  QVERIFY2(words().contains(QStringLiteral(" · self-signed · ")), qPrintable(words()));
  QTest::mouseClick(use(), Qt::LeftButton);
  QCOMPARE(m_dialog->result(), int(QDialog::Accepted));
  QCOMPARE(m_dialog->files().certificate, files.certificate);
  QCOMPARE(m_dialog->files().key, files.key);
}

void TestCertificateFilesDialog::aForeignKeyIsRefused() {
  auto files = make(QStringLiteral("store"));
  files.key = make(QStringLiteral("other")).key;
  choose(files);
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("does not belong")), 20'000);
  QVERIFY(!use()->isEnabled());
}

void TestCertificateFilesDialog::aMissingFileIsSaid() {
  auto files = make(QStringLiteral("store"));
  files.certificate = "/nowhere/site.pem";
  choose(files);
  QTRY_VERIFY_WITH_TIMEOUT(words().contains(QStringLiteral("There is no certificate file /nowhere/site.pem")), 20'000);
}

void TestCertificateFilesDialog::openPermissionsAreMendedByOnePress() {
  const auto files = make(QStringLiteral("store"));
  const QString key = QString::fromStdString(files.key.string());
  QVERIFY(QFile::setPermissions(key, QFile::permissions(key) | QFile::ReadGroup | QFile::ReadOther));
  choose(files);
  QTRY_VERIFY_WITH_TIMEOUT(button(m_dialog.get(), QStringLiteral("Make it private")), 20'000);
  QVERIFY(!use()->isEnabled());
  QVERIFY(click(m_dialog.get(), QStringLiteral("Make it private")));
  QTRY_VERIFY_WITH_TIMEOUT(use()->isEnabled(), 20'000);
  QVERIFY(!QFile::permissions(key).testFlag(QFile::ReadOther));
}

void TestCertificateFilesDialog::severalCaFilesAreKeptInOrder() {
  m_dialog->setFiles({"/a.pem", "/a.key", {"/one.pem", "/two.pem"}});
  QCOMPARE(m_dialog->files().ca, (std::vector<std::filesystem::path>{"/one.pem", "/two.pem"}));
}

QTEST_MAIN(TestCertificateFilesDialog)
#include "test_certificate_files_dialog.moc"
