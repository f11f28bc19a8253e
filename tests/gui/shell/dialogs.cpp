// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "tests/gui/shell/dialogs.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>
#include <QTreeWidget>
#include <functional>

#include "gui/certificates/add_intermediate_dialog.h"
#include "gui/certificates/authority_card.h"
#include "gui/certificates/certificate_details.h"
#include "gui/certificates/certificate_page.h"
#include "gui/certificates/certificate_task.h"
#include "gui/certificates/new_certificate_dialog.h"
#include "gui/certificates/qr_code.h"
#include "gui/profiles/compare_dialog.h"
#include "gui/profiles/sessions_row.h"
#include "gui/shell/actions.h"
#include "gui/shell/browser_warning_dialog.h"
#include "tests/gui/shell/widgets.h"

namespace {

constexpr int patienceMs = 60'000;

QPushButton* defaultIn(const QWidget* dialog) {
  for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
    if (button->isDefault()) return button;
  }
  return nullptr;
}

/// What does not come is missing in the picture.
void waitFor(const std::function<bool()>& condition) {
  if (!QTest::qWaitFor(condition, patienceMs)) qWarning("waited in vain");
}

void open(QDialog* dialog) {
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

}  // namespace

QWidget* Dialogs::shown() {
  const auto isSettled = [] {
    const QWidget* shown = QApplication::activeModalWidget();
    if (shown == nullptr) return false;
    for (const QProgressBar* bar : shown->findChildren<QProgressBar*>()) {
      if (bar->isVisible()) return false;
    }
    return true;
  };
  return QTest::qWaitFor(isSettled, patienceMs) ? QApplication::activeModalWidget() : nullptr;
}

CertificatePage* Dialogs::page() const {
  return m_window.findChild<CertificatePage*>();
}

AuthorityCard* Dialogs::authority() const {
  return m_window.findChild<AuthorityCard*>();
}

void Dialogs::pressBesideDetails(const QString& text) const {
  click(m_window.findChild<CertificateDetails*>()->parentWidget(), text);
}

void Dialogs::newCertificate() const {
  page()->makeNew();
  shown()->findChild<QLineEdit*>()->setText(QStringLiteral("shop.test *.shop.test shop.dev"));
}

void Dialogs::advancedCertificate() const {
  page()->makeNew();
  shown()->findChild<QLineEdit*>()->setText(QStringLiteral("shop.test"));
  button(shown(), NewCertificateDialog::tr("Advanced"))->click();
}

void Dialogs::importFiles() const {
  page()->importFiles({m_bundle});
}

void Dialogs::linkFiles() const {
  page()->linkFiles();
  for (QLineEdit* edit : shown()->findChildren<QLineEdit*>().first(2)) edit->setText(m_bundle);
}

void Dialogs::ladder() const {
  page()->checkTrust();
}

void Dialogs::exportSelected() const {
  pressBesideDetails(CertificatePage::tr("Export…"));
  shown()->findChild<QComboBox*>()->setCurrentIndex(2);
}

void Dialogs::renewSelected() const {
  pressBesideDetails(CertificatePage::tr("Renew…"));
}

void Dialogs::removeSelected() const {
  pressBesideDetails(CertificatePage::tr("Remove…"));
}

void Dialogs::addIntermediate() const {
  open(new AddIntermediateDialog(QStringLiteral("shop.test"), &m_window));
}

void Dialogs::makeAuthority() const {
  authority()->create();
}

void Dialogs::addAuthorityNames() const {
  click(authority(), AuthorityCard::tr("More names…"));
  shown()->findChild<QLineEdit*>()->setText(QStringLiteral("lan corp.example"));
}

void Dialogs::trustAuthority() const {
  authority()->trust();
}

void Dialogs::share() const {
  authority()->giveToPhone();
  auto* address = shown()->findChild<QComboBox*>();
  address->setCurrentIndex(address->count() - 1);
  defaultIn(shown())->click();
  waitFor([] { return shown()->findChild<QrCode*>()->isVisible(); });
}

void Dialogs::signRequest() const {
  page()->moreActions().at(2)->trigger();
  const auto text = certificateTask::requestText("www.example.com");
  if (text) shown()->findChild<QPlainTextEdit*>()->setPlainText(QString::fromStdString(*text));
  waitFor([] {
    const QPushButton* sign = defaultIn(shown());
    return sign != nullptr && sign->isEnabled();
  });
}

void Dialogs::inspect() const {
  page()->moreActions().at(3)->trigger();
  shown()->findChild<QLineEdit*>()->setText(QStringLiteral("localhost:8443"));
  defaultIn(shown())->click();
  waitFor([] { return shown()->findChild<QTreeWidget*>()->topLevelItemCount() > 0; });
}

void Dialogs::certify(int proof) const {
  page()->moreActions().at(0)->trigger();
  const auto fields = shown()->findChildren<QLineEdit*>();
  fields.at(0)->setText(QStringLiteral("shop.example www.shop.example"));
  fields.at(1)->setText(QStringLiteral("you@shop.example"));
  const auto choices = shown()->findChildren<QComboBox*>();
  choices.at(0)->setCurrentIndex(proof);
  choices.at(1)->setCurrentIndex(proof * (choices.at(1)->count() - 1));
}

void Dialogs::routes() const {
  m_window.findChild<QPushButton*>(QStringLiteral("routes"))->click();
}

void Dialogs::redisFiles() const {
  click(m_window.findChild<SessionsRow*>(), SessionsRow::tr("Certificates…"));
}

void Dialogs::shareTickets() const {
  m_window.findChild<QPushButton*>(QStringLiteral("otherMachines"))->click();
  // Made once, it is there.
  shown()->findChild<QPushButton*>(QStringLiteral("makeSecret"))->click();
}

void Dialogs::compare() const {
  const QString before = QStringLiteral("name = \"demo\"\n\n[cluster]\nworkers = 4\n\n[[listener]]\nport = 8443\n");
  QString after = before;
  after.replace(QStringLiteral("8443"), QStringLiteral("9443"));
  open(new CompareDialog(before, after, &m_window));
}

void Dialogs::browserWarning() const {
  open(new BrowserWarningDialog(QStringLiteral("localhost"), QStringLiteral("https://localhost:8443"), &m_window));
}

void Dialogs::settings() const {
  m_window.findChild<Actions*>()->settings->trigger();
}

void Dialogs::about() const {
  m_window.findChild<Actions*>()->about->trigger();
}

void Dialogs::closing() const {
  m_window.close();
}
