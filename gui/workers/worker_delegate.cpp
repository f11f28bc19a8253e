// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// No cell is painted by the style beyond its background: nothing blinks, and a row is one surface.

#include "gui/workers/worker_delegate.h"

#include <QPainter>

#include "gui/workers/lane_painter.h"
#include "gui/workers/worker_timeline.h"

namespace {

constexpr int cellPadding = 8;

QColor groundOf(const QStyleOptionViewItem& option) {
  const style::Colors& colors = style::colorsOf(option.palette);
  return option.state.testFlag(QStyle::State_Selected) ? colors.selection : colors.card;
}

}  // namespace

WorkerDelegate::WorkerDelegate(const WorkerTimeline& timeline, QObject* parent)
    : QStyledItemDelegate(parent), m_timeline(timeline) {}

void WorkerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  painter->fillRect(option.rect, groundOf(option));
  if (index.column() == WorkerModel::Lane) return paintLane(painter, option, index);
  if (index.column() == WorkerModel::State) return paintState(painter, option, index);
  const style::Colors& colors = style::colorsOf(option.palette);
  const bool quiet = index.column() == WorkerModel::Slot || index.data(WorkerModel::PidRole).toInt() == 0;
  painter->setPen(quiet ? colors.mutedText : colors.text);
  painter->setFont(option.font);
  painter->drawText(option.rect.adjusted(cellPadding, 0, -cellPadding, 0), Qt::AlignVCenter | Qt::AlignRight,
                    index.data().toString());
}

void WorkerDelegate::paintState(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const style::Colors& colors = style::colorsOf(option.palette);
  const QColor color = colors.of(static_cast<style::Tone>(index.data(WorkerModel::ToneRole).toInt()));
  const int side = option.fontMetrics.ascent() - 1;
  const QRect text = option.rect.adjusted(cellPadding + side + 6, 0, -4, 0);
  const QRectF shape(option.rect.left() + cellPadding, option.rect.center().y() - side / 2.0 + 0.5, side, side);
  style::paintShape(*painter, shape, static_cast<style::Shape>(index.data(WorkerModel::ShapeRole).toInt()), color);
  painter->setPen(color);
  painter->setFont(option.font);
  const QString word = option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, text.width());
  painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft, word);
}

void WorkerDelegate::paintLane(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const auto* model = qobject_cast<const WorkerModel*>(index.model());
  if (model == nullptr) return;
  const int slot = index.data(WorkerModel::SlotRole).toInt();
  const TimeWindow& window = m_timeline.window();
  LanePainter::Emphasis emphasis;
  if (const auto& key = m_timeline.hovered(); key && key->slot == slot) emphasis.hovered = m_timeline.life(*key);
  if (const auto& key = m_timeline.focused(); key && key->slot == slot) emphasis.focused = m_timeline.life(*key);
  emphasis.pulse = m_timeline.pulseOf(slot);
  const LanePainter lane(window, option.palette, option.font, groundOf(option));
  lane.paint(*painter, option.rect, model->history().lives(slot),
             model->history().visible(slot, window.from(), window.to()), emphasis);
}

WorkerHeader::WorkerHeader(const WorkerTimeline& timeline, QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent), m_timeline(timeline) {
  setHighlightSections(false);
  setSectionsClickable(false);
  setSectionsMovable(false);
}

void WorkerHeader::paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const {
  const style::Colors& colors = style::colorsOf(palette());
  painter->fillRect(rect, colors.card);
  painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.border);
  if (logicalIndex == WorkerModel::Lane) {
    LanePainter(m_timeline.window(), palette(), font(), colors.card).paintAxis(*painter, rect);
    return;
  }
  const auto alignment = model()->headerData(logicalIndex, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
  painter->setPen(colors.mutedText);
  painter->setFont(font());
  painter->drawText(rect.adjusted(cellPadding, 0, -cellPadding, 0), alignment,
                    model()->headerData(logicalIndex, Qt::Horizontal, Qt::DisplayRole).toString());
}
