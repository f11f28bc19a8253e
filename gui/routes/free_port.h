// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A port to suggest.

#pragma once

#include "server/config/config.h"

namespace freePort {

/// That nothing of `config` wants, and that no program of this computer holds.
bool isFree(int port, const config::Config& config);
/// The first such one, `first` or above.
int from(int first, const config::Config& config);

}  // namespace freePort
