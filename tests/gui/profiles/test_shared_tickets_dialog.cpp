// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The secret that machines share: made, chosen, mended and given up by real clicks, with real files.

#include <sys/stat.h>

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QTest>
#include <optional>

#include "gui/profiles/shared_tickets_dialog.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 20'000;
const QString use = QStringLiteral("Use this file");

}  // namespace

class TestSharedTicketsDialog : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void withoutAFileEachMachineIsOnItsOwn();
  void oneIsMadeForItsOwnerAlone();
  void whatIsThereIsPickedAndNeverOverwritten();
  void aFileOfAnotherMachineIsChosen();
  void openPermissionsAreMendedByOnePress();
  void whatIsWrongIsSaid_data();
  void whatIsWrongIsSaid();
  void whyNoneCanBeMadeIsSaid();
  void sharingIsGivenUp();

 private:
  void open(const QString& secret = {});
  void type(const QString& path);
  [[nodiscard]] QString words() const;
  [[nodiscard]] bool says(const char* part) const { return words().contains(QString::fromUtf8(part)); }
  [[nodiscard]] bool canUse() const { return button(m_dialog, use) && button(m_dialog, use)->isEnabled(); }
  [[nodiscard]] std::filesystem::path path(const char* name) const {
    return m_home->path(QString::fromUtf8(name)).toStdString();
  }
  [[nodiscard]] static QByteArray read(const std::filesystem::path& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  std::unique_ptr<TemporaryHome> m_home;
  QPointer<SharedTicketsDialog> m_dialog;
  std::optional<std::filesystem::path> m_chosen;
  config::Config m_config;
};

void TestSharedTicketsDialog::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_chosen.reset();
  m_config = config::demo();
  m_config.file = m_home->write(QStringLiteral("shop/forkyard.toml"), "").toStdString();
}

void TestSharedTicketsDialog::cleanup() {
  delete m_dialog;
  m_home.reset();
}

void TestSharedTicketsDialog::open(const QString& secret) {
  m_config.sessions = {.store = config::SessionStoreKind::Redis, .ticketSecret = secret.toStdString()};
  m_dialog = new SharedTicketsDialog(m_config, nullptr);
  connect(m_dialog, &QDialog::accepted, this, [this] { m_chosen = m_dialog->secret(); });
  m_dialog->open();
  QVERIFY(QTest::qWaitForWindowExposed(m_dialog));
}

void TestSharedTicketsDialog::type(const QString& path) {
  auto* field = named<QLineEdit>(m_dialog, QStringLiteral("Secret file"));
  QVERIFY(field);
  field->selectAll();
  QTest::keyClicks(field, path);
}

QString TestSharedTicketsDialog::words() const {
  QString text;
  for (const QLabel* label : m_dialog->findChildren<QLabel*>()) text += label->isVisible() ? label->text() : QString();
  return text;
}

void TestSharedTicketsDialog::withoutAFileEachMachineIsOnItsOwn() {
  open();
  QVERIFY2(says("Each machine goes on only with the TLS sessions that it began itself."), qPrintable(words()));
  QVERIFY(button(m_dialog, use));
  QVERIFY(!canUse());
  QVERIFY(click(m_dialog, QStringLiteral("Cancel")));
  QVERIFY(!m_chosen);
}

void TestSharedTicketsDialog::oneIsMadeForItsOwnerAlone() {
  open();
  QVERIFY(click(m_dialog, QStringLiteral("Make one")));
  QTRY_VERIFY2_WITH_TIMEOUT(canUse(), qPrintable(words()), patienceMs);
  QVERIFY2(says("A new secret is in this file, which only its owner can read."), qPrintable(words()));
  QVERIFY2(says("Copy it to the other machines"), qPrintable(words()));
  const std::filesystem::path made = path("shop/tickets.secret");
  struct stat status {};
  QCOMPARE(::stat(made.c_str(), &status), 0);
  QCOMPARE(status.st_mode & 07777U, mode_t{0600});
  QVERIFY(read(made).size() > 32);
  QVERIFY(click(m_dialog, use));
  QVERIFY(m_chosen);
  QCOMPARE(*m_chosen, made);
}

