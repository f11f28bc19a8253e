// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What is in a folder, as a page for a person: sorted, with sizes and dates.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/handlers/served_folder.h"

namespace handlers {

struct FolderEntry {
  std::string name;
  bool isFolder = false;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< seconds since 1970
};

inline constexpr std::size_t mostListed = 10'000;

/// What may be shown of an open folder, whose path below the root is `file`: folders first, then by name. No more than
/// mostListed; `isCut` says whether there is more.
std::vector<FolderEntry> entriesOf(ServedFolder& folder, int fd, const std::string& file, base::MonotonicTime now,
                                   bool& isCut);

/// `title`: the folder's path as the client knows it, decoded. `hasParent`: with a link to the folder above.
std::string listingPage(std::string_view title, bool hasParent, const std::vector<FolderEntry>& entries, bool isCut);

/// A file's name for HTML: escaped, and what would reorder, hide or break text around it shown as U+FFFD; so is what is
/// not UTF-8.
std::string nameInHtml(std::string_view name);

}  // namespace handlers
