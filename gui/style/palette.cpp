// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The colour values. test_palette checks their contrast.

#include "gui/style/palette.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace style {

namespace {

Colors lightColors() {
  Colors c;
  c.window = QColor(0xf3, 0xf4, 0xf7);
  c.card = QColor(0xff, 0xff, 0xff);
  c.field = QColor(0xff, 0xff, 0xff);
  c.border = QColor(0xe1, 0xe4, 0xea);
  c.outline = QColor(0xc3, 0xc9, 0xd3);
  c.hover = QColor(0xea, 0xed, 0xf2);
  c.text = QColor(0x1a, 0x1e, 0x26);
  c.mutedText = QColor(0x57, 0x60, 0x6f);
  c.disabledText = QColor(0x9a, 0xa2, 0xaf);
  c.accent = QColor(0x35, 0x56, 0xd8);
  c.accentHover = QColor(0x2b, 0x49, 0xbf);
  c.onAccent = QColor(0xff, 0xff, 0xff);
  c.link = QColor(0x2d, 0x4c, 0xc8);
  c.selection = QColor(0xdb, 0xe3, 0xfc);
  c.good = QColor(0x13, 0x70, 0x3a);
  c.busy = QColor(0x2d, 0x4c, 0xc8);
  c.warning = QColor(0x86, 0x54, 0x00);
  c.bad = QColor(0xb4, 0x23, 0x2b);
  c.quiet = QColor(0x57, 0x60, 0x6f);
  c.goodSoft = QColor(0xe0, 0xf4, 0xe8);
  c.busySoft = QColor(0xe7, 0xec, 0xfd);
  c.warningSoft = QColor(0xfd, 0xf2, 0xd9);
  c.badSoft = QColor(0xfd, 0xe9, 0xe9);
  c.quietSoft = QColor(0xec, 0xee, 0xf2);
  return c;
}

Colors darkColors() {
  Colors c;
  c.window = QColor(0x15, 0x17, 0x1c);
  c.card = QColor(0x1e, 0x21, 0x28);
  c.field = QColor(0x16, 0x18, 0x1e);
  c.border = QColor(0x2e, 0x32, 0x3b);
  c.outline = QColor(0x47, 0x4d, 0x5a);
  c.hover = QColor(0x2b, 0x2f, 0x38);
  c.text = QColor(0xe7, 0xe9, 0xee);
  c.mutedText = QColor(0xa3, 0xab, 0xb9);
  c.disabledText = QColor(0x6b, 0x72, 0x80);
  c.accent = QColor(0x4a, 0x67, 0xe0);
  c.accentHover = QColor(0x44, 0x5e, 0xcf);
  c.onAccent = QColor(0xff, 0xff, 0xff);
  c.link = QColor(0x94, 0xa9, 0xff);
  c.selection = QColor(0x2c, 0x37, 0x63);
  c.good = QColor(0x5f, 0xcf, 0x8b);
  c.busy = QColor(0x94, 0xa9, 0xff);
  c.warning = QColor(0xee, 0xb6, 0x4b);
  c.bad = QColor(0xff, 0x87, 0x87);
  c.quiet = QColor(0xa3, 0xab, 0xb9);
  c.goodSoft = QColor(0x1a, 0x34, 0x26);
  c.busySoft = QColor(0x25, 0x2d, 0x4e);
  c.warningSoft = QColor(0x3a, 0x2f, 0x16);
  c.badSoft = QColor(0x43, 0x20, 0x24);
  c.quietSoft = QColor(0x2b, 0x2f, 0x38);
  return c;
}

double luminance(const QColor& color) {
  const auto linear = [](double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

void setTextRoles(QPalette& palette, QPalette::ColorGroup group, const Colors& c, const QColor& text) {
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::BrightText,
                          QPalette::HighlightedText, QPalette::ToolTipText})
    palette.setColor(group, role, text);
  const bool disabled = group == QPalette::Disabled;
  palette.setColor(group, QPalette::Link, disabled ? c.disabledText : c.link);
  palette.setColor(group, QPalette::LinkVisited, disabled ? c.disabledText : c.link);
  palette.setColor(group, QPalette::PlaceholderText, disabled ? c.disabledText : c.mutedText);
}

void setSurfaceRoles(QPalette& palette, QPalette::ColorGroup group, const Colors& c) {
  palette.setColor(group, QPalette::Window, c.window);
  palette.setColor(group, QPalette::Base, group == QPalette::Disabled ? c.window : c.card);
  palette.setColor(group, QPalette::AlternateBase, c.window);
  palette.setColor(group, QPalette::Button, c.card);
  palette.setColor(group, QPalette::ToolTipBase, c.card);
  palette.setColor(group, QPalette::Highlight, group == QPalette::Disabled ? c.quietSoft : c.selection);
  palette.setColor(group, QPalette::Light, c.card);
  palette.setColor(group, QPalette::Midlight, c.hover);
  palette.setColor(group, QPalette::Mid, c.border);
  palette.setColor(group, QPalette::Dark, c.outline);
  palette.setColor(group, QPalette::Shadow, c.outline);
}

}  // namespace

QColor Colors::of(Tone tone) const {
  switch (tone) {
    case Tone::Good:
      return good;
    case Tone::Busy:
      return busy;
    case Tone::Warning:
      return warning;
    case Tone::Bad:
      return bad;
    case Tone::Quiet:
      return quiet;
  }
  return text;
}

QColor Colors::softOf(Tone tone) const {
  switch (tone) {
    case Tone::Good:
      return goodSoft;
    case Tone::Busy:
      return busySoft;
    case Tone::Warning:
      return warningSoft;
    case Tone::Bad:
      return badSoft;
    case Tone::Quiet:
      return quietSoft;
  }
  return card;
}

const Colors& colors(Shade shade) {
  static const Colors light = lightColors();
  static const Colors dark = darkColors();
  return shade == Shade::Dark ? dark : light;
}

Shade shadeOf(const QPalette& palette) {
  // Every painted cell asks, and nearly always of the same palette: the last answer is kept. One thread paints.
  static qint64 asked = -1;
  static Shade answer = Shade::Light;
  if (std::exchange(asked, palette.cacheKey()) != palette.cacheKey()) {
    const bool dark = luminance(palette.color(QPalette::Window)) < luminance(palette.color(QPalette::WindowText));
    answer = dark ? Shade::Dark : Shade::Light;
  }
  return answer;
}

QPalette palette(Shade shade) {
  const Colors& c = colors(shade);
  QPalette result;
  for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
    setSurfaceRoles(result, group, c);
    setTextRoles(result, group, c, group == QPalette::Disabled ? c.disabledText : c.text);
  }
  return result;
}

double contrast(const QColor& first, const QColor& second) {
  const double a = luminance(first) + 0.05;
  const double b = luminance(second) + 0.05;
  return std::max(a, b) / std::min(a, b);
}

}  // namespace style
