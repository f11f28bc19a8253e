// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One field. Whether the chain is whole afterwards, the list says, which reads it anew.

#include "gui/certificates/add_intermediate_dialog.h"

#include <QFormLayout>
#include <QPushButton>
#include <iterator>

#include "gui/base/text.h"
#include "gui/certificates/file_field.h"
#include "server/certificates/store_changes.h"

AddIntermediateDialog::AddIntermediateDialog(QString entry, QWidget* parent)
    : TaskDialog(tr("Add the missing certificate"),
                 tr("Whoever issued “%1” offers the certificate between it and their root, often as “intermediate” or "
                    "“chain”. It is stored with it, in order.")
                     .arg(entry),
                 tr("Add"), parent),
      m_entry(std::move(entry)),
      m_files(new FileField(FileField::Count::Several, this)) {
  m_files->retranslate(tr("Files"), tr("intermediate.pem"));
  addForm()->addRow(tr("Files"), m_files);
  primary()->setEnabled(false);
  connect(m_files, &FileField::pathsChanged, this, [this] { primary()->setEnabled(!m_files->paths().isEmpty()); });
}

void AddIntermediateDialog::perform() {
  attempt(
      [name = m_entry.toStdString(), files = m_files->paths()]() -> base::Result<void> {
        std::vector<certificates::X509Pointer> more;
        for (const QString& file : files) {
          auto read = certificates::readCertificates(toPath(file));
          if (!read) return base::failure(std::move(read.error()));
          more.insert(more.end(), std::make_move_iterator(read->begin()), std::make_move_iterator(read->end()));
        }
        return certificates::addToEntryChain(certificates::storeFolder(), name, more);
      },
      [this] {
        emit added();
        accept();
      });
}
