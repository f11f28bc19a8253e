// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One program at a time changes a folder. The kernel lets go of the lock when its holder ends, however it does.

#pragma once

#include <filesystem>

#include "server/base/error.h"
#include "server/base/time.h"
#include "server/base/unique_fd.h"

namespace certificates {

/// Held as long as the descriptor lives: flock(2) on FOLDER/.lock, which is made where it is not there. The folder must
/// be there. Waits up to `patience`.
base::Result<base::UniqueFd> lockFolder(const std::filesystem::path& folder,
                                        base::Milliseconds patience = base::Milliseconds(10'000));

}  // namespace certificates
