// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Takes the window's picture in each language and in both themes.

#pragma once

#include <QString>

#include "gui/settings/language.h"
#include "gui/style/theme.h"

class QWidget;

class Photographer {
 public:
  /// Before the window, which takes the style from here.
  explicit Photographer(QString folder);

  /// "running-en-dark.png" and its siblings. False: one could not be written.
  bool takeAll(QWidget& window, const QString& name);

 private:
  Theme m_theme;
  Language m_language;
  QString m_folder;
};
