// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The commands that ask a running server: status, stop, reload, restart, scale, worker, upgrade, events.
// Each returns the exit code.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "server/command_line/server_choice.h"

namespace command_line {

struct EventsArguments {
  bool follow = false;
  std::uint64_t after = 0;
  bool json = false;
};

int showStatus(const ServerChoice& choice, bool json);
/// Until it has stopped; `timeoutMs` replaces its drain_timeout.
int stopServer(const ServerChoice& choice, std::optional<std::int64_t> timeoutMs);
/// ReloadCall or RestartCall, until reload.finished or config.rejected.
int reloadServer(const ServerChoice& choice, const control::Call& call);
/// Until another master, of that program, serves in its place, or does not; empty: of the file that it runs from.
int upgradeServer(const ServerChoice& choice, const std::filesystem::path& program);
/// Scale and worker.*: accepted is done. `sentence` is what is said then; {} is the server's name.
int askServer(const ServerChoice& choice, const control::Call& call, const std::string& sentence);
int showEvents(const ServerChoice& choice, const EventsArguments& arguments);

}  // namespace command_line
