// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Tried again and again, so that a holder that hangs is told of and not waited for.

#include "server/certificates/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace certificates {

base::Result<base::UniqueFd> lockFolder(const std::filesystem::path& folder, base::Milliseconds patience) {
  constexpr std::chrono::milliseconds pause{20};
  const std::filesystem::path file = folder / ".lock";
  base::UniqueFd lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return base::failure("cannot open " + file.string() + ": " + base::errnoText(errno));
  const base::MonotonicTime deadline = base::MonotonicClock::now() + patience;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return base::failure("cannot lock " + file.string() + ": " + base::errnoText(errno));
    }
    if (base::MonotonicClock::now() > deadline) {
      return base::failure("another program has held " + file.string() + " for " + base::durationWords(patience));
    }
    std::this_thread::sleep_for(pause);
  }
  return lock;
}

}  // namespace certificates
