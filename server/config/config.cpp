// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The built-in demo, and how many workers "auto" means.

#include "server/config/config.h"

#include <sched.h>

#include <algorithm>
#include <memory>

namespace config {

namespace {

/// CPUs this process may use, or 0. The kernel refuses a mask that is smaller than its own (EINVAL), so it grows.
int usableCpus() {
  const auto release = [](cpu_set_t* set) { CPU_FREE(set); };
  for (std::size_t cpus = CPU_SETSIZE; cpus <= 64UL * CPU_SETSIZE; cpus *= 2) {
    const std::unique_ptr<cpu_set_t, decltype(release)> set(CPU_ALLOC(cpus), release);
    if (!set) return 0;
    if (sched_getaffinity(0, CPU_ALLOC_SIZE(cpus), set.get()) == 0) return CPU_COUNT_S(CPU_ALLOC_SIZE(cpus), set.get());
  }
  return 0;
}

}  // namespace

Config demo() {
  Config config;
  config.listeners.emplace_back();
  config.routes.emplace_back();
  return config;
}

int workerCount(const Cluster& cluster) {
  const int wanted = cluster.workers.value_or(usableCpus());
  return std::clamp(wanted, 1, maximumWorkers);
}

int loopsPerProcess(const Cluster& cluster, int workers) {
  return cluster.model == Model::Threads ? workers : 1;
}

bool needsSessions(const Config& config) {
  if (!config.rateLimits.empty()) return true;
  return std::ranges::any_of(config.routes,
                             [](const Route& route) { return std::holds_alternative<VisitsRoute>(route.handler); });
}

}  // namespace config
