// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The only way to what lies below a route's root: openat2(2) with RESOLVE_BENEATH, so that neither ".." nor a symbolic
// link leads out of it, whatever is exchanged meanwhile. Hides what holds private keys.

#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "server/base/time.h"
#include "server/base/unique_fd.h"

namespace handlers {

/// What tells one content of a file from another.
struct FileFacts {
  dev_t device = 0;
  ino_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< nanoseconds since 1970; changed likewise
  std::int64_t changed = 0;
  bool operator==(const FileFacts&) const = default;
};

struct OpenedFile {
  enum class Outcome {
    File,
    Folder,
    Missing,    ///< nothing there that may be shown
    Forbidden,  ///< `error` says why the system refuses it
    Exhausted,  ///< no descriptor or memory left
    Failed,     ///< `error`
  };
  Outcome outcome = Outcome::Missing;
  base::UniqueFd fd{};
  FileFacts facts{};
  int error = 0;
};

class ServedFolder {
 public:
  /// `secrets`: files that are never shown, nor what lies below those that are folders, nor their older versions beside
  /// them.
  ServedFolder(std::filesystem::path root, std::vector<std::filesystem::path> secrets);

  /// Regular files and folders, for reading; never waits, as for a pipe's other end. `file` is relative to the root.
  /// `known`: the facts of what was shown before under this name; it is not searched for secrets again.
  [[nodiscard]] OpenedFile open(const std::string& file, base::MonotonicTime now, const FileFacts* known = nullptr);
  /// Whether `file` still is what these facts tell; does not open it.
  [[nodiscard]] bool isStill(const std::string& file, const FileFacts& facts) const;

 private:
  /// Opens the root anew where another folder stands in its place; true: it did.
  bool followRoot();
  [[nodiscard]] bool isSecret(int fd, const std::string& file, const struct stat& status) const;

  std::filesystem::path m_root;
  std::vector<std::filesystem::path> m_secrets;
  base::UniqueFd m_fd;
  base::MonotonicTime m_looked{};
};

}  // namespace handlers
