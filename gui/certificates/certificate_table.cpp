// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See certificate_table.h.

#include "gui/certificates/certificate_table.h"

#include <QHeaderView>
#include <utility>

#include "gui/certificates/certificate_list.h"

namespace {

constexpr int nameWidth = 120;
constexpr int narrowestNames = 80;
constexpr int issuerWidth = 120;
constexpr int usersWidth = 100;

}  // namespace

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
  // The names give way: the details show them all.
  horizontalHeader()->setSectionResizeMode(CertificateList::NamesColumn, QHeaderView::Stretch);
  horizontalHeader()->setSectionResizeMode(CertificateList::DaysColumn, QHeaderView::ResizeToContents);
  setColumnWidth(CertificateList::NameColumn, nameWidth);
  setColumnWidth(CertificateList::IssuerColumn, issuerWidth);
  setColumnWidth(CertificateList::UsersColumn, usersWidth);
  connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
    if (column == CertificateList::DaysColumn) fit();
  });
}

void CertificateTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fit();
}

void CertificateTable::fit() {
  int room = viewport()->width() - nameWidth - narrowestNames - columnWidth(CertificateList::DaysColumn);
  for (const auto& [column, width] :
       {std::pair(CertificateList::UsersColumn, usersWidth), std::pair(CertificateList::IssuerColumn, issuerWidth)}) {
    setColumnHidden(column, room < width);
    room -= width;
  }
}
