// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The request, what it asks for, and how long it shall be valid.

#include "gui/certificates/sign_request_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/certificates/authority_dialog.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/file_field.h"
#include "gui/certificates/local_authority.h"
#include "gui/problems/problem_list.h"
#include "gui/style/banner.h"
#include "server/base/time.h"
#include "server/certificates/certificate_name.h"

using certificates::Usage;

namespace {

constexpr int settlingMs = 150;

QString namesOf(const certificates::IssueRequest& request) {
  QStringList names;
  for (const certificates::CertificateName& name : request.names) {
    const std::string shown = certificates::shownName(name.text);
    names += toQt(shown.empty() ? name.text : shown);
  }
  return names.join(QStringLiteral(", "));
}

}  // namespace

SignRequestDialog::SignRequestDialog(LocalAuthority& authority, QWidget* parent)
    : TaskDialog(tr("Sign a request"),
                 tr("Somebody else made a key and asks for a certificate: choose or drop their request (CSR), or paste "
                    "it. Their key never comes here."),
                 tr("Sign and save…"), parent),
      m_authority(authority),
      m_file(new FileField(FileField::Count::One, this)),
      m_text(new QPlainTextEdit(this)),
      m_days(new QSpinBox(this)),
      m_usage(new QComboBox(this)),
      m_found(new Banner(style::Tone::Quiet, this)),
      m_missing(new Banner(style::Tone::Warning, this)) {
  build();
  m_settle.setSingleShot(true);
  m_settle.setInterval(settlingMs);
  connect(&m_settle, &QTimer::timeout, this, &SignRequestDialog::look);
  connect(m_file, &FileField::pathsChanged, &m_settle, qOverload<>(&QTimer::start));
  connect(m_text, &QPlainTextEdit::textChanged, &m_settle, qOverload<>(&QTimer::start));
  connect(m_days, &QSpinBox::valueChanged, this, &SignRequestDialog::check);
  connect(&m_authority, &LocalAuthority::changed, this, &SignRequestDialog::handleAuthority);
  look();
  handleAuthority();
}

void SignRequestDialog::build() {
  m_file->retranslate(tr("Request"), tr("a file, PEM or DER"));
  m_text->setAccessibleName(tr("Pasted text"));
  m_text->setPlaceholderText(QStringLiteral("-----BEGIN CERTIFICATE REQUEST-----"));
  m_text->setTabChangesFocus(true);
  m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * 5);
  m_days->setRange(1, certificates::maximumDays);
  m_days->setValue(certificates::defaultDays);
  m_days->setAccessibleName(tr("Valid for days"));
  m_usage->addItem(tr("A server"), static_cast<int>(Usage::Server));
  m_usage->addItem(tr("A client, to show who it is"), static_cast<int>(Usage::Client));
  m_usage->setAccessibleName(tr("Used by"));
  m_missing->setText(tr("There is no certificate authority on this computer yet that could sign."));
  QPushButton* makeOne = m_missing->addButton(tr("Make one…"));
  connect(makeOne, &QPushButton::clicked, this, [this] {
    auto* dialog = new AuthorityDialog(m_authority, AuthorityDialog::Purpose::Create, this);
    dialog->open();
  });
  m_form = addForm();
  m_form->addRow(tr("Request"), m_file);
  m_form->addRow(tr("Pasted text"), m_text);
  m_form->addRow(tr("Valid for days"), m_days);
  m_form->addRow(tr("Used by"), m_usage);
  content()->addWidget(m_found);
  content()->addWidget(m_missing);
}

void SignRequestDialog::setFile(const QString& file) {
  m_file->setPaths({file});
}

signingTask::Source SignRequestDialog::source() const {
  const QStringList paths = m_file->paths();
  return {paths.isEmpty() ? std::filesystem::path() : toPath(paths.first()),
          m_text->toPlainText().trimmed().toStdString()};
}

void SignRequestDialog::look() {
  const signingTask::Source from = source();
  const int number = ++m_number;
  m_ready.reset();
  m_found->setTone(style::Tone::Quiet);
  m_found->setText(tr("Choose a request, or paste it."));
  m_found->setDetail({});
  m_found->show();
  problems()->setProblems({});
  check();
  if (from.file.empty() && from.text.empty()) return;
  inBackground(
      this, [from] { return signingTask::read(from); },
      [this, number](base::Result<signingTask::Wish> wish) {
        if (number != m_number) return;
        m_found->setVisible(wish.has_value());
        if (!wish) return problems()->setError(wish.error());
        m_ready = std::move(*wish);
        m_found->setText(tr("Asks for: %1").arg(namesOf(m_ready->request)));
        check();
      });
}

void SignRequestDialog::handleAuthority() {
  const auto& facts = m_authority.facts();
  if (facts && facts->needsPassphrase && !m_passphrase)
    m_passphrase = addPassphrase(m_form, tr("Passphrase of the authority"));
  m_missing->setVisible(m_authority.isRead() && !facts);
  check();
}

void SignRequestDialog::check() {
  const auto& facts = m_authority.facts();
  primary()->setEnabled(m_ready && facts);
  if (!m_ready) return;
  std::vector<base::Problem> advice = m_ready->problems;
  if (facts) {
    certificates::IssueRequest request = m_ready->request;
    request.days = m_days->value();
    const auto more = certificates::issueWarnings(request, *facts, base::unixNow());
    advice.insert(advice.end(), more.begin(), more.end());
  }
  problems()->setProblems(advice);
}

void SignRequestDialog::perform() {
  if (!m_ready) return;
  const QStringList paths = m_file->paths();
  const QDir folder = paths.isEmpty() ? QDir::home() : QFileInfo(paths.first()).absoluteDir();
  QString name = toQt(m_ready->request.names.front().text);
  name.replace(QLatin1String("*"), QLatin1String("wildcard"));
  auto* dialog = new QFileDialog(this, tr("Save the certificate"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({tr("PEM (*.pem)")});
  dialog->setDirectory(folder);
  dialog->selectFile(name + QStringLiteral(".pem"));
  connect(dialog, &QFileDialog::fileSelected, this, &SignRequestDialog::signTo);
  dialog->open();
}

void SignRequestDialog::signTo(const QString& file) {
  signingTask::Order order{
      source(), m_days->value(), static_cast<Usage>(m_usage->currentData().toInt()), {}, toPath(file)};
  if (m_passphrase) order.passphrase = certificates::Secret(m_passphrase->text().toStdString());
  attempt([order] { return signingTask::sign(order); },
          [this, file](const certificates::CertificateFacts& facts) { showSaved(facts, file); });
}

void SignRequestDialog::showSaved(const certificates::CertificateFacts& facts, const QString& file) {
  buttons()->button(QDialogButtonBox::Cancel)->setText(tr("Close"));
  m_found->setTone(style::Tone::Good);
  m_found->setText(tr("Signed, and saved as %1").arg(QDir::toNativeSeparators(file)));
  m_found->setDetail(tr("%1; send it to whoever asked. The authority’s certificate stands behind it in the file.")
                         .arg(certificateWords::daysLeft(facts, base::unixNow())));
}
