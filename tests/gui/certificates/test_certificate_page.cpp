// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The certificates page by clicks, with a real store and authority: brought, taken out, renewed, linked, removed,
// brought back, and what is wrong with one mended by the button beside it.

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTableView>
#include <QTest>

#include "gui/certificates/certificate_list.h"
#include "gui/certificates/certificate_page.h"
#include "gui/certificates/certificate_task.h"
#include "gui/certificates/local_authority.h"
#include "server/certificates/export.h"
#include "server/certificates/import.h"
#include "server/certificates/store_changes.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/command.h"
#include "tests/support/temporary_home.h"

namespace {

constexpr int patienceMs = 30'000;

}  // namespace

class TestCertificatePage : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void filesAreImported();
  void anEntryIsExported();
  void anEntryIsRenewed();
  void filesAreLinkedRemovedAndBroughtBack();
  void aKeyIsAskedAboutBeforeItIsRemoved();
  void theAuthorityGetsMoreNames();
  void aMissingIntermediateIsAdded();
  void aLinkedChainIsNotTouched();
  void anEncryptedKeyIsOpened();
  void anOpenKeyIsMadePrivate();
  void theLadderOfAnEntrySaysWhoTrustsIt();
  void whatAnotherAuthoritySignedIsNotOursToTrust();
  void theValidityIsWhole();

 private:
  [[nodiscard]] QWidget* dialog() const { return QApplication::activeModalWidget(); }
  [[nodiscard]] static QString texts(const QWidget* root);
  [[nodiscard]] std::optional<certificates::StoreEntry> entry(const char* name) const {
    return certificates::storeEntry(certificates::storeFolder(), name);
  }
  void type(const QString& field, const QString& text) const;
  /// Issued by the authority, and selected.
  void make(const QString& name);
  void show(const QString& name);
  /// A leaf of an intermediate, with openssl; the folder's files are leaf.pem, leaf.key and intermediate.pem.
  [[nodiscard]] QString makeChain() const;
  void link(const QString& certificate, const QString& key);

  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<CertificateList> m_list;
  std::unique_ptr<CertificatePage> m_page;
};

void TestCertificatePage::init() {
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  QVERIFY(certificates::createAuthority(LocalAuthority::files(), {}, base::unixNow()));
  m_list = std::make_unique<CertificateList>();
  m_page = std::make_unique<CertificatePage>(*m_list);
  m_page->resize(1200, 800);
  m_page->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
  QTRY_VERIFY_WITH_TIMEOUT(m_list->authority().facts(), patienceMs);
}

void TestCertificatePage::cleanup() {
  m_page.reset();
  m_list.reset();
  m_home.reset();
}

QString TestCertificatePage::texts(const QWidget* root) {
  QStringList texts;
  for (const QLabel* label : root->findChildren<QLabel*>()) {
    if (label->isVisible()) texts += label->text();
  }
  return texts.join(QLatin1Char('\n'));
}

void TestCertificatePage::type(const QString& field, const QString& text) const {
  auto* edit = named<QLineEdit>(dialog(), field);
  QVERIFY2(edit, qPrintable(field));
  edit->setFocus();
  edit->selectAll();
  QTest::keyClicks(edit, text);
}

void TestCertificatePage::show(const QString& name) {
  m_page->showEntry(name);
  m_list->refresh();
  auto* table = named<QTableView>(m_page.get(), QStringLiteral("Certificates"));
  QTRY_COMPARE_WITH_TIMEOUT(table->currentIndex().siblingAtColumn(CertificateList::NameColumn).data().toString(), name,
                            patienceMs);
}

void TestCertificatePage::make(const QString& name) {
  certificateTask::Order order;
  order.request.names = certificates::parseNames({name.toStdString()}).names;
  QVERIFY(certificateTask::make(order));
  show(name);
}

QString TestCertificatePage::makeChain() const {
  const QString folder = m_home->path(QStringLiteral("chain"));
  QDir().mkpath(folder);
  const CommandResult made = runCommand(
      QStringLiteral("sh"),
      {"-ec",
       "cd \"$0\"\n"
       "req() { name=$1; subject=$2; shift 2; openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
       "-keyout $name.key -subj /CN=$subject \"$@\"; }\n"
       "req root Root -x509 -days 90 -out root.pem\n"
       "req intermediate Between -out i.csr\n"
       "printf 'basicConstraints=critical,CA:TRUE\\n' > i.ext\n"
       "openssl x509 -req -in i.csr -CA root.pem -CAkey root.key -days 90 -extfile i.ext -out intermediate.pem\n"
       "req leaf shop.test -out l.csr\n"
       "printf 'subjectAltName=DNS:shop.test\\nextendedKeyUsage=serverAuth\\n' > l.ext\n"
       "openssl x509 -req -in l.csr -CA intermediate.pem -CAkey intermediate.key -days 90 -extfile l.ext -out "
       "leaf.pem\n"
       "cat root.pem >> intermediate.pem\n"
       "chmod 600 leaf.key\n",
       folder});
  if (made.exitCode != 0) qWarning("%s", made.text().constData());
  return folder + QLatin1Char('/');
}

