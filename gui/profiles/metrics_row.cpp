// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Port and address in use are found by the server, as of its other listeners; here is told what is seen without it.

#include "gui/profiles/metrics_row.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHostAddress>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/profiles/reach_row.h"
#include "gui/routes/free_port.h"
#include "gui/routes/words_line.h"
#include "gui/style/icon.h"
#include "gui/style/segmented_control.h"

namespace {

enum Switch { Off, On };

constexpr int firstPort = 9100;
constexpr int leastCharacters = 11;  // of the address, where there is no room for more

bool isEveryInterface(const std::string& address) {
  return address == "0.0.0.0" || address == "::";
}

bool isOfThisComputer(const std::string& address) {
  return address == "localhost" || QHostAddress(toQt(address)).isLoopback();
}

/// Whether one listener would be in the other's way. A name may stand for any address.
bool meet(const config::Listener& listener, const config::Metrics& metrics) {
  return metrics.port != 0 && metrics.port == listener.port &&
         (listener.address == metrics.address || isEveryInterface(listener.address) ||
          isEveryInterface(metrics.address));
}

QString hostFor(const std::string& address) {
  if (!isEveryInterface(address)) return toQt(address);
  const QStringList others = ReachRow::addresses();
  return others.isEmpty() ? QStringLiteral("127.0.0.1") : others.first();
}

}  // namespace

MetricsRow::MetricsRow(QWidget* parent)
    : QWidget(parent),
      m_switch(new SegmentedControl(this)),
      m_address(new QLineEdit(this)),
      m_port(new QSpinBox(this)),
      m_words(new WordsLine(this)),
      m_open(new QPushButton(this)),
      m_copy(new QPushButton(this)) {
  build();
  connect(m_switch, &SegmentedControl::chosen, this, [this](int id) { handleSwitched(id == On); });
  connect(m_address, &QLineEdit::textEdited, this, &MetricsRow::handleTyped);
  // An empty one was not taken, and what is in force comes back.
  connect(m_address, &QLineEdit::editingFinished, this, [this] { setConfig(m_config); });
  connect(m_port, &QSpinBox::valueChanged, this, &MetricsRow::handleTyped);
  connect(m_open, &QPushButton::clicked, this, &MetricsRow::open);
  connect(m_copy, &QPushButton::clicked, this, &MetricsRow::copy);
  retranslate();
}

