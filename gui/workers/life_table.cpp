// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Fixed widths and heights: ten thousand rows are never measured.

#include "gui/workers/life_table.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <algorithm>
#include <array>

#include "gui/style/palette.h"

namespace {

constexpr int sidePadding = 8;

/// Keeps figures and words apart, which stand at opposite sides of their cells.
class LifeDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const style::Colors& colors = style::colorsOf(option.palette);
    painter->fillRect(option.rect, option.state.testFlag(QStyle::State_Selected) ? colors.selection : colors.card);
    const QRect place = option.rect.adjusted(sidePadding, 0, -sidePadding, 0);
    painter->setFont(option.font);
    painter->setPen(index.column() == LifeModel::Certificate ? colors.mutedText : colors.text);
    painter->drawText(place, index.data(Qt::TextAlignmentRole).toInt(),
                      option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, place.width()));
  }
};

class LifeHeader : public QHeaderView {
 public:
  explicit LifeHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {}

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int section) const override {
    const style::Colors& colors = style::colorsOf(palette());
    painter->fillRect(rect, colors.card);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.border);
    painter->setFont(font());
    painter->setPen(colors.mutedText);
    const QRect place = rect.adjusted(sidePadding, 0, -sidePadding, 0);
    const QString heading = model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString();
    painter->drawText(place, model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt(),
                      fontMetrics().elidedText(heading, Qt::ElideRight, place.width()));
  }
};

}  // namespace

LifeTable::LifeTable(QWidget* parent) : QTableView(parent) {
  setModel(&m_lives);
  setItemDelegate(new LifeDelegate(this));
  setHorizontalHeader(new LifeHeader(this));
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setSelectionBehavior(SelectRows);
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setTabKeyNavigation(false);
  setWordWrap(false);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setSectionsClickable(false);
  horizontalHeader()->setStretchLastSection(true);
  connect(this, &QTableView::doubleClicked, this,
          [this](const QModelIndex& index) { emit slotActivated(m_lives.slotAt(index.row())); });
  applyMetrics();
}

void LifeTable::setSource(WorkerModel* source) {
  m_lives.setSource(source);
}

void LifeTable::refresh() {
  const bool follows = verticalScrollBar()->value() == verticalScrollBar()->maximum();
  m_lives.refresh();
  if (follows) scrollToBottom();
}

void LifeTable::selectSlot(int slot) {
  for (int row = m_lives.rowCount(); row-- > 0;)
    if (m_lives.slotAt(row) == slot) return setCurrentIndex(m_lives.index(row, 0));
}

void LifeTable::applyMetrics() {
  setAccessibleName(tr("Lives of the workers"));
  const QFontMetrics metrics(font());
  verticalHeader()->setMinimumSectionSize(metrics.height() + 6);
  verticalHeader()->setDefaultSectionSize(metrics.height() + 6);
  const std::array<QString, LifeModel::Certificate> widest = {
      QStringLiteral("256"),         QStringLiteral("4194304"),
      QStringLiteral("888"),         QStringLiteral("31 Dec 12:00:00.000"),
      QStringLiteral("23 h 59 min"), QStringLiteral("88,888,888"),
      QString(40, QLatin1Char('n'))};
  for (int column = 0; column < LifeModel::Certificate; ++column) {
    const QString heading = m_lives.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    setColumnWidth(column, std::max(metrics.horizontalAdvance(widest[static_cast<std::size_t>(column)]),
                                    metrics.horizontalAdvance(heading)) +
                               17);
  }
}

void LifeTable::copySelection() const {
  QModelIndexList rows = selectionModel()->selectedRows();
  std::ranges::sort(rows, {}, &QModelIndex::row);
  QStringList lines;
  QStringList cells;
  for (int column = 0; column < LifeModel::ColumnCount; ++column)
    cells << m_lives.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
  lines << cells.join(QLatin1Char('\t'));
  for (const QModelIndex& row : rows) {
    cells.clear();
    for (int column = 0; column < LifeModel::ColumnCount; ++column)
      cells << row.siblingAtColumn(column).data().toString();
    lines << cells.join(QLatin1Char('\t'));
  }
  QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')) + QLatin1Char('\n'));
}

void LifeTable::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copySelection();
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && !event->modifiers().testFlag(Qt::ControlModifier) && currentIndex().isValid()) {
    emit slotActivated(m_lives.slotAt(currentIndex().row()));
    return;
  }
  QTableView::keyPressEvent(event);
}

void LifeTable::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) applyMetrics();
}
