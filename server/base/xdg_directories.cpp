// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The folders, from the environment each time they are asked for.

#include "server/base/xdg_directories.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>

namespace base {

namespace fs = std::filesystem;

namespace {

/// Where systemd puts RuntimeDirectory=forkyard.
constexpr const char* systemRuntimeDirectory = "/run/forkyard";

/// An absolute path from the environment. The specification says that relative ones are to be ignored; systemd gives
/// several folders with colons between, and ours is the first.
std::optional<fs::path> fromEnvironment(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || value[0] != '/') return std::nullopt;
  return fs::path(std::string_view(value).substr(0, std::string_view(value).find(':')));
}

fs::path homeDirectory() {
  if (const auto home = fromEnvironment("HOME")) return *home;
  std::string buffer(16 * 1024, '\0');
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->pw_dir;
  return "/";
}

fs::path below(const char* variable, const char* otherwise) {
  return fromEnvironment(variable).value_or(homeDirectory() / otherwise) / "forkyard";
}

fs::path temporaryRuntimeDirectory() {
  return fromEnvironment("TMPDIR").value_or("/tmp") / fmt::format("forkyard-{}", geteuid());
}

fs::path userRuntimeDirectory() {
  return fmt::format("/run/user/{}", geteuid());
}

/// A stranger's runtime folder, as after "sudo -E", is not a place for ours.
bool isOurFolder(const fs::path& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

tl::unexpected<Error> unusable(const fs::path& path, std::string reason) {
  Problem problem{.code = ProblemCode::ControlUnavailable};
  problem.arguments = {{"path", path.string()}, {"reason", std::move(reason)}};
  return failure(std::move(problem));
}

/// `forbidden`: the mode bits that must not be set.
Result<fs::path> checkedRuntimeDirectory(const fs::path& path, mode_t forbidden) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return unusable(path, errnoText(errno));
  struct stat status {};
  // Not stat(): in the temporary directory a symbolic link may be a stranger's trap.
  if (lstat(path.c_str(), &status) != 0) return unusable(path, errnoText(errno));
  if (!S_ISDIR(status.st_mode)) return unusable(path, "it is not a folder; move it away");
  if (status.st_uid != geteuid()) {
    return unusable(path, fmt::format("the folder belongs to another user (UID {})", status.st_uid));
  }
  if ((status.st_mode & forbidden) != 0) {
    return unusable(path, fmt::format("others can enter it (mode {:04o}); run: chmod 700 {}", status.st_mode & 07777U,
                                      path.string()));
  }
  return path;
}

}  // namespace

fs::path configDirectory() {
  return below("XDG_CONFIG_HOME", ".config");
}

fs::path dataDirectory() {
  if (const auto state = fromEnvironment("STATE_DIRECTORY")) return *state;
  return below("XDG_DATA_HOME", ".local/share");
}

fs::path stateDirectory() {
  return below("XDG_STATE_HOME", ".local/state");
}

Result<fs::path> createRuntimeDirectory() {
  // systemd chose its mode, and a group may be let in on purpose: only writing is not for others.
  if (const auto given = fromEnvironment("RUNTIME_DIRECTORY")) return checkedRuntimeDirectory(*given, 0022);
  const auto user = fromEnvironment("XDG_RUNTIME_DIR");
  if (user && isOurFolder(*user)) return checkedRuntimeDirectory(*user / "forkyard", 0077);
  if (isOurFolder(userRuntimeDirectory())) return checkedRuntimeDirectory(userRuntimeDirectory() / "forkyard", 0077);
  return checkedRuntimeDirectory(temporaryRuntimeDirectory(), 0077);
}

Result<fs::path> createSharedRuntimeDirectory() {
  if (const auto given = fromEnvironment("RUNTIME_DIRECTORY")) return checkedRuntimeDirectory(*given, 0022);
  const fs::path shared = systemRuntimeDirectory;
  if (geteuid() != 0) return unusable(shared, "[control] group needs a server that root or systemd starts");
  // A new folder is 0700 first; others may enter, and what they find in it has modes of its own.
  const bool isNew = !fs::exists(fs::symlink_status(shared));
  Result<fs::path> directory = checkedRuntimeDirectory(shared, 0022);
  if (directory && isNew && chmod(shared.c_str(), 0755) != 0) return unusable(shared, errnoText(errno));
  return directory;
}

std::vector<fs::path> runtimeDirectories() {
  std::vector<fs::path> list;
  const auto add = [&list](fs::path path) {
    if (std::ranges::find(list, path) == list.end()) list.push_back(std::move(path));
  };
  if (const auto given = fromEnvironment("RUNTIME_DIRECTORY")) add(*given);
  if (const auto user = fromEnvironment("XDG_RUNTIME_DIR")) add(*user / "forkyard");
  add(userRuntimeDirectory() / "forkyard");
  // Anyone can make this name; one that is not ours is not asked.
  if (!fs::exists(fs::symlink_status(temporaryRuntimeDirectory())) || isOurFolder(temporaryRuntimeDirectory())) {
    add(temporaryRuntimeDirectory());
  }
  add(systemRuntimeDirectory);
  return list;
}

Result<void> createPrivateDirectory(const fs::path& path) {
  fs::path partial;
  for (const fs::path& step : path) {
    partial /= step;
    if (mkdir(partial.c_str(), 0700) == 0) continue;
    const int error = errno;
    std::error_code ignored;
    // A parent that exists may answer EACCES or EROFS instead of EEXIST.
    if (fs::is_directory(partial, ignored)) continue;
    if (error == EEXIST)
      return failure(fmt::format("cannot create the folder {}: a file stands there", partial.string()));
    return failure(fmt::format("cannot create the folder {}: {}", partial.string(), errnoText(error)));
  }
  return {};
}

}  // namespace base
