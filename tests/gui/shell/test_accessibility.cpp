// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every control of every page and dialog has a name that a screen reader can say.

#include <QApplication>
#include <QDialogButtonBox>
#include <QTest>

#include "gui/certificates/authority_dialog.h"
#include "gui/certificates/certificate_files_dialog.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/new_certificate_dialog.h"
#include "gui/settings/settings.h"
#include "gui/settings/settings_dialog.h"
#include "gui/shell/browser_warning_dialog.h"
#include "gui/shell/closing_question.h"
#include "gui/shell/live_area.h"
#include "gui/shell/main_window.h"
#include "gui/shell/server_page.h"
#include "gui/style/forkyard_style.h"
#include "tests/gui/shell/nameless.h"
#include "tests/gui/shell/widgets.h"
#include "tests/support/temporary_home.h"

class TestAccessibility : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup();
  void theServerPageNamesEverything();
  void theLiveAreaNamesEverything();
  void theCertificatesPageNamesEverything();
  void dialogsNameEverything();
  void tasksBeginAtTheirFirstField();
  void theTabOrderReachesTheMainControls();

 private:
  std::unique_ptr<TemporaryHome> m_home;
  std::unique_ptr<Settings> m_settings;
  std::unique_ptr<MainWindow> m_window;
};

void TestAccessibility::init() {
  QApplication::setStyle(new ForkyardStyle);
  QAccessible::setActive(true);
  m_home = std::make_unique<TemporaryHome>();
  m_home->enter();
  m_settings = std::make_unique<Settings>();
  m_window = std::make_unique<MainWindow>(*m_settings);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestAccessibility::cleanup() {
  m_window.reset();
  m_settings.reset();
  m_home.reset();
}

void TestAccessibility::theServerPageNamesEverything() {
  const QString nameless = namelessIn(*m_window);
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
}

void TestAccessibility::theLiveAreaNamesEverything() {
  LiveArea* live = m_window->serverPage()->live();
  live->setCurrentIndex(live->count() - 1);
  const QString nameless = namelessIn(*m_window);
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
}

void TestAccessibility::theCertificatesPageNamesEverything() {
  QVERIFY(click(m_window.get(), QStringLiteral("Certificates")));
  const QString nameless = namelessIn(*m_window);
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
}

void TestAccessibility::dialogsNameEverything() {
  CertificateFilesDialog files(m_window.get());
  SettingsDialog settings(*m_settings, m_window.get());
  BrowserWarningDialog warning(QStringLiteral("localhost"), QStringLiteral("https://localhost:8443"), m_window.get());
  ClosingQuestion question(*m_settings, 2, m_window.get());
  for (QDialog* dialog : {static_cast<QDialog*>(&files), static_cast<QDialog*>(&settings),
                          static_cast<QDialog*>(&warning), static_cast<QDialog*>(&question)}) {
    dialog->open();
    const QString nameless = namelessIn(*dialog);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
    dialog->close();
  }
}

// The last field's Tab leads to the buttons, and theirs back to the first field.
void TestAccessibility::tasksBeginAtTheirFirstField() {
  LocalAuthority authority;
  AuthorityDialog names(authority, AuthorityDialog::Purpose::Create, m_window.get());
  NewCertificateDialog order(authority, m_window.get());
  for (QDialog* dialog : {static_cast<QDialog*>(&names), static_cast<QDialog*>(&order)}) {
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog->open();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QWidget* const first = dialog->focusWidget();
    QVERIFY(first && !qobject_cast<QAbstractButton*>(first));
    bool sawButtons = false;
    int steps = 0;
    do {
      QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
      const bool isBelow = qobject_cast<QDialogButtonBox*>(dialog->focusWidget()->parentWidget()) != nullptr;
      QVERIFY2(!sawButtons || isBelow || dialog->focusWidget() == first, "a field comes after the buttons");
      sawButtons |= isBelow;
    } while (dialog->focusWidget() != first && ++steps < 50);
    QVERIFY(sawButtons);
    QCOMPARE(dialog->focusWidget(), first);
    dialog->close();
  }
}

void TestAccessibility::theTabOrderReachesTheMainControls() {
  QStringList seen;
  QWidget* first = m_window->focusWidget() ? m_window->focusWidget() : m_window.get();
  first->setFocus();
  for (int step = 0; step < 60; ++step) {
    QTest::keyClick(m_window->focusWidget() ? m_window->focusWidget() : m_window.get(), Qt::Key_Tab);
    QWidget* now = m_window->focusWidget();
    if (auto* pressed = qobject_cast<QAbstractButton*>(now)) seen += pressed->text();
  }
  for (const char* text : {"Start", "Copy", "Pick files…"}) QVERIFY2(seen.contains(QString::fromUtf8(text)), text);
}

QTEST_MAIN(TestAccessibility)
#include "test_accessibility.moc"
