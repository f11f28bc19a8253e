// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard check FILE`: all that a start would refuse, without starting anything.

#pragma once

#include <filesystem>

namespace command_line {

/// The exit code: 0, or 78 with one line a problem. With `json`, one line {"valid", "problems"} on standard output.
int check(const std::filesystem::path& file, bool json);

}  // namespace command_line
