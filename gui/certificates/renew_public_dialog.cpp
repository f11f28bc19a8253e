// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Nothing to choose: the order says it all.

#include "gui/certificates/renew_public_dialog.h"

#include "gui/certificates/acme_run.h"

RenewPublicDialog::RenewPublicDialog(QString entry, QWidget* parent)
    : TaskDialog(tr("Renew certificate"),
                 tr("“%1” is ordered anew from the public authority, with the same names and proved the same way. "
                    "Running servers take it over without dropping a request.")
                     .arg(entry),
                 tr("Renew"), parent),
      m_entry(std::move(entry)),
      m_run(new AcmeRun(this)) {
  connect(m_run, &AcmeRun::finished, this, &RenewPublicDialog::handleFinished);
}

void RenewPublicDialog::perform() {
  setBusy(true);
  // Whoever presses Renew wants it now, however many days are left.
  m_run->start(QStringLiteral("renew"),
               {QStringLiteral("--days"), QStringLiteral("3650"), QStringLiteral("--"), m_entry});
}

void RenewPublicDialog::handleFinished(const control::AcmeOutcome& outcome) {
  setBusy(false);
  if (outcome.outcome == "failed") return showError(outcome.error());
  emit renewed();
  accept();
}
