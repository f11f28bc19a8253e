// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Each opens its dialog.

#include "gui/certificates/more_menu.h"

#include "gui/certificates/inspect_server_dialog.h"
#include "gui/certificates/new_certificate_dialog.h"
#include "gui/certificates/sign_request_dialog.h"
#include "gui/style/icon.h"

MoreMenu::MoreMenu(LocalAuthority& authority, QWidget* page)
    : QMenu(page),
      m_authority(authority),
      m_publicName(addAction(style::icon(QStringLiteral("globe"), style::Ink::Muted), {})),
      m_makeRequest(addAction(style::icon(QStringLiteral("add"), style::Ink::Muted), {})),
      m_signRequest(addAction(style::icon(QStringLiteral("edit"), style::Ink::Muted), {})),
      m_inspect(addAction(style::icon(QStringLiteral("find"), style::Ink::Muted), {})) {
  connect(m_publicName, &QAction::triggered, this, &MoreMenu::certifyPublicName);
  connect(m_makeRequest, &QAction::triggered, this, &MoreMenu::makeRequest);
  connect(m_signRequest, &QAction::triggered, this, [this] { signRequest({}); });
  connect(m_inspect, &QAction::triggered, this, &MoreMenu::inspectServer);
  retranslate();
}

void MoreMenu::retranslate() {
  m_publicName->setText(tr("Certificate for a &public name…"));
  m_makeRequest->setText(tr("Make a &request (CSR)…"));
  m_signRequest->setText(tr("&Sign a request (CSR)…"));
  m_inspect->setText(tr("&Inspect a server…"));
}

void MoreMenu::makeRequest() {
  auto* dialog = new NewCertificateDialog(m_authority, parentWidget()->window());
  dialog->setSigner(certificateTask::Signer::Elsewhere);
  connect(dialog, &NewCertificateDialog::made, this, &MoreMenu::made);
  dialog->open();
}

void MoreMenu::signRequest(const QString& file) {
  auto* dialog = new SignRequestDialog(m_authority, parentWidget()->window());
  if (!file.isEmpty()) dialog->setFile(file);
  dialog->open();
}

void MoreMenu::certifyPublicName() {
  auto* dialog = new PublicNameDialog(parentWidget()->window());
  connect(dialog, &PublicNameDialog::made, this, &MoreMenu::made);
  emit publicNameOpened(dialog);
  dialog->open();
}

void MoreMenu::inspectServer() {
  auto* dialog = new InspectServerDialog(parentWidget()->window());
  dialog->open();
}
