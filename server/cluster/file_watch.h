// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Tells when files hold something else than before, once they have settled: whether they were written in place, renamed
// over, or reached through a symbolic link that was turned. Touching a file is no change.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

#include "server/base/unique_fd.h"
#include "server/net/event_loop.h"

namespace cluster {

class FileWatch final : private net::Watcher {
 public:
  static constexpr base::Milliseconds settleTime{500};
  using Changed = std::function<void(const std::vector<std::filesystem::path>&)>;

  /// `changed` gets those of the files that changed; it may call watch() and refresh().
  FileWatch(net::EventLoop& loop, Changed changed);
  /// From now on these files and no others, as they are now. Without inotify nothing is told.
  void watch(const std::vector<std::filesystem::path>& files);
  /// What they hold now is known.
  void refresh();

 private:
  /// What must be equal for a file to be unchanged: its bytes (hashed), and who may read them.
  struct Look {
    bool isThere = false;
    std::size_t hash = 0;
    std::uint64_t rights = 0;
    bool operator==(const Look&) const = default;
  };
  static Look lookAt(const std::filesystem::path& file);
  void watchFolder(const std::filesystem::path& folder);
  void handleReady(std::uint32_t events) override;
  void handleSettled();

  net::EventLoop& m_loop;
  Changed m_changed;
  base::UniqueFd m_inotify;
  net::Watch m_watch;
  net::Timer m_settle;
  std::map<std::filesystem::path, Look> m_files;
  std::map<std::filesystem::path, int> m_folders;  ///< and their watch descriptors
};

}  // namespace cluster
