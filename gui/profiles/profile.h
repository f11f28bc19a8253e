// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// One server of the person's list: a forkyard.toml as it was read, and what it means or what is wrong with it.

#pragma once

#include <QString>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "server/base/problem.h"
#include "server/config/config.h"

struct Profile {
  QString id;                            ///< the name of its folder
  std::filesystem::path file;            ///< absolute
  std::string text;                      ///< the file's bytes
  std::optional<config::Config> config;  ///< empty: invalid, see problems
  std::vector<base::Problem> problems;
  bool elsewhere = false;  ///< a running server that is not of the list: its config is what it tells of itself

  /// Names the control socket: the file's own name, the folder's while the file is invalid.
  [[nodiscard]] QString name() const;
  /// What people call it.
  [[nodiscard]] QString title() const;
  /// The first listener's; 0: none known.
  [[nodiscard]] int port() const;
};

/// Blocks on the disk; small and regular files only. A file that cannot be read is a profile with a problem.
Profile readProfile(const QString& id, const std::filesystem::path& file);
