// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// From /proc/net/tcp to socket inodes, from inodes to the processes that hold them open.

#include "server/net/port_holder.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

namespace net {

namespace {

constexpr std::string_view listening = "0A";  // TCP_LISTEN

/// "0100007F:1F90" as the kernel prints it: the address as 32-bit words in the machine's order, the port in hex.
std::optional<SocketAddress> parseAddress(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != 8 && colon != 32) return {};
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i < colon / 8; ++i) {
    std::from_chars(text.data() + 8 * i, text.data() + 8 * (i + 1), words[i], 16);
  }
  std::uint16_t port = 0;
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), port, 16);
  sockaddr_storage storage{};
  if (colon == 8) {
    sockaddr_in ipv4{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {words[0]}, .sin_zero = {}};
    std::memcpy(&storage, &ipv4, sizeof ipv4);
  } else {
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(port);
    std::memcpy(&ipv6.sin6_addr, words.data(), sizeof ipv6.sin6_addr);
    std::memcpy(&storage, &ipv6, sizeof ipv6);
  }
  return socketAddress(storage);
}

bool isWildcard(const std::string& address) {
  return address == "0.0.0.0" || address == "::";
}

bool collide(const SocketAddress& one, const SocketAddress& other) {
  return one.port == other.port &&
         (one.address == other.address || isWildcard(one.address) || isWildcard(other.address));
}

/// "socket:[12345]", as the links in /proc/PID/fd read, of every listener in the way.
std::set<std::string> socketsInTheWay(const SocketAddress& wanted) {
  std::set<std::string> sockets;
  for (const char* file : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream table(file);
    std::string line;
    std::getline(table, line);  // the heading
    while (std::getline(table, line)) {
      std::istringstream fields(line);
      std::string number, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
      fields >> number >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode;
      const auto address = parseAddress(local);
      if (state == listening && address && collide(wanted, *address)) sockets.insert("socket:[" + inode + "]");
    }
  }
  return sockets;
}

bool holdsOneOf(const std::filesystem::path& process, const std::set<std::string>& sockets) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(process / "fd", ignored)) {
    if (sockets.contains(std::filesystem::read_symlink(entry.path(), ignored).string())) return true;
  }
  return false;
}

}  // namespace

std::optional<PortHolder> findPortHolder(const SocketAddress& wanted) {
  const std::set<std::string> sockets = socketsInTheWay(wanted);
  if (sockets.empty()) return {};
  std::error_code ignored;
  std::set<pid_t> processes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ec == std::errc()) processes.insert(pid);
  }
  for (const pid_t pid : processes) {
    const std::filesystem::path process = "/proc/" + std::to_string(pid);
    if (!holdsOneOf(process, sockets)) continue;
    PortHolder holder{.program = {}, .pid = pid};
    std::ifstream comm(process / "comm");
    std::getline(comm, holder.program);
    return holder;
  }
  return {};
}

}  // namespace net
