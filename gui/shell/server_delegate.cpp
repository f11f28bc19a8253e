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

constexpr int shapeSize = 12;
constexpr int padding = 12;

QFont smaller(QFont font) {
  font.setPointSizeF(font.pointSizeF() * 0.92);
  return font;
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
  const int shapeLeft = m_narrow ? row.center().x() - shapeSize / 2 : row.left() + padding;
  style::paintShape(*painter, QRectF(shapeLeft, row.center().y() - shapeSize / 2.0 + 0.5, shapeSize, shapeSize),
                    look.shape, c.of(look.tone));
  if (!m_narrow) {
    const QRect words = row.adjusted(padding + shapeSize + 12, 7, -padding, -7);
    const int port = index.data(ProfileModel::PortRole).toInt();
    const QString portText = port > 0 ? QString::number(port) : QString();
    painter->setFont(option.font);
    const int portWidth = option.fontMetrics.horizontalAdvance(portText);
    painter->setPen(c.mutedText);
    painter->drawText(words, Qt::AlignRight | Qt::AlignTop, portText);
    painter->setPen(c.text);
    painter->drawText(
        words, Qt::AlignLeft | Qt::AlignTop,
        option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, words.width() - portWidth - 8));
    painter->setFont(smaller(option.font));
    painter->setPen(look.tone == style::Tone::Quiet ? c.mutedText : c.of(look.tone));
    painter->drawText(words, Qt::AlignLeft | Qt::AlignBottom, index.data(ProfileModel::StateWordRole).toString());
  }
  painter->restore();
}
