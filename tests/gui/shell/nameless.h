// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which controls of a window a screen reader could not name.

#pragma once

#include <QAccessible>
#include <QStringList>
#include <QWidget>

inline bool isControl(QAccessible::Role role) {
  switch (role) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::SpinBox:
    case QAccessible::Slider:
    case QAccessible::Table:
    case QAccessible::List:
    case QAccessible::Tree:
    case QAccessible::MenuItem:
    case QAccessible::PageTab:
      return true;
    default:
      return false;
  }
}

inline void collectNameless(QAccessibleInterface* item, QStringList& nameless, int depth = 0) {
  if (!item || !item->isValid() || item->state().invisible || depth > 40) return;
  const bool isPartOfSpinBox = item->parent() && item->parent()->role() == QAccessible::SpinBox;
  const bool isSeparator = item->role() == QAccessible::Separator;
  if (isControl(item->role()) && !isPartOfSpinBox && !isSeparator &&
      item->text(QAccessible::Name).trimmed().isEmpty()) {
    const QObject* object = item->object();
    nameless +=
        QStringLiteral("%1 \"%2\" in %3")
            .arg(QString::fromLatin1(object ? object->metaObject()->className() : "item"),
                 object ? object->objectName() : QString(),
                 QString::fromLatin1(object && object->parent() ? object->parent()->metaObject()->className() : "?"));
  }
  // Cells are data; their number is no concern here.
  if (item->role() == QAccessible::Table || item->role() == QAccessible::List) return;
  for (int child = 0; child < item->childCount(); ++child) collectNameless(item->child(child), nameless, depth + 1);
}

/// A line for each; empty: all have a name.
inline QString namelessIn(QWidget& root) {
  QStringList nameless;
  collectNameless(QAccessible::queryAccessibleInterface(&root), nameless);
  return nameless.join(QLatin1Char('\n'));
}
