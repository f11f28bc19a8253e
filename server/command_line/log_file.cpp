// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/command_line/log_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "server/base/xdg_directories.h"

namespace command_line {

namespace {

base::UniqueFd openForAppending(const std::filesystem::path& path) {
  return base::UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600));
}

}  // namespace

base::Result<LogFile> LogFile::create(const std::string& name) {
  const std::filesystem::path directory = base::stateDirectory();
  if (auto created = base::createPrivateDirectory(directory); !created)
    return base::failure(std::move(created.error()));
  std::filesystem::path path = directory / (name + ".log");
  base::UniqueFd file = openForAppending(path);
  if (!file) return base::failure("cannot write the log " + path.string() + ": " + base::errnoText(errno));
  return LogFile(std::move(file), std::move(path));
}

void LogFile::takeStandardOutput() {
  ::dup2(m_file.get(), STDOUT_FILENO);
  ::dup2(m_file.get(), STDERR_FILENO);
}

void LogFile::rotateWhenFull() {
  struct stat status {};
  if (::fstat(m_file.get(), &status) != 0 || status.st_size < maximumSize) return;
  const std::filesystem::path older = m_path.string() + ".1";
  // Without the rename the file only grows on: a full disk or a folder made read-only must not stop the server.
  if (std::rename(m_path.c_str(), older.c_str()) == 0) reopen();
}

void LogFile::reopen() {
  base::UniqueFd file = openForAppending(m_path);
  if (!file) return;
  m_file = std::move(file);
  takeStandardOutput();
}

}  // namespace command_line
