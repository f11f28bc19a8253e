// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One end of a TCP connection as text and number.

#pragma once

#include <sys/socket.h>

#include <string>

namespace net {

struct SocketAddress {
  std::string address;  ///< "127.0.0.1", "::1", "fe80::1%eth0"; an IPv4 client of an IPv6 socket in its IPv4 form
  int port = 0;         ///< 1..65535; 0: not bound, or not an Internet address
  bool operator==(const SocketAddress&) const = default;
};

/// Empty for any other family than IPv4 and IPv6.
SocketAddress socketAddress(const sockaddr_storage& address);
/// The address that a socket is bound to; empty where there is none.
SocketAddress localAddress(int fd);

}  // namespace net
