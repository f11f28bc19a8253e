// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// HandlerEditor with three things beside it.

#include "gui/routes/serve_row.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/routes/handler_editor.h"
#include "gui/routes/http_redirect.h"
#include "gui/routes/route_words.h"
#include "gui/routes/routes_dialog.h"
#include "gui/style/icon.h"

ServeRow::ServeRow(QWidget* parent)
    : QWidget(parent),
      m_editor(new HandlerEditor(this)),
      m_routes(new QPushButton(this)),
      m_more(new QLabel(this)),
      m_openFile(new QPushButton(this)) {
  m_more->setForegroundRole(QPalette::PlaceholderText);
  m_routes->setObjectName(QStringLiteral("routes"));
  m_routes->setFlat(true);
  m_openFile->setFlat(true);
  for (QWidget* beside :
       {static_cast<QWidget*>(m_more), static_cast<QWidget*>(m_routes), static_cast<QWidget*>(m_openFile)})
    m_editor->addBeside(beside);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_editor);
  setFocusProxy(m_editor);
  connect(m_editor, &HandlerEditor::edited, this, &ServeRow::handleServed);
  connect(m_routes, &QPushButton::clicked, this, &ServeRow::openRoutes);
  connect(m_openFile, &QPushButton::clicked, this, &ServeRow::openFileAsked);
  retranslate();
}

void ServeRow::setConfig(const config::Config& config) {
  const bool another = config.file != m_config.file;
  m_config = config;
  if (config.routes.empty()) return;
  m_editor->setHandler(config.routes[routeWords::mainIndex(config.routes)].handler, config);
  if (another) m_editor->forget();
  tell();
}

void ServeRow::handleServed(const config::RouteHandler& handler) {
  if (m_config.routes.empty()) return;
  m_config.routes[routeWords::mainIndex(m_config.routes)].handler = handler;
  emit edited(m_config.routes);
}

void ServeRow::openRoutes() {
  auto* dialog = new RoutesDialog(m_config, window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] { emit edited(dialog->routes()); });
  dialog->open();
}

void ServeRow::tell() {
  m_routes->setText(tr("%n route(s)…", nullptr, static_cast<int>(m_config.routes.size())));
  const auto listeners = static_cast<int>(m_config.listeners.size()) - (httpRedirect::find(m_config) ? 2 : 1);
  m_more->setText(tr("Also in the file: %n more listener(s)", nullptr, listeners));
  m_more->setVisible(listeners > 0);
}

void ServeRow::retranslate() {
  m_routes->setToolTip(tr("What other hosts and paths of this server serve."));
  m_routes->setAccessibleDescription(m_routes->toolTip());
  m_openFile->setText(tr("Open file"));
  m_openFile->setIcon(style::icon(QStringLiteral("file"), style::Ink::Muted));
  tell();
}

void ServeRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
