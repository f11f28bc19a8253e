// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// QWidget::setTabOrder() after the last one that takes the keyboard.

#include "gui/style/tab_order.h"

#include <QDialogButtonBox>
#include <QLayout>

namespace style {

void tabLast(const QDialogButtonBox* buttons) {
  const auto counts = [buttons](const QWidget* widget) {
    return widget->focusPolicy() != Qt::NoFocus && !buttons->isAncestorOf(widget);
  };
  QWidget* window = buttons->window();
  QWidget* first = window->nextInFocusChain();
  while (first != window && !counts(first)) first = first->nextInFocusChain();
  if (first == window) return;
  QWidget* last = window->previousInFocusChain();
  while (!counts(last)) last = last->previousInFocusChain();
  for (int index = 0; index < buttons->layout()->count(); ++index) {
    QWidget* button = buttons->layout()->itemAt(index)->widget();
    if (button == nullptr) continue;
    // The chain is a ring, and Qt leaves the one behind the window's own place where it is: as if it were the next.
    QWidget::setTabOrder(first, button);
    QWidget::setTabOrder(last, button);
    last = button;
  }
}

}  // namespace style
