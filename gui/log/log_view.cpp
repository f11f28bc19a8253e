// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The view and its delegate. Columns are as wide as their widest usual content: measuring the rows themselves costs
// most of a second a batch.

#include "gui/log/log_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QWheelEvent>
#include <algorithm>

#include "gui/log/event_export.h"
#include "gui/style/icon.h"
#include "gui/style/state_colors.h"

namespace {

constexpr int leastRows = 6;
constexpr int sidePadding = 8;

class LogDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const style::Colors& colors = style::colorsOf(option.palette);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(option.rect, selected ? colors.selection : colors.card);
    painter->setFont(option.font);
    const QString text = index.data().toString();
    QRect place = option.rect.adjusted(sidePadding, 0, -sidePadding, 0);
    if (index.column() == EventModel::Sentence) {
      paintMark(painter, option, index, colors);
      place.setLeft(place.left() + option.fontMetrics.height() + 2);
      paintMatches(painter, option, index, place, colors);
      const auto tone = static_cast<style::Tone>(index.data(EventModel::ToneRole).toInt());
      const bool grave = index.data(EventModel::LookRole).isValid() && tone == style::Tone::Bad;
      painter->setPen(grave ? colors.bad : colors.text);
    } else {
      painter->setPen(colors.mutedText);
    }
    const int alignment = index.data(Qt::TextAlignmentRole).toInt();
    painter->drawText(place, alignment | Qt::TextSingleLine,
                      option.fontMetrics.elidedText(text, Qt::ElideRight, place.width()));
  }

 private:
  static void paintMark(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                        const style::Colors& colors) {
    const QVariant shape = index.data(EventModel::LookRole);
    if (!shape.isValid()) return;
    const int side = std::max(7, option.fontMetrics.ascent() - 3);
    const QRectF box(option.rect.left() + sidePadding, option.rect.center().y() - side / 2.0 + 0.5, side, side);
    style::paintShape(*painter, box, static_cast<style::Shape>(shape.toInt()),
                      colors.of(static_cast<style::Tone>(index.data(EventModel::ToneRole).toInt())));
  }

  static void paintMatches(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                           const QRect& place, const style::Colors& colors) {
    const auto* filter = qobject_cast<const EventFilter*>(index.model());
    if (filter == nullptr || filter->criteria().text.isEmpty() || !filter->isMatch(index.row())) return;
    const QString text = index.data().toString();
    const QString& wanted = filter->criteria().text;
    for (qsizetype at = text.indexOf(wanted, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(wanted, at + wanted.size(), Qt::CaseInsensitive)) {
      const int left = place.left() + option.fontMetrics.horizontalAdvance(text.left(at));
      const int width = option.fontMetrics.horizontalAdvance(text.mid(at, wanted.size()));
      if (left > place.right()) break;
      const QRect found(left - 1, place.top() + 2, std::min(width + 2, place.right() - left), place.height() - 4);
      painter->setPen(Qt::NoPen);
      painter->setBrush(colors.warningSoft);
      painter->drawRoundedRect(found, 2, 2);
      painter->fillRect(QRect(found.left(), found.bottom(), found.width(), 1), colors.warning);
    }
  }
};

/// As flat as the rows, its words above theirs. The one over the times opens a menu, and shows it.
class LogHeader : public QHeaderView {
 public:
  explicit LogHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {}

 protected:
  void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override {
    const style::Colors& colors = style::colorsOf(palette());
    painter->fillRect(rect, colors.card);
    painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.border);
    QRect place = rect.adjusted(sidePadding, 0, -sidePadding, 0);
    if (logicalIndex == EventModel::Sentence) place.setLeft(place.left() + fontMetrics().height() + 2);
    if (logicalIndex == EventModel::Time) {
      const QPixmap chevron =
          style::tintedPixmap(QStringLiteral("chevron-down"), chevronSize, devicePixelRatioF(), colors.mutedText);
      painter->drawPixmap(place.right() - chevronSize + 2, rect.center().y() - chevronSize / 2 + 1, chevron);
      place.setRight(place.right() - chevronSize - 2);
    }
    painter->setFont(font());
    painter->setPen(colors.mutedText);
    painter->drawText(place, model()->headerData(logicalIndex, Qt::Horizontal, Qt::TextAlignmentRole).toInt(),
                      model()->headerData(logicalIndex, Qt::Horizontal, Qt::DisplayRole).toString());
  }

 private:
  static constexpr int chevronSize = 12;
};

}  // namespace

LogView::LogView(QWidget* parent) : QTableView(parent) {
  setItemDelegate(new LogDelegate(this));
  setHorizontalHeader(new LogHeader(this));
  setFrameShape(QFrame::NoFrame);
  setShowGrid(false);
  setWordWrap(false);
  setSelectionBehavior(SelectRows);
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setTabKeyNavigation(false);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setAutoScroll(false);
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setStretchLastSection(true);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setSectionsClickable(true);
  setAccessibleName(tr("Log"));
  connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &LogView::handleScrolled);
  connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &LogView::followNewest);
  connect(horizontalHeader(), &QHeaderView::sectionClicked, this, [this](int section) {
    if (section != EventModel::Time) return;
    const int left = horizontalHeader()->sectionViewportPosition(section);
    emit timeMenuRequested(horizontalHeader()->mapToGlobal(QPoint(left, horizontalHeader()->height())));
  });
}

