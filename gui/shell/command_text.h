// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the panel does, as the command line that does the same.

#pragma once

#include <QString>

namespace commandText {

enum class Action { Start, Stop, Reload, Restart, Scale, Status, Events, Check };

/// "forkyard run --detach /home/.../forkyard.toml". `workers` goes with Scale.
QString of(Action action, const QString& name, const QString& file, int workers = 0);
/// Quoted for a POSIX shell where it must be.
QString quoted(const QString& word);

}  // namespace commandText
