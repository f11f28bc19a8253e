// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The output of a server that runs detached: a file of at most 1 MiB and one older one beside it.

#pragma once

#include <filesystem>
#include <string>

#include "server/base/error.h"
#include "server/base/unique_fd.h"

namespace command_line {

class LogFile {
 public:
  static constexpr off_t maximumSize = 1024 * 1024;

  /// Opens NAME.log in the state folder, mode 0600, and appends to it.
  static base::Result<LogFile> create(const std::string& name);

  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
  /// From now on standard output and standard error of this process go there.
  void takeStandardOutput();
  /// A full file becomes NAME.log.1, in place of the one before.
  void rotateWhenFull();
  /// Opens the path again, as after someone else moved the file.
  void reopen();

 private:
  LogFile(base::UniqueFd file, std::filesystem::path path) : m_file(std::move(file)), m_path(std::move(path)) {}

  base::UniqueFd m_file;
  std::filesystem::path m_path;
};

}  // namespace command_line
