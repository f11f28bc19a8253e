// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One field, one button, one verdict.

#include "gui/profiles/shared_tickets_dialog.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/certificates/file_field.h"
#include "gui/problems/problem_list.h"
#include "gui/style/banner.h"

namespace {

using certificates::TicketSecretMaking;

constexpr int lookAfterMs = 150;

}  // namespace

SharedTicketsDialog::SharedTicketsDialog(const config::Config& config, QWidget* parent)
    : TaskDialog(tr("Share TLS sessions with other machines"),
                 tr("A visitor who comes back to another machine of this server goes on with the TLS session, instead "
                    "of beginning a new one. For that, all its machines use this Redis and have the same secret file."),
                 tr("Use this file"), parent),
      m_folder(config.file.parent_path()),
      m_sharing(config.sessions.ticketSecret),
      m_file(new FileField(FileField::Count::One, this)),
      m_make(new QPushButton(tr("Make one"), this)),
      m_state(new Banner(style::Tone::Quiet, this)) {
  build();
  m_settle.setSingleShot(true);
  m_settle.setInterval(lookAfterMs);
  connect(&m_settle, &QTimer::timeout, this, &SharedTicketsDialog::check);
  connect(m_make, &QPushButton::clicked, this, &SharedTicketsDialog::make);
  if (!m_sharing.empty()) m_file->setPaths({toQt(m_sharing)});
  primary()->setEnabled(false);
  connect(m_file, &FileField::pathsChanged, this, [this] {
    primary()->setEnabled(false);
    m_settle.start();
  });
  m_file->setFocus();
  check();
}

void SharedTicketsDialog::build() {
  m_make->setObjectName(QStringLiteral("makeSecret"));
  m_file->retranslate(tr("Secret file"), tr("none: each machine is on its own"));
  m_file->setStartFolder(toQt(m_folder));
  m_file->setKind(tr("Secrets (*.secret)"));
  auto* label = new QLabel(tr("&Secret file"), this);
  label->setBuddy(m_file->lineEdit());
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(m_file, 1);
  row->addWidget(m_make);
  addForm()->addRow(label, row);
  content()->addWidget(m_state);
  setMinimumWidth(680);
}

std::filesystem::path SharedTicketsDialog::secret() const {
  const QString typed = m_file->paths().value(0);
  return typed.isEmpty() ? std::filesystem::path() : m_folder / toPath(typed);
}

void SharedTicketsDialog::make() {
  m_make->setEnabled(false);
  inBackground(
      this, [file = m_folder / "tickets.secret"] { return certificates::makeTicketSecret(file); },
      [this](const base::Result<TicketSecretMaking>& making) { handleMade(making); });
}

void SharedTicketsDialog::handleMade(const base::Result<TicketSecretMaking>& making) {
  m_make->setEnabled(true);
  m_settle.stop();
  ++m_check;
  if (!making) return showError(making.error());
  m_made = m_folder / "tickets.secret";
  m_making = *making;
  m_file->setPaths({toQt(m_made)});
  check();
}

void SharedTicketsDialog::check() {
  m_settle.stop();
  const std::filesystem::path chosen = secret();
  const int number = ++m_check;
  const bool isEnding = chosen.empty() && !m_sharing.empty();
  primary()->setText(isEnding ? tr("Stop sharing") : tr("Use this file"));
  if (chosen.empty()) {
    primary()->setEnabled(isEnding);
    return say(style::Tone::Quiet, tr("Each machine goes on only with the TLS sessions that it began itself."));
  }
  inBackground(
      this, [chosen] { return certificates::readTicketSecret(chosen).map([](const certificates::Secret&) {}); },
      [this, number](const base::Result<void>& fit) {
        if (number == m_check) show(fit);
      });
}

void SharedTicketsDialog::show(const base::Result<void>& fit) {
  primary()->setEnabled(fit.has_value());
  if (!fit && fit.error().problems.front().code == base::ProblemCode::TicketSecretMissing)
    return say(style::Tone::Bad,
               tr("There is no such file. Make one here, or copy it from another machine of this server."));
  if (!fit) return showError(fit.error());
  const QString care =
      tr("Copy it to the other machines by a safe way, such as scp, and let nobody else read it there: "
         "whoever has it could read along.");
  if (this->secret() != m_made)
    return say(style::Tone::Good, tr("This file is fit: it is long enough, and others cannot read it."), care);
  say(style::Tone::Good,
      m_making == TicketSecretMaking::Made
          ? tr("A new secret is in this file, which only its owner can read.")
          : tr("This file was there already and stays as it is. Only its owner can read it."),
      care);
}

void SharedTicketsDialog::showError(const base::Error& error) {
  m_state->hide();
  TaskDialog::showError(error);
}

void SharedTicketsDialog::say(style::Tone tone, const QString& text, const QString& detail) {
  problems()->setProblems({});
  m_state->setTone(tone);
  m_state->setText(text);
  m_state->setDetail(detail);
  m_state->show();
}

// Back from where it was copied or mended by hand.
bool SharedTicketsDialog::event(QEvent* event) {
  if (event->type() == QEvent::WindowActivate) m_settle.start();
  return TaskDialog::event(event);
}
