// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A heading, the table, and the problems of what is selected.

#include "gui/certificates/certificate_page.h"

#include <QDesktopServices>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QUrl>

#include "gui/base/text.h"
#include "gui/certificates/certificate_list.h"
#include "gui/problems/file_mend.h"
#include "gui/problems/problem_list.h"
#include "gui/style/card.h"
#include "gui/style/icon.h"

namespace {

QTableView* makeTable(CertificateList& list, QWidget* parent) {
  auto* table = new QTableView(parent);
  table->setModel(&list);
  table->setFrameShape(QFrame::NoFrame);
  table->setShowGrid(false);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setTabKeyNavigation(false);
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 16);
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
  table->horizontalHeader()->setStretchLastSection(true);
  table->setColumnWidth(CertificateList::NameColumn, 180);
  table->setColumnWidth(CertificateList::NamesColumn, 280);
  table->setColumnWidth(CertificateList::IssuerColumn, 180);
  return table;
}

}  // namespace

CertificatePage::CertificatePage(CertificateList& list, QWidget* parent)
    : QWidget(parent),
      m_list(list),
      m_title(new QLabel(this)),
      m_explanation(new QLabel(this)),
      m_openFolder(new QPushButton(this)),
      m_table(makeTable(list, this)),
      m_problems(new ProblemList(this)) {
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  large.setWeight(QFont::DemiBold);
  m_title->setFont(large);
  m_explanation->setWordWrap(true);
  m_openFolder->setIcon(style::icon(QStringLiteral("folder")));

  auto* heading = new QHBoxLayout;
  heading->addWidget(m_title, 1);
  heading->addWidget(m_openFolder);
  auto* card = new Card(this);
  auto* cardLayout = new QVBoxLayout(card);
  cardLayout->setContentsMargins(8, 8, 8, 8);
  cardLayout->addWidget(m_table);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addLayout(heading);
  layout->addWidget(m_explanation);
  layout->addWidget(card, 1);
  layout->addWidget(m_problems);

  connect(m_openFolder, &QPushButton::clicked, this,
          [] { QDesktopServices::openUrl(QUrl::fromLocalFile(toQt(CertificateList::storeFolder()))); });
  connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &CertificatePage::handleSelection);
  connect(&m_list, &CertificateList::modelReset, this, &CertificatePage::handleSelection);
  m_problems->offerOnly(fileMend::kinds());
  connect(m_problems, &ProblemList::mendAsked, this,
          [this](const Mend& mend) { fileMend::apply(mend, this, [this] { m_list.refresh(); }); });
  setFocusProxy(m_table);
  retranslate();
}

void CertificatePage::handleSelection() {
  const QModelIndexList rows = m_table->selectionModel()->selectedRows();
  if (rows.isEmpty()) return m_problems->setProblems({});
  m_problems->setProblems(m_list.entries()[static_cast<std::size_t>(rows.first().row())].problems);
}

void CertificatePage::retranslate() {
  m_title->setText(tr("Certificates"));
  m_explanation->setText(tr(
      "A certificate lets browsers encrypt what they send to your server. Each one here can be chosen in the Setup of "
      "a server; files that lie elsewhere are picked there."));
  m_openFolder->setText(tr("Open folder"));
  m_table->setAccessibleName(tr("Certificates"));
}

void CertificatePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    m_list.retranslate();
  }
  QWidget::changeEvent(event);
}
