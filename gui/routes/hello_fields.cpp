// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Line edit, box and seconds.

#include "gui/routes/hello_fields.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <cmath>

#include "gui/base/text.h"

HelloFields::HelloFields(QWidget* parent)
    : HandlerFields(parent),
      m_label(new QLabel(this)),
      m_greeting(new QLineEdit(this)),
      m_crash(new QCheckBox(this)),
      m_crashAfter(new QDoubleSpinBox(this)) {
  m_crashAfter->setRange(0.1, 3600);
  m_crashAfter->setDecimals(1);
  m_crashAfter->setValue(1);
  m_crashAfter->setEnabled(false);
  m_greeting->setMaxLength(200);
  m_greeting->setMinimumWidth(140);
  m_label->setBuddy(m_greeting);
  setFocusProxy(m_greeting);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  row->addWidget(m_label);
  row->addWidget(m_greeting, 1);
  row->addSpacing(8);
  row->addWidget(m_crash);
  row->addWidget(m_crashAfter);
  connect(m_greeting, &QLineEdit::textChanged, this, &HelloFields::edited);
  connect(m_crashAfter, &QDoubleSpinBox::valueChanged, this, &HelloFields::edited);
  connect(m_crash, &QCheckBox::toggled, this, [this](bool on) {
    m_crashAfter->setEnabled(on);
    emit edited();
    emit wordsChanged();
  });
}

bool HelloFields::shows(const config::RouteHandler& handler) const {
  return std::holds_alternative<config::HelloRoute>(handler);
}

void HelloFields::setHandler(const config::RouteHandler& handler) {
  const auto& hello = std::get<config::HelloRoute>(handler);
  const QSignalBlocker greetingBlocker(m_greeting);
  const QSignalBlocker crashBlocker(m_crash);
  const QSignalBlocker crashAfterBlocker(m_crashAfter);
  // Only what differs: setting a box rewrites what is being typed into it.
  if (m_greeting->text().toStdString() != hello.text) m_greeting->setText(toQt(hello.text));
  m_crash->setChecked(hello.crashAfter.has_value());
  m_crashAfter->setEnabled(m_crash->isChecked());
  const double seconds = hello.crashAfter ? double(hello.crashAfter->count()) / 1000 : m_crashAfter->value();
  if (m_crashAfter->value() != seconds) m_crashAfter->setValue(seconds);
}

config::RouteHandler HelloFields::handler() const {
  config::HelloRoute hello;
  hello.text = m_greeting->text().toStdString();
  if (m_crash->isChecked()) hello.crashAfter = config::milliseconds(std::lround(m_crashAfter->value() * 1000));
  return hello;
}

void HelloFields::setSurroundings(const config::Config& config) {
  m_greeting->setPlaceholderText(config::workerCount(config.cluster) == 1 ? QStringLiteral("Hello Server!")
                                                                          : QStringLiteral("Hello Cluster!"));
}

QString HelloFields::kind() const {
  return tr("Hello page");
}

FieldWords HelloFields::words() const {
  if (m_crash->isChecked())
    return {style::Tone::Warning, tr("Workers exit with code 1 after their first answer, to watch restarts.")};
  return {style::Tone::Quiet, tr("Each answer names the worker that gave it.")};
}

void HelloFields::retranslate() {
  m_label->setText(tr("Greeting"));
  m_greeting->setAccessibleName(m_label->text());
  m_crash->setText(tr("Crash after"));
  m_crash->setToolTip(tr("The worker exits with code 1 this long after its first answer, to watch restarts."));
  m_crash->setAccessibleDescription(m_crash->toolTip());
  m_crashAfter->setSuffix(tr(" s", "seconds, after a number"));
  m_crashAfter->setAccessibleName(tr("Seconds from the first answer to the crash"));
}
