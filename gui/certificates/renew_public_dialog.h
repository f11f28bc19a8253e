// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Renewing a certificate of a public authority, the way it was ordered.

#pragma once

#include "gui/certificates/task_dialog.h"
#include "server/control/message_acme.h"

class AcmeRun;

class RenewPublicDialog : public TaskDialog {
  Q_OBJECT

 public:
  RenewPublicDialog(QString entry, QWidget* parent);

 signals:
  void renewed();

 protected:
  void perform() override;

 private:
  void handleFinished(const control::AcmeOutcome& outcome);

  QString m_entry;
  AcmeRun* m_run;
};
