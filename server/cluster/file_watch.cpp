// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT

#include "server/cluster/file_watch.h"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <fstream>
#include <iterator>

namespace cluster {

namespace {

/// No certificate and no configuration is larger; of more, only the beginning is compared.
constexpr std::size_t comparedBytes = 2 * 1024 * 1024;

}  // namespace

FileWatch::FileWatch(net::EventLoop& loop, Changed changed)
    : m_loop(loop), m_changed(std::move(changed)), m_settle(loop, [this] { handleSettled(); }) {
  m_inotify.reset(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!m_inotify) return;
  if (auto watch = m_loop.watch(m_inotify.get(), EPOLLIN, *this)) m_watch = std::move(*watch);
}

FileWatch::Look FileWatch::lookAt(const std::filesystem::path& file) {
  struct stat facts {};
  // Only regular files: opening a FIFO would wait for its writer.
  if (::stat(file.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return {};
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(std::min<std::size_t>(static_cast<std::size_t>(facts.st_size), comparedBytes), '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return {.isThere = true,
          .hash = std::hash<std::string>{}(bytes),
          .rights = std::uint64_t{facts.st_mode} << 32 | facts.st_uid};
}

void FileWatch::watch(const std::vector<std::filesystem::path>& files) {
  m_files.clear();
  std::map<std::filesystem::path, int> before;
  before.swap(m_folders);
  for (const std::filesystem::path& file : files) {
    m_files[file] = lookAt(file);
    // The folder, not the file: what is renamed over a file is another inode.
    const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
    if (!m_folders.contains(folder)) watchFolder(folder);
  }
  for (const auto& [folder, number] : before) {
    if (!m_folders.contains(folder)) ::inotify_rm_watch(m_inotify.get(), number);
  }
}

void FileWatch::watchFolder(const std::filesystem::path& folder) {
  if (!m_inotify) return;
  constexpr std::uint32_t events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ATTRIB | IN_ONLYDIR;
  const int number = ::inotify_add_watch(m_inotify.get(), folder.c_str(), events);
  if (number >= 0) m_folders[folder] = number;
}

void FileWatch::refresh() {
  for (auto& [file, look] : m_files) look = lookAt(file);
}

void FileWatch::handleReady(std::uint32_t) {
  // Which file it was does not matter: all are looked at once things are quiet.
  std::array<char, 4096> events;
  while (::read(m_inotify.get(), events.data(), events.size()) > 0) {
  }
  m_settle.startIn(settleTime);
}

void FileWatch::handleSettled() {
  // Another folder may have its name by now: an entry of the certificate store is exchanged as a whole. One that is
  // watched already keeps its number.
  const std::map<std::filesystem::path, int> before = m_folders;
  for (const auto& [folder, number] : before) {
    watchFolder(folder);
    if (m_folders[folder] != number) ::inotify_rm_watch(m_inotify.get(), number);
  }
  std::vector<std::filesystem::path> changed;
  for (auto& [file, look] : m_files) {
    const Look now = lookAt(file);
    if (now == look) continue;
    look = now;
    changed.push_back(file);
  }
  if (!changed.empty()) m_changed(changed);
}

}  // namespace cluster
