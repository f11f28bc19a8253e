// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Who may own and read a private key file: it is ours or root's, and nobody else reads it; only root's may be open to
// its group (0640), as distributions set it up for servers.

#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <vector>

#include "server/base/problem.h"

namespace certificates {

/// `status` is of the file that `file` leads to, which is also the one that the suggested chmod names. `user` is the
/// effective user id.
std::vector<base::Problem> keyPermissionProblems(const std::filesystem::path& file, const struct stat& status,
                                                 uid_t user);

}  // namespace certificates
