// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// save(): the file is replaced as a whole, and only if it still holds what was read.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "server/base/unique_fd.h"
#include "server/base/xdg_directories.h"
#include "server/config/config_edit.h"
#include "server/config/config_toml.h"

namespace config {

namespace {

struct OnDisk {
  std::string bytes;
  struct stat status {};
};

/// At most one byte more than `expected` has: enough to know that it differs. errno tells why there is none.
std::optional<OnDisk> readUpTo(const std::filesystem::path& file, std::size_t size) {
  const base::UniqueFd source(open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  OnDisk found;
  if (!source || fstat(source.get(), &found.status) != 0) return std::nullopt;
  found.bytes.resize(size);
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = read(source.get(), found.bytes.data() + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  found.bytes.resize(filled);
  return found;
}

/// Root that edits a user's file leaves it the user's.
void keepOwner(const std::filesystem::path& file, const struct stat& before) {
  struct stat now {};
  if (lstat(file.c_str(), &now) != 0 || (now.st_uid == before.st_uid && now.st_gid == before.st_gid)) return;
  if (lchown(file.c_str(), before.st_uid, before.st_gid) != 0) errno = 0;  // only root may; the file is saved anyway
}

}  // namespace

base::Result<SaveOutcome> save(const std::filesystem::path& file, std::string_view expected, std::string_view text) {
  // The link stays a link: its target is the file.
  std::error_code error;
  std::filesystem::path target = std::filesystem::canonical(file, error);
  if (error) target = file;

  const auto found = readUpTo(target, expected.size() + 1);
  if (!found && errno != ENOENT) {
    return base::failure(fmt::format("cannot read {}: {}", file.string(), base::errnoText(errno)));
  }
  if (!found) {
    if (!expected.empty()) return SaveOutcome::ChangedOnDisk;
    // Private, as everything new of ours: a configuration may come to hold a password.
    if (auto made = base::createPrivateDirectory(target.parent_path()); !made) return base::failure(made.error());
    if (auto written = base::writeFileAtomically(target, text, 0600); !written) return base::failure(written.error());
    return SaveOutcome::Saved;
  }
  if (found->bytes != expected) return SaveOutcome::ChangedOnDisk;
  const unsigned mode = found->status.st_mode & 07777U;
  if (auto written = base::writeFileAtomically(target, text, mode); !written) return base::failure(written.error());
  keepOwner(target, found->status);
  return SaveOutcome::Saved;
}

}  // namespace config
