// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Takes the window's picture in each language and in both themes.

#pragma once

#include <QString>
#include <functional>

#include "gui/settings/language.h"
#include "gui/style/theme.h"

class QWidget;

class Photographer {
 public:
  /// Before the window, which takes the style from here.
  explicit Photographer(QString folder);

  /// "running-en-dark.png" and its siblings. False: one could not be written.
  bool takeAll(QWidget& window, const QString& name);
  /// The same of a dialog that `open` shows, each time anew: it has its language from its making. It is closed then.
  bool takeAll(const std::function<QWidget*()>& open, const QString& name);

 private:
  /// In each language and theme. False: `shoot` was, and ended it.
  bool forEach(const QString& name, const std::function<bool(const QString& file)>& shoot);

  Theme m_theme;
  Language m_language;
  QString m_folder;
};
