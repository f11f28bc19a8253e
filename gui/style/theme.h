// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which colours the application wears: the person's choice, or what the desktop prefers. Sets style and palettes of the
// whole application and switches them live. Keeping the choice is the settings' business.

#pragma once

#include <QObject>
#include <optional>

#include "gui/style/palette.h"

class PortalColorScheme;

class Theme : public QObject {
  Q_OBJECT

 public:
  enum class Choice { System, Light, Dark };
  Q_ENUM(Choice)

  /// Reads the platform's own palette first: its lightness is the answer where no portal is.
  explicit Theme(QObject* parent = nullptr);

  void setChoice(Choice choice);
  [[nodiscard]] style::Shade shade() const;

 signals:
  void shadeChanged(style::Shade shade);

 private:
  void apply();

  PortalColorScheme* m_portal;
  Choice m_choice = Choice::System;
  style::Shade m_platformShade;
  std::optional<style::Shade> m_portalShade;
  std::optional<style::Shade> m_applied;
};
