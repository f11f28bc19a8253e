// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// stat(2) first, so that a device is never opened, and fstat(2) again, as the name may lead elsewhere by then.

#include "server/certificates/bounded_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "server/base/error.h"
#include "server/base/program.h"
#include "server/base/time.h"
#include "server/base/unique_fd.h"

namespace certificates {

namespace {

std::string kindReason(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder, not a file";
  if (S_ISFIFO(mode)) return "it is a pipe (FIFO), not a file";
  if (S_ISSOCK(mode)) return "it is a socket, not a file";
  return "it is a device, not a file";
}

BoundedFile failed(int number, const struct stat& status) {
  BoundedFile result;
  result.status = status;
  result.reason = base::errnoText(number);
  if (number == ENOENT || number == ENOTDIR) {
    result.outcome = BoundedFile::Outcome::Missing;
  } else if (number == EACCES || number == EPERM) {
    result.outcome = BoundedFile::Outcome::NotAllowed;
  } else if (number == ELOOP) {
    result.reason = "its symbolic links lead round in a circle";
  }
  return result;
}

/// An errno, or 0. Reads one byte past the bound at most, to know that there is more.
int readAll(int fd, std::string& bytes) {
  bytes.resize(maximumFileSize + 1);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(fd, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return 0;
}

}  // namespace

BoundedFile readBoundedFile(const std::filesystem::path& file) {
  BoundedFile result;
  if (::stat(file.c_str(), &result.status) != 0) return failed(errno, {});
  if (!S_ISREG(result.status.st_mode)) {
    result.reason = kindReason(result.status.st_mode);
    return result;
  }
  const base::UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!fd) return failed(errno, result.status);
  if (::fstat(fd.get(), &result.status) != 0) return failed(errno, result.status);
  if (!S_ISREG(result.status.st_mode)) {
    result.reason = kindReason(result.status.st_mode);
    return result;
  }
  if (const int number = readAll(fd.get(), result.bytes); number != 0) return failed(number, result.status);
  if (result.bytes.size() > maximumFileSize) {
    result.bytes.clear();
    result.reason = "it is larger than " + base::sizeText(maximumFileSize) + ", so it holds something else";
    return result;
  }
  result.outcome = BoundedFile::Outcome::Read;
  return result;
}

std::string shellWord(const std::filesystem::path& path) {
  return base::shellQuoted(path.string());
}

}  // namespace certificates
