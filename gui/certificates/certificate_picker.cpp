// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The combo box over the store, and the way to files.

#include "gui/certificates/certificate_picker.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

#include "gui/base/text.h"
#include "gui/certificates/certificate_files_dialog.h"
#include "gui/certificates/certificate_list.h"
#include "gui/style/icon.h"

namespace {

const config::CertificateReference selfSigned = config::StoredCertificate{std::string(certificates::localhostEntry)};

QString phrase(const certificates::StoreEntry& entry, const CertificateList& list, int row) {
  const auto text = [&](int column) { return list.data(list.index(row, column), Qt::DisplayRole).toString(); };
  return CertificatePicker::tr("%1 · %2 · %3", "certificate name, issuer, days left")
      .arg(toQt(entry.name), text(CertificateList::IssuerColumn), text(CertificateList::DaysColumn));
}

}  // namespace

CertificatePicker::CertificatePicker(CertificateList& list, QWidget* parent)
    : QWidget(parent),
      m_list(list),
      m_combo(new QComboBox(this)),
      m_pick(new QPushButton(this)),
      m_manage(new QPushButton(this)) {
  m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_combo->setMinimumContentsLength(24);
  setFocusProxy(m_combo);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(m_combo, 1);
  layout->addWidget(m_pick);
  layout->addWidget(m_manage);
  connect(m_combo, &QComboBox::activated, this, &CertificatePicker::handleActivated);
  connect(m_pick, &QPushButton::clicked, this, &CertificatePicker::pickFiles);
  connect(m_manage, &QPushButton::clicked, this, [this] { emit manageAsked(m_combo->currentData().toString()); });
  connect(&m_list, &CertificateList::modelReset, this, &CertificatePicker::fill);
  fill();
}

void CertificatePicker::setReference(const std::optional<config::CertificateReference>& reference) {
  m_reference = reference;
  fill();
}

QString CertificatePicker::text() const {
  return m_combo->currentText();
}

void CertificatePicker::fill() {
  m_pick->setText(tr("Pick files…"));
  m_manage->setText(tr("Manage…"));
  m_manage->setAccessibleName(tr("Manage certificates"));
  m_combo->setAccessibleName(tr("Certificate"));
  m_combo->clear();
  const config::CertificateReference current = m_reference.value_or(selfSigned);
  int row = 0;
  for (const certificates::StoreEntry& entry : m_list.entries()) {
    const QIcon icon = m_list.data(m_list.index(row, 0), Qt::DecorationRole).value<QIcon>();
    m_combo->addItem(icon, phrase(entry, m_list, row), toQt(entry.name));
    if (current == config::CertificateReference(config::StoredCertificate{entry.name})) m_combo->setCurrentIndex(row);
    ++row;
  }
  // What is chosen is always there, also when it is no longer, or never was, in the store.
  if (const auto* files = std::get_if<config::CertificateFiles>(&current)) {
    m_combo->addItem(style::icon(QStringLiteral("file"), style::Ink::Muted),
                     tr("Files: %1").arg(toQt(files->certificate.filename())));
    m_combo->setCurrentIndex(m_combo->count() - 1);
  } else if (const auto& stored = std::get<config::StoredCertificate>(current); !m_list.find(stored.name)) {
    m_combo->addItem(style::icon(QStringLiteral("warning"), style::Ink::Warning),
                     tr("%1 · not in the store").arg(toQt(stored.name)), toQt(stored.name));
    m_combo->setCurrentIndex(m_combo->count() - 1);
  }
}

void CertificatePicker::handleActivated(int index) {
  const QString name = m_combo->itemData(index).toString();
  if (!name.isEmpty()) choose(config::StoredCertificate{name.toStdString()});
}

void CertificatePicker::pickFiles() {
  auto* dialog = new CertificateFilesDialog(window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  if (m_reference) {
    if (const auto* files = std::get_if<config::CertificateFiles>(&*m_reference)) dialog->setFiles(*files);
  }
  connect(dialog, &QDialog::accepted, this, [this, dialog] { choose(dialog->files()); });
  dialog->open();
}

void CertificatePicker::choose(const config::CertificateReference& reference) {
  if (m_reference.value_or(selfSigned) == reference) return;
  setReference(reference);
  emit chosen(reference);
}

void CertificatePicker::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) fill();
  QWidget::changeEvent(event);
}
