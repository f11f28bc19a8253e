// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Decides the shade and hands palettes to Qt.

#include "gui/style/theme.h"

#include <QApplication>
#include <QToolTip>

#include "gui/style/forkyard_style.h"
#include "gui/style/portal_color_scheme.h"

Theme::Theme(QObject* parent)
    : QObject(parent), m_portal(new PortalColorScheme(this)), m_platformShade(style::shadeOf(QApplication::palette())) {
  QApplication::setStyle(new ForkyardStyle);
  const auto follow = [this](std::optional<style::Shade> shade) {
    m_portalShade = shade;
    apply();
  };
  connect(m_portal, &PortalColorScheme::answered, this, follow);
  connect(m_portal, &PortalColorScheme::changed, this, follow);
  m_portal->ask();
  apply();
}

void Theme::setChoice(Choice choice) {
  m_choice = choice;
  apply();
}

style::Shade Theme::shade() const {
  switch (m_choice) {
    case Choice::Light:
      return style::Shade::Light;
    case Choice::Dark:
      return style::Shade::Dark;
    case Choice::System:
      break;
  }
  return m_portalShade.value_or(m_platformShade);
}

void Theme::apply() {
  if (m_applied == shade()) return;
  m_applied = shade();
  const QPalette palette = style::palette(*m_applied);
  QApplication::setPalette(palette);
  QToolTip::setPalette(palette);
  emit shadeChanged(*m_applied);
}
