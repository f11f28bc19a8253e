// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The name of a running server on this machine: a lock, and a Unix socket beside it that only its owner may open. Who
// connects and what is said is for the control server.

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "server/base/error.h"
#include "server/base/unique_fd.h"

namespace cluster {

class ControlSocket {
 public:
  /// Takes `directory`/NAME.lock (flock(2)) and listens on `directory`/NAME.sock, mode 0600, or 0660 for a group that
  /// is not empty. A socket that nobody answers at is replaced. Errors: AlreadyRunning with the PID,
  /// ControlPathTooLong, ControlPathTaken (not a socket: left alone), ControlUnavailable.
  static base::Result<ControlSocket> bind(const std::filesystem::path& directory, const std::string& name,
                                          const std::string& group);

  /// One that an older master bound, with its lock. Nothing is free or refuses meanwhile: both are the same open files.
  static base::Result<ControlSocket> adopt(base::UniqueFd lock, base::UniqueFd listener, std::filesystem::path path,
                                           const std::string& group);
  /// Has the lock's file and the kernel (SO_PEERCRED of who connects) name this process as the owner.
  void claim();

  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
  [[nodiscard]] int descriptor() const { return m_listener.get(); }
  [[nodiscard]] int lock() const { return m_lock.get(); }
  /// Who is at the other end of a connection (SO_PEERCRED): our user or root, one of the group, or somebody else.
  enum class Peer { Owner, Group, Stranger };
  [[nodiscard]] Peer peerOf(int connection) const;
  /// Closes, and removes the socket's file. The lock's file stays: removing it would race with the next owner.
  void remove();
  /// Closes only.
  void abandon();

 private:
  base::UniqueFd m_lock;
  base::UniqueFd m_listener;
  std::filesystem::path m_path;
  std::optional<gid_t> m_group;
};

}  // namespace cluster
