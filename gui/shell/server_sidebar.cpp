// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A list view and a button a page.

#include "gui/shell/server_sidebar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QToolButton>

#include "gui/profiles/profile_model.h"
#include "gui/shell/server_delegate.h"
#include "gui/style/icon.h"

ServerSidebar::ServerSidebar(ProfileModel& model, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_heading(new QLabel(this)),
      m_add(new QToolButton(this)),
      m_list(new QListView(this)),
      m_certificates(new QToolButton(this)) {
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.92);
  small.setWeight(QFont::DemiBold);
  m_heading->setFont(small);
  m_heading->setForegroundRole(QPalette::PlaceholderText);
  m_add->setIcon(style::icon(QStringLiteral("add")));
  m_add->setAutoRaise(true);

  m_list->setModel(&m_model);
  m_list->setItemDelegate(new ServerDelegate(m_list));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setMouseTracking(true);
  m_list->viewport()->setAutoFillBackground(false);
  m_list->setContextMenuPolicy(Qt::CustomContextMenu);
  m_list->setUniformItemSizes(true);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

  m_certificates->setIcon(style::icon(QStringLiteral("certificate")));
  m_certificates->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_certificates->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_certificates->setCheckable(true);
  m_certificates->setAutoRaise(true);

  m_headingRow = new QHBoxLayout;
  m_headingRow->addWidget(m_heading, 1);
  m_headingRow->addWidget(m_add);
  auto* pages = new QHBoxLayout;
  pages->setContentsMargins(8, 0, 8, 8);
  pages->addWidget(m_certificates);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 12, 0, 4);
  layout->setSpacing(4);
  layout->addLayout(m_headingRow);
  layout->addWidget(m_list, 1);
  layout->addLayout(pages);

  connect(m_add, &QToolButton::clicked, this, &ServerSidebar::addAsked);
  connect(m_certificates, &QToolButton::clicked, this, [this] {
    m_certificates->setChecked(true);
    emit certificatesSelected();
  });
  const auto select = [this] {
    if (m_list->currentIndex().isValid()) emit serverSelected(selectedServer());
  };
  connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, select);
  connect(m_list, &QListView::clicked, this, select);
  connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& position) {
    if (m_list->indexAt(position).isValid()) emit menuAsked(m_list->viewport()->mapToGlobal(position));
  });
  retranslate();
  setNarrow(false);
}

QString ServerSidebar::selectedServer() const {
  return m_model.idAt(m_list->currentIndex().row());
}

void ServerSidebar::selectServer(const QString& id) {
  const int row = m_model.rowOf(id);
  m_list->setCurrentIndex(m_model.index(row >= 0 ? row : 0));
}

void ServerSidebar::showPage(Page page) {
  m_certificates->setChecked(page == Page::Certificates);
  // The server stays current, but only one entry of the sidebar looks selected.
  if (page == Page::Certificates)
    m_list->clearSelection();
  else if (m_list->currentIndex().isValid())
    m_list->selectionModel()->select(m_list->currentIndex(), QItemSelectionModel::ClearAndSelect);
}

void ServerSidebar::setNarrow(bool narrow) {
  m_narrow = narrow;
  static_cast<ServerDelegate*>(m_list->itemDelegate())->setNarrow(narrow);
  m_heading->setVisible(!narrow);
  m_headingRow->setContentsMargins(narrow ? 14 : 20, 0, narrow ? 14 : 8, 0);
  m_certificates->setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
  setFixedWidth(narrow ? 56 : std::max(216, fontMetrics().averageCharWidth() * 30));
  m_list->viewport()->update();
}

void ServerSidebar::retranslate() {
  m_heading->setText(tr("SERVERS"));
  m_add->setAccessibleName(tr("New server"));
  m_add->setToolTip(m_add->accessibleName());
  m_list->setAccessibleName(tr("Servers"));
  m_certificates->setText(tr("Certificates"));
  m_certificates->setToolTip(m_narrow ? m_certificates->text() : QString());
  m_model.retranslate();
}

void ServerSidebar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}