void TestCertificatePage::link(const QString& certificate, const QString& key) {
  QVERIFY(click(m_page.get(), QStringLiteral("Link files…")));
  QTRY_VERIFY(dialog());
  type(QStringLiteral("Certificate"), certificate);
  type(QStringLiteral("Private key"), key);
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog(), QStringLiteral("Use these files"))->isEnabled(), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Use these files")));
  QTRY_VERIFY(!dialog());
}

void TestCertificatePage::filesAreImported() {
  const QString folder = makeChain();
  QVERIFY(click(m_page.get(), QStringLiteral("Import…")));
  QTRY_VERIFY(dialog());
  QVERIFY(!button(dialog(), QStringLiteral("Import"))->isEnabled());
  auto* files = dialog()->findChild<QLineEdit*>();
  QTest::keyClicks(files, folder + "leaf.key; " + folder + "intermediate.pem; " + folder + "leaf.pem");
  QTRY_VERIFY_WITH_TIMEOUT(texts(dialog()).contains(QStringLiteral("Found: shop.test")), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Import")));
  QTRY_VERIFY_WITH_TIMEOUT(!dialog(), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(m_list->find("shop.test"), patienceMs);
  QVERIFY(m_list->find("shop.test")->problems.empty());
}

void TestCertificatePage::anEntryIsExported() {
  make(QStringLiteral("shop.test"));
  // The authority has one too.
  QAbstractButton* exportEntry = nullptr;
  for (QAbstractButton* each : m_page->findChildren<QAbstractButton*>()) {
    if (each->text() == QStringLiteral("Export…") && each->accessibleName().isEmpty()) exportEntry = each;
  }
  QVERIFY(exportEntry && exportEntry->isEnabled());
  QTest::mouseClick(exportEntry, Qt::LeftButton);
  QTRY_VERIFY(dialog());
  QComboBox* form = dialog()->findChild<QComboBox*>();
  form->setFocus();
  QTest::keyClicks(form, QStringLiteral("Key"));
  QCOMPARE(form->currentData().toInt(), static_cast<int>(certificates::ExportForm::Pkcs12));
  const QString file = m_home->path(QStringLiteral("shop.p12"));
  type(QStringLiteral("File"), file);
  type(QStringLiteral("Passphrase"), QStringLiteral("secret"));
  QVERIFY(click(dialog(), QStringLiteral("Export")));
  QTRY_VERIFY_WITH_TIMEOUT(!dialog(), patienceMs);
  const CommandResult seen = runCommand("openssl", {"pkcs12", "-in", file, "-passin", "pass:secret", "-nokeys"});
  QVERIFY2(seen.exitCode == 0 && seen.output.contains("shop.test"), seen.text().constData());
  QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestCertificatePage::anEntryIsRenewed() {
  make(QStringLiteral("shop.test"));
  const auto before = entry("shop.test")->facts;
  QVERIFY(click(m_page.get(), QStringLiteral("Renew…")));
  QTRY_VERIFY(dialog());
  QVERIFY(click(dialog(), QStringLiteral("Renew")));
  QTRY_VERIFY_WITH_TIMEOUT(!dialog(), patienceMs);
  const auto after = entry("shop.test")->facts;
  QVERIFY(after.fingerprint != before.fingerprint);
  QCOMPARE(after.names, before.names);
  QTRY_COMPARE_WITH_TIMEOUT(m_list->find("shop.test")->facts.fingerprint, after.fingerprint, patienceMs);
}

void TestCertificatePage::filesAreLinkedRemovedAndBroughtBack() {
  const QString folder = makeChain();
  link(folder + "leaf.pem", folder + "leaf.key");
  QTRY_VERIFY_WITH_TIMEOUT(m_list->find("leaf"), patienceMs);
  QVERIFY(m_list->find("leaf")->linked);
  show(QStringLiteral("leaf"));
  QVERIFY(click(m_page.get(), QStringLiteral("Remove…")));
  QTRY_VERIFY_WITH_TIMEOUT(!m_list->find("leaf"), patienceMs);
  QVERIFY(QFile::exists(folder + "leaf.key"));
  QTRY_VERIFY(texts(m_page.get()).contains(QStringLiteral("“leaf” is no longer listed")));
  QVERIFY(click(m_page.get(), QStringLiteral("Undo")));
  QTRY_VERIFY_WITH_TIMEOUT(m_list->find("leaf"), patienceMs);
  QVERIFY(m_list->find("leaf")->linked);
  QVERIFY(!button(m_page.get(), QStringLiteral("Undo")));
}

void TestCertificatePage::aKeyIsAskedAboutBeforeItIsRemoved() {
  make(QStringLiteral("shop.test"));
  QVERIFY(click(m_page.get(), QStringLiteral("Remove…")));
  QTRY_VERIFY(dialog());
  QVERIFY(entry("shop.test"));
  QVERIFY(click(dialog(), QStringLiteral("Remove")));
  QTRY_VERIFY_WITH_TIMEOUT(!m_list->find("shop.test"), patienceMs);
  QVERIFY(!entry("shop.test"));
  QVERIFY(!button(m_page.get(), QStringLiteral("Undo")));
}

void TestCertificatePage::theAuthorityGetsMoreNames() {
  make(QStringLiteral("shop.test"));
  const std::string before = m_list->authority().facts()->certificate.fingerprint;
  QVERIFY(click(m_page.get(), QStringLiteral("More names…")));
  QTRY_VERIFY(dialog());
  type(QStringLiteral("More names"), QStringLiteral("lan"));
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog(), QStringLiteral("Issue anew"))->isEnabled(), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Issue anew")));
  QTRY_VERIFY_WITH_TIMEOUT(m_list->authority().facts()->certificate.fingerprint != before, patienceMs);
  QTRY_VERIFY2_WITH_TIMEOUT(texts(m_page.get()).contains(QStringLiteral("lan")), qPrintable(texts(m_page.get())),
                            patienceMs);
  // What it signed before goes on working.
  QVERIFY(entry("shop.test")->problems.empty());
}

void TestCertificatePage::aMissingIntermediateIsAdded() {
  const QString folder = makeChain();
  const auto sources =
      certificates::readSources({(folder + "leaf.pem").toStdString(), (folder + "leaf.key").toStdString()});
  const auto found = certificates::findIdentity(*sources, {}, certificates::storeFolder());
  QVERIFY(found);
  QVERIFY(certificates::importIdentity(certificates::storeFolder(), "shop.test", *found));
  show(QStringLiteral("shop.test"));
  QTRY_VERIFY_WITH_TIMEOUT(texts(m_page.get()).contains(QStringLiteral("The chain is incomplete")), patienceMs);
  QVERIFY(click(m_page.get(), QStringLiteral("Add the missing one…")));
  QTRY_VERIFY(dialog());
  QTest::keyClicks(dialog()->findChild<QLineEdit*>(), folder + "intermediate.pem");
  QVERIFY(click(dialog(), QStringLiteral("Add")));
  QTRY_VERIFY_WITH_TIMEOUT(!dialog(), patienceMs);
  QVERIFY(entry("shop.test")->problems.empty());
  QTRY_VERIFY_WITH_TIMEOUT(!texts(m_page.get()).contains(QStringLiteral("The chain is incomplete")), patienceMs);
}

void TestCertificatePage::aLinkedChainIsNotTouched() {
  const QString folder = makeChain();
  link(folder + "leaf.pem", folder + "leaf.key");
  QTRY_VERIFY_WITH_TIMEOUT(m_list->find("leaf"), patienceMs);
  show(QStringLiteral("leaf"));
  QTRY_VERIFY(click(m_page.get(), QStringLiteral("Add the missing one…")));
  QVERIFY(!dialog());
  QTRY_VERIFY(texts(m_page.get()).contains(QStringLiteral("“leaf.pem” lies outside the store")));
  // Another way out stands beside it: the same files with what was missing.
  QVERIFY(click(m_page.get(), QStringLiteral("Pick files…")));
  QTRY_VERIFY(dialog());
  type(QStringLiteral("CA files"), folder + "intermediate.pem");
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog(), QStringLiteral("Use these files"))->isEnabled(), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Use these files")));
  QTRY_VERIFY_WITH_TIMEOUT(entry("leaf") && entry("leaf")->linked && entry("leaf")->problems.empty(), patienceMs);
}

void TestCertificatePage::anEncryptedKeyIsOpened() {
  const QString folder = makeChain();
  link(folder + "leaf.pem", folder + "leaf.key");
  QTRY_VERIFY_WITH_TIMEOUT(m_list->find("leaf"), patienceMs);
  const CommandResult closed = runCommand("openssl", {"pkcs8", "-topk8", "-in", folder + "leaf.key", "-passout",
                                                      "pass:secret", "-out", folder + "closed.key"});
  QVERIFY2(closed.exitCode == 0, closed.text().constData());
  QVERIFY(QFile::remove(folder + "leaf.key"));
  QVERIFY(QFile::rename(folder + "closed.key", folder + "leaf.key"));
  show(QStringLiteral("leaf"));
  QTRY_VERIFY_WITH_TIMEOUT(button(m_page.get(), QStringLiteral("Give the passphrase…")), patienceMs);
  QVERIFY(click(m_page.get(), QStringLiteral("Give the passphrase…")));
  QTRY_VERIFY(dialog());
  QTRY_VERIFY_WITH_TIMEOUT(named<QLineEdit>(dialog(), QStringLiteral("Passphrase")), patienceMs);
  type(QStringLiteral("Passphrase"), QStringLiteral("secret"));
  QTRY_VERIFY_WITH_TIMEOUT(button(dialog(), QStringLiteral("Import"))->isEnabled(), patienceMs);
  QVERIFY(click(dialog(), QStringLiteral("Import")));
  QTRY_VERIFY_WITH_TIMEOUT(!dialog(), patienceMs);
  // A copy in place of the link: a server asks nobody for a passphrase.
  QVERIFY(!entry("leaf")->linked);
  QVERIFY(certificates::loadIdentity(entry("leaf")->files));
}

void TestCertificatePage::anOpenKeyIsMadePrivate() {
  make(QStringLiteral("shop.test"));
  const QString key = QString::fromStdString(entry("shop.test")->files.key.string());
  QVERIFY(QFile::setPermissions(key, QFile::permissions(key) | QFile::ReadOther));
  show(QStringLiteral("shop.test"));
  QTRY_VERIFY_WITH_TIMEOUT(texts(m_page.get()).contains(QStringLiteral("chmod")), patienceMs);
  QVERIFY(click(m_page.get(), QStringLiteral("Make it private")));
  QTRY_VERIFY_WITH_TIMEOUT(!QFile::permissions(key).testFlag(QFile::ReadOther), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(!button(m_page.get(), QStringLiteral("Make it private")), patienceMs);
}

void TestCertificatePage::theLadderOfAnEntrySaysWhoTrustsIt() {
  make(QStringLiteral("shop.test"));
  QVERIFY(click(m_page.get(), QStringLiteral("Check…")));
  QTRY_VERIFY(dialog());
  QTRY_VERIFY2_WITH_TIMEOUT(texts(dialog()).contains(QStringLiteral("It covers shop.test")),
                            qPrintable(texts(dialog())), patienceMs);
  QVERIFY(texts(dialog()).contains(QStringLiteral("This system: trusts who signed it")));
  QVERIFY(!texts(dialog()).contains(QStringLiteral("The running server")));
  QVERIFY(click(dialog(), QStringLiteral("Trust…: This system: trusts who signed it")));
  QTRY_COMPARE(dialog()->windowTitle(), QStringLiteral("Who trusts the authority"));
}

void TestCertificatePage::whatAnotherAuthoritySignedIsNotOursToTrust() {
  const QString folder = makeChain();
  QCOMPARE(runCommand("sh", {"-ec", "cat \"$0\"intermediate.pem >> \"$0\"leaf.pem", folder}).exitCode, 0);
  link(folder + "leaf.pem", folder + "leaf.key");
  QTRY_VERIFY_WITH_TIMEOUT(m_list->find("leaf"), patienceMs);
  show(QStringLiteral("leaf"));
  QVERIFY(click(m_page.get(), QStringLiteral("Check…")));
  QTRY_VERIFY(dialog());
  QTRY_VERIFY2_WITH_TIMEOUT(
      texts(dialog()).contains(QStringLiteral("“Root”, which was not made here, is not trusted by")),
      qPrintable(texts(dialog())), patienceMs);
  QVERIFY(!button(dialog(), QStringLiteral("Trust…: This system: trusts who signed it")));
  QTRY_VERIFY_WITH_TIMEOUT(!texts(dialog()).startsWith(QStringLiteral("Checking")), patienceMs);
  const QStringList words = texts(dialog()).split(QLatin1Char('\n'));
  const auto others = words.count(QStringLiteral("No")) + words.count(QStringLiteral("Warning")) +
                      words.count(QStringLiteral("Cannot tell"));
  QVERIFY2(words.first().contains(QStringLiteral(" %1 ").arg(others)), qPrintable(texts(dialog())));
}

void TestCertificatePage::theValidityIsWhole() {
  make(QStringLiteral("shop.test"));
  // What is left of a window of 1280 pixels.
  m_page->resize(1060, 720);
  auto* table = m_page->findChild<QTableView*>();
  const auto isWhole = [table] {
    const int column = CertificateList::DaysColumn;
    const QString words = table->currentIndex().siblingAtColumn(column).data().toString();
    return !words.isEmpty() && table->columnWidth(column) > table->fontMetrics().horizontalAdvance(words) &&
           table->columnViewportPosition(column) + table->columnWidth(column) <= table->viewport()->width();
  };
  QTRY_VERIFY(isWhole());
}

QTEST_MAIN(TestCertificatePage)
#include "test_certificate_page.moc"
