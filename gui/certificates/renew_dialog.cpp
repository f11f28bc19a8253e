// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One choice, and the authority's passphrase where it has one.

#include "gui/certificates/renew_dialog.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/certificates/local_authority.h"
#include "server/base/time.h"
#include "server/certificates/renewal.h"

RenewDialog::RenewDialog(LocalAuthority& authority, QString entry, QWidget* parent)
    : TaskDialog(
          tr("Renew certificate"),
          tr("“%1” is made anew with the same names, for as long as before. Running servers take it over without "
             "dropping a request.")
              .arg(entry),
          tr("Renew"), parent),
      m_entry(std::move(entry)),
      m_newKey(new QCheckBox(tr("Make a new key too"), this)) {
  content()->addWidget(m_newKey);
  if (authority.facts() && authority.facts()->needsPassphrase)
    m_passphrase = addPassphrase(addForm(), tr("Passphrase of the authority"));
}

void RenewDialog::perform() {
  certificates::RenewalRequest request;
  if (m_newKey->isChecked()) request.key = certificates::RenewalKey::New;
  const certificates::Secret passphrase(m_passphrase ? m_passphrase->text().toStdString() : std::string());
  attempt(
      [name = m_entry.toStdString(), request, passphrase] {
        return certificates::renewEntry(certificates::storeFolder(), name, LocalAuthority::files(), request, passphrase,
                                        base::unixNow());
      },
      [this] {
        emit renewed();
        accept();
      });
}
