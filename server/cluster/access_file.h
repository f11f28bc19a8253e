// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// The file of an access log as the master holds it: opened with the master's rights, also again after it was renamed,
// and handed to the workers as a descriptor. Shared by the generations that write to the same one.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "server/base/time.h"
#include "server/base/unique_fd.h"

namespace cluster {

/// What is wrong with writing to it, and nobody was told yet.
struct AccessTrouble {
  std::string reason{};
  std::int64_t lost = 0;                        ///< lines
  std::optional<base::MonotonicTime> toldAt{};  ///< the last time
};

class AccessFile {
 public:
  /// Opens it, made 0640 where it is absent. A file that cannot be opened stops nobody: see reason().
  explicit AccessFile(std::filesystem::path path);

  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
  /// For appending; -1: it is not open.
  [[nodiscard]] int descriptor() const { return m_file.get(); }
  /// Why it is not open; empty: it is.
  [[nodiscard]] const std::string& reason() const { return m_reason; }
  /// The descriptor; from now on this has none. For a worker, of its own copy.
  base::UniqueFd take() { return std::move(m_file); }
  /// By its name again. Where that fails what was open stays so. False: it failed.
  bool reopen();

 private:
  std::filesystem::path m_path;
  base::UniqueFd m_file;
  std::string m_reason;
};

}  // namespace cluster
