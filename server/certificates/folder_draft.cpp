// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// rename(2) and renameat2(2) are the only steps that anybody else can see.

#include "server/certificates/folder_draft.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "server/base/unique_fd.h"
#include "server/base/xdg_directories.h"

namespace certificates {

namespace {

constexpr const char* draftStart = ".draft-";

tl::unexpected<base::Error> failed(const char* what, const std::filesystem::path& path, int number) {
  return base::failure(std::string("cannot ") + what + " " + path.string() + ": " + base::errnoText(number));
}

/// So that a rename outlives a loss of power; file systems that cannot sync a folder say EINVAL and need not.
bool syncFolder(const std::filesystem::path& folder) {
  const base::UniqueFd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened && (::fsync(opened.get()) == 0 || errno == EINVAL);
}

void clearAway(const std::filesystem::path& parent) {
  std::error_code error;
  for (std::filesystem::directory_iterator at(parent, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->path().filename().string().starts_with(draftStart)) std::filesystem::remove_all(at->path(), ignored);
  }
}

/// File systems without RENAME_EXCHANGE: file by file, the key first.
base::Result<void> moveFiles(const std::filesystem::path& from, const std::filesystem::path& to) {
  for (const char* name : {"key.pem", "certificate.pem", "request.pem"}) {
    const std::filesystem::path target = to / name;
    if (::rename((from / name).c_str(), target.c_str()) != 0 && errno != ENOENT) return failed("write", target, errno);
  }
  return {};
}

}  // namespace

base::Result<FolderDraft> FolderDraft::create(const std::filesystem::path& parent) {
  clearAway(parent);
  std::string name = parent / (std::string(draftStart) + "XXXXXX");
  if (::mkdtemp(name.data()) == nullptr) return failed("make a folder in", parent, errno);
  return FolderDraft(name);
}

FolderDraft::FolderDraft(FolderDraft&& other) noexcept : m_folder(std::move(other.m_folder)) {
  other.m_folder.clear();
}

FolderDraft::~FolderDraft() {
  std::error_code ignored;
  if (!m_folder.empty()) std::filesystem::remove_all(m_folder, ignored);
}

base::Result<void> FolderDraft::write(const std::string& name, std::string_view bytes, unsigned mode) const {
  return base::writeFileAtomically(m_folder / name, bytes, mode);
}

base::Result<void> FolderDraft::link(const std::string& name, const std::filesystem::path& target) const {
  std::error_code error;
  std::filesystem::create_symlink(target, m_folder / name, error);
  if (error) return failed("link", target, error.value());
  return {};
}

base::Result<FolderDraft::Published> FolderDraft::publish(const std::filesystem::path& place) {
  if (!syncFolder(m_folder)) return failed("write", m_folder, errno);
  int outcome = ::renameat2(AT_FDCWD, m_folder.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE);
  // File systems without it: rename(2) writes over nothing but an empty folder.
  if (outcome != 0 && (errno == EINVAL || errno == ENOSYS)) outcome = ::rename(m_folder.c_str(), place.c_str());
  if (outcome != 0 && (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)) return Published::Taken;
  if (outcome != 0) return failed("make", place, errno);
  m_folder.clear();
  if (!syncFolder(place.parent_path())) return failed("write", place.parent_path(), errno);
  return Published::Done;
}

base::Result<void> FolderDraft::exchange(const std::filesystem::path& place, const std::vector<std::string>& dropped) {
  if (!syncFolder(m_folder)) return failed("write", m_folder, errno);
  const int outcome = ::renameat2(AT_FDCWD, m_folder.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE);
  if (outcome != 0 && errno != EINVAL && errno != ENOSYS) return failed("write", place, errno);
  if (outcome != 0) {
    for (const std::string& name : dropped) {
      std::error_code ignored;
      const bool replaced = std::filesystem::exists(std::filesystem::symlink_status(m_folder / name, ignored));
      if (!replaced) std::filesystem::remove(place / name, ignored);
    }
    return moveFiles(m_folder, place);
  }
  // What is now the draft was the old folder: a person's own files in it go back.
  std::error_code error;
  for (std::filesystem::directory_iterator at(m_folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    const bool isDropped = name.starts_with('.') || std::find(dropped.begin(), dropped.end(), name) != dropped.end();
    std::error_code ignored;
    if (!isDropped && !std::filesystem::exists(std::filesystem::symlink_status(place / name, ignored)))
      std::filesystem::rename(at->path(), place / name, ignored);
  }
  if (!syncFolder(place.parent_path())) return failed("write", place.parent_path(), errno);
  return {};
}

}  // namespace certificates
