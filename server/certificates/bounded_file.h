// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Reads a small file that a person named, whatever it turns out to be: never blocks on a FIFO or a device, never takes
// in more than its bound. Judges nothing of the content or of who may read it.

#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <string>

namespace certificates {

/// Larger than any real chain; HTTPS clients stop at 100 KiB.
inline constexpr std::size_t maximumFileSize = 1024 * 1024;

struct BoundedFile {
  enum class Outcome { Read, Missing, NotAllowed, Unreadable };
  Outcome outcome = Outcome::Unreadable;
  std::string reason;     ///< where Unreadable or NotAllowed: "it is a folder", "permission denied"
  std::string bytes;      ///< where Read
  struct stat status {};  ///< of the file that a symbolic link leads to; all zero where it could not be had
};

BoundedFile readBoundedFile(const std::filesystem::path& file);

/// A path as one word of a shell command, quoted where it must be, for the commands that problems suggest.
std::string shellWord(const std::filesystem::path& path);

}  // namespace certificates
