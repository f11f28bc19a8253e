// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Paints the row.

#include "gui/shell/server_delegate.h"

#include <QPainter>

#include "gui/cluster/state_look.h"
#include "gui/profiles/profile_model.h"
#include "gui/style/state_colors.h"

namespace {

constexpr int rowShapeSize = 12;
constexpr int rowPadding = 12;

QFont smaller(QFont font) {
  font.setPointSizeF(font.pointSizeF() * 0.92);
  return font;
}

void paintNarrow(QPainter& painter, const QStyleOptionViewItem& option, const QRect& row, const style::StateLook& look,
                 const QModelIndex& index) {
  const style::Colors& c = style::colorsOf(option.palette);
  style::paintShape(painter, QRectF(row.center().x() - rowShapeSize / 2.0, row.top() + 9, rowShapeSize, rowShapeSize),
                    look.shape, c.of(look.tone));
  const QFont font = smaller(option.font);
  const QString title = QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, row.width());
  painter.setFont(font);
  painter.setPen(c.text);
  painter.drawText(row.adjusted(0, 0, 0, -5), Qt::AlignHCenter | Qt::AlignBottom, title);
}

void paintWide(QPainter& painter, const QStyleOptionViewItem& option, const QRect& row, const style::StateLook& look,
               const QModelIndex& index) {
  const style::Colors& c = style::colorsOf(option.palette);
  style::paintShape(
      painter, QRectF(row.left() + rowPadding, row.center().y() - rowShapeSize / 2.0 + 0.5, rowShapeSize, rowShapeSize),
      look.shape, c.of(look.tone));
  const QRect words = row.adjusted(rowPadding + rowShapeSize + 12, 7, -rowPadding, -7);
  const int port = index.data(ProfileModel::PortRole).toInt();
  const QString portText = port > 0 ? QString::number(port) : QString();
  const int titleWidth = words.width() - option.fontMetrics.horizontalAdvance(portText) - 8;
  painter.setFont(option.font);
  painter.setPen(c.mutedText);
  painter.drawText(words, Qt::AlignRight | Qt::AlignTop, portText);
  painter.setPen(c.text);
  painter.drawText(words, Qt::AlignLeft | Qt::AlignTop,
                   option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, titleWidth));
  painter.setFont(smaller(option.font));
  painter.setPen(look.tone == style::Tone::Quiet ? c.mutedText : c.of(look.tone));
  painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, index.data(ProfileModel::StateWordRole).toString());
}

}  // namespace

QSize ServerDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {80, option.fontMetrics.height() + QFontMetrics(smaller(option.font)).height() + 16};
}

void ServerDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const style::Colors& c = style::colorsOf(option.palette);
  const QRect row = option.rect.adjusted(8, 1, -8, -1);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(Qt::NoPen);
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
    painter->setBrush(selected ? c.selection : c.hover);
    painter->drawRoundedRect(row, 6, 6);
  }
  if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
    painter->setPen(QPen(c.link, 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 6, 6);
  }

  const style::StateLook look = stateLook::look(index.data(ProfileModel::StateRole).value<Cluster::State>());
  if (m_narrow)
    paintNarrow(*painter, option, row, look, index);
  else
    paintWide(*painter, option, row, look, index);
  painter->restore();
}
