// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What HandlerEditor knows of the fields of one kind of handler, in one row. What the fields do not show of a handler
// they keep as it was.

#pragma once

#include <QWidget>

#include "gui/style/palette.h"
#include "server/config/config.h"

/// One sentence about what is typed, below it.
struct FieldWords {
  style::Tone tone = style::Tone::Quiet;
  QString text;
};

class HandlerFields : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;

  [[nodiscard]] virtual bool shows(const config::RouteHandler& handler) const = 0;
  /// One that it shows. Emits nothing.
  virtual void setHandler(const config::RouteHandler& handler) = 0;
  /// As typed, also where it is not usable: then words() say so, and reading the configuration refuses it.
  [[nodiscard]] virtual config::RouteHandler handler() const = 0;
  /// The configuration around the route.
  virtual void setSurroundings(const config::Config& config) { Q_UNUSED(config) }
  [[nodiscard]] virtual QString kind() const = 0;
  [[nodiscard]] virtual FieldWords words() const = 0;
  virtual void retranslate() = 0;

 signals:
  /// By the person.
  void edited();
  void wordsChanged();
};