void TestSharedTicketsDialog::whatIsThereIsPickedAndNeverOverwritten() {
  const QByteArray there(40, 'x');
  m_home->write(QStringLiteral("shop/tickets.secret"), there);
  open();
  QVERIFY(click(m_dialog, QStringLiteral("Make one")));
  QTRY_VERIFY2_WITH_TIMEOUT(canUse(), qPrintable(words()), patienceMs);
  QVERIFY2(says("This file was there already and stays as it is."), qPrintable(words()));
  QVERIFY(click(m_dialog, use));
  QCOMPARE(m_chosen.value_or(""), path("shop/tickets.secret"));
  QCOMPARE(read(*m_chosen), there);
}

void TestSharedTicketsDialog::aFileOfAnotherMachineIsChosen() {
  m_home->write(QStringLiteral("shop/brought.secret"), QByteArray(64, 'x'));
  open();
  type(QStringLiteral("brought.secret"));  // as the file would say it: beside itself
  QTRY_VERIFY2_WITH_TIMEOUT(canUse(), qPrintable(words()), patienceMs);
  QVERIFY2(says("This file is fit: it is long enough"), qPrintable(words()));
  QTest::keyClick(m_dialog, Qt::Key_Return);
  QCOMPARE(m_chosen.value_or(""), path("shop/brought.secret"));
}

void TestSharedTicketsDialog::openPermissionsAreMendedByOnePress() {
  const QString file = m_home->write(QStringLiteral("open.secret"), QByteArray(64, 'x'));
  QVERIFY(::chmod(qPrintable(file), 0644) == 0);
  open(file);
  QTRY_VERIFY2_WITH_TIMEOUT(says("Others on this computer can read the secret"), qPrintable(words()), patienceMs);
  QVERIFY(!canUse());
  QVERIFY(click(m_dialog, QStringLiteral("Make it private")));
  QTRY_VERIFY2_WITH_TIMEOUT(canUse(), qPrintable(words()), patienceMs);
  QVERIFY(!says("Others on this computer"));
}

void TestSharedTicketsDialog::whatIsWrongIsSaid_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("part");
  QTest::newRow("missing") << "none.secret"
                           << "There is no such file. Make one here";
  QTest::newRow("short") << "short.secret"
                         << "has fewer than 32 bytes, so it could be guessed.";
  QTest::newRow("a folder") << "shop"
                            << "cannot be read: it is a folder, not a file.";
}

void TestSharedTicketsDialog::whatIsWrongIsSaid() {
  QFETCH(QString, file);
  QFETCH(QString, part);
  m_home->write(QStringLiteral("short.secret"), QByteArray(31, 'x'));
  open();
  type(m_home->path(file));
  QTRY_VERIFY2_WITH_TIMEOUT(words().contains(part), qPrintable(words()), patienceMs);
  QVERIFY(!canUse());
}

void TestSharedTicketsDialog::whyNoneCanBeMadeIsSaid() {
  m_config.file = path("gone/forkyard.toml");
  open();
  QVERIFY(click(m_dialog, QStringLiteral("Make one")));
  QTRY_VERIFY2_WITH_TIMEOUT(says("The secret of TLS tickets cannot be written to "), qPrintable(words()), patienceMs);
  QVERIFY(!canUse());
  QVERIFY(button(m_dialog, QStringLiteral("Make one"))->isEnabled());
}

void TestSharedTicketsDialog::sharingIsGivenUp() {
  const QString file = m_home->write(QStringLiteral("shop/tickets.secret"), QByteArray(64, 'x'));
  open(file);
  QTRY_VERIFY2_WITH_TIMEOUT(canUse(), qPrintable(words()), patienceMs);
  auto* field = named<QLineEdit>(m_dialog, QStringLiteral("Secret file"));
  QVERIFY(field);
  field->selectAll();
  QTest::keyClick(field, Qt::Key_Delete);
  QTRY_VERIFY_WITH_TIMEOUT(button(m_dialog, QStringLiteral("Stop sharing")), patienceMs);
  QVERIFY(click(m_dialog, QStringLiteral("Stop sharing")));
  QVERIFY(m_chosen);
  QVERIFY(m_chosen->empty());
  QVERIFY(QFile::exists(file));
}

QTEST_MAIN(TestSharedTicketsDialog)
#include "test_shared_tickets_dialog.moc"
