// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See certificate_table.h.

#include "gui/certificates/certificate_table.h"

#include <QHeaderView>

#include "gui/certificates/certificate_list.h"

CertificateTable::CertificateTable(CertificateList& list, QWidget* parent) : QTableView(parent) {
  setModel(&list);
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setWordWrap(false);
  setTabKeyNavigation(false);
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 16);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
  horizontalHeader()->setStretchLastSection(true);
  setColumnWidth(CertificateList::NameColumn, 140);
  setColumnWidth(CertificateList::NamesColumn, 210);
  setColumnWidth(CertificateList::IssuerColumn, 150);
  setColumnWidth(CertificateList::DaysColumn, 120);
}
