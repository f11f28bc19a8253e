// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One bound listening TCP socket. The master binds it and every worker inherits it; accepting from it is Acceptor's.

#pragma once

#include <string>

#include "server/base/error.h"
#include "server/base/unique_fd.h"
#include "server/net/socket_address.h"

namespace net {

class Listener {
 public:
  /// Resolves `address` (an address, or a name, of which the first address that can be bound is taken) and listens on
  /// `port`; 0 asks for a free one. "::" takes IPv4 too, whatever the system's default is: who says "every interface"
  /// means both. Blocks while a name is looked up. Problems: PortInUse, PortInUseBy, PortPrivileged,
  /// AddressUnavailable, AddressUnknown, ListenFailed; without a key, which the caller knows.
  static base::Result<Listener> bind(const std::string& address, int port);
  /// Takes over a bound TCP socket, from systemd or from an older master. Problem: ListenFailed.
  static base::Result<Listener> adopt(base::UniqueFd fd);

  /// Non-blocking, close-on-exec; what it accepts has TCP_NODELAY set (Linux lets it be inherited).
  [[nodiscard]] int fd() const { return m_fd.get(); }
  /// Numeric, with the port really bound.
  [[nodiscard]] const SocketAddress& bound() const { return m_bound; }

 private:
  Listener(base::UniqueFd fd, SocketAddress bound) : m_fd(std::move(fd)), m_bound(std::move(bound)) {}
  base::UniqueFd m_fd;
  SocketAddress m_bound;
};

}  // namespace net
