// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two banners and when each is seen.

#include "gui/shell/draft_bar.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/profiles/setup_draft.h"
#include "gui/style/banner.h"

DraftBar::DraftBar(QWidget* parent)
    : QWidget(parent),
      m_changes(new Banner(style::Tone::Busy, this)),
      m_apply(m_changes->addButton(QString())),
      m_discard(m_changes->addButton(QString())),
      m_outside(new Banner(style::Tone::Warning, this)),
      m_reloadFile(m_outside->addButton(QString())),
      m_keepMine(m_outside->addButton(QString())),
      m_compare(m_outside->addButton(QString())) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(m_outside);
  layout->addWidget(m_changes);
  connect(m_apply, &QPushButton::clicked, this, &DraftBar::applyAsked);
  connect(m_discard, &QPushButton::clicked, this, &DraftBar::discardAsked);
  connect(m_reloadFile, &QPushButton::clicked, this, &DraftBar::reloadFileAsked);
  connect(m_keepMine, &QPushButton::clicked, this, &DraftBar::keepMineAsked);
  connect(m_compare, &QPushButton::clicked, this, &DraftBar::compareAsked);
  hide();
}

void DraftBar::show(const SetupDraft& draft, Server server) {
  m_count = draft.changeCount();
  m_conflict = draft.isConflict();
  m_server = server;
  retranslate();
}

void DraftBar::retranslate() {
  const bool older = m_server == Server::RunningOlderFile;
  m_outside->setVisible(m_conflict);
  m_changes->setVisible(!m_conflict && (m_count > 0 || older));
  m_discard->setVisible(m_count > 0);
  setVisible(m_conflict || m_count > 0 || older);

  if (m_server == Server::Stopped)
    m_changes->setText(tr("%n change(s) not saved yet. Start saves and uses them.", nullptr, m_count));
  else if (m_count > 0)
    m_changes->setText(tr("%n change(s) not in use yet.", nullptr, m_count));
  else
    m_changes->setText(tr("The file has changed; the running server still uses the old settings."));
  m_apply->setText(m_server == Server::Stopped ? tr("Save") : tr("Apply: replaces workers one by one"));
  m_discard->setText(tr("Discard"));
  m_outside->setText(tr("The file was changed outside while you were changing the setup here."));
  m_reloadFile->setText(tr("Reload the file"));
  m_keepMine->setText(tr("Keep mine"));
  m_compare->setText(tr("Compare"));
}

void DraftBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
