// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Finds the certificate's facts, says the sentence, opens the explanation.

#include "gui/shell/trust_line.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/certificate_list.h"
#include "gui/shell/browser_warning_dialog.h"
#include "gui/style/elided_label.h"
#include "gui/style/icon.h"

TrustLine::TrustLine(CertificateList& certificates, QWidget* parent)
    : QWidget(parent),
      m_certificates(certificates),
      m_icon(new QLabel(this)),
      m_text(new ElidedLabel(this)),
      m_explain(new QPushButton(this)) {
  m_icon->setFixedSize(16, 16);
  m_explain->setFlat(true);
  m_explain->setIcon(style::icon(QStringLiteral("help"), style::Ink::Muted));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(6);
  layout->addWidget(m_icon);
  layout->addWidget(m_text, 1);
  layout->addWidget(m_explain);
  connect(m_explain, &QPushButton::clicked, this, &TrustLine::explain);
  connect(&m_certificates, &CertificateList::modelReset, this, &TrustLine::look);
  show();
}

void TrustLine::setListener(const config::Listener& listener) {
  if (listener == m_listener) return;
  m_listener = listener;
  look();
}

void TrustLine::look() {
  m_facts.reset();
  const bool chosen = !m_listener.certificates.empty();
  const auto* files = chosen ? std::get_if<config::CertificateFiles>(&m_listener.certificates.front()) : nullptr;
  if (files) {
    inBackground(
        this, [file = files->certificate] { return certificates::readCertificates(file); },
        [this, listener = m_listener](const auto& found) {
          if (!(listener == m_listener) || !found || found->empty()) return;
          m_facts = certificates::factsOf(found->front().get());
          show();
        });
  } else {
    const std::string name = chosen ? std::get<config::StoredCertificate>(m_listener.certificates.front()).name
                                    : std::string(certificates::localhostEntry);
    const certificates::StoreEntry* entry = m_certificates.find(name);
    if (entry && !CertificateList::isToBeMade(*entry)) m_facts = entry->facts;
  }
  show();
}

void TrustLine::show() {
  const style::Colors& c = style::colorsOf(palette());
  const bool encrypted = m_listener.protocol != config::Protocol::Http;
  const bool warns = encrypted && (!m_facts || m_facts->selfSigned);
  QString icon = QStringLiteral("lock");
  QColor colour = c.good;
  if (!encrypted) {
    icon = QStringLiteral("lock-open");
    colour = c.mutedText;
    m_text->setFullText(tr("Not encrypted"));
  } else if (warns) {
    icon = QStringLiteral("warning");
    colour = c.warning;
    m_text->setFullText(tr("Encrypted, but your browser will warn"));
  } else {
    m_text->setFullText(tr("Encrypted, vouched for by %1").arg(toQt(m_facts->issuer)));
  }
  m_icon->setPixmap(style::tintedPixmap(icon, 16, devicePixelRatioF(), colour));
  m_explain->setText(tr("What to click"));
  m_explain->setVisible(warns);
}

void TrustLine::explain() {
  auto* dialog = new BrowserWarningDialog(window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->open();
}

void TrustLine::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) show();
  QWidget::changeEvent(event);
}
