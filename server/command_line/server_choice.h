// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Which running server a command means: the one at a path, the one of a name, or the only one there is.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/command_line/control_client.h"

namespace command_line {

struct ServerChoice {
  std::string name;               ///< --name
  std::filesystem::path control;  ///< --control
};

/// That no server answers there, rather than one that refuses.
bool isNotRunning(const base::Error& error);
/// Every server of this user, and those that let this user in.
std::vector<ControlClient> runningServers();
/// The error of a choice that names none of several servers has no problems: it is wrong use.
base::Result<ControlClient> connectTo(const ServerChoice& choice);

}  // namespace command_line
