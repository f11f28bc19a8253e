// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/sd_notify.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "server/base/unique_fd.h"

namespace cluster {

namespace {

std::string takeFromEnvironment(const char* name) {
  const char* value = ::getenv(name);
  std::string taken = value != nullptr ? value : "";
  ::unsetenv(name);
  return taken;
}

}  // namespace

SdNotify::SdNotify() : m_socket(takeFromEnvironment("NOTIFY_SOCKET")) {
  const std::string microseconds = takeFromEnvironment("WATCHDOG_USEC");
  const std::string process = takeFromEnvironment("WATCHDOG_PID");
  if (microseconds.empty() || (!process.empty() && process != std::to_string(::getpid()))) return;
  const long long allowed = std::strtoll(microseconds.c_str(), nullptr, 10);
  if (allowed <= 0) return;
  m_watchdogMicroseconds = microseconds;
  m_watchdogInterval = std::max(base::Milliseconds(1), base::Milliseconds(allowed / 2000));
}

void SdNotify::ready() {
  send("READY=1");
}

void SdNotify::reloading() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const long long microseconds = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", microseconds));
}

void SdNotify::stopping() {
  send("STOPPING=1");
}

void SdNotify::status(std::string_view text) {
  if (text == m_status) return;
  m_status = text;
  send("STATUS=" + m_status);
}

void SdNotify::watchdog() {
  send("WATCHDOG=1");
}

void SdNotify::mainProcess(pid_t pid) {
  send(fmt::format("MAINPID={}", pid));
}

std::vector<std::pair<std::string, std::string>> SdNotify::environment() const {
  std::vector<std::pair<std::string, std::string>> variables;
  if (!m_socket.empty()) variables.emplace_back("NOTIFY_SOCKET", m_socket);
  if (!m_watchdogMicroseconds.empty()) variables.emplace_back("WATCHDOG_USEC", m_watchdogMicroseconds);
  return variables;
}

void SdNotify::send(const std::string& state) const {
  sockaddr_un address{};
  if (m_socket.empty() || m_socket.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, m_socket.data(), m_socket.size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // an abstract name
  const base::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + m_socket.size());
  // Nobody to hear it is no failure of ours.
  static_cast<void>(::sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), length));
}

}  // namespace cluster
