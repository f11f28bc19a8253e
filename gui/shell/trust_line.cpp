// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Asks for the verdict off the panel's thread, says the sentence, opens the ladder and the explanation.

#include "gui/shell/trust_line.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/certificate_list.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/trust_ladder_dialog.h"
#include "gui/shell/browser_warning_dialog.h"
#include "gui/shell/server_address.h"
#include "gui/style/elided_label.h"
#include "gui/style/icon.h"

namespace {

struct Look {
  TrustVerdict verdict = TrustVerdict::AllWarn;
  bool selfSigned = true;
};

QString hostOf(const config::Listener& listener) {
  config::Config config;
  config.listeners = {listener};
  if (config.listeners.front().port == 0) config.listeners.front().port = 1;  // only the host is wanted
  return serverAddress::of(config, nullptr).host();
}

/// Before it is bound, "any free" port has no number.
QString addressOf(const config::Listener& listener) {
  if (listener.port == 0) return QStringLiteral("https://%1:…").arg(hostOf(listener));
  config::Config config;
  config.listeners = {listener};
  return serverAddress::text(serverAddress::of(config, nullptr));
}

}  // namespace

TrustLine::TrustLine(CertificateList& certificates, QWidget* parent)
    : QWidget(parent),
      m_certificates(certificates),
      m_icon(new QLabel(this)),
      m_text(new ElidedLabel(this)),
      m_explain(new QPushButton(this)),
      m_mend(new QPushButton(this)) {
  m_icon->setFixedSize(16, 16);
  m_explain->setFlat(true);
  m_explain->setIcon(style::icon(QStringLiteral("help"), style::Ink::Muted));
  m_mend->setFlat(true);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addWidget(m_icon);
  layout->addWidget(m_text, 1);
  layout->addWidget(m_explain);
  layout->addWidget(m_mend);
  connect(m_explain, &QPushButton::clicked, this, &TrustLine::explain);
  connect(m_mend, &QPushButton::clicked, this, &TrustLine::checkTrust);
  connect(&m_certificates, &CertificateList::modelReset, this, &TrustLine::look);
  connect(&m_certificates.authority(), &LocalAuthority::changed, this, &TrustLine::look);
  show();
}

void TrustLine::setListener(const config::Listener& listener, const QStringList& target) {
  m_target = target;
  if (listener == m_listener) return;
  m_listener = listener;
  look();
}

void TrustLine::look() {
  const int number = ++m_number;
  const auto files = m_certificates.filesOf(m_listener);
  if (!files) {
    m_verdict = TrustVerdict::AllWarn;
    m_selfSigned = true;
    return show();
  }
  inBackground(
      this,
      [files = *files, host = hostOf(m_listener).toStdString()] {
        const auto read = certificates::readCertificates(files.certificate);
        const bool selfSigned = read && !read->empty() && certificates::factsOf(read->front().get()).selfSigned;
        return Look{trustVerdict(files, host), selfSigned};
      },
      [this, number](const Look& look) {
        if (number != m_number) return;
        m_verdict = look.verdict;
        m_selfSigned = look.selfSigned;
        show();
      });
}

void TrustLine::show() {
  const style::Colors& c = style::colorsOf(palette());
  const bool encrypted = m_listener.protocol != config::Protocol::Http;
  const bool accepted = m_verdict == TrustVerdict::Accepted;
  QString icon = QStringLiteral("lock");
  QColor colour = c.good;
  if (!encrypted) {
    icon = QStringLiteral("lock-open");
    colour = c.mutedText;
    m_text->setFullText(tr("Not encrypted"));
  } else if (accepted) {
    m_text->setFullText(tr("Encrypted and trusted"));
  } else if (!m_verdict || m_verdict == TrustVerdict::CannotTell) {
    colour = c.mutedText;
    m_text->setFullText(m_verdict ? tr("Encrypted; whether your browser will warn cannot be told") : tr("Encrypted"));
  } else {
    icon = QStringLiteral("warning");
    colour = c.warning;
    m_text->setFullText(m_verdict == TrustVerdict::SomeWarn ? tr("Encrypted, but some of your browsers will warn")
                                                            : tr("Encrypted, but your browser will warn"));
  }
  m_icon->setPixmap(style::tintedPixmap(icon, 16, devicePixelRatioF(), colour));
  m_explain->setText(tr("What to click"));
  m_explain->setVisible(encrypted && m_selfSigned && m_verdict == TrustVerdict::AllWarn);
  m_mend->setText(accepted ? tr("Details…") : m_selfSigned ? tr("Make it trusted…") : tr("Mend…"));
  m_mend->setVisible(encrypted && m_verdict.has_value());
}

void TrustLine::checkTrust() {
  auto* dialog = new TrustLadderDialog(m_certificates.authority(), m_target, hostOf(m_listener), window());
  connect(dialog, &TrustLadderDialog::certificateMade, this, &TrustLine::certificateMade);
  connect(dialog, &TrustLadderDialog::startAsked, this, &TrustLine::startAsked);
  connect(dialog, &TrustLadderDialog::reloadAsked, this, &TrustLine::reloadAsked);
  connect(dialog, &TrustLadderDialog::pickAsked, this, &TrustLine::pickAsked);
  connect(dialog, &TrustLadderDialog::mended, &m_certificates, &CertificateList::refresh);
  dialog->open();
}

void TrustLine::explain() {
  auto* dialog = new BrowserWarningDialog(hostOf(m_listener), addressOf(m_listener), window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void TrustLine::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) show();
  QWidget::changeEvent(event);
}
