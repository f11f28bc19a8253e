// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two rows of labels and buttons over a Cluster.

#include "gui/shell/server_header.h"
#include "gui/base/text.h"
#include "gui/certificates/certificate_list.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <algorithm>

#include "gui/shell/server_address.h"
#include "gui/shell/sessions_line.h"
#include "gui/shell/state_chip.h"
#include "gui/shell/trust_line.h"
#include "gui/style/elided_label.h"
#include "gui/style/forkyard_style.h"
#include "gui/style/icon.h"

namespace {

// 00:12:31, and "2 d 03:04:05" past a day.
QString uptimeText(std::int64_t milliseconds) {
  const std::int64_t seconds = milliseconds / 1000;
  const QString clock = QStringLiteral("%1:%2:%3")
                            .arg(seconds / 3600 % 24, 2, 10, QLatin1Char('0'))
                            .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
                            .arg(seconds % 60, 2, 10, QLatin1Char('0'));
  const std::int64_t days = seconds / 86400;
  return days == 0 ? clock : ServerHeader::tr("%1 d %2", "days, then hours:minutes:seconds").arg(days).arg(clock);
}

QLabel* mutedLabel(QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

/// What `forkyard cert check` takes for a certificate that no file names yet, or no longer.
QStringList checkArguments(const config::Listener& listener) {
  if (listener.certificates.empty()) return {toQt(std::string(certificates::localhostEntry))};
  const config::CertificateReference& reference = listener.certificates.front();
  if (const auto* stored = std::get_if<config::StoredCertificate>(&reference)) return {toQt(stored->name)};
  const auto& files = std::get<config::CertificateFiles>(reference);
  QStringList arguments{toQt(files.certificate), QStringLiteral("--key"), toQt(files.key)};
  for (const std::filesystem::path& file : files.ca) arguments += {QStringLiteral("--ca"), toQt(file)};
  return arguments;
}

}  // namespace

ServerHeader::ServerHeader(CertificateList& certificates, QWidget* parent)
    : Card(parent),
      m_title(new ElidedLabel(this)),
      m_state(new StateChip(this)),
      m_ready(new QLabel(this)),
      m_uptime(mutedLabel(this)),
      m_sessions(new SessionsLine(this)),
      m_reload(new QPushButton(this)),
      m_more(new QToolButton(this)),
      m_startStop(new QPushButton(this)),
      m_link(new QLabel(this)),
      m_open(new QPushButton(this)),
      m_copy(new QPushButton(this)),
      m_trust(new TrustLine(certificates, this)) {
  build();
  connect(m_reload, &QPushButton::clicked, this, &ServerHeader::reloadAsked);
  connect(m_open, &QPushButton::clicked, this, &ServerHeader::openAsked);
  connect(m_copy, &QPushButton::clicked, this, &ServerHeader::copyAsked);
  connect(m_link, &QLabel::linkActivated, this, &ServerHeader::openAsked);
  connect(m_trust, &TrustLine::certificateMade, this, &ServerHeader::certificateMade);
  connect(m_trust, &TrustLine::startAsked, this, &ServerHeader::startAsked);
  connect(m_trust, &TrustLine::reloadAsked, this, &ServerHeader::reloadAsked);
  connect(m_trust, &TrustLine::pickAsked, this, &ServerHeader::pickAsked);
  connect(m_startStop, &QPushButton::clicked, this, [this] {
    if (m_cluster && !m_cluster->isStopped())
      emit stopAsked();
    else
      emit startAsked();
  });
  retranslate();
}

void ServerHeader::build() {
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.6);
  large.setWeight(QFont::DemiBold);
  m_title->setFont(large);
  m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
  m_reload->setIcon(style::icon(QStringLiteral("reload")));
  m_more->setIcon(style::icon(QStringLiteral("more")));
  m_more->setPopupMode(QToolButton::InstantPopup);
  m_more->setAutoRaise(true);
  m_open->setIcon(style::icon(QStringLiteral("open"), style::Ink::Muted));
  m_open->setFlat(true);
  m_copy->setIcon(style::icon(QStringLiteral("copy"), style::Ink::Muted));
  m_copy->setFlat(true);
  ForkyardStyle::makePrimary(m_startStop);
  m_startStop->setMinimumWidth(104);

  auto* first = new QHBoxLayout;
  first->setSpacing(8);
  first->addWidget(m_title);
  first->addSpacing(4);
  first->addWidget(m_state);
  first->addSpacing(4);
  first->addWidget(m_ready);
  first->addSpacing(8);
  first->addWidget(m_uptime);
  first->addSpacing(8);
  first->addWidget(m_sessions);
  first->addStretch(1);
  first->addWidget(m_reload);
  first->addWidget(m_more);
  first->addWidget(m_startStop);

  m_second = new QHBoxLayout;
  m_second->setSpacing(4);
  m_second->addWidget(m_link);
  m_second->addSpacing(4);
  m_second->addWidget(m_open);
  m_second->addWidget(m_copy);
  m_second->addStretch(1);
  m_second->addWidget(m_trust);
  m_trust->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 8, 12, 6);
  layout->setSpacing(4);
  layout->addLayout(first);
  layout->addLayout(m_second);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void ServerHeader::setProfile(const Profile& profile) {
  m_profile = profile;
  show();
}

