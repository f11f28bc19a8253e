// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a state looks like: a tone of the palette and a shape, so that no state is told by colour alone. Which state has
// which tone, shape and word is said in gui/cluster/state_look.

#pragma once

#include <QPainter>
#include <QRectF>

#include "gui/style/palette.h"

namespace style {

enum class Shape { Ring, HalfDisc, Disc, Triangle, LoopedTriangle, Cross, Square, DashedRing, Hourglass, Diamond };

/// One state's look; the colour is colorsOf(palette).of(tone): 4.5:1 as text, so more than 3:1 as a shape.
struct StateLook {
  Tone tone = Tone::Quiet;
  Shape shape = Shape::Ring;
};

/// Paints `shape` into the middle of `rect`, as large as its shorter side; antialiased, in one colour. Leaves the
/// painter as it was.
void paintShape(QPainter& painter, const QRectF& rect, Shape shape, const QColor& color);

}  // namespace style
