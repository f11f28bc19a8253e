// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// forkyard.toml to Config. Everything that is wrong is reported at once, each with file, line, column, key and, for an
// unknown key, the nearest known one. Knows nothing of certificates' content or of ports in use.

#pragma once

#include <string_view>

#include "server/base/error.h"
#include "server/config/config.h"

namespace config {

inline constexpr std::uint64_t maximumFileSize = 1024 * 1024;

/// Reads a regular file of at most maximumFileSize bytes; a folder, a FIFO or a device is refused without blocking.
base::Result<Config> readFile(const std::filesystem::path& file);
/// `file` names the text in problems and is what relative paths are resolved against.
base::Result<Config> parse(std::string_view text, const std::filesystem::path& file);

}  // namespace config
