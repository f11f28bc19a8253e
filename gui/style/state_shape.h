// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The shapes that stand for states, so that no state is told by colour alone. Which state has which shape is the
// caller's business.

#pragma once

#include <QPainter>
#include <QRectF>

#include "gui/style/palette.h"

namespace style {

enum class StateShape { Ring, HalfDisc, Disc, Triangle, LoopedTriangle, Cross, Square, DashedRing, Hourglass, Diamond };

/// Paints within `rect` (12 to 16 px look best). Leaves the painter as it was.
void paintStateShape(QPainter& painter, const QRectF& rect, StateShape shape, const QColor& color);

}  // namespace style