void ServerHeader::setServed(const config::Config& config) {
  m_served = config;
  show();
}

bool ServerHeader::checkTrust() {
  if (!m_trust->isVisible() || !m_trust->isEncrypted()) return false;
  m_trust->checkTrust();
  return true;
}

void ServerHeader::setCluster(Cluster* cluster) {
  if (m_cluster) m_cluster->disconnect(this);
  m_cluster = cluster;
  if (m_cluster) {
    connect(m_cluster, &Cluster::stateChanged, this, &ServerHeader::show);
    connect(m_cluster, &Cluster::statusChanged, this, &ServerHeader::show);
    connect(m_cluster, &QObject::destroyed, this, [this] { m_cluster = nullptr; });
  }
  show();
}

void ServerHeader::setMenu(QMenu* menu) {
  m_more->setMenu(menu);
}

void ServerHeader::show() {
  const Cluster::State state = m_cluster ? m_cluster->state() : Cluster::State::Stopped;
  const bool stopped = !m_cluster || m_cluster->isStopped();
  m_title->setFullText(m_profile.title());
  m_state->setState(state);

  m_ready->setVisible(!stopped);
  m_uptime->setVisible(!stopped);
  if (!stopped) {
    const control::Status& status = m_cluster->status();
    const auto ready = std::ranges::count(status.workers, control::WorkerState::Ready, &control::WorkerStatus::state);
    m_ready->setText(tr("%1 of %n ready", nullptr, status.workersWanted).arg(ready));
    m_uptime->setText(uptimeText(status.uptimeMs));
    m_sessions->setStatus(status.sessions);
  }
  m_sessions->setVisible(!stopped && m_sessions->isTelling());

  const config::Config config = m_profile.config.value_or(config::Config());
  m_address = serverAddress::of(config, stopped || !m_cluster ? nullptr : &m_cluster->status());
  const QString address = serverAddress::text(m_address);
  m_link->setText(stopped ? address.toHtmlEscaped()
                          : QStringLiteral("<a href=\"open\">%1</a>").arg(address.toHtmlEscaped()));
  m_open->setEnabled(!stopped && m_address.isValid());
  m_copy->setEnabled(m_address.isValid());
  // Of a server of elsewhere the certificate is not known here.
  m_trust->setVisible(!m_served.listeners.empty() && !m_profile.elsewhere);
  if (!m_served.listeners.empty()) {
    const config::Listener& served = m_served.listeners.front();
    const bool isSaved = !config.listeners.empty() && config.listeners.front() == served;
    m_trust->setListener(served, isSaved ? QStringList{toQt(m_profile.file)} : checkArguments(served));
  }

  m_reload->setEnabled(!stopped && state != Cluster::State::Stopping);
  m_startStop->setText(stopped ? tr("Start") : tr("Stop"));
  m_startStop->setIcon(style::icon(stopped ? QStringLiteral("start") : QStringLiteral("stop"), style::Ink::OnAccent));
  m_startStop->setEnabled(m_cluster && (stopped ? m_profile.config.has_value() && !m_profile.elsewhere
                                                : state != Cluster::State::Stopping));
}

void ServerHeader::retranslate() {
  m_reload->setText(tr("Reload"));
  m_reload->setToolTip(tr("Read the file again and replace the workers one by one, without dropping a request"));
  m_more->setAccessibleName(tr("More actions"));
  m_more->setToolTip(m_more->accessibleName());
  m_open->setAccessibleName(tr("Open the address in a browser"));
  m_open->setToolTip(m_open->accessibleName());
  m_copy->setAccessibleName(tr("Copy the address"));
  m_copy->setToolTip(m_copy->accessibleName());
  nameButtons(true);
  m_link->setAccessibleName(tr("Address"));
  show();
}

void ServerHeader::nameButtons(bool withWords) {
  m_open->setText(tr("Open"));
  m_copy->setText(tr("Copy"));
  const int words = m_open->sizeHint().width() + m_copy->sizeHint().width();
  m_hasWords = withWords;
  m_wordsWidth = 0;
  if (withWords) return;
  for (QPushButton* button : {m_open, m_copy}) button->setText({});
  m_wordsWidth = words - m_open->sizeHint().width() - m_copy->sizeHint().width();
}

void ServerHeader::fit() {
  const QMargins margins = layout()->contentsMargins();
  const int room = width() - margins.left() - margins.right();
  const bool fits = m_second->sizeHint().width() + m_wordsWidth <= room;
  if (fits != m_hasWords) nameButtons(fits);
}

bool ServerHeader::event(QEvent* event) {
  const bool done = Card::event(event);
  if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize) fit();
  return done;
}

void ServerHeader::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  // Rich text keeps the colour of its links until it is set anew.
  if (event->type() == QEvent::PaletteChange) {
    m_link->clear();
    show();
  }
  Card::changeEvent(event);
}
