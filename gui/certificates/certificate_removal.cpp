// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The question, the removal, and the way back.

#include "gui/certificates/certificate_removal.h"

#include <QMessageBox>
#include <QPushButton>
#include <utility>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "server/certificates/store_changes.h"

CertificateRemoval::CertificateRemoval(QWidget* parent)
    : Banner(style::Tone::Quiet, parent), m_button(addButton(QString(), QStringLiteral("undo"))) {
  connect(m_button, &QPushButton::clicked, this, &CertificateRemoval::undo);
  retranslate();
  hide();
}

void CertificateRemoval::retranslate() {
  m_button->setText(tr("Undo"));
}

void CertificateRemoval::remove(const certificates::StoreEntry& entry, const QStringList& users) {
  if (entry.linked)
    perform(entry);
  else
    ask(entry, users);
}

void CertificateRemoval::ask(const certificates::StoreEntry& entry, const QStringList& users) {
  auto* box =
      new QMessageBox(QMessageBox::Warning, tr("Remove certificate"),
                      tr("Remove “%1” with its private key?").arg(toQt(entry.name)), QMessageBox::Cancel, window());
  box->setAttribute(Qt::WA_DeleteOnClose);
  const QString list = users.join(QStringLiteral(", "));
  if (users.isEmpty())
    box->setInformativeText(tr("No server uses it. The key cannot be brought back."));
  else if (entry.name == certificates::localhostEntry)
    box->setInformativeText(tr("Used by: %1. At their next start a self-signed one is made in its place.").arg(list));
  else
    box->setInformativeText(
        tr("Used by: %1. They do not start again without it. The key cannot be brought back.").arg(list));
  QPushButton* yes = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
  connect(yes, &QPushButton::clicked, this, [this, entry] { perform(entry); });
  box->open();
}

void CertificateRemoval::perform(const certificates::StoreEntry& entry) {
  inBackground(
      this, [name = entry.name] { return certificates::removeEntry(certificates::storeFolder(), name); },
      [this, entry](const base::Result<void>& removed) {
        tell(removed);
        if (!removed || !entry.linked) return;
        m_removed = entry;
        setText(tr("“%1” is no longer listed. Its files are where they were.").arg(toQt(entry.name)));
        show();
      });
}

void CertificateRemoval::undo() {
  hide();
  if (!m_removed) return;
  inBackground(
      this,
      [entry = *std::exchange(m_removed, std::nullopt)] {
        return certificates::linkEntry(certificates::storeFolder(), entry.name, entry.files);
      },
      [this](const base::Result<void>& linked) { tell(linked); });
}

void CertificateRemoval::tell(const base::Result<void>& result) {
  if (result)
    emit changed();
  else
    emit failed(result.error());
}
