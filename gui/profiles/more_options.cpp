// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A table of rows.

#include "gui/profiles/more_options.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <utility>

#include "gui/profiles/log_row.h"
#include "gui/profiles/metrics_row.h"
#include "gui/profiles/model_row.h"
#include "gui/profiles/sessions_row.h"
#include "gui/routes/http_redirect.h"
#include "gui/routes/http_redirect_row.h"
#include "gui/style/icon.h"

using config::Config;

MoreOptions::MoreOptions(QGridLayout& grid, QWidget* form, QObject* parent)
    : QObject(parent), m_grid(grid), m_button(new QPushButton(form)) {
  m_button->setFlat(true);
  connect(m_button, &QPushButton::clicked, this, &MoreOptions::handleClicked);
  build(form);
  retranslate();
}

void MoreOptions::build(QWidget* form) {
  auto* redirect = new HttpRedirectRow(form);
  add({.words = QT_TR_NOOP("Plain http"),
       .fields = redirect,
       .show = [=](const Config& config) { redirect->setConfig(config); },
       .isInUse = [](const Config& config) { return httpRedirect::find(config).has_value(); },
       .isPossible = [](const Config& config) { return config.listeners.front().protocol != config::Protocol::Http; }});
  connect(redirect, &HttpRedirectRow::edited, this, [this](const Config& wanted) {
    change([&](Config& config) {
      config.listeners = wanted.listeners;
      config.routes = wanted.routes;
    });
  });

  auto* log = new LogRow(form);
  add({.words = QT_TR_NOOP("Log requests"),
       .fields = log,
       .show = [=](const Config& config) { log->setConfig(config); },
       .isInUse = [](const Config& config) { return config.log.access != config::AccessLog::Off; }});
  connect(log, &LogRow::chosen, this,
          [this](const config::Log& wanted) { change([&](Config& config) { config.log = wanted; }); });

  auto* model = new ModelRow(form);
  add({.words = QT_TR_NOOP("Workers are"),
       .fields = model,
       .show = [=](const Config& config) { model->setModel(config.cluster.model); },
       .isInUse = [](const Config& config) { return config.cluster.model != config::Model::Processes; }});
  connect(model, &ModelRow::chosen, this,
          [this](config::Model wanted) { change([&](Config& config) { config.cluster.model = wanted; }); });

  auto* sessions = new SessionsRow(form);
  add({.words = QT_TR_NOOP("Sessions"),
       .fields = sessions,
       .show = [=](const Config& config) { sessions->setConfig(config); },
       .isInUse =
           [](const Config& config) {
             return config.sessions != config::Sessions{} || config::needsSessions(config);
           }});
  connect(sessions, &SessionsRow::chosen, this,
          [this](const config::Sessions& wanted) { change([&](Config& config) { config.sessions = wanted; }); });

  m_metrics = new MetricsRow(form);
  add({.words = QT_TR_NOOP("Metrics"),
       .fields = m_metrics,
       .show = [this](const Config& config) { m_metrics->setConfig(config); },
       .isInUse = [](const Config& config) { return config.metrics.isOn(); }});
  connect(m_metrics, &MetricsRow::chosen, this,
          [this](const config::Metrics& wanted) { change([&](Config& config) { config.metrics = wanted; }); });
}

void MoreOptions::add(Row row) {
  row.label = new QLabel(row.fields->parentWidget());
  row.label->setForegroundRole(QPalette::PlaceholderText);
  const int line = m_grid.rowCount();
  m_grid.addWidget(row.label, line, 0);
  m_grid.addWidget(row.fields, line, 1);
  m_rows.push_back(std::move(row));
}

void MoreOptions::change(const std::function<void(Config&)>& change) {
  Config wanted = m_config;
  change(wanted);
  emit edited(wanted);
}

void MoreOptions::setConfig(const Config& config) {
  if (config.listeners.empty()) return;
  const bool another = config.file != m_config.file;
  m_config = config;
  for (Row& row : m_rows) {
    row.show(config);
    row.kept = row.isInUse(config) || (row.kept && !another);
  }
  tell();
}

void MoreOptions::setListening(const std::vector<control::ListenerStatus>& listeners) {
  m_metrics->setListening(listeners);
}

void MoreOptions::setFolded(bool folded) {
  m_folded = folded;
  tell();
}

void MoreOptions::handleClicked() {
  m_open = !m_open;
  for (Row& row : m_rows) row.kept = row.isInUse(m_config);
  tell();
}

void MoreOptions::tell() {
  if (m_config.listeners.empty()) return;
  bool movable = false;  // by the button
  for (const Row& row : m_rows) {
    const bool possible = row.isPossible(m_config);
    const bool shown = possible && (m_open || row.kept);
    row.label->setVisible(shown);
    row.fields->setVisible(shown);
    movable = movable || (possible && !(m_open ? row.isInUse(m_config) : row.kept));
  }
  m_button->setVisible(movable && !m_folded);
  m_button->setText(m_open ? tr("Fewer options") : tr("More options"));
  m_button->setIcon(
      style::icon(m_open ? QStringLiteral("chevron-up") : QStringLiteral("chevron-down"), style::Ink::Muted));
}

void MoreOptions::retranslate() {
  for (const Row& row : m_rows) row.label->setText(tr(row.words));
  tell();
}
