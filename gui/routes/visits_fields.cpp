// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two sentences.

#include "gui/routes/visits_fields.h"

#include <QHBoxLayout>

#include "gui/style/elided_label.h"

VisitsFields::VisitsFields(QWidget* parent) : HandlerFields(parent), m_shows(new ElidedLabel(this)) {
  m_shows->setForegroundRole(QPalette::PlaceholderText);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(m_shows, 1);
}

bool VisitsFields::shows(const config::RouteHandler& handler) const {
  return std::holds_alternative<config::VisitsRoute>(handler);
}

void VisitsFields::setSurroundings(const config::Config& config) {
  if (config.sessions.store == m_store) return;
  m_store = config.sessions.store;
  emit wordsChanged();
}

QString VisitsFields::kind() const {
  return tr("Visits page");
}

FieldWords VisitsFields::words() const {
  // A browser keeps one connection, and with it one worker.
  if (m_store == config::SessionStoreKind::Worker)
    return {style::Tone::Quiet, tr("Each worker counts alone: the count jumps when a browser reconnects.")};
  return {style::Tone::Quiet, tr("The workers share the counts, so they go on whichever worker answers.")};
}

void VisitsFields::retranslate() {
  m_shows->setFullText(tr("Counts visits, by visitor and in all. Names the worker that answered and the store."));
}