void LogView::setFilter(EventFilter* filter) {
  m_filter = filter;
  setModel(filter);
  // While the person reads further up, what leaves at the front must not move the rows under the eye.
  connect(filter, &QAbstractItemModel::rowsAboutToBeRemoved, this,
          [this](const QModelIndex&, int first, int last) { handleAboutToRemove(first, last); });
  connect(filter, &QAbstractItemModel::modelReset, this, &LogView::applyMetrics);
  applyMetrics();
}

void LogView::applyMetrics() {
  QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
  fixed.setPointSizeF(QApplication::font().pointSizeF());
  if (font() != fixed) setFont(fixed);
  horizontalHeader()->setFont(QApplication::font());
  horizontalHeader()->setFixedHeight(QFontMetrics(QApplication::font()).height() + 8);
  const QFontMetrics metrics(fixed);
  const int row = metrics.height() + 4;
  verticalHeader()->setMinimumSectionSize(row);
  verticalHeader()->setDefaultSectionSize(row);
  updateGeometry();
  if (m_filter == nullptr || m_filter->columnCount() == 0) return;
  const int worker = std::max(metrics.horizontalAdvance(EventModel::tr("worker %1").arg(256)),
                              metrics.horizontalAdvance(EventModel::tr("master")));
  setColumnWidth(EventModel::Time, metrics.horizontalAdvance(QStringLiteral("00:00:00.000")) + 2 * sidePadding + 2);
  setColumnWidth(EventModel::Worker, worker + 2 * sidePadding);
  setColumnWidth(EventModel::Pid, metrics.horizontalAdvance(QStringLiteral("4194304")) + 2 * sidePadding);
}

QSize LogView::minimumSizeHint() const {
  const int rows = leastRows * verticalHeader()->defaultSectionSize();
  return {QTableView::minimumSizeHint().width(), rows + horizontalHeader()->height() + 2 * frameWidth()};
}

void LogView::setFollowing(bool following) {
  if (std::exchange(m_following, following) != following) emit followingChanged(following);
  followNewest();
}

void LogView::followNewest() {
  if (!m_following) return;
  m_moving = true;
  scrollToBottom();
  m_moving = false;
}

void LogView::scrollContentsBy(int dx, int dy) {
  QTableView::scrollContentsBy(dx, dy);
  alignFirstRow();
}

void LogView::updateGeometries() {
  QTableView::updateGeometries();
  alignFirstRow();
}

// At the end, Qt puts the last row at the very bottom, which cuts the first one in two.
void LogView::alignFirstRow() {
  const int before = verticalHeader()->offset();
  verticalHeader()->setOffsetToSectionPosition(verticalScrollBar()->value());
  if (verticalHeader()->offset() != before) viewport()->update();
}

void LogView::handleScrolled() {
  if (m_moving) return;
  const bool atEnd = verticalScrollBar()->value() == verticalScrollBar()->maximum();
  if (atEnd != m_following) setFollowing(atEnd);
}

void LogView::wheelEvent(QWheelEvent* event) {
  // Also where there is nothing to scroll yet: a turn upwards says "let me read".
  if (event->angleDelta().y() > 0 && verticalScrollBar()->maximum() > 0) setFollowing(false);
  QTableView::wheelEvent(event);
  handleScrolled();
}

void LogView::handleAboutToRemove(int first, int last) {
  if (m_following) return;
  m_moving = true;
  verticalScrollBar()->setValue(verticalScrollBar()->value() - (last - first + 1));
  m_moving = false;
}

std::vector<EventModel::EventPointer> LogView::chosenEvents() const {
  std::vector<EventModel::EventPointer> events;
  if (m_filter == nullptr || m_filter->eventModel() == nullptr) return events;
  QModelIndexList rows = selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end());
  const auto add = [&](const QModelIndex& row) {
    const QModelIndex source = m_filter->mapToSource(row);
    if (source.isValid()) events.push_back(m_filter->eventModel()->event(source.row()));
  };
  for (const QModelIndex& row : rows) add(row);
  if (!rows.isEmpty()) return events;
  for (int row = 0; row < m_filter->rowCount(); ++row) add(m_filter->index(row, 0));
  return events;
}

void LogView::copySelection() const {
  if (!selectionModel()->hasSelection()) return;
  QApplication::clipboard()->setText(QString::fromUtf8(eventExport::render(chosenEvents(), eventExport::Format::Text)));
}

void LogView::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copySelection();
  if (event->key() == Qt::Key_End && event->modifiers() == Qt::NoModifier) {
    setFollowing(true);
    return;
  }
  if (event->key() == Qt::Key_Up || event->key() == Qt::Key_PageUp || event->key() == Qt::Key_Home) setFollowing(false);
  QTableView::keyPressEvent(event);
  if (currentIndex().isValid()) scrollTo(currentIndex());
}

void LogView::contextMenuEvent(QContextMenuEvent* event) {
  emit menuRequested(event->globalPos());
}

void LogView::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::LanguageChange) applyMetrics();
}
