// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Where files live: one answer for the server, the command line and the panel (XDG Base Directory Specification 0.8,
// and systemd's RUNTIME_DIRECTORY and STATE_DIRECTORY). Nothing here is cached: tests change the environment.

#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "server/base/error.h"

namespace base {

/// $XDG_CONFIG_HOME/forkyard, else ~/.config/forkyard. Not created.
std::filesystem::path configDirectory();
/// STATE_DIRECTORY (systemd), else $XDG_DATA_HOME/forkyard, else ~/.local/share/forkyard. Not created.
std::filesystem::path dataDirectory();
/// $XDG_STATE_HOME/forkyard, else ~/.local/state/forkyard: the logs of detached servers. Not created.
std::filesystem::path stateDirectory();

/// Where a new control socket goes: RUNTIME_DIRECTORY (systemd), else $XDG_RUNTIME_DIR/forkyard, else
/// /run/user/UID/forkyard, else TMP/forkyard-UID. Created with mode 0700; an existing one that is not ours, or that
/// others may enter (of systemd's: write to), is refused. A runtime folder of another user, as after "sudo -E", is
/// passed over.
Result<std::filesystem::path> createRuntimeDirectory();
/// The same where a group is to be let in ([control] group): RUNTIME_DIRECTORY, else /run/forkyard for root, made with
/// mode 0755. Anyone else is refused: a user's own folders stay private.
Result<std::filesystem::path> createSharedRuntimeDirectory();
/// Every folder a client looks in for a server's control socket, best first; not all of them exist.
std::vector<std::filesystem::path> runtimeDirectories();

/// The folder and its parents, each new one 0700. An existing one is left as it is.
Result<void> createPrivateDirectory(const std::filesystem::path& path);
/// Writes to a temporary file beside `path`, fsyncs, renames over it and fsyncs the folder: afterwards the file is the
/// old one or the new one, whole, also after a crash or on a full disk (DiskFull). It has exactly `mode`, whatever the
/// umask. A symbolic link at `path` is replaced, not followed.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes, unsigned mode);

}  // namespace base
