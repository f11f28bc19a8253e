// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/inherited_sockets.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace cluster {

namespace {

constexpr int firstDescriptor = 3;  // SD_LISTEN_FDS_START
constexpr int mostDescriptors = 1024;

int countFromEnvironment() {
  const char* process = ::getenv("LISTEN_PID");
  const char* count = ::getenv("LISTEN_FDS");
  int given = 0;
  if (process != nullptr && count != nullptr && process == std::to_string(::getpid())) given = std::atoi(count);
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  return given > mostDescriptors ? 0 : given;
}

}  // namespace

std::vector<net::Listener> takeInheritedSockets() {
  std::vector<net::Listener> sockets;
  const int count = countFromEnvironment();
  for (int fd = firstDescriptor; fd < firstDescriptor + count; ++fd) {
    if (auto listener = net::Listener::adopt(base::UniqueFd(fd))) sockets.push_back(std::move(*listener));
  }
  return sockets;
}

}  // namespace cluster
