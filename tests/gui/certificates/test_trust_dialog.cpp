// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What stands in the dialog for the system's store is what is run as root, word for word: a pkexec that runs what it is
// given, and programs that write down how they were called in place of those that change this machine.

#include <unistd.h>

#include <QDirIterator>
#include <QLabel>
#include <QTest>

#include "gui/certificates/local_authority.h"
#include "gui/certificates/trust_dialog.h"
#include "server/base/program.h"
#include "server/certificates/certificate_authority.h"
#include "server/certificates/system_anchors.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/command.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 30'000;
constexpr uid_t somebody = 65'534;

}  // namespace

class TestTrustDialog : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase();
  void whatIsShownIsRunAsRoot();

 private:
  [[nodiscard]] QByteArray read(const QString& name) const;
  void writeProgram(const QString& name, const QByteArray& script) const;
  /// Files of root's, and a process that is not root but may become it, as a desktop's user with polkit.
  void becomeSomebody() const;

  TemporaryHome m_home;
};

void TestTrustDialog::initTestCase() {
  if (!hasProgram(QStringLiteral("update-ca-certificates")))
    QSKIP("NOT TESTED: update-ca-certificates is not installed");
  m_home.enter();
  QDir().mkpath(m_home.path(QStringLiteral("bin")));
  const QByteArray home = m_home.path(QString()).toUtf8() + "/";
  writeProgram(QStringLiteral("pkexec"), "printf '%s\\n' \"$@\" > " + home + "asked\nexec \"$@\"\n");
  for (const char* name : {"install", "update-ca-certificates"})
    writeProgram(QString::fromLatin1(name), QByteArray("printf '%s\\n' ") + name + " \"$@\" >> " + home + "ran\n");
  QVERIFY(QFile::link(QStringLiteral("/bin/sh"), m_home.path(QStringLiteral("bin/sh"))));
  qputenv("PATH", m_home.path(QStringLiteral("bin")).toUtf8());
  QVERIFY(certificates::createAuthority(LocalAuthority::files(), {}, base::unixNow()));
  becomeSomebody();
}

void TestTrustDialog::cleanupTestCase() {
  if (::getuid() == 0) QCOMPARE(::seteuid(0), 0);
}

void TestTrustDialog::becomeSomebody() const {
  if (::geteuid() != 0) return;
  const QString root = m_home.path(QString());
  QCOMPARE(::chown(root.toUtf8(), somebody, somebody), 0);
  QDirIterator all(root, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
  while (all.hasNext()) QCOMPARE(::lchown(all.next().toUtf8(), somebody, somebody), 0);
  QCOMPARE(::seteuid(somebody), 0);
}

void TestTrustDialog::writeProgram(const QString& name, const QByteArray& script) const {
  const QString file = m_home.write(QStringLiteral("bin/") + name, "#!/bin/sh\n" + script);
  QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

QByteArray TestTrustDialog::read(const QString& name) const {
  QFile file(m_home.path(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestTrustDialog::whatIsShownIsRunAsRoot() {
  LocalAuthority authority;
  QWidget window;
  auto* dialog = new TrustDialog(authority, &window);
  dialog->open();
  const QString run = QStringLiteral("Run as administrator…");
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog, run), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(authority.isRead(), patienceMs);
  QStringList shown;
  for (const QLabel* label : dialog->findChildren<QLabel*>()) {
    if (label->isVisible() && label->text().startsWith(QStringLiteral("sh -c"))) shown += label->text();
  }
  QCOMPARE(shown.size(), 1);
  QCOMPARE(read(QStringLiteral("ran")), QByteArray());
  QVERIFY(click(dialog, run));
  QTRY_VERIFY_WITH_TIMEOUT(read(QStringLiteral("ran")).contains("update-ca-certificates"), patienceMs);

  base::ProgramCall asked;
  const QByteArray words = read(QStringLiteral("asked")).trimmed();
  for (const QByteArray& word : words.split('\n')) asked.arguments.push_back(word.toStdString());
  QCOMPARE(QString::fromStdString(asked.text()), shown.front());
  const auto certificate = certificates::readCertificates(LocalAuthority::files().certificate);
  QVERIFY(certificate);
  const std::string target = certificates::SystemAnchors::ofThisMachine().folder /
                             (certificates::anchorName(certificate->front().get()) + ".crt");
  QCOMPARE(read(QStringLiteral("ran")), QByteArray("install\n-D\n-m\n644\n") +
                                            LocalAuthority::files().certificate.c_str() + "\n" + target.c_str() +
                                            "\nupdate-ca-certificates\n");
  // Those programs said yes and did nothing: the store was read, and it is not claimed.
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog, run) && button(dialog, run)->isEnabled(), patienceMs);
  bool isClaimed = false;
  for (const QLabel* label : dialog->findChildren<QLabel*>())
    isClaimed = isClaimed || (label->isVisible() && label->text() == QStringLiteral("Trusted"));
  QVERIFY(!isClaimed);
}

QTEST_MAIN(TestTrustDialog)
#include "test_trust_dialog.moc"
