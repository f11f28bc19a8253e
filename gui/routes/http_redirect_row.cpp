// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A box, a port and a line of words over httpRedirect.

#include "gui/routes/http_redirect_row.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSpinBox>

#include "gui/routes/http_redirect.h"
#include "gui/routes/words_line.h"

HttpRedirectRow::HttpRedirectRow(QWidget* parent)
    : QWidget(parent), m_switch(new QCheckBox(this)), m_port(new QSpinBox(this)), m_words(new WordsLine(this)) {
  m_port->setObjectName(QStringLiteral("httpPort"));
  m_port->setRange(0, 65535);
  m_port->setGroupSeparatorShown(false);
  m_port->setAccelerated(true);
  m_port->setEnabled(false);
  setFocusProxy(m_switch);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  row->addWidget(m_switch);
  row->addWidget(m_port);
  row->addSpacing(8);
  row->addWidget(m_words, 1);
  connect(m_switch, &QCheckBox::toggled, this, &HttpRedirectRow::handleToggled);
  connect(m_port, &QSpinBox::valueChanged, this, &HttpRedirectRow::handlePort);
  retranslate();
}

void HttpRedirectRow::setConfig(const config::Config& config) {
  if (m_config.listeners == config.listeners && m_config.routes == config.routes) return;
  m_config = config;
  const QSignalBlocker switchBlocker(m_switch);
  const QSignalBlocker portBlocker(m_port);
  const auto found = httpRedirect::find(config);
  m_switch->setChecked(found.has_value());
  m_port->setEnabled(found.has_value());
  m_switch->setEnabled(httpRedirect::possible(config) == httpRedirect::Possible::Yes);
  if (found && m_port->value() != config.listeners[*found].port) m_port->setValue(config.listeners[*found].port);
  tell();
}

void HttpRedirectRow::handleToggled(bool on) {
  config::Config config = m_config;
  if (on)
    httpRedirect::set(config, httpRedirect::suggestedPort(config));
  else
    httpRedirect::remove(config);
  setConfig(config);
  emit edited(config);
}

void HttpRedirectRow::handlePort(int port) {
  config::Config config = m_config;
  httpRedirect::set(config, port);
  setConfig(config);
  emit edited(config);
}

void HttpRedirectRow::tell() {
  if (httpRedirect::possible(m_config) == httpRedirect::Possible::RouteIsTaken)
    return m_words->setWords({style::Tone::Quiet, tr("The file has a route of its own for http.")});
  const auto found = httpRedirect::find(m_config);
  if (!found) return m_words->setWords({});
  const config::Listener& https = m_config.listeners.front();
  const int port = m_config.listeners[*found].port;
  if (port != 0 && port == https.port)
    return m_words->setWords({style::Tone::Bad, tr("Port %1 is the one for https.").arg(port)});
  if (port == 0) return m_words->setWords({style::Tone::Quiet, tr("The log says which port it is.")});
  m_words->setWords({style::Tone::Quiet, tr("http://localhost:%1 leads to https.").arg(port)});
}

void HttpRedirectRow::retranslate() {
  m_switch->setText(tr("Also send http to https, from port"));
  m_switch->setToolTip(tr("Who opens the address with http:// is sent on to https://."));
  m_switch->setAccessibleDescription(m_switch->toolTip());
  m_port->setAccessibleName(tr("Port for http"));
  m_port->setSpecialValueText(tr("Any free"));
  tell();
}

void HttpRedirectRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
