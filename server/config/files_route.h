// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The part of config.h that is about serving a folder.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace config {

/// What lies below a folder; the folder stands at the route's path.
struct FilesRoute {
  std::filesystem::path root;
  std::vector<std::string> index = {"index.html"};  ///< names looked for where a folder is asked for, in order
  bool listing = false;                             ///< show what is in a folder that has none of them
  std::string fallback;      ///< file below root that answers what is not there (single-page applications); empty: 404
  std::string cacheControl;  ///< the Cache-Control field of each file; empty: none
  bool operator==(const FilesRoute&) const = default;
};

}  // namespace config
