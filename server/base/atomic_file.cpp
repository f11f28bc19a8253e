// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// writeFileAtomically: a temporary file beside the target, fsync, rename, fsync of the folder.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "server/base/unique_fd.h"
#include "server/base/xdg_directories.h"

namespace base {

namespace {

/// Removes the temporary file unless it became the real one.
class TemporaryName {
 public:
  explicit TemporaryName(std::string name) : m_name(std::move(name)) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() {
    if (!m_name.empty()) unlink(m_name.c_str());
  }
  [[nodiscard]] bool renameTo(const char* path) {
    if (rename(m_name.c_str(), path) != 0) return false;
    m_name.clear();
    return true;
  }

 private:
  std::string m_name;
};

tl::unexpected<Error> cannotWrite(const std::filesystem::path& path, int error) {
  if (error != ENOSPC && error != EDQUOT) {
    return failure(fmt::format("cannot write {}: {}", path.string(), errnoText(error)));
  }
  Problem problem{.code = ProblemCode::DiskFull};
  problem.arguments = {{"path", path.string()}};
  return failure(std::move(problem));
}

bool writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  std::filesystem::path folder = path.parent_path();
  if (folder.empty()) folder = ".";
  // A short name of its own: "NAME.XXXXXX" would be too long for a NAME of 255 bytes.
  std::string name = folder / ".forkyard-XXXXXX";
  const UniqueFd file(mkostemp(name.data(), O_CLOEXEC));
  if (!file) return cannotWrite(path, errno);
  TemporaryName temporary(name);
  if (fchmod(file.get(), mode) != 0 || !writeAll(file.get(), bytes) || fsync(file.get()) != 0 ||
      !temporary.renameTo(path.c_str())) {
    return cannotWrite(path, errno);
  }
  // The rename itself must reach the disk too; file systems that cannot sync a folder say EINVAL and need not.
  const UniqueFd directory(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || (fsync(directory.get()) != 0 && errno != EINVAL)) return cannotWrite(path, errno);
  return {};
}

}  // namespace base
