// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Line edit, Browse button and drops.

#include "gui/certificates/file_field.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>

FileField::FileField(Count count, QWidget* parent)
    : QWidget(parent), m_count(count), m_edit(new QLineEdit(this)), m_browse(new QPushButton(this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(m_edit, 1);
  layout->addWidget(m_browse);
  m_edit->setMinimumWidth(320);
  // The edit itself would take a dropped path as the text "file:///...".
  m_edit->setAcceptDrops(false);
  setAcceptDrops(true);
  setFocusProxy(m_edit);
  connect(m_edit, &QLineEdit::textChanged, this, &FileField::pathsChanged);
  connect(m_browse, &QPushButton::clicked, this, &FileField::browse);
}

void FileField::setPaths(const QStringList& paths) {
  m_edit->setText(paths.join(QStringLiteral("; ")));
}

QStringList FileField::paths() const {
  if (m_count == Count::One)
    return m_edit->text().trimmed().isEmpty() ? QStringList() : QStringList(m_edit->text().trimmed());
  QStringList paths;
  for (const QString& part : m_edit->text().split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
    if (!part.trimmed().isEmpty()) paths += part.trimmed();
  }
  return paths;
}

void FileField::retranslate(const QString& label, const QString& placeholder) {
  m_label = label;
  m_edit->setAccessibleName(label);
  m_edit->setPlaceholderText(placeholder);
  m_browse->setText(tr("Browse…"));
  m_browse->setAccessibleName(tr("Browse: %1").arg(label));
}

void FileField::browse() {
  const QStringList current = paths();
  auto* dialog = new QFileDialog(window(), m_label);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(m_count == Count::One ? QFileDialog::ExistingFile : QFileDialog::ExistingFiles);
  const QString kind = m_kind.isEmpty() ? tr("Certificates and keys (*.pem *.crt *.cer *.key)") : m_kind;
  dialog->setNameFilters({kind, tr("All files (*)")});
  dialog->setDirectory(current.isEmpty() ? m_startFolder : QFileInfo(current.first()).path());
  connect(dialog, &QFileDialog::filesSelected, this,
          [this, current](const QStringList& files) { setPaths(m_count == Count::One ? files : current + files); });
  dialog->open();
}

void FileField::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void FileField::dropEvent(QDropEvent* event) {
  QStringList files = m_count == Count::One ? QStringList() : paths();
  for (const QUrl& url : event->mimeData()->urls()) {
    if (url.isLocalFile()) files += url.toLocalFile();
  }
  if (files.isEmpty()) return;
  setPaths(m_count == Count::One ? files.mid(0, 1) : files);
  event->acceptProposedAction();
}
