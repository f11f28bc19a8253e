// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The folder of profiles, servers/NAME/forkyard.toml below the configuration folder, and what is done to it on the
// disk. Everything here blocks; ProfileStore calls it off the panel's thread.

#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <vector>

#include "gui/profiles/profile.h"
#include "server/base/error.h"

namespace profileFolder {

std::filesystem::path path();
std::filesystem::path fileOf(const QString& id);

/// Every profile by name; where the folder does not exist yet, it is made with the demo in it.
std::vector<Profile> read();

/// A name that fits the control socket ([a-z0-9-]{1,40}) and is in `taken` not yet.
QString freeName(const QString& wish, const QStringList& taken);

base::Result<void> create(const config::Config& config);
/// The file's text with another name, title and port, comments kept.
base::Result<void> duplicate(const Profile& profile, const QString& name, const QString& title, int port);
/// Lists a file that lies elsewhere, by a link: it is edited where it lies.
base::Result<void> adopt(const std::filesystem::path& file, const QString& id);
/// Moves the folder to removed/ and says where: restore() brings it back.
base::Result<std::filesystem::path> remove(const QString& id);
base::Result<void> restore(const std::filesystem::path& removed, const QString& id);

}  // namespace profileFolder
