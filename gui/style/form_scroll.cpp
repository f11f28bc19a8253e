// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A QScrollArea without a frame and without a surface of its own.

#include "gui/style/form_scroll.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QScrollBar>
#include <algorithm>

namespace {

constexpr int leastRows = 2;
constexpr int rowLines = 2;  // the height of a row, in lines of text
constexpr int focusMargin = 8;

/// Whether the wheel would turn it.
bool turns(const QObject* object) {
  return qobject_cast<const QAbstractSpinBox*>(object) || qobject_cast<const QComboBox*>(object);
}

}  // namespace

FormScroll::FormScroll(QWidget* parent) : QScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::NoFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setWidgetResizable(true);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  connect(qApp, &QApplication::focusChanged, this, [this](const QWidget*, QWidget* now) {
    // Not below a pressed button: what moves away from the pointer is not clicked.
    if (!now || !widget() || QGuiApplication::mouseButtons() != Qt::NoButton) return;
    if (widget()->isAncestorOf(now)) ensureWidgetVisible(now, 0, focusMargin);
  });
}

void FormScroll::setForm(QWidget* form) {
  setWidget(form);
  // The card below is seen through it.
  form->setAutoFillBackground(false);
  viewport()->setAutoFillBackground(false);
  for (QWidget* field : form->findChildren<QWidget*>()) {
    if (!turns(field)) continue;
    field->setFocusPolicy(Qt::StrongFocus);
    field->installEventFilter(this);
  }
}

QSize FormScroll::sizeHint() const {
  return widget() ? widget()->sizeHint().expandedTo(minimumSizeHint()) : QScrollArea::sizeHint();
}

QSize FormScroll::minimumSizeHint() const {
  if (!widget()) return QScrollArea::minimumSizeHint();
  const QSize form = widget()->minimumSizeHint();
  const int least = fontMetrics().height() * rowLines * leastRows;
  return {form.width() + verticalScrollBar()->sizeHint().width(), std::min(form.height(), least)};
}

bool FormScroll::eventFilter(QObject* watched, QEvent* event) {
  if (watched == widget() && event->type() == QEvent::LayoutRequest) updateGeometry();
  return takeWheel(watched, event) || QScrollArea::eventFilter(watched, event);
}

// With all of the form in sight nothing can be scrolled, and the field that has the keyboard may turn.
bool FormScroll::takeWheel(QObject* watched, QEvent* event) {
  // The area watches its scroll bars, too.
  if (event->type() != QEvent::Wheel || !turns(watched)) return false;
  const bool scrolls = verticalScrollBar()->maximum() > 0;
  if (qobject_cast<const QWidget*>(watched)->hasFocus() && !scrolls) return false;
  event->ignore();  // on to the area
  return true;
}
