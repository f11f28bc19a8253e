// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Saves through the store, and brings the draft up to what was written.

#include "gui/profiles/draft_saver.h"

#include <utility>

#include "gui/profiles/profile_store.h"
#include "gui/profiles/setup_draft.h"

DraftSaver::DraftSaver(ProfileStore& store, SetupDraft& draft, QObject* parent)
    : QObject(parent), m_store(store), m_draft(draft) {}

void DraftSaver::save(std::function<void()> then) {
  const base::Result<std::string> text = m_draft.text();
  if (!text) return emit failed(text.error());
  m_saving = true;
  const QString id = m_draft.profile().id;
  m_store.save(id, m_draft.profile().text, *text,
               [this, id, then = std::move(then)](const base::Result<config::SaveOutcome>& outcome) {
                 m_saving = false;
                 if (!outcome) return emit failed(outcome.error());
                 const Profile* profile = m_store.find(id);
                 if (id != m_draft.profile().id || !profile) return;
                 if (*outcome == config::SaveOutcome::ChangedOnDisk) return m_draft.handleFileRead(*profile);
                 m_draft.reset(*profile);
                 then();
               });
}

void DraftSaver::saveAtOnce(const std::function<void(config::Config&)>& change) {
  const Profile before = m_draft.profile();
  if (!before.config) return;
  config::Config wanted = *before.config;
  change(wanted);
  const auto text = config::applyChanges(before.text, config::difference(*before.config, wanted), before.file);
  if (!text) return emit failed(text.error());
  m_saving = true;
  m_store.save(before.id, before.text, *text, [this, before](const base::Result<config::SaveOutcome>& outcome) {
    m_saving = false;
    if (!outcome) return emit failed(outcome.error());
    const Profile* profile = m_store.find(before.id);
    if (before.id != m_draft.profile().id || !profile) return;
    m_draft.handleFileRead(*profile);
    if (*outcome != config::SaveOutcome::Saved) return;
    if (const auto kept = m_draft.keepMine(); !kept) emit failed(kept.error());
    emit savedAtOnce(before.text, profile->text);
  });
}
