// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The form's widgets and how they read and write a Config.

#include "gui/profiles/server_setup.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <utility>

#include "gui/certificates/certificate_picker.h"
#include "gui/profiles/more_options.h"
#include "gui/profiles/reach_row.h"
#include "gui/profiles/setup_summary.h"
#include "gui/routes/handler_editor.h"
#include "gui/routes/http_redirect.h"
#include "gui/routes/serve_row.h"
#include "gui/style/elided_label.h"
#include "gui/style/form_scroll.h"
#include "gui/style/icon.h"
#include "gui/style/segmented_control.h"

namespace {

constexpr int workersSettleMs = 1000;
constexpr int networkGap = 24;
constexpr int automatic = 0;  // the workers box below 1

int processors() {
  return config::workerCount(config::Cluster{});
}

QLabel* mutedLabel(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

}  // namespace

ServerSetup::ServerSetup(CertificateList& certificates, QWidget* parent)
    : Card(parent),
      m_scroll(new FormScroll(this)),
      m_form(new QWidget),
      m_grid(new QGridLayout(m_form)),
      m_heading(new QLabel(this)),
      m_summary(new ElidedLabel(this)),
      m_fold(new QPushButton(this)),
      m_certificateLabel(mutedLabel(m_form)),
      m_certificate(new CertificatePicker(certificates, m_form)),
      m_protocolLabel(mutedLabel(m_form)),
      m_protocol(new SegmentedControl(m_form)),
      m_portLabel(mutedLabel(m_form)),
      m_port(new QSpinBox(m_form)),
      m_workersGroup(new QWidget(m_form)),
      m_workersLabel(mutedLabel(m_workersGroup)),
      m_workers(new QSpinBox(m_workersGroup)),
      m_processors(mutedLabel(m_workersGroup)),
      m_reachLabel(mutedLabel(m_form)),
      m_reach(new ReachRow(m_form)),
      m_serveLabel(mutedLabel(m_form)),
      m_serve(new ServeRow(m_form)) {
  build();
  connectFields();
  retranslate();
}

void ServerSetup::build() {
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setHorizontalSpacing(16);
  m_grid->setVerticalSpacing(10);
  m_grid->setColumnStretch(1, 1);
  m_grid->addWidget(m_certificateLabel, 0, 0);
  m_grid->addWidget(m_certificate, 0, 1);
  m_grid->addWidget(m_protocolLabel, 1, 0);
  m_grid->addLayout(buildNetworkRow(), 1, 1);
  m_grid->addWidget(m_reachLabel, 2, 0);
  m_grid->addWidget(m_reach, 2, 1);
  // Beside the first of the two lines.
  m_serveLabel->setMinimumHeight(m_serve->editor()->kinds()->sizeHint().height());
  m_grid->addWidget(m_serveLabel, 3, 0, Qt::AlignTop);
  m_grid->addWidget(m_serve, 3, 1);
  m_more = new MoreOptions(*m_grid, m_form, this);

  buildHeader();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 6, 12, 10);
  layout->setSpacing(8);
  layout->addLayout(m_header);
  m_scroll->setForm(m_form);
  layout->addWidget(m_scroll);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void ServerSetup::buildHeader() {
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  m_heading->setFont(bold);
  m_summary->setForegroundRole(QPalette::PlaceholderText);
  m_fold->setFlat(true);
  m_header = new QHBoxLayout;
  m_header->setSpacing(12);
  m_header->addWidget(m_heading);
  m_header->addWidget(m_summary, 1);
  m_header->addWidget(m_more->button());
  m_header->addWidget(m_fold);
}

QHBoxLayout* ServerSetup::buildNetworkRow() {
  m_protocol->addSegment(int(config::Protocol::Http2), QString(), QString());
  m_protocol->addSegment(int(config::Protocol::Https), QString(), QString());
  m_protocol->addSegment(int(config::Protocol::Http), QString(), QString());
  m_port->setObjectName(QStringLiteral("port"));
  m_workers->setObjectName(QStringLiteral("workers"));
  m_port->setRange(0, 65535);
  m_port->setGroupSeparatorShown(false);
  m_port->setAccelerated(true);
  m_workers->setRange(automatic, config::maximumWorkers);
  m_portLabel->setBuddy(m_port);
  m_workersLabel->setBuddy(m_workers);

  auto* workers = new QHBoxLayout(m_workersGroup);
  workers->setContentsMargins(0, 0, 0, 0);
  workers->setSpacing(8);
  workers->addWidget(m_workersLabel);
  workers->addWidget(m_workers);
  workers->addWidget(m_processors);

  m_network = new QHBoxLayout;
  m_network->setSpacing(8);
  m_network->addWidget(m_protocol);
  // With large letters the gaps give way first.
  m_network->addItem(new QSpacerItem(networkGap, 0, QSizePolicy::Maximum, QSizePolicy::Minimum));
  m_network->addWidget(m_portLabel);
  m_network->addWidget(m_port);
  m_network->addItem(new QSpacerItem(networkGap, 0, QSizePolicy::Maximum, QSizePolicy::Minimum));
  m_network->addWidget(m_workersGroup);
  m_network->addStretch(1);
  return m_network;
}

void ServerSetup::connectFields() {
  m_workersSettle.setSingleShot(true);
  m_workersSettle.setInterval(workersSettleMs);
  connect(&m_workersSettle, &QTimer::timeout, this, &ServerSetup::commitWorkers);
  connect(m_fold, &QPushButton::clicked, this, [this] { setFolded(!m_folded); });

  connect(m_certificate, &CertificatePicker::chosen, this, [this](const config::CertificateReference& reference) {
    update([&](config::Config& config) { config.listeners.front().certificates = {reference}; });
  });
  connect(m_certificate, &CertificatePicker::manageAsked, this, &ServerSetup::manageCertificatesAsked);
  connect(m_protocol, &SegmentedControl::chosen, this,
          [this](int id) { handleProtocol(static_cast<config::Protocol>(id)); });
  connect(m_port, &QSpinBox::valueChanged, this,
          [this](int port) { update([&](config::Config& config) { config.listeners.front().port = port; }); });
  connect(m_reach, &ReachRow::chosen, this, [this](const QString& address) {
    update([&](config::Config& config) { config.listeners.front().address = address.toStdString(); });
  });
  connect(m_workers, &QSpinBox::valueChanged, this, &ServerSetup::handleWorkersEdited);
  connect(m_workers, &QSpinBox::editingFinished, this, [this] {
    if (m_workersSettle.isActive()) commitWorkers();
  });
  connect(m_serve, &ServeRow::openFileAsked, this, &ServerSetup::openFileAsked);
  connect(m_serve, &ServeRow::edited, this, [this](const std::vector<config::Route>& routes) {
    update([&](config::Config& config) { config.routes = routes; });
  });
  connect(m_more, &MoreOptions::edited, this,
          [this](const config::Config& wanted) { update([&](config::Config& config) { config = wanted; }); });
}

void ServerSetup::update(const std::function<void(config::Config&)>& change) {
  if (m_config.listeners.empty() || m_config.routes.empty()) return;
  const config::Config before = m_config;
  change(m_config);
  show();
  if (m_config != before) emit edited(m_config);
}

// A redirect to https goes with https, and comes back with it.
void ServerSetup::handleProtocol(config::Protocol protocol) {
  update([&](config::Config& config) {
    const auto redirect = httpRedirect::find(config);
    if (protocol == config::Protocol::Http && redirect) {
      m_redirectPort = config.listeners[*redirect].port;
      httpRedirect::remove(config);
    }
    config.listeners.front().protocol = protocol;
    if (protocol == config::Protocol::Http || !m_redirectPort) return;
    httpRedirect::set(config, *std::exchange(m_redirectPort, std::nullopt));
  });
}

void ServerSetup::handleWorkersEdited() {
  if (m_running) return m_workersSettle.start();
  commitWorkers();
}

void ServerSetup::commitWorkers() {
  m_workersSettle.stop();
  std::optional<int> workers;
  if (m_workers->value() != automatic) workers = m_workers->value();
  if (workers == m_config.cluster.workers) return;
  if (m_running) {
    m_config.cluster.workers = workers;
    show();
    return emit workersChosen(workers);
  }
  update([&](config::Config& config) { config.cluster.workers = workers; });
}

void ServerSetup::setConfig(const config::Config& config) {
  if (m_workersSettle.isActive()) return;  // the person is still clicking: their number is newer
  if (config.file != m_config.file) m_redirectPort.reset();
  m_config = config;
  show();
}

void ServerSetup::show() {
  const bool usable = !m_config.listeners.empty() && !m_config.routes.empty();
  setEnabled(usable);
  if (!usable) return;
  const config::Listener& listener = m_config.listeners.front();
  const QSignalBlocker portBlocker(m_port);
  const QSignalBlocker workersBlocker(m_workers);

  const bool encrypted = listener.protocol != config::Protocol::Http;
  m_certificate->setReference(listener.certificates.empty() ? std::nullopt
                                                            : std::optional(listener.certificates.front()));
  m_certificate->setEnabled(encrypted);
  m_certificateLabel->setEnabled(encrypted);
  m_protocol->setChoice(int(listener.protocol));
  m_reach->setListener(listener);
  // Only what differs: setting a box rewrites what is being typed into it.
  if (m_port->value() != listener.port) m_port->setValue(listener.port);
  const int workers = m_config.cluster.workers.value_or(automatic);
  if (m_workers->value() != workers) m_workers->setValue(workers);
  m_serve->setConfig(m_config);
  m_more->setConfig(m_config);
  m_summary->setFullText(m_folded ? setupSummary::line(m_config) : QString());
}

void ServerSetup::setRunning(const control::Status* status) {
  m_running = status != nullptr;
  m_more->setListening(status ? status->listeners : std::vector<control::ListenerStatus>());
}

void ServerSetup::setFolded(bool folded) {
  m_folded = folded;
  m_scroll->setVisible(!folded);
  m_more->setFolded(folded);
  // The number of workers stays at hand when all else is folded away.
  m_header->removeWidget(m_workersGroup);
  m_network->removeWidget(m_workersGroup);
  if (folded) {
    m_workersGroup->setParent(this);
    m_header->insertWidget(2, m_workersGroup);
  } else {
    m_workersGroup->setParent(m_form);
    m_network->insertWidget(m_network->count() - 1, m_workersGroup);
  }
  m_workersGroup->show();
  retranslate();
  emit foldChanged();
}

void ServerSetup::pickFiles() {
  setFolded(false);
  m_certificate->pickFiles();
}

void ServerSetup::retranslate() {
  m_heading->setText(tr("Setup"));
  m_fold->setText(m_folded ? tr("Change") : tr("Fold"));
  m_fold->setIcon(style::icon(m_folded ? QStringLiteral("edit") : QStringLiteral("chevron-up"), style::Ink::Muted));
  m_fold->setAccessibleName(m_folded ? tr("Change the setup") : tr("Fold the setup"));
  m_certificateLabel->setText(tr("Certificate"));
  m_protocolLabel->setText(tr("Protocol"));
  m_protocol->setSegmentText(int(config::Protocol::Http2), QStringLiteral("HTTP/2"),
                             tr("HTTP/2 with encryption; browsers that cannot speak it get HTTPS"));
  m_protocol->setSegmentText(int(config::Protocol::Https), QStringLiteral("HTTPS"), tr("HTTP/1.1 with encryption"));
  m_protocol->setSegmentText(int(config::Protocol::Http), QStringLiteral("HTTP"), tr("HTTP/1.1 without encryption"));
  m_portLabel->setText(tr("Port"));
  m_port->setAccessibleName(m_portLabel->text());
  m_port->setSpecialValueText(tr("Any free"));
  m_workersLabel->setText(tr("Workers"));
  m_workers->setAccessibleName(m_workersLabel->text());
  m_workers->setSpecialValueText(tr("Auto (%1)").arg(processors()));
  // Of their own accord they do not tell the layout that their widest text is another.
  m_port->updateGeometry();
  m_workers->updateGeometry();
  m_processors->setText(tr("on %n CPU(s)", nullptr, processors()));
  m_reachLabel->setText(tr("Reached by"));
  m_serveLabel->setText(tr("Serve"));
  m_more->retranslate();
  show();
}

void ServerSetup::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  Card::changeEvent(event);
}
