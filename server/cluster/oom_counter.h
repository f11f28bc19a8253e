// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Whether the kernel ended a process of our control group for want of memory: the only honest ground for saying so.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace cluster {

/// `oom_kill` of a memory.events file (cgroup v2); 0 where it has none.
std::int64_t oomKillsIn(std::string_view memoryEvents);

class OomCounter {
 public:
  /// Of the control group that this process is in; counts nothing where there is no cgroup v2.
  OomCounter();
  explicit OomCounter(std::filesystem::path memoryEvents);
  /// Whether the counter rose since the last call (or since the beginning).
  bool hasRisen();

 private:
  [[nodiscard]] std::int64_t read() const;
  std::filesystem::path m_file;
  std::int64_t m_last = 0;
};

}  // namespace cluster
