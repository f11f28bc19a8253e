// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What a process costs now, from /proc (proc(5)).

#pragma once

#include <sys/types.h>

#include <cstdint>

namespace cluster {

struct ProcessUsage {
  std::int64_t rss = 0;    ///< bytes
  std::int64_t cpuMs = 0;  ///< user and system, since its start
};

/// All zero for a process that is gone. With a thread, `cpuMs` is of that thread alone.
ProcessUsage usageOf(pid_t pid, pid_t thread = 0);
/// Whether a debugger holds the process: then its silence means nothing.
bool isTraced(pid_t pid);

}  // namespace cluster
