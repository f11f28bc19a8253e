// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The file that starts the panel at login, after the XDG Desktop Application Autostart Specification.

#pragma once

#include "server/base/error.h"

namespace autostart {

bool isOn();
/// Writes or removes the file of this program.
base::Result<void> setOn(bool on);

}  // namespace autostart
