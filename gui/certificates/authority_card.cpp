// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Two lines of facts and the buttons.

#include "gui/certificates/authority_card.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/authority_dialog.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/local_authority.h"
#include "gui/certificates/phone_dialog.h"
#include "gui/certificates/trust_dialog.h"
#include "gui/certificates/trust_words.h"
#include "gui/problems/problem_sentences.h"
#include "gui/style/icon.h"
#include "server/base/time.h"
#include "server/certificates/export.h"

using certificates::TrustState;

AuthorityCard::AuthorityCard(LocalAuthority& authority, QWidget* parent)
    : Card(parent),
      m_authority(authority),
      m_shape(new QLabel(this)),
      m_title(new QLabel(this)),
      m_scope(new QLabel(this)),
      m_state(new QLabel(this)),
      m_create(new QPushButton(this)),
      m_trust(new QPushButton(this)),
      m_more(new QPushButton(this)),
      m_export(new QPushButton(this)),
      m_phone(new QPushButton(this)) {
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  m_title->setFont(bold);
  m_scope->setWordWrap(true);
  m_scope->setTextFormat(Qt::PlainText);
  m_scope->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_scope->setForegroundRole(QPalette::PlaceholderText);
  m_state->setWordWrap(true);
  m_export->setIcon(style::icon(QStringLiteral("export")));
  auto* state = new QHBoxLayout;
  state->setSpacing(6);
  state->addWidget(m_shape);
  state->addWidget(m_state, 1);
  auto* words = new QVBoxLayout;
  words->setSpacing(4);
  words->addWidget(m_title);
  words->addWidget(m_scope);
  words->addLayout(state);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(16, 12, 12, 12);
  layout->setSpacing(8);
  layout->addLayout(words, 1);
  for (QPushButton* button : {m_create, m_trust, m_more, m_export, m_phone}) layout->addWidget(button, 0, Qt::AlignTop);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);

  connect(m_create, &QPushButton::clicked, this, &AuthorityCard::create);
  connect(m_trust, &QPushButton::clicked, this, &AuthorityCard::trust);
  connect(m_more, &QPushButton::clicked, this, [this] {
    auto* dialog = new AuthorityDialog(m_authority, AuthorityDialog::Purpose::Reissue, window());
    dialog->open();
  });
  connect(m_export, &QPushButton::clicked, this, &AuthorityCard::exportPublic);
  connect(m_phone, &QPushButton::clicked, this, &AuthorityCard::giveToPhone);
  connect(&m_authority, &LocalAuthority::changed, this, &AuthorityCard::show);
  show();
}

void AuthorityCard::create() {
  auto* dialog = new AuthorityDialog(m_authority, AuthorityDialog::Purpose::Create, window());
  dialog->open();
}

void AuthorityCard::trust() {
  auto* dialog = new TrustDialog(m_authority, window());
  dialog->open();
}

void AuthorityCard::exportPublic() {
  auto* dialog = new QFileDialog(window(), tr("Export the authority's public certificate"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("PEM (*.pem)"), tr("DER, for phones (*.crt)")});
  dialog->selectFile(QStringLiteral("forkyard-authority.pem"));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    inBackground(
        this,
        [path = toPath(file), der = file.endsWith(QStringLiteral(".crt"))]() -> base::Result<void> {
          const auto form = der ? certificates::AuthorityForm::Der : certificates::AuthorityForm::Pem;
          const auto bytes = certificates::exportAuthority(LocalAuthority::files(), form);
          if (!bytes) return base::failure(bytes.error());
          // The file dialog has asked before it let a file be written over.
          return certificates::writeExport(path, certificates::Secret(*bytes), false, certificates::Overwrite::Yes);
        },
        [this](const base::Result<void>& written) {
          if (!written) m_state->setText(problemSentences::text(written.error()));
        });
  });
  dialog->open();
}

void AuthorityCard::giveToPhone() {
  const auto& facts = m_authority.facts();
  if (!facts) return;
  auto* dialog = new PhoneDialog(toQt(facts->certificate.fingerprint), window());
  dialog->open();
}

QString AuthorityCard::trustText() const {
  QStringList trusting;
  for (const auto& reading : m_authority.trust())
    if (reading.state == TrustState::Trusted) trusting += trustWords::store(reading.store);
  if (trusting.isEmpty()) return tr("Trusted by nobody yet: browsers warn of what it signed.");
  return tr("Trusted by: %1").arg(trusting.join(QStringLiteral("; ")));
}

void AuthorityCard::show() {
  const auto& facts = m_authority.facts();
  m_create->setText(tr("Make an authority…"));
  m_trust->setText(tr("Trust…"));
  m_more->setText(tr("More names…"));
  m_export->setText(tr("Export…"));
  m_phone->setText(tr("Give to a phone…"));
  m_export->setAccessibleName(tr("Export the authority's public certificate"));
  m_create->setVisible(!facts && m_authority.isRead() && !m_authority.problem());
  for (QPushButton* button : {m_trust, m_more, m_export, m_phone}) button->setVisible(facts.has_value());
  m_more->setEnabled(facts && facts->hasKey);
  m_shape->setVisible(facts.has_value());
  m_state->setVisible(facts.has_value());
  if (!facts) {
    m_title->setText(tr("No certificate authority yet"));
    m_scope->setText(m_authority.problem()
                         ? problemSentences::text(*m_authority.problem())
                         : tr("With an authority of your own, trusted on this computer, your browsers accept your "
                              "servers without a warning."));
    return;
  }
  m_title->setText(
      tr("%1 · %2", "authority, days left")
          .arg(toQt(facts->certificate.subject), certificateWords::daysLeft(facts->certificate, base::unixNow())));
  m_scope->setText(facts->constraints ? tr("Can vouch only for: %1").arg(toQt(facts->constraints->text()))
                                      : tr("Can vouch for everything."));
  m_scope->setToolTip(tr("SHA-256 %1").arg(certificateWords::blocks(facts->certificate.fingerprint)));
  const style::Tone tone = m_authority.isTrustedAnywhere() ? style::Tone::Good : style::Tone::Warning;
  m_shape->setPixmap(trustWords::shape(tone, palette(), devicePixelRatioF()));
  m_state->setText(trustText());
}

void AuthorityCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) show();
  Card::changeEvent(event);
}
