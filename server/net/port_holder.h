// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which program listens on a port, told from /proc (proc(5)), so that "port in use" can say by whom.

#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "server/net/socket_address.h"

namespace net {

struct PortHolder {
  std::string program;  ///< its short name, as in ps; at most 15 bytes
  pid_t pid = 0;        ///< the oldest process where several share the socket
};

/// The listener that `wanted` collides with: the same port on the same or every address. Empty when its processes
/// belong to someone else and may not be looked into, or when it is gone. Reads much of /proc: for failures only.
std::optional<PortHolder> findPortHolder(const SocketAddress& wanted);

}  // namespace net
