// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard probe redis`: whether a server could keep its sessions there, found out as a worker would.

#pragma once

#include <filesystem>
#include <string>

namespace command_line {

struct RedisTarget {
  std::string address;  ///< "-": the first line of standard input, where nobody else sees its password
  std::filesystem::path ca{};
  std::filesystem::path certificate{};
  std::filesystem::path key{};
};

/// 0: it could; 1: it could not, and why was told; 64: not an address of a Redis.
int probeRedis(const RedisTarget& target, bool json);

}  // namespace command_line
