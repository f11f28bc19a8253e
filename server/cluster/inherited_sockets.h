// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Listening sockets that were open when this program started: given by systemd's socket activation (sd_listen_fds(3)),
// or by an older master that this one takes over from.

#pragma once

#include <vector>

#include "server/net/listener.h"

namespace cluster {

/// Those of LISTEN_FDS, where LISTEN_PID is this process; removes both, and LISTEN_FDNAMES, from the environment. What
/// is no listening TCP socket is closed.
std::vector<net::Listener> takeInheritedSockets();

}  // namespace cluster
