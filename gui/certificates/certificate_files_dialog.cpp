// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Three fields, one verdict.

#include "gui/certificates/certificate_files_dialog.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "gui/base/background.h"
#include "gui/base/text.h"
#include "gui/certificates/certificate_words.h"
#include "gui/certificates/file_field.h"
#include "gui/problems/file_mend.h"
#include "gui/problems/problem_list.h"
#include "gui/style/banner.h"
#include "gui/style/dialog_layout.h"
#include "server/base/time.h"

namespace {

constexpr int settleMs = 150;

}  // namespace

CertificateFilesDialog::CertificateFilesDialog(QWidget* parent)
    : QDialog(parent),
      m_introduction(new QLabel(this)),
      m_certificateLabel(new QLabel(this)),
      m_keyLabel(new QLabel(this)),
      m_caLabel(new QLabel(this)),
      m_certificate(new FileField(FileField::Count::One, this)),
      m_key(new FileField(FileField::Count::One, this)),
      m_ca(new FileField(FileField::Count::Several, this)),
      m_outcome(new Banner(style::Tone::Quiet, this)),
      m_problems(new ProblemList(this)) {
  m_introduction->setWordWrap(true);
  m_certificateLabel->setBuddy(m_certificate->lineEdit());
  m_keyLabel->setBuddy(m_key->lineEdit());
  m_caLabel->setBuddy(m_ca->lineEdit());

  QFormLayout* form = dialogLayout::makeForm();
  form->addRow(m_certificateLabel, m_certificate);
  form->addRow(m_keyLabel, m_key);
  form->addRow(m_caLabel, m_ca);

  const dialogLayout::Buttons buttons = dialogLayout::makeButtons(this, [this] { accept(); });
  m_use = buttons.accept;

  QVBoxLayout* layout = dialogLayout::makeOutline(this);
  layout->addWidget(m_introduction);
  layout->addLayout(form);
  layout->addWidget(m_outcome);
  layout->addWidget(m_problems);
  layout->addStretch();
  layout->addWidget(buttons.box);
  setMinimumWidth(640);

  m_settle.setSingleShot(true);
  m_settle.setInterval(settleMs);
  connect(&m_settle, &QTimer::timeout, this, &CertificateFilesDialog::check);
  m_problems->offerOnly(fileMend::kinds());
  for (FileField* field : {m_certificate, m_key, m_ca})
    connect(field, &FileField::pathsChanged, &m_settle, qOverload<>(&QTimer::start));
  connect(m_problems, &ProblemList::mendAsked, this, &CertificateFilesDialog::mend);
  retranslate();
  check();
}

void CertificateFilesDialog::setFiles(const config::CertificateFiles& files) {
  m_certificate->setPaths({toQt(files.certificate)});
  m_key->setPaths({toQt(files.key)});
  QStringList ca;
  for (const std::filesystem::path& file : files.ca) ca += toQt(file);
  m_ca->setPaths(ca);
}

config::CertificateFiles CertificateFilesDialog::files() const {
  config::CertificateFiles files;
  files.certificate = toPath(m_certificate->paths().value(0));
  files.key = toPath(m_key->paths().value(0));
  for (const QString& path : m_ca->paths()) files.ca.push_back(toPath(path));
  return files;
}

void CertificateFilesDialog::check() {
  const config::CertificateFiles chosen = files();
  const int number = ++m_check;
  m_key->setStartFolder(toQt(chosen.certificate.parent_path()));
  m_ca->setStartFolder(toQt(chosen.certificate.parent_path()));
  m_use->setEnabled(false);
  if (chosen.certificate.empty() || chosen.key.empty()) return showWaiting();
  inBackground(
      this,
      [chosen] {
        return certificates::loadIdentity({chosen.certificate, chosen.key, chosen.ca});
      },
      [this, number](const base::Result<certificates::Identity>& identity) {
        if (number == m_check) show(identity);
      });
}

void CertificateFilesDialog::showWaiting() {
  m_problems->setProblems({});
  m_outcome->setTone(style::Tone::Quiet);
  m_outcome->setText(m_certificate->paths().isEmpty() ? tr("Choose a certificate file and the key made with it.")
                                                      : tr("Now choose the key made with this certificate."));
  m_outcome->setDetail({});
  m_outcome->show();
}

void CertificateFilesDialog::show(const base::Result<certificates::Identity>& identity) {
  m_use->setEnabled(identity.has_value());
  m_outcome->setVisible(identity.has_value());
  if (!identity) return m_problems->setError(identity.error());
  m_problems->setProblems(identity->warnings);
  const base::UnixMilliseconds now = base::unixNow();
  m_outcome->setTone(certificateWords::tone(identity->facts, now));
  m_outcome->setText(tr("The key fits. Covers %1.").arg(certificateWords::names(identity->facts)));
  const QString key = toQt(identity->facts.key);
  const QString days = certificateWords::daysLeft(identity->facts, now);
  m_outcome->setDetail(identity->facts.selfSigned ? tr("%1 · self-signed · %2", "key type, days left").arg(key, days)
                                                  : tr("%1 · issued by %2 · %3", "key type, issuer, days left")
                                                        .arg(key, certificateWords::issuer(identity->facts), days));
}

void CertificateFilesDialog::mend(const Mend& mend) {
  fileMend::apply(mend, this, [this] { check(); });
}

void CertificateFilesDialog::retranslate() {
  setWindowTitle(tr("Pick certificate files"));
  m_introduction->setText(
      tr("The files are used where they lie. The chain is put in order from the certificate and the CA files."));
  m_certificateLabel->setText(tr("&Certificate"));
  m_keyLabel->setText(tr("&Private key"));
  m_caLabel->setText(tr("C&A files"));
  m_certificate->retranslate(tr("Certificate"), tr("site.pem"));
  m_key->retranslate(tr("Private key"), tr("site.key"));
  m_ca->retranslate(tr("CA files"), tr("none, or intermediate.pem; root.pem"));
  m_use->setText(tr("Use these files"));
}

void CertificateFilesDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    check();
  }
  QDialog::changeEvent(event);
}
