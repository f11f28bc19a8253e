// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The mends that concern files alone, and so are the same on every page.

#pragma once

#include <QObject>
#include <functional>

#include "gui/problems/mend.h"

namespace fileMend {

/// FixPermissions, CopyCommand, OpenFile.
QList<Mend::Kind> kinds();
/// False: another kind, nothing done. `done` is called on the thread of `context` once the files are mended.
bool apply(const Mend& mend, QObject* context, std::function<void()> done);

}  // namespace fileMend
