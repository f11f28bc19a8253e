// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Finding widgets as a person does: by what they say.

#pragma once

#include <QAbstractButton>
#include <QTest>
#include <QWidget>

/// The visible descendant of that class whose accessible name is `name`; null: none.
template<typename Widget>
Widget* named(const QWidget* root, const QString& name) {
  for (Widget* widget : root->findChildren<Widget*>()) {
    if (widget->isVisible() && widget->accessibleName() == name) return widget;
  }
  return nullptr;
}

/// The visible button with that text, or, without a text, with that accessible name.
inline QAbstractButton* button(const QWidget* root, const QString& text) {
  for (QAbstractButton* candidate : root->findChildren<QAbstractButton*>()) {
    if (candidate->isVisible() && candidate->text() == text) return candidate;
  }
  return named<QAbstractButton>(root, text);
}

/// A real click; false: there is no such button, or it is disabled.
inline bool click(const QWidget* root, const QString& text) {
  QAbstractButton* found = button(root, text);
  if (!found || !found->isEnabled()) return false;
  QTest::mouseClick(found, Qt::LeftButton);
  return true;
}
