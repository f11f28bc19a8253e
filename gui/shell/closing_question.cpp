// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The question's words and buttons.

#include "gui/shell/closing_question.h"

#include <QCheckBox>
#include <QPushButton>

#include "gui/style/forkyard_style.h"

ClosingQuestion::ClosingQuestion(Settings& settings, int runningServers, QWidget* parent) : QMessageBox(parent) {
  setIcon(QMessageBox::Question);
  setWindowTitle(tr("Close Forkyard"));
  setText(tr("%n server(s) are running.", nullptr, runningServers));
  setInformativeText(tr("Servers can run on without this window. They are found again when you open it."));
  auto* remember = new QCheckBox(tr("Do not ask again"), this);
  setCheckBox(remember);
  QPushButton* keep = addButton(tr("Keep running"), QMessageBox::AcceptRole);
  QPushButton* stop = addButton(tr("Stop and close"), QMessageBox::DestructiveRole);
  addButton(QMessageBox::Cancel);
  setDefaultButton(keep);
  ForkyardStyle::makePrimary(keep);
  connect(this, &QMessageBox::buttonClicked, this, [this, &settings, remember, keep, stop](QAbstractButton* button) {
    if (button != keep && button != stop) return;
    const auto answer = button == keep ? Settings::Closing::KeepRunning : Settings::Closing::Stop;
    if (remember->isChecked()) settings.setClosing(answer);
    emit answered(answer);
  });
}
