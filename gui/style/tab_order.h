// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The order of Tab where that of making would be another one: a dialog's rows are often made after its buttons.

#pragma once

class QDialogButtonBox;

namespace style {

/// The buttons come after all else of their window, as they stand there. To be called again after more was made.
void tabLast(const QDialogButtonBox* buttons);

}  // namespace style