void MetricsRow::build() {
  m_switch->setObjectName(QStringLiteral("metrics"));
  m_switch->addSegment(Off, QString(), QString());
  m_switch->addSegment(On, QString(), QString());
  m_address->setObjectName(QStringLiteral("metricsAddress"));
  m_address->setMaxLength(250);
  m_address->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  m_address->setMinimumWidth(m_address->fontMetrics().averageCharWidth() * leastCharacters);
  m_address->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[A-Za-z0-9.:%_-]*")), m_address));
  m_port->setObjectName(QStringLiteral("metricsPort"));
  m_port->setRange(0, 65535);
  m_port->setGroupSeparatorShown(false);
  m_port->setAccelerated(true);
  m_open->setFlat(true);
  m_copy->setFlat(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(8);
  row->addWidget(m_switch);
  row->addWidget(m_address);
  row->addWidget(m_port);
  row->addWidget(m_words, 1);
  row->addWidget(m_open);
  row->addWidget(m_copy);
}

void MetricsRow::setConfig(const config::Config& config) {
  const QSignalBlocker portBlocker(m_port);
  if (config.file != m_config.file) m_last = {};
  m_config = config;
  if (config.metrics.isOn()) m_last = config.metrics;
  // Only what differs, and not below the keyboard while it is empty.
  const QString address = toQt(config.metrics.address);
  const bool emptied = m_address->hasFocus() && m_address->text().isEmpty();
  if (m_address->text() != address && !emptied) m_address->setText(address);
  if (m_port->value() != config.metrics.port) m_port->setValue(config.metrics.port);
  tell();
}

void MetricsRow::setListening(const std::vector<control::ListenerStatus>& listeners) {
  const auto found = std::ranges::find(listeners, "metrics", &control::ListenerStatus::protocol);
  const auto now = found == listeners.end() ? std::nullopt : std::optional(*found);
  if (now == m_listening) return;
  m_listening = now;
  tell();
}

const control::ListenerStatus* MetricsRow::served() const {
  const config::Metrics& wanted = m_config.metrics;
  const bool same = m_listening && wanted.isOn() && (wanted.port == 0 || wanted.port == m_listening->port);
  return same ? &*m_listening : nullptr;
}

QUrl MetricsRow::url() const {
  const control::ListenerStatus* running = served();
  const int port = running ? running->port : m_config.metrics.port;
  if (!m_config.metrics.isOn() || port == 0) return {};
  QUrl url;
  url.setScheme(QStringLiteral("http"));
  url.setHost(hostFor(m_config.metrics.address));
  url.setPort(port);
  url.setPath(QStringLiteral("/metrics"));
  return url;
}

void MetricsRow::handleSwitched(bool on) {
  if (!on) return emit chosen({});
  emit chosen(m_last.isOn() ? m_last : config::Metrics{"127.0.0.1", freePort::from(firstPort, m_config)});
}

void MetricsRow::handleTyped() {
  tell();
  if (!m_address->text().isEmpty()) emit chosen({m_address->text().toStdString(), m_port->value()});
}

void MetricsRow::open() {
  if (QDesktopServices::openUrl(url())) return;
  copy();
  m_words->setWords({style::Tone::Warning, tr("No web browser could be started. The address was copied instead.")});
}

void MetricsRow::copy() const {
  QGuiApplication::clipboard()->setText(url().toString());
}

FieldWords MetricsRow::words() const {
  const config::Metrics& metrics = m_config.metrics;
  if (!metrics.isOn()) return {style::Tone::Quiet, tr("The figures are seen in this window only.")};
  if (m_address->text().isEmpty()) return {style::Tone::Bad, tr("Type an address, such as 127.0.0.1.")};
  const bool hasColon = metrics.address.find(':') != std::string::npos;
  if (hasColon && QHostAddress(toQt(metrics.address)).isNull())
    return {style::Tone::Bad, tr("This is no address. The port has a field of its own.")};
  if (std::ranges::any_of(m_config.listeners, [&](const config::Listener& each) { return meet(each, metrics); }))
    return {style::Tone::Bad, tr("Port %1 is one that this server serves on.").arg(metrics.port)};
  if (!url().isValid()) return {style::Tone::Quiet, tr("The port is told here once it runs.")};
  if (isOfThisComputer(metrics.address)) return {style::Tone::Quiet, url().toString()};
  return {style::Tone::Warning, tr("%1 is open to whoever reaches it.").arg(url().toString())};
}

void MetricsRow::tell() {
  const bool on = m_config.metrics.isOn();
  m_switch->setChoice(on ? On : Off);
  m_address->setVisible(on);
  m_port->setVisible(on);
  m_open->setVisible(served());
  m_copy->setVisible(served());
  m_words->setWords(words());
}

void MetricsRow::retranslate() {
  m_switch->setSegmentText(Off, tr("Off"), tr("No other program reads the figures"));
  m_switch->setSegmentText(On, tr("For Prometheus"), tr("Prometheus reads the figures of all workers from one page"));
  m_address->setAccessibleName(tr("Address for the metrics"));
  m_port->setAccessibleName(tr("Port for the metrics"));
  m_port->setSpecialValueText(tr("Any free"));
  m_port->updateGeometry();
  m_open->setText(tr("Open"));
  m_open->setAccessibleName(tr("Open the metrics in a browser"));
  m_copy->setText(tr("Copy"));
  m_copy->setAccessibleName(tr("Copy the address of the metrics"));
  m_open->setIcon(style::icon(QStringLiteral("open"), style::Ink::Muted));
  m_copy->setIcon(style::icon(QStringLiteral("copy"), style::Ink::Muted));
  tell();
}

void MetricsRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
