// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// `forkyard run`: a server in the foreground, or detached with one line that says how it went.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "server/command_line/event_printer.h"

namespace command_line {

struct RunArguments {
  std::filesystem::path file;   ///< empty: the demo
  std::string proxy;            ///< the application that the demo serves instead of its page; empty: none
  std::filesystem::path files;  ///< the folder that it serves; empty: none
  std::optional<int> port;      ///< the demo's; 0: any that is free
  std::optional<int> workers;   ///< the demo's
  bool detach = false;
  bool json = false;
  LogFormat logFormat = LogFormat::Text;
  std::optional<int> takeOver;  ///< the descriptor of a running server that is being upgraded
};

/// The exit code. With `detach` it returns in two processes: the caller's, and the server's own when that has stopped.
int run(const RunArguments& arguments);

}  // namespace command_line
