// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See certificate_table.h.

#include "gui/certificates/certificate_table.h"

#include <QHeaderView>
#include <utility>

#include "gui/certificates/certificate_list.h"

namespace {

// In letters of the window's font: as wide as most are.
constexpr int nameLetters = 24;
constexpr int fewestNamesLetters = 12;
constexpr int issuerLetters = 28;
constexpr int usersLetters = 14;

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
  setColumnWidth(CertificateList::NameColumn, widthOf(nameLetters));
  setColumnWidth(CertificateList::IssuerColumn, widthOf(issuerLetters));
  setColumnWidth(CertificateList::UsersColumn, widthOf(usersLetters));
  connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
    if (column == CertificateList::DaysColumn) fit();
  });
}

void CertificateTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fit();
}

void CertificateTable::fit() {
  int room = viewport()->width() - widthOf(nameLetters + fewestNamesLetters) - columnWidth(CertificateList::DaysColumn);
  // Then the name takes what is there, and the names stand in the details alone.
  const bool hasNames = room >= 0;
  if (hasNames == isColumnHidden(CertificateList::NamesColumn)) {
    setColumnHidden(CertificateList::NamesColumn, !hasNames);
    horizontalHeader()->setSectionResizeMode(CertificateList::NameColumn,
                                             hasNames ? QHeaderView::Interactive : QHeaderView::Stretch);
    if (hasNames) setColumnWidth(CertificateList::NameColumn, widthOf(nameLetters));
  }
  for (const auto& [column, letters] : {std::pair(CertificateList::UsersColumn, usersLetters),
                                        std::pair(CertificateList::IssuerColumn, issuerLetters)}) {
    setColumnHidden(column, room < widthOf(letters));
    room -= widthOf(letters);
  }
}

int CertificateTable::widthOf(int letters) const {
  return fontMetrics().averageCharWidth() * letters;
}
