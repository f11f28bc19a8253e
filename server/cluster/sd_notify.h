// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a service manager is told (sd_notify(3)): a datagram to the socket that NOTIFY_SOCKET names. Silent without one.

#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/base/time.h"

namespace cluster {

class SdNotify {
 public:
  /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and removes them from the environment.
  SdNotify();

  void ready();
  /// With the monotonic time that Type=notify-reload asks for.
  void reloading();
  void stopping();
  /// One line that `systemctl status` shows; the same line twice is sent once.
  void status(std::string_view text);
  void watchdog();
  /// Another process is the service's main one from now on; said by the one that was. The new one says ready().
  void mainProcess(pid_t pid);
  /// Names and values of what was removed from the environment, for that process.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> environment() const;
  /// How often watchdog() is to be called: half of what is allowed; empty: never.
  [[nodiscard]] std::optional<base::Milliseconds> watchdogInterval() const { return m_watchdogInterval; }

 private:
  void send(const std::string& state) const;
  std::string m_socket;
  std::string m_status;
  std::string m_watchdogMicroseconds;
  std::optional<base::Milliseconds> m_watchdogInterval;
};

}  // namespace cluster
