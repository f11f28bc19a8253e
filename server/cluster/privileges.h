// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Giving up root in a child, for good.

#pragma once

#include <string>

#include "server/base/error.h"

namespace cluster {

/// Whether `user` can be dropped to: it exists (UserUnknown), and we are root or that user (PrivilegeDropFailed). An
/// empty name is always fine.
base::Result<void> checkUser(const std::string& user);

/// setgid, initgroups, setuid (in this order; setuid(2) clears the capabilities of root), then checks that root cannot
/// be had back. With an empty name, or as that user already, only this, which is done in any case: sets NO_NEW_PRIVS,
/// and where we are not root gives up all capabilities. Clears PR_SET_PDEATHSIG. Problem: PrivilegeDropFailed.
base::Result<void> dropPrivileges(const std::string& user);

}  // namespace cluster
