// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See redis_files_dialog.h. Whether the files are any good, the Redis itself says: the row asks it at once.

#include "gui/profiles/redis_files_dialog.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "gui/base/text.h"
#include "gui/certificates/file_field.h"
#include "gui/style/dialog_layout.h"

namespace {

QStringList pathsOf(const std::filesystem::path& path) {
  return path.empty() ? QStringList() : QStringList{toQt(path)};
}

std::filesystem::path pathIn(const FileField& field) {
  return toPath(field.paths().value(0));
}

}  // namespace

RedisFilesDialog::RedisFilesDialog(const config::Sessions& sessions, QWidget* parent)
    : QDialog(parent),
      m_sessions(sessions),
      m_introduction(new QLabel(this)),
      m_caLabel(new QLabel(this)),
      m_certificateLabel(new QLabel(this)),
      m_keyLabel(new QLabel(this)),
      m_ca(new FileField(FileField::Count::One, this)),
      m_certificate(new FileField(FileField::Count::One, this)),
      m_key(new FileField(FileField::Count::One, this)),
      m_missing(new QLabel(this)) {
  build();
  m_ca->setPaths(pathsOf(sessions.redisCa));
  m_certificate->setPaths(pathsOf(sessions.redisCertificate));
  m_key->setPaths(pathsOf(sessions.redisKey));
  for (FileField* field : {m_ca, m_certificate, m_key})
    connect(field, &FileField::pathsChanged, this, &RedisFilesDialog::check);
  retranslate();
}

void RedisFilesDialog::build() {
  m_introduction->setWordWrap(true);
  m_missing->setForegroundRole(QPalette::PlaceholderText);
  m_caLabel->setBuddy(m_ca->lineEdit());
  m_certificateLabel->setBuddy(m_certificate->lineEdit());
  m_keyLabel->setBuddy(m_key->lineEdit());

  QFormLayout* form = dialogLayout::makeForm();
  form->addRow(m_caLabel, m_ca);
  form->addRow(m_certificateLabel, m_certificate);
  form->addRow(m_keyLabel, m_key);

  const dialogLayout::Buttons buttons = dialogLayout::makeButtons(this, [this] { accept(); });
  m_use = buttons.accept;

  QVBoxLayout* layout = dialogLayout::makeOutline(this);
  layout->addWidget(m_introduction);
  layout->addLayout(form);
  layout->addWidget(m_missing);
  layout->addStretch();
  layout->addWidget(buttons.box);
  setMinimumWidth(600);
}

config::Sessions RedisFilesDialog::sessions() const {
  config::Sessions chosen = m_sessions;
  chosen.redisCa = pathIn(*m_ca);
  chosen.redisCertificate = pathIn(*m_certificate);
  chosen.redisKey = pathIn(*m_key);
  return chosen;
}

void RedisFilesDialog::check() {
  const bool isWhole = m_certificate->paths().isEmpty() == m_key->paths().isEmpty();
  m_use->setEnabled(isWhole);
  m_missing->setText(isWhole ? QString() : tr("A certificate and its key go together: choose both, or neither."));
}

void RedisFilesDialog::retranslate() {
  setWindowTitle(tr("Certificates for Redis"));
  m_introduction->setText(tr(
      "The address begins with rediss://, so the connection is encrypted. Which authority vouches for the Redis, and "
      "does it want a certificate from this server?"));
  m_caLabel->setText(tr("&Authority"));
  m_certificateLabel->setText(tr("&Certificate"));
  m_keyLabel->setText(tr("&Private key"));
  m_ca->retranslate(tr("Authority"), tr("those that this system trusts"));
  m_certificate->retranslate(tr("Certificate"), tr("none"));
  m_key->retranslate(tr("Private key"), tr("none"));
  m_use->setText(tr("Use these files"));
  check();
}

void RedisFilesDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}
