// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// See served_folder.h.

#include "server/handlers/served_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace handlers {

namespace {

/// Larger files are not searched for keys, nor compared with the configured ones.
constexpr off_t largestKey = 1024 * 1024;

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileFacts factsOf(const struct stat& status) {
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim)};
}

int openBeneath(int root, const std::string& file) {
  open_how how{};
  how.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const char* const path = file.empty() ? "." : file.c_str();
  // EAGAIN: something was renamed just then, and the kernel could not be sure (openat2(2)).
  for (int attempt = 0;; ++attempt) {
    const auto fd = static_cast<int>(::syscall(SYS_openat2, root, path, &how, sizeof how));
    if (fd >= 0 || (errno != EINTR && errno != EAGAIN) || attempt == 16) return fd;
  }
}

OpenedFile::Outcome outcomeOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
    case ELOOP:
    case EXDEV:   // out of the root
    case ENXIO:   // a socket
    case ENODEV:  // a device that is not there
      return OpenedFile::Outcome::Missing;
    case EACCES:
    case EPERM:
      return OpenedFile::Outcome::Forbidden;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return OpenedFile::Outcome::Exhausted;
    default:
      return OpenedFile::Outcome::Failed;
  }
}

/// What PEM writes before a private key of any kind (RFC 7468 10 and 11, and the older forms).
bool holdsPrivateKey(int fd) {
  std::array<char, 64 * 1024> bytes;
  const ssize_t count = ::pread(fd, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  const std::string_view text(bytes.data(), static_cast<std::size_t>(count));
  for (std::size_t at = text.find("-----BEGIN "); at != std::string_view::npos; at = text.find("-----BEGIN ", at + 1)) {
    const std::string_view label = text.substr(at, text.find_first_of("\r\n", at) - at);
    if (label.find("PRIVATE KEY-----") != std::string_view::npos) return true;
  }
  return false;
}

bool mayHoldKey(std::string_view file) {
  constexpr std::array<std::string_view, 4> endings{".key", ".pem", ".crt", ".cer"};
  return std::ranges::any_of(endings, [file](std::string_view ending) { return file.ends_with(ending); });
}

std::string pathOf(int fd) {
  std::array<char, 4096> path;
  const ssize_t length = ::readlink(fmt::format("/proc/self/fd/{}", fd).c_str(), path.data(), path.size());
  return length < 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(length));
}

/// "access.log.1" of "access.log", "forkyard.toml~" of "forkyard.toml": what tools that turn logs over, and editors,
/// leave beside a file.
bool isLeftBehind(const std::string& path, const std::string& original) {
  return path.size() > original.size() && path.starts_with(original) &&
         std::string_view(".-~").find(path[original.size()]) != std::string_view::npos;
}

}  // namespace

ServedFolder::ServedFolder(std::filesystem::path root, std::vector<std::filesystem::path> secrets)
    : m_root(std::move(root)), m_secrets(std::move(secrets)) {
  // As /proc names what is open: links followed.
  std::error_code unknown;
  for (std::filesystem::path& secret : m_secrets) {
    std::filesystem::path real = std::filesystem::weakly_canonical(secret, unknown);
    if (!unknown) secret = std::move(real);
  }
  followRoot();
}

bool ServedFolder::followRoot() {
  // Builds make their folder anew: what was opened once may be gone, and another one in its place.
  struct stat there {};
  struct stat ours {};
  const bool same = m_fd && ::stat(m_root.c_str(), &there) == 0 && ::fstat(m_fd.get(), &ours) == 0 &&
                    there.st_dev == ours.st_dev && there.st_ino == ours.st_ino;
  if (same) return false;
  // What was opened before rights were dropped may be out of reach by its path: then it is kept.
  base::UniqueFd fresh(::open(m_root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fresh) return false;
  m_fd = std::move(fresh);
  return true;
}

OpenedFile ServedFolder::open(const std::string& file, base::MonotonicTime now, const FileFacts* known) {
  if (!m_fd || now - m_looked >= std::chrono::seconds(1)) {
    followRoot();
    m_looked = now;
  }
  OpenedFile opened;
  opened.fd.reset(openBeneath(m_fd.get(), file));
  if (!opened.fd && errno == ENOENT && followRoot()) opened.fd.reset(openBeneath(m_fd.get(), file));
  struct stat status {};
  if (!opened.fd || ::fstat(opened.fd.get(), &status) != 0) {
    opened.error = m_fd ? errno : ENOENT;
    opened.outcome = outcomeOf(opened.error);
    return opened;
  }
  opened.facts = factsOf(status);
  if (S_ISDIR(status.st_mode)) opened.outcome = OpenedFile::Outcome::Folder;
  const bool wasShown = known != nullptr && *known == opened.facts;
  if (S_ISREG(status.st_mode) && (wasShown || !isSecret(opened.fd.get(), file, status)))
    opened.outcome = OpenedFile::Outcome::File;
  return opened;
}

bool ServedFolder::isStill(const std::string& file, const FileFacts& facts) const {
  struct stat status {};
  return m_fd && ::fstatat(m_fd.get(), file.c_str(), &status, 0) == 0 && factsOf(status) == facts;
}

bool ServedFolder::isSecret(int fd, const std::string& file, const struct stat& status) const {
  if (status.st_size <= largestKey && mayHoldKey(file) && holdsPrivateKey(fd)) return true;
  const std::string path = pathOf(fd);
  return std::ranges::any_of(m_secrets, [&](const std::filesystem::path& secret) {
    if (isLeftBehind(path, secret.string())) return true;
    struct stat other {};
    if (::stat(secret.c_str(), &other) != 0) return false;
    if (other.st_dev == status.st_dev && other.st_ino == status.st_ino) return true;
    return S_ISDIR(other.st_mode) && path.starts_with(secret.string() + '/');
  });
}

}  // namespace handlers
