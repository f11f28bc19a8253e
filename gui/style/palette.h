// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Every colour of the panel, light and dark, in one place: the named ones that painted things use, and the QPalette
// made from them for everything Qt paints. Which of the two is in force is Theme's business.

#pragma once

#include <QColor>
#include <QPalette>

namespace style {

enum class Shade { Light, Dark };

/// What a colour says. Never alone: a word or a shape says the same.
enum class Tone { Good, Busy, Warning, Bad, Quiet };

struct Colors {
  QColor window;   ///< behind the cards
  QColor card;     ///< sections
  QColor field;    ///< what is typed into
  QColor border;   ///< hairlines between sections
  QColor outline;  ///< around controls
  QColor hover;    ///< a quiet control under the pointer
  QColor text;
  QColor mutedText;
  QColor disabledText;
  QColor accent;  ///< the primary button, links, focus
  QColor accentHover;
  QColor onAccent;  ///< text on accent
  QColor link;
  QColor selection;                        ///< behind selected rows and text; text keeps its own colour on it
  QColor good, busy, warning, bad, quiet;  ///< as text 4.5:1, as shapes 3:1
  QColor goodSoft, busySoft, warningSoft, badSoft, quietSoft;  ///< behind text of the same tone

  [[nodiscard]] QColor of(Tone tone) const;
  [[nodiscard]] QColor softOf(Tone tone) const;
};

const Colors& colors(Shade shade);
Shade shadeOf(const QPalette& palette);
/// The colours that go with a widget's palette: paint code calls this in every paintEvent, so a switch shows at once.
inline const Colors& colorsOf(const QPalette& palette) {
  return colors(shadeOf(palette));
}

/// Every role in every group.
QPalette palette(Shade shade);

/// WCAG 2.1 contrast ratio, 1 to 21.
double contrast(const QColor& first, const QColor& second);

}  // namespace style
