// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Form, file, and a passphrase where the form can have one.

#include "gui/certificates/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "gui/base/text.h"
#include "gui/style/banner.h"

using certificates::ExportForm;

namespace {

QString suffix(ExportForm form) {
  switch (form) {
    case ExportForm::Key:
      return QStringLiteral(".key");
    case ExportForm::Pkcs12:
      return QStringLiteral(".p12");
    case ExportForm::Der:
      return QStringLiteral(".der");
    default:
      return QStringLiteral(".pem");
  }
}

}  // namespace

ExportDialog::ExportDialog(const certificates::StoreEntry& entry, QWidget* parent)
    : TaskDialog(tr("Export certificate"), tr("Which form does the other program ask for?"), tr("Export"), parent),
      m_entry(entry),
      m_form(new QComboBox(this)),
      m_file(new QLineEdit(this)),
      m_overwrite(new QCheckBox(tr("Write over a file that is there"), this)),
      m_secret(new Banner(style::Tone::Warning, this)) {
  build();
  connect(m_form, &QComboBox::currentIndexChanged, this, &ExportDialog::handleForm);
  connect(m_file, &QLineEdit::textChanged, this, &ExportDialog::check);
  m_file->setText(QDir::home().filePath(toQt(m_entry.name) + suffix(form())));
  handleForm();
}

void ExportDialog::build() {
  const auto add = [this](const QString& text, ExportForm form) { m_form->addItem(text, static_cast<int>(form)); };
  add(tr("Certificate and chain (PEM)"), ExportForm::PemChain);
  add(tr("Certificate alone (DER)"), ExportForm::Der);
  add(tr("Key, certificate and chain (PKCS#12)"), ExportForm::Pkcs12);
  add(tr("Key, certificate and chain (PEM)"), ExportForm::PemAll);
  add(tr("Private key (PEM)"), ExportForm::Key);
  m_form->setAccessibleName(tr("Form"));
  m_file->setAccessibleName(tr("File"));
  m_secret->setText(tr("This file holds the private key: whoever has it can pose as your server."));
  auto* browse = new QPushButton(tr("Browse…"), this);
  connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
  auto* row = new QHBoxLayout;
  row->addWidget(m_file, 1);
  row->addWidget(browse);
  QFormLayout* form = addForm();
  form->addRow(tr("Form"), m_form);
  form->addRow(tr("File"), row);
  m_passphrase = addPassphrase(form, tr("Passphrase"));
  content()->addWidget(m_overwrite);
  content()->addWidget(m_secret);
}

ExportForm ExportDialog::form() const {
  return static_cast<ExportForm>(m_form->currentData().toInt());
}

void ExportDialog::browse() {
  auto* dialog = new QFileDialog(this, tr("Export certificate"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->selectFile(m_file->text());
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
    m_file->setText(file);
    m_overwrite->setChecked(QFileInfo::exists(file));  // the file dialog has asked
  });
  dialog->open();
}

void ExportDialog::handleForm() {
  const QFileInfo file(m_file->text());
  m_file->setText(file.dir().filePath(file.completeBaseName() + suffix(form())));
  m_passphrase->setEnabled(form() == ExportForm::Key || form() == ExportForm::Pkcs12);
  m_secret->setVisible(certificates::holdsKey(form()));
  check();
}

void ExportDialog::check() {
  primary()->setEnabled(!m_file->text().trimmed().isEmpty());
}

void ExportDialog::perform() {
  const certificates::Secret passphrase(m_passphrase->isEnabled() ? m_passphrase->text().toStdString() : std::string());
  const auto overwrite = m_overwrite->isChecked() ? certificates::Overwrite::Yes : certificates::Overwrite::No;
  attempt(
      [files = m_entry.files, form = form(), passphrase, overwrite,
       path = toPath(m_file->text().trimmed())]() -> base::Result<void> {
        const auto bytes = certificates::exportIdentity(files, form, passphrase);
        if (!bytes) return base::failure(bytes.error());
        return certificates::writeExport(path, *bytes, certificates::holdsKey(form), overwrite);
      },
      [this] { accept(); });
}
