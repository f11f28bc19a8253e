// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// How single controls look. ForkyardStyle decides when these are called.

#pragma once

#include <QPainter>
#include <QStyleOption>

#include "gui/style/palette.h"

namespace style {

void paintButton(QPainter& painter, const QStyleOptionButton& option, bool primary);
void paintToolButton(QPainter& painter, const QStyleOption& option);
/// The box of line edits, combo boxes and spin boxes.
void paintField(QPainter& painter, const QStyleOption& option);
void paintFocusRing(QPainter& painter, const QRect& rect, const Colors& colors);
void paintFrame(QPainter& painter, const QStyleOption& option);
void paintCheckBox(QPainter& painter, const QStyleOption& option);
void paintRadioButton(QPainter& painter, const QStyleOption& option);
void paintHeaderSection(QPainter& painter, const QStyleOptionHeader& option);
void paintScrollBar(QPainter& painter, const QStyleOptionSlider& option, const QRect& slider);
void paintMenuPanel(QPainter& painter, const QStyleOption& option);
void paintMenuBarItem(QPainter& painter, const QStyleOptionMenuItem& option);
/// The small triangle of combo boxes and spin boxes, `name` an icon.
void paintArrow(QPainter& painter, const QRect& rect, const QString& name, const QStyleOption& option);

}  // namespace style
