// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One field; BackendWatch says who answers.

#include "gui/routes/app_fields.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include "gui/base/text.h"
#include "gui/routes/typed_backend.h"

AppFields::AppFields(QWidget* parent)
    : HandlerFields(parent), m_label(new QLabel(this)), m_address(new QLineEdit(this)) {
  m_address->setMinimumWidth(140);
  m_label->setBuddy(m_address);
  setFocusProxy(m_address);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  row->addWidget(m_label);
  row->addWidget(m_address, 1);
  connect(m_address, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_watch.setBackends(typedBackend::readAll(text));
    emit edited();
    emit wordsChanged();
  });
  connect(&m_watch, &BackendWatch::changed, this, &AppFields::wordsChanged);
}

bool AppFields::shows(const config::RouteHandler& handler) const {
  return std::holds_alternative<config::ProxyRoute>(handler);
}

void AppFields::setHandler(const config::RouteHandler& handler) {
  m_proxy = std::get<config::ProxyRoute>(handler);
  if (typed() == m_proxy.to) return;
  QStringList addresses;
  for (const config::BackendAddress& to : m_proxy.to) addresses << toQt(to.text);
  const QSignalBlocker blocker(m_address);
  m_address->setText(addresses.join(QStringLiteral(", ")));
  m_watch.setBackends(typedBackend::readAll(m_address->text()));
}

std::vector<config::BackendAddress> AppFields::typed() const {
  std::vector<config::BackendAddress> addresses = typedBackend::readAll(m_address->text());
  if (addresses.empty()) {
    config::BackendAddress unusable;
    unusable.text = m_address->text().trimmed().toStdString();
    addresses.push_back(unusable);
  }
  return addresses;
}

config::RouteHandler AppFields::handler() const {
  config::ProxyRoute proxy = m_proxy;
  proxy.to = typed();
  return proxy;
}

QString AppFields::kind() const {
  return tr("App on a port");
}

FieldWords AppFields::words() const {
  if (m_address->text().trimmed().isEmpty())
    return {style::Tone::Warning, tr("On which port does your app listen? Your app says it when it starts.")};
  const int count = m_watch.count();
  if (count == 0) return {style::Tone::Bad, tr("That is no address. Examples: 3000, http://localhost:3000")};
  if (!m_watch.isKnown()) return {style::Tone::Busy, tr("Looking…")};
  if (count > 1) {
    const bool all = m_watch.answering() == count;
    return {all ? style::Tone::Good : style::Tone::Warning,
            tr("%n of %1 addresses answer.", nullptr, m_watch.answering()).arg(count)};
  }
  if (m_watch.answering() == 1) return {style::Tone::Good, tr("Something answers there.")};
  return {style::Tone::Warning, tr("Nothing answers there yet. Start your app, for example: npm run dev")};
}

void AppFields::retranslate() {
  m_label->setText(tr("Address"));
  m_address->setAccessibleName(tr("Address of the app"));
  m_address->setPlaceholderText(tr("3000, or http://localhost:3000"));
}

void AppFields::showEvent(QShowEvent* event) {
  HandlerFields::showEvent(event);
  m_watch.setActive(true);
}

void AppFields::hideEvent(QHideEvent* event) {
  HandlerFields::hideEvent(event);
  m_watch.setActive(false);
}
