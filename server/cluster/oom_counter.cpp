// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/oom_counter.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

namespace cluster {

namespace {

/// The "0::/path" line of /proc/self/cgroup (cgroups(7)).
std::filesystem::path ownMemoryEvents() {
  std::ifstream cgroups("/proc/self/cgroup");
  for (std::string line; std::getline(cgroups, line);) {
    if (line.starts_with("0::/")) return "/sys/fs/cgroup" + line.substr(3) + "/memory.events";
  }
  return {};
}

}  // namespace

std::int64_t oomKillsIn(std::string_view memoryEvents) {
  static constexpr std::string_view key = "oom_kill ";
  while (!memoryEvents.empty()) {
    const std::string_view line = memoryEvents.substr(0, memoryEvents.find('\n'));
    if (line.starts_with(key)) {
      std::int64_t count = 0;
      std::from_chars(line.data() + key.size(), line.data() + line.size(), count);
      return count;
    }
    memoryEvents.remove_prefix(std::min(line.size() + 1, memoryEvents.size()));
  }
  return 0;
}

OomCounter::OomCounter() : OomCounter(ownMemoryEvents()) {}

OomCounter::OomCounter(std::filesystem::path memoryEvents) : m_file(std::move(memoryEvents)), m_last(read()) {}

bool OomCounter::hasRisen() {
  const std::int64_t before = std::exchange(m_last, read());
  return m_last > before;
}

std::int64_t OomCounter::read() const {
  std::ifstream file(m_file);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return oomKillsIn(text);
}

}  // namespace cluster
