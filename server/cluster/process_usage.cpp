// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/process_usage.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <string>

namespace cluster {

ProcessUsage usageOf(pid_t pid, pid_t thread) {
  ProcessUsage usage;
  std::ifstream stat(thread > 0 ? fmt::format("/proc/{}/task/{}/stat", pid, thread)
                                : fmt::format("/proc/{}/stat", pid));
  std::string line;
  if (!std::getline(stat, line)) return usage;
  // The name, in parentheses, may hold anything; field 3 comes after its last one.
  const std::size_t nameEnd = line.rfind(')');
  if (nameEnd == std::string::npos) return usage;
  std::int64_t ticks = 0;
  std::size_t position = nameEnd + 2;
  for (int field = 3; field <= 24 && position < line.size(); ++field) {
    const std::size_t end = std::min(line.find(' ', position), line.size());
    const std::string value = line.substr(position, end - position);
    if (field == 14 || field == 15) ticks += std::strtoll(value.c_str(), nullptr, 10);
    if (field == 24) usage.rss = std::strtoll(value.c_str(), nullptr, 10) * ::sysconf(_SC_PAGESIZE);
    position = end + 1;
  }
  usage.cpuMs = ticks * 1000 / ::sysconf(_SC_CLK_TCK);
  return usage;
}

bool isTraced(pid_t pid) {
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("TracerPid:")) return line.find_first_of("123456789") != std::string::npos;
  }
  return false;
}

}  // namespace cluster
