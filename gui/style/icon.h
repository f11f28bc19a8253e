// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Our icons: line drawings of resources/icons, tinted when they are painted, so that one drawing serves both themes and
// every state of a control. Strokes are 1.5 px at any size.

#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QString>

#include "gui/style/palette.h"

namespace style {

/// Which colour of the palette in force an icon takes; disabled controls take the disabled text's.
enum class Ink { Text, Muted, OnAccent, Link, Good, Busy, Warning, Bad };

/// `name` is a file of resources/icons without ".svg".
QIcon icon(const QString& name, Ink ink = Ink::Text);
Ink inkOf(Tone tone);

/// The drawing in one colour, `size` device-independent pixels wide. Cached by name, size, ratio and colour.
QPixmap tintedPixmap(const QString& name, int size, double devicePixelRatio, const QColor& color);

}  // namespace style
