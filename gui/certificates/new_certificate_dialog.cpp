// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One field, its advice, and the fold.

#include "gui/certificates/new_certificate_dialog.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/base/text.h"
#include "gui/certificates/authority_dialog.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/local_authority.h"
#include "gui/problems/problem_list.h"
#include "gui/style/banner.h"
#include "gui/style/icon.h"
#include "server/base/time.h"

using certificates::KeyType;
using certificates::Usage;
using certificateTask::Signer;

NewCertificateDialog::NewCertificateDialog(LocalAuthority& authority, QWidget* parent)
    : TaskDialog(tr("New certificate"), tr("For which names? Separate several with spaces."), tr("Make certificate"),
                 parent),
      m_authority(authority),
      m_names(new QLineEdit(this)),
      m_advice(new ProblemList(this)),
      m_missing(new Banner(style::Tone::Warning, this)),
      m_fold(new QToolButton(this)),
      m_advanced(new QWidget(this)),
      m_signer(new QComboBox(this)),
      m_key(new QComboBox(this)),
      m_days(new QSpinBox(this)),
      m_usage(new QComboBox(this)) {
  build();
  connect(m_names, &QLineEdit::textChanged, this, &NewCertificateDialog::check);
  connect(m_days, &QSpinBox::valueChanged, this, &NewCertificateDialog::check);
  for (QComboBox* box : {m_signer, m_key, m_usage})
    connect(box, &QComboBox::currentIndexChanged, this, &NewCertificateDialog::check);
  connect(&m_authority, &LocalAuthority::changed, this, &NewCertificateDialog::handleAuthority);
  handleAuthority();
  m_names->setFocus();
}

void NewCertificateDialog::build() {
  m_names->setAccessibleName(tr("Names"));
  m_names->setPlaceholderText(QStringLiteral("localhost shop.test *.shop.test 127.0.0.1"));
  introduction()->setBuddy(m_names);
  m_advice->offerOnly({});
  m_missing->setText(
      tr("There is no certificate authority on this computer yet. Browsers accept what it signs once it "
         "is trusted here."));
  QPushButton* makeOne = m_missing->addButton(tr("Make one…"));
  connect(makeOne, &QPushButton::clicked, this, [this] {
    auto* dialog = new AuthorityDialog(m_authority, AuthorityDialog::Purpose::Create, this);
    dialog->open();
  });
  m_fold->setText(tr("Advanced"));
  m_fold->setIcon(style::icon(QStringLiteral("chevron-right"), style::Ink::Muted));
  m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_fold->setAutoRaise(true);
  m_fold->setCheckable(true);
  connect(m_fold, &QToolButton::toggled, this, [this](bool open) {
    m_fold->setIcon(
        style::icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), style::Ink::Muted));
    m_advanced->setVisible(open);
    if (!open) adjustSize();
  });
  content()->addWidget(m_names);
  content()->addWidget(m_advice);
  content()->addWidget(m_missing);
  m_secretForm = addForm();
  content()->addWidget(m_fold);
  content()->addWidget(makeAdvanced());
  m_advanced->hide();
}

QWidget* NewCertificateDialog::makeAdvanced() {
  const auto add = [](QComboBox* box, const QString& text, auto value) { box->addItem(text, static_cast<int>(value)); };
  add(m_signer, tr("The certificate authority of this computer"), Signer::Authority);
  add(m_signer, tr("Nobody: self-signed, browsers will warn"), Signer::Itself);
  add(m_signer, tr("Somebody else: make a request (CSR) for them"), Signer::Elsewhere);
  for (const KeyType type : {KeyType::P256, KeyType::P384, KeyType::Rsa2048, KeyType::Rsa3072, KeyType::Rsa4096})
    add(m_key, certificateWords::keyType(type), type);
  add(m_usage, tr("A server"), Usage::Server);
  add(m_usage, tr("A client, to show who it is"), Usage::Client);
  m_days->setRange(1, certificates::maximumDays);
  m_days->setValue(certificates::defaultDays);
  auto* form = new QFormLayout(m_advanced);
  form->setContentsMargins(0, 0, 0, 0);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(12);
  form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
  const auto row = [form](const QString& label, QWidget* field) {
    field->setAccessibleName(label);
    form->addRow(label, field);
  };
  row(tr("Signed by"), m_signer);
  row(tr("Key"), m_key);
  row(tr("Valid for days"), m_days);
  row(tr("Used by"), m_usage);
  return m_advanced;
}

void NewCertificateDialog::setNames(const QString& names) {
  m_names->setText(names);
}

void NewCertificateDialog::setSigner(Signer signer) {
  m_signer->setCurrentIndex(m_signer->findData(static_cast<int>(signer)));
}

Signer NewCertificateDialog::signer() const {
  return static_cast<Signer>(m_signer->currentData().toInt());
}

certificateTask::Order NewCertificateDialog::order() const {
  certificateTask::Order order;
  order.signer = signer();
  order.request.names = certificates::parseNames({m_names->text().toStdString()}).names;
  order.request.key = static_cast<KeyType>(m_key->currentData().toInt());
  order.request.days = m_days->value();
  order.request.usage = static_cast<Usage>(m_usage->currentData().toInt());
  if (m_passphrase) order.passphrase = certificates::Secret(m_passphrase->text().toStdString());
  return order;
}

void NewCertificateDialog::handleAuthority() {
  const bool locked = m_authority.facts() && m_authority.facts()->needsPassphrase;
  if (locked && !m_passphrase) m_passphrase = addPassphrase(m_secretForm, tr("Passphrase of the authority"));
  check();
}

void NewCertificateDialog::check() {
  const certificates::CertificateNames names = certificates::parseNames({m_names->text().toStdString()});
  std::vector<base::Problem> advice = names.problems;
  const auto& authority = m_authority.facts();
  const bool byAuthority = signer() == Signer::Authority;
  if (byAuthority && authority && names.isUsable()) {
    const auto more = certificates::issueWarnings(order().request, *authority, base::unixNow());
    advice.insert(advice.end(), more.begin(), more.end());
  }
  m_advice->setProblems(advice);
  m_missing->setVisible(byAuthority && m_authority.isRead() && !authority);
  m_days->setEnabled(signer() != Signer::Elsewhere);
  if (m_passphrase) m_passphrase->setEnabled(byAuthority);
  primary()->setText(signer() == Signer::Elsewhere ? tr("Make request") : tr("Make certificate"));
  primary()->setEnabled(names.isUsable() && (!byAuthority || authority));
}

void NewCertificateDialog::perform() {
  attempt([order = order()] { return certificateTask::make(order); },
          [this](const std::string& entry) {
            emit made(toQt(entry));
            accept();
          });
}
