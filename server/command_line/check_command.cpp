// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/check_command.h"

#include <fmt/format.h>

#include "server/cluster/master.h"
#include "server/command_line/exit_code.h"
#include "server/config/config_toml.h"
#include "server/control/message.h"

namespace command_line {

namespace {

/// Binds nothing and forks nothing: what the master loads is what a start would load.
base::Result<config::Config> load(const std::filesystem::path& file) {
  auto config = config::readFile(file);
  if (!config) return config;
  auto loop = net::EventLoop::create();
  if (!loop) return base::failure(std::move(loop.error()));
  if (auto master = cluster::Master::create(**loop, *config, {}); !master)
    return base::failure(std::move(master.error()));
  return config;
}

std::string countsOf(const config::Config& config) {
  const std::size_t listeners = config.listeners.size();
  const int workers = config::workerCount(config.cluster);
  return fmt::format("{} {}, {} {}", listeners, listeners == 1 ? "listener" : "listeners", workers,
                     workers == 1 ? "worker" : "workers");
}

}  // namespace

int check(const std::filesystem::path& file, bool json) {
  const auto config = load(file);
  if (json) {
    const std::vector<base::Problem> problems = config ? std::vector<base::Problem>{} : config.error().problems;
    fmt::print("{{\"valid\":{},\"problems\":{}}}\n", config.has_value(), control::toJson(problems));
  }
  if (!config) {
    if (!json || config.error().problems.empty()) printError(config.error());
    return NotStartable;
  }
  if (!json) fmt::print("{}: fine, {}\n", file.string(), countsOf(*config));
  return Done;
}

}  // namespace command_line
