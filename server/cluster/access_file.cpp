// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/access_file.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "server/base/error.h"

namespace cluster {

AccessFile::AccessFile(std::filesystem::path path) : m_path(std::move(path)) {
  reopen();
}

bool AccessFile::reopen() {
  // O_NONBLOCK: a pipe that nobody reads must hold up neither the master nor a worker.
  base::UniqueFd file(::open(m_path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0640));
  m_reason = file ? std::string() : base::errnoText(errno);
  if (!file) return false;
  m_file = std::move(file);
  return true;
}

}  // namespace cluster
