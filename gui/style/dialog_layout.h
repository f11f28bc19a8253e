// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What dialogs that ask for something have alike: their margins, their form, and the buttons below it.

#pragma once

#include <functional>

class QDialog;
class QDialogButtonBox;
class QFormLayout;
class QPushButton;
class QVBoxLayout;

namespace dialogLayout {

/// The dialog's layout, empty, with the margins of all dialogs; `spacing` in pixels between its parts.
QVBoxLayout* makeOutline(QDialog* dialog, int spacing = 16);
/// Labels to the left, fields as wide as the dialog. For a layout or a widget to take.
QFormLayout* makeForm();

struct Buttons {
  QDialogButtonBox* box;
  QPushButton* accept;  ///< the default one, still without words
};
/// Cancel rejects the dialog; what the other one does is `accepted`. The dialog owns them, and has yet to place them.
Buttons makeButtons(QDialog* dialog, const std::function<void()>& accepted);

}  // namespace dialogLayout
