// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// A folder that appears whole or not at all: filled beside its place under a name with a dot, fsynced, then renamed or
// exchanged in one step. What a killed program left is cleared away by the next one that holds the lock.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/error.h"

namespace certificates {

class FolderDraft {
 public:
  /// In `parent`, mode 0700. The caller holds lockFolder(parent).
  static base::Result<FolderDraft> create(const std::filesystem::path& parent);
  FolderDraft(FolderDraft&& other) noexcept;
  FolderDraft& operator=(FolderDraft&&) = delete;
  FolderDraft(const FolderDraft&) = delete;
  FolderDraft& operator=(const FolderDraft&) = delete;
  /// Removes what is still there.
  ~FolderDraft();

  base::Result<void> write(const std::string& name, std::string_view bytes, unsigned mode) const;
  base::Result<void> link(const std::string& name, const std::filesystem::path& target) const;

  /// The folder gets its name. Taken: something has it.
  enum class Published { Done, Taken };
  base::Result<Published> publish(const std::filesystem::path& place);
  /// In place of the folder that is there. Files in it that the draft does not have are kept, but `dropped` ones.
  base::Result<void> exchange(const std::filesystem::path& place, const std::vector<std::string>& dropped);

 private:
  explicit FolderDraft(std::filesystem::path folder) : m_folder(std::move(folder)) {}

  std::filesystem::path m_folder;  ///< empty: published
};

}  // namespace certificates
