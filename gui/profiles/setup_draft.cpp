// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Three configs: as read, as edited, and as somebody else left it.

#include "gui/profiles/setup_draft.h"

#include "server/config/config_toml.h"

SetupDraft::SetupDraft(QObject* parent) : QObject(parent) {}

void SetupDraft::reset(const Profile& profile) {
  m_profile = profile;
  m_edited = profile.config.value_or(config::Config());
  m_newer.reset();
  emit changed();
}

void SetupDraft::handleFileRead(const Profile& profile) {
  if (profile.text == m_profile.text && profile.problems == m_profile.problems) {
    if (!m_newer) return;
    m_newer.reset();
    emit changed();
  } else if (changeCount() == 0) {
    reset(profile);
  } else {
    m_newer = profile;
    emit changed();
  }
}

void SetupDraft::edit(const config::Config& config) {
  if (!isEditable() || config == m_edited) return;
  m_edited = config;
  emit changed();
}

void SetupDraft::discard() {
  reset(Profile(m_newer ? *m_newer : m_profile));
}

std::vector<config::Change> SetupDraft::changes() const {
  if (!isEditable()) return {};
  return config::difference(*m_profile.config, m_edited);
}

base::Result<std::string> SetupDraft::text() const {
  return config::applyChanges(m_profile.text, changes(), m_profile.file);
}

void SetupDraft::takeFile() {
  if (m_newer) reset(Profile(*m_newer));
}

base::Result<void> SetupDraft::keepMine() {
  if (!m_newer) return {};
  auto merged = config::applyChanges(m_newer->text, changes(), m_newer->file);
  if (!merged) return base::failure(std::move(merged.error()));
  auto config = config::parse(*merged, m_newer->file);
  if (!config) return base::failure(std::move(config.error()));
  m_profile = std::move(*m_newer);
  m_newer.reset();
  m_edited = std::move(*config);
  emit changed();
  return {};
}
