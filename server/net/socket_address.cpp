// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Socket addresses from the kernel's form.

#include "server/net/socket_address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

namespace net {

namespace {

SocketAddress fromIpv6(const sockaddr_in6& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  SocketAddress result{.address = {}, .port = ntohs(address.sin6_port)};
  if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) {
    ::inet_ntop(AF_INET, address.sin6_addr.s6_addr + 12, text.data(), text.size());
    result.address = text.data();
    return result;
  }
  ::inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
  result.address = text.data();
  std::array<char, IF_NAMESIZE> interface {};
  if (IN6_IS_ADDR_LINKLOCAL(&address.sin6_addr) &&
      ::if_indextoname(address.sin6_scope_id, interface.data()) != nullptr) {
    result.address.append("%").append(interface.data());
  }
  return result;
}

}  // namespace

SocketAddress socketAddress(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &address, sizeof ipv6);
    return fromIpv6(ipv6);
  }
  if (address.ss_family != AF_INET) return {};
  sockaddr_in ipv4{};
  std::memcpy(&ipv4, &address, sizeof ipv4);
  std::array<char, INET_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET, &ipv4.sin_addr, text.data(), text.size());
  return {.address = text.data(), .port = ntohs(ipv4.sin_port)};
}

SocketAddress localAddress(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  // POSIX gives the sockaddr family of types this one pointer to be passed by.
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  return socketAddress(address);
}

}  // namespace net
