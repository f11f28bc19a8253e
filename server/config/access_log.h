// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// [log]: what is told of each request that is over, and to whom.

#pragma once

#include <filesystem>

namespace config {

enum class AccessLog { Off, Events, File };

struct Log {
  AccessLog access = AccessLog::Off;
  std::filesystem::path file{};  ///< with File
  bool operator==(const Log&) const = default;
};

}  // namespace config
