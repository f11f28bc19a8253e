// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Target and status.

#include "gui/routes/redirect_fields.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

#include "gui/base/text.h"
#include "server/config/config_redirect.h"

namespace {

constexpr int statuses[] = {308, 307, 301, 302, 303};

}  // namespace

RedirectFields::RedirectFields(QWidget* parent)
    : HandlerFields(parent), m_label(new QLabel(this)), m_target(new QLineEdit(this)), m_status(new QComboBox(this)) {
  m_target->setMinimumWidth(140);
  m_label->setBuddy(m_target);
  setFocusProxy(m_target);
  for (const int status : statuses) m_status->addItem(QString(), status);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  row->addWidget(m_label);
  row->addWidget(m_target, 1);
  row->addWidget(m_status);
  connect(m_target, &QLineEdit::textChanged, this, [this] {
    emit edited();
    emit wordsChanged();
  });
  connect(m_status, &QComboBox::activated, this, [this] {
    emit edited();
    emit wordsChanged();
  });
}

bool RedirectFields::shows(const config::RouteHandler& handler) const {
  return std::holds_alternative<config::RedirectRoute>(handler);
}

void RedirectFields::setHandler(const config::RouteHandler& handler) {
  m_redirect = std::get<config::RedirectRoute>(handler);
  const QSignalBlocker blocker(m_target);
  if (typed().to != m_redirect.to) m_target->setText(toQt(m_redirect.to));
  m_status->setCurrentIndex(m_status->findData(m_redirect.status));
}

config::RedirectRoute RedirectFields::typed() const {
  config::RedirectRoute redirect = m_redirect;
  redirect.to = m_target->text().trimmed().toStdString();
  if (m_status->currentIndex() >= 0) redirect.status = m_status->currentData().toInt();
  return redirect;
}

config::RouteHandler RedirectFields::handler() const {
  return typed();
}

QString RedirectFields::kind() const {
  return tr("Redirect");
}

FieldWords RedirectFields::words() const {
  const std::string to = typed().to;
  if (to.empty()) return {style::Tone::Warning, tr("Where to? Give the whole address, or a path of this server.")};
  if (!config::redirectParts(to))
    return {style::Tone::Bad, tr("That leads nowhere. Examples: https://example.test{uri}, /new{uri}")};
  const int status = typed().status;
  if (status == 301 || status == 308)
    return {style::Tone::Quiet, tr("Browsers remember it and no longer ask this server.")};
  return {style::Tone::Quiet, tr("Browsers ask this server each time.")};
}

void RedirectFields::retranslate() {
  m_label->setText(tr("To"));
  m_target->setAccessibleName(tr("Address to redirect to"));
  m_target->setPlaceholderText(QStringLiteral("https://example.test{uri}"));
  m_status->setAccessibleName(tr("Kind of redirect"));
  for (int index = 0; index < m_status->count(); ++index) {
    const int status = m_status->itemData(index).toInt();
    const bool permanent = status == 301 || status == 308;
    m_status->setItemText(index, (permanent ? tr("%1 for good") : tr("%1 for now")).arg(status));
  }
}
